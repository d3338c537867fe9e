# SPDX-License-Identifier: GPL-2.0-or-later
# Makes up a script for memtoy, the same for the same variables:
#
#	seed	which script
#	steps	how long it is to be
#	nodes	nodes with memory
#	has	what there is beside them, with blanks around: swap, disk, cpuless=<node>, or a command's name
#
# It keeps a model of what it has done, and claims what must hold by that: content always; placement
# where nothing is in the way; that pinned and shared pages stay where something is.
#
# A segment s: kind[s], pages[s], content[s] (the seed it was filled with), node[s] (by its place among
# those with memory; 0: not known), absent[s] (not all of it is mapped), pin_at[s] and pin_length[s],
# shared[s] (the child has touched it too), forked[s] (the child has it and neither has written since),
# locked[s], held[s] (an actor of this kind works on it).

BEGIN {
	state = seed % 2147483646 + 1
	for (i = 0; i < 5; i++)
		random(2)
	# Machinery that moves pages by itself leaves claims on content only.
	noisy = random(4) == 0
	say("# SPDX-License-Identifier: GPL-2.0-or-later")
	say("# Made up by scripts/stress, seed " seed ": what was written is read again, and pages are where they were sent.")
	say("")
	say("require nodes >= " nodes)
	if (noisy)
		start_noise()
	else if (has ~ / switch /)
		say("switch numa_balancing 0")
	for (step = 1 + random(4); step > 0; step--)
		define()
	for (step = 0; step < steps; step++)
		act(random(weights()))
	finish()
}

# Something moves pages, or shares them, by itself.
function restless() { return noisy || forking }

# From 0 to below; the arithmetic is exact in any awk.
function random(below)
{
	state = (state * 16807) % 2147483647
	return int(state / 2147483647 * below)
}

function say(line) { print line }
function any_node() { return 1 + random(nodes) }
function on(place) { return "@" place }
function fresh() { return 1 + random(100000) }
function is_private(s) { return kind[s] ~ /^(anon|thp)$/ }
# Several pages of it are one to the kernel, and go together; some file systems have such too.
function is_part(s) { return kind[s] ~ /^(thp|huge)$/ || kind[s] == "file" && large_files }
function pick(	s) { s = 1 + random(count); return s }
function seg(s) { return "s" s }
function has_it(name) { return index(has, " " name " ") }

# What may be done, how often; one number less than the whole is drawn.
function weights(	all)
{
	if (!table_ready) {
		n = split("move 14 deal 4 mbind 10 migrate 3 bounce 5 fill 6 check 8 pin 5 unpin 5 lock 3 pageout 5 " \
			"protect 2 remap 4 twice 3 child 4 kid_touch 6 kid_fill 6 kid_quit 4 define 5 forget 1 act 6 halt 4 " \
			"sync 3 confine 1 leave 1 advise 4 squeeze 1 swapless 1 secret 1 watch 3 weaken 2", row, " ")
		table_ready = 1
		for (i = 2; i <= n; i += 2)
			sum += row[i]
	}
	return sum
}

function act(number,	i)
{
	for (i = 1; number >= row[i + 1]; i += 2)
		number -= row[i + 1]
	do_it(row[i], pick())
}

function do_it(what, s)
{
	if (what == "move") move(s)
	else if (what == "deal") deal(s)
	else if (what == "mbind") bind(s)
	else if (what == "migrate") migrate()
	else if (what == "bounce") bounce(s)
	else if (what == "fill") fill(s)
	else if (what == "check") check(s)
	else if (what == "pin") pin(s)
	else if (what == "unpin") unpin(s)
	else if (what == "lock") lock(s)
	else if (what == "pageout") pageout(s)
	else if (what == "protect") protect(s)
	else if (what == "remap") remap(s)
	else if (what == "twice") twice(s)
	else if (what == "child") child()
	else if (what == "kid_touch") kid_touch(s)
	else if (what == "kid_fill") kid_fill(s)
	else if (what == "kid_quit") kid_quit()
	else if (what == "define") define()
	else if (what == "act") actor(s)
	else if (what == "halt") halt(s)
	else if (what == "swapless") swapless()
	else if (what == "secret") secret()
	else if (what == "watch") watch(s)
	else if (what == "weaken") weaken(s)
	else if (what == "sync") sync(s)
	else if (what == "confine") confine()
	else if (what == "leave") leave()
	else if (what == "advise") advise(s)
	else if (what == "squeeze") squeeze()
}

function start_noise()
{
	say("switch numa_balancing " random(2))
	if (random(2)) {
		say("switch ksm_sleep 0")
		say("switch ksm_pages_to_scan 1000")
		say("switch ksm 1")
		merging = 1
	}
	if (random(2))
		say("if cap sys_admin switch thp always")
}

# ---- Segments

function define(	s, r, command)
{
	if (count >= 6)
		return
	s = ++count
	r = random(8)
	kind[s] = r == 0 ? "shared" : r == 1 ? "tmpfs" : r == 2 ? "memfd" : r == 3 ? "shmem" : r == 4 ? "thp" : "anon"
	if (r == 5 && has_it("pool"))
		kind[s] = "huge"
	if (r == 6 && has_it("disk"))
		kind[s] = "file"
	pages[s] = kind[s] == "thp" ? 1024 : kind[s] == "huge" ? 2 : 4 + random(60)
	if (kind[s] == "huge" && !pool_ready++)
		say("pool 2m 8 on " on(1) ",@2")
	if (kind[s] == "file" && !disk_ready++)
		make_disk()
	command = kind[s] == "shared" || kind[s] == "thp" || kind[s] == "huge" ? "anon" : kind[s]
	if (kind[s] == "file")
		say("file @disk/" seg(s) " shared create=" 4 * pages[s] "k")
	else
		say(command " " seg(s) " " (kind[s] == "huge" ? "4m huge=2m" : pages[s] "p") \
		(kind[s] == "shared" ? " shared" : kind[s] == "thp" ? " thp" : ""))
	say("map " seg(s))
	node[s] = kind[s] == "huge" ? 1 + random(2) : any_node()
	say("mbind " seg(s) " bind " on(node[s]))
	content[s] = fresh()
	say("fill " seg(s) " seed=" content[s])
	# Files are not placed by their own policy.
	if (kind[s] == "file")
		node[s] = 0
	if (merging && is_private(s) && random(2))
		say("madvise " seg(s) " mergeable")
	claim(s)
}

# What is being written to a disk may be busy for longer than the kernel tries; it goes when asked again.
function again(s) { return kind[s] == "file" && !pin_length[s] ? " retry=1000" : "" }
# It moves as a whole if told so: nothing holds it.
function is_free(s, all) { return !pin_length[s] && (all || !shared[s] && !cow(s)) && !held[s] }
# The child has had its private pages since the fork, and neither has written since.
function cow(s) { return alive && is_private(s) && forked[s] }

function claim(s)
{
	if (!held[s])
		say("expect content " seg(s) " seed=" content[s])
	if (node[s] && !absent[s] && !restless() && !held[s])
		say("expect where " seg(s) " on " on(node[s]))
}

function be_present(s)
{
	if (absent[s])
		say("touch " seg(s) " read")
	absent[s] = 0
}

# ---- Moving

function place(s)
{
	return kind[s] == "huge" ? 1 + random(2) : any_node()
}

function arrived(s, to, all,	from)
{
	from = node[s]
	node[s] = 0
	if (restless() || !known_pages(s))
		return
	if (is_free(s, all)) {
		say("expect left none")
		node[s] = to
	} else if (pin_length[s] && from && !is_part(s) && !shared[s] && !cow(s) && !held[s]) {
		say("expect where " seg(s) " " pin_at[s] "p " pin_length[s] "p on " on(from))
		if (pin_at[s])
			say("expect where " seg(s) " 0 " pin_at[s] "p on " on(to))
		if (pin_at[s] + pin_length[s] < pages[s])
			say("expect where " seg(s) " " (pin_at[s] + pin_length[s]) "p * on " on(to))
		if (from == to)
			node[s] = to
	} else if (shared[s] && !all && from && !pin_length[s] && !held[s] && kid_has[s]) {
		if (from != to)
			say("expect left all EACCES")
		node[s] = from
	}
}

function known_pages(s) { return !absent[s] }

function move(s,	to, all)
{
	be_present(s)
	to = place(s)
	all = random(2)
	say("move " seg(s) " " on(to) (all ? " all" : "") again(s))
	arrived(s, to, all)
	claim(s)
}

function bind(s,	to, all)
{
	be_present(s)
	to = place(s)
	all = random(2)
	# mbind does not ask again.
	if (kind[s] == "file")
		say("sync " seg(s))
	say("mbind " seg(s) " bind+move" (all ? "+all" : "") " " on(to))
	arrived(s, to, all)
	say("expect policy " seg(s) " bind " on(to))
	claim(s)
}

function deal(s,	a, b)
{
	if (is_part(s) || nodes < 2)
		return
	be_present(s)
	a = 1 + random(nodes - 1)
	b = a + 1
	say("move " seg(s) " " on(a) "," on(b) " all" again(s))
	if (is_free(s, 1) && !restless()) {
		say("expect where " seg(s) " 0 1p on " on(a))
		say("expect where " seg(s) " 1p 1p on " on(b))
		say("expect where " seg(s) " 2p 1p on " on(a))
	}
	node[s] = 0
	claim(s)
}

# The whole process goes, for whoever may: with CAP_SYS_NICE shared pages do too.
function migrate(	from, to, s)
{
	from = any_node()
	to = any_node()
	say("migrate " on(to) " " on(from))
	for (s = 1; s <= count; s++)
		if (node[s] == from)
			node[s] = is_free(s, 1) && !absent[s] && kind[s] != "huge" ? to : from == to ? from : 0
	claim(pick())
}

function bounce(s,	by, all, other)
{
	if (!is_free(s, 1) || restless() || held[s] || kind[s] == "huge")
		return
	by = random(3)
	by = by == 0 ? "mbind" : by == 1 ? "move_pages" : "migrate_pages"
	all = shared[s] || random(2)
	content[s] = fresh()
	say("bounce " seg(s) " all rounds=" (1 + random(2)) " by=" by (all ? " all" : "") " seed=" content[s] (kind[s] == "file" ? " retries=1000" : ""))
	if (by == "migrate_pages")
		for (other = 1; other <= count; other++)
			node[other] = 0
	forked[s] = absent[s] = 0
	node[s] = nodes
	claim(s)
}

# ---- Content

function fill(s)
{
	if (held[s])
		return
	if (cow(s) || absent[s])
		node[s] = 0
	content[s] = fresh()
	say("fill " seg(s) " seed=" content[s])
	forked[s] = absent[s] = 0
	if (cow_pinned(s))
		unpin(s)
	claim(s)
}

function cow_pinned(s) { return alive && is_private(s) && pin_length[s] }

function check(s)
{
	claim(s)
	if (alive && kid_has[s] && !held[s])
		say("/kid expect content " seg(s) " seed=" (is_private(s) ? kid_content[s] : content[s]))
}

# ---- What is in the way

function pin(s)
{
	if (pin_length[s] || is_part(s) || alive || held[s] || forking)
		return
	be_present(s)
	pin_at[s] = random(pages[s] - 1)
	pin_length[s] = 1 + random(pages[s] - pin_at[s] < 3 ? pages[s] - pin_at[s] : 3)
	say("pin " seg(s) " " pin_at[s] "p " pin_length[s] "p")
}

function unpin(s)
{
	if (!pin_length[s])
		return
	say("unpin " seg(s))
	pin_length[s] = 0
}

function lock(s)
{
	if (kind[s] == "huge" || held[s])
		return
	say((locked[s] ? "unlock " : "lock ") seg(s))
	locked[s] = !locked[s]
	if (locked[s] && absent[s]) {
		node[s] = is_private(s) ? 0 : node[s]
		absent[s] = 0
	}
	if (locked[s] && cow(s))
		node[s] = forked[s] = 0
}

# What comes back from swap goes where the policy says.
function pageout(s)
{
	if (!has_it("swap") || locked[s] || kind[s] == "huge" || held[s])
		return
	say("madvise " seg(s) " pageout")
	absent[s] = 1
	node[s] = 0
	if (random(2))
		claim(s)
}

function advise(s,	r)
{
	if (locked[s] || kind[s] == "huge" || held[s])
		return
	r = random(3)
	say("madvise " seg(s) " " (r == 0 ? "cold" : r == 1 ? "willneed" : "sequential"))
}

function protect(s)
{
	if (kind[s] == "huge" || held[s])
		return
	say("mprotect " seg(s) " read")
	claim(s)
	say("expect fail fill " seg(s))
	say("mprotect " seg(s) " read write")
	claim(s)
}

function remap(s)
{
	if (is_private(s) || kind[s] == "shared" || kind[s] == "huge" || pin_length[s] || held[s])
		return
	say("unmap " seg(s))
	say("map " seg(s))
	say("expect present " seg(s) " none")
	absent[s] = 1
	locked[s] = 0
	# Whoever forks now has it as we have.
	claim_absent(s)
}

function claim_absent(s)
{
	be_present(s)
	claim(s)
}

# Mapped twice in one process it stays, unless all mappers are asked for.
function twice(s,	to)
{
	if (is_private(s) || kind[s] == "shared" || kind[s] == "huge" || pin_length[s] || restless() || held[s])
		return
	be_present(s)
	say("alias again " seg(s))
	say("map again")
	say("touch again read")
	to = any_node()
	say("move " seg(s) " " on(to))
	if (node[s] && node[s] != to)
		say("expect left all EACCES")
	claim(s)
	say("move again " on(to) " all" again(s))
	say("expect left none")
	node[s] = to
	claim(s)
	say("remove again")
}

# ---- A child

function child(	s)
{
	for (s = 1; s <= count; s++)
		if (pin_length[s] || held[s] || kind[s] == "huge")
			return
	if (alive)
		return
	say("child kid")
	alive = 1
	for (s = 1; s <= count; s++) {
		born[s] = forked[s] = 1
		kid_has[s] = is_private(s)
		kid_content[s] = content[s]
		shared[s] = 0
	}
}

function kid_touch(s)
{
	if (!alive || !born[s])
		return
	say("/kid touch " seg(s) " " (random(2) && !is_private(s) ? "write" : "read"))
	if (!is_private(s))
		shared[s] = kid_has[s] = 1
}

function kid_fill(s,	r)
{
	if (!alive || !born[s])
		return
	r = fresh()
	say("/kid fill " seg(s) " seed=" r)
	if (is_private(s)) {
		kid_content[s] = r
		forked[s] = 0
	} else {
		shared[s] = kid_has[s] = 1
		content[s] = r
	}
	check(s)
}

function kid_quit(	s)
{
	if (!alive)
		return
	for (s = 1; s <= count; s++)
		if (born[s])
			check(s)
	say("/kid quit")
	alive = 0
	for (s = 1; s <= count; s++)
		born[s] = forked[s] = shared[s] = kid_has[s] = 0
}

# ---- The machine

# The node that can go goes, and comes back; what is on it is pushed off.
function leave(	s, number)
{
	if (!has_it("offline") || !match(has, / cpuless=[0-9]+ /) || nodes < 3 || alive)
		return
	number = substr(has, RSTART + 9, RLENGTH - 10)
	for (s = 1; s <= count; s++)
		if (pin_length[s] || held[s] || kind[s] == "huge" || node[s] == nodes || !node[s])
			return
	say("offline " number)
	for (s = 1; s <= count; s++)
		claim(s)
	say("online " number)
	policies_follow()
}

function squeeze()
{
	if (has_it("switch"))
		say(random(2) ? "switch compact_memory 1" : "switch drop_caches 3")
}

# What nobody swaps to, is in memory; where, the policies say.
function swapless(	s)
{
	if (!has_it("swap") || has !~ / swap-off /)
		return
	say("swap off")
	sub(/ swap /, " ", has)
	for (s = 1; s <= count; s++)
		if (absent[s])
			claim(s)
}

# XFS has large folios on all kernels, the others since 6.16.
function make_disk(	r)
{
	r = random(5)
	large_files = r == 3 || has_it("large-folios")
	say("scratch disk " (r == 0 ? "ext2" : r == 1 ? "ext3" : r == 2 ? "ext4" : r == 3 ? "xfs" : "btrfs"))
}

# Written to the disk, a page is where it was.
function sync(s)
{
	if (kind[s] != "file" || held[s])
		return
	say("sync " seg(s) (random(2) ? " start" : ""))
	move(s)
}

# What a cpuset does not allow moves, and policies follow it.
function confine(	s)
{
	if (!has_it("cpuset") || alive || nodes < 2)
		return
	say("cpuset mems=@1,@2")
	for (s = 1; s <= count; s++) {
		node[s] = 0
		claim(s)
	}
	say("cpuset off")
	policies_follow()
}

# The policies of mappings follow the nodes that are allowed, those of shared memory do not.  Where the
# first is what mbind asks for then, the kernel leaves the second as it is (6.1 and 6.12, see
# scripts/cpusets/after-a-cpuset-mbind-may-leave-shared-memory-as-it-was); default makes them one again.
function policies_follow(	s)
{
	for (s = 1; s <= count; s++)
		if (kind[s] ~ /^(shared|tmpfs|memfd|shmem)$/)
			say("mbind " seg(s) " default")
}

# Memory that can neither be held nor moved.
function secret()
{
	if (!has_it("secret"))
		return
	say("secret hidden 4p")
	say("map hidden")
	say("fill hidden seed=5")
	say("move hidden " on(any_node()))
	say("expect content hidden seed=5")
	say("remove hidden")
}

# Marks that writes are waited for move along, and are taken away again.
function watch(s)
{
	if (!has_it("userfault") || kind[s] != "anon" || held[s] || alive)
		return
	be_present(s)
	say("userfault " seg(s) " wp")
	move(s)
	say("userfault " seg(s) " off")
	claim(s)
}

# Without the capability nobody moves what others map too.
function weaken(s)
{
	if (!has_it("caps"))
		return
	say("caps drop sys_nice")
	say("expect fail EPERM mbind " seg(s) " bind+move+all " on(1))
	say("caps raise sys_nice")
	claim(s)
}

# ---- Background load

# Forks share all private pages of the process, and pins do not survive them.
function may_fork(	s)
{
	for (s = 1; s <= count; s++)
		if (pin_length[s] || kind[s] == "huge")
			return 0
	return 1
}

function actor(s,	r)
{
	if (!has_it("actor") || held[s] || is_part(s) || pin_length[s] || alive)
		return
	r = random(3)
	if (r == 2 && !may_fork())
		return
	be_present(s)
	held[s] = r == 0 ? "reader" : r == 1 ? "writer" : "forker"
	say("actor a" s " " held[s] " " seg(s) (r == 0 ? " seed=" content[s] : "") " threads=" (1 + random(2)))
	if (r == 2)
		forking++
	node[s] = 0
	work(s)
}

# It is to have worked while the pages moved.  A page in use at that moment stays, and goes when asked again.
function work(s)
{
	if (held[s] == "forker")
		say("until a" s " forks >= " (1 + random(20)) " move " seg(s) " " on(any_node()) (random(2) ? " all" : ""))
	else if (!restless())
		say("until a" s " " (held[s] == "reader" ? "checks" : "updates") " >= " (500 + random(5000)) \
			" bounce " seg(s) " " on(1 + random(nodes - 1)) "," on(nodes) " content=none all retries=1000")
	node[s] = 0
}

function halt(s)
{
	if (!held[s])
		return
	work(s)
	say("stop a" s)
	if (held[s] == "forker")
		end_forking()
	held[s] = ""
	claim(s)
}

# Its children had all that is private: each write, or lock, made copies, where the policy says.
function end_forking(	s)
{
	forking--
	for (s = 1; s <= count; s++)
		if (is_private(s))
			node[s] = 0
}

function finish(	s)
{
	for (s = 1; s <= count; s++) {
		halt(s)
		unpin(s)
	}
	kid_quit()
	for (s = 1; s <= count; s++) {
		be_present(s)
		claim(s)
		if (!restless() && kind[s] != "huge") {
			say("move " seg(s) " " on(1) again(s))
			arrived(s, 1, 0)
			claim(s)
		}
	}
}
