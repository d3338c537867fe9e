#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: 6.12/4nodes
# "migrate grown up: chunks sized so that no single call holds the target longer than asked, with a
# histogram of call times, retry for pages that were busy, and a reason for each page that stays."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing
chmod 755 "$tap_folder"
mkfifo "$tap_folder/here" "$tap_folder/there"

# report CALL: the line of the last migration by that call
report()
{
	printf '%s\n' "$output" | grep "^memtoy:  $1 pid" | tail -n 1
}

made='anon foo 3000p
shmem bar 1000p
map foo
map bar
mbind foo bind @1
mbind bar bind @1
fill foo
fill bar
mbind foo default
mbind bar default'
kept='expect content foo
expect content bar'

for words in jobs=1 jobs=3 stall=5ms retry=2 'jobs=2 stall=5ms retry=1'; do
	holds "$words: all of this process moves" "$made
migrate @2 @1 $words
expect left none
expect where foo on @2
expect where bar on @2
$kept"
	like "$(report move_pages)" ': [1-9][0-9]* pages asked, [1-9][0-9]* moved, 0 already there, 0 left behind' \
		"$words: by move_pages"
done
is "$(printf '%s\n' "$output" | grep -cE '^memtoy:  [1-9][0-9]+ calls, the longest [0-9.]+ ms: [0-9]+ from ')" 1 \
	'with stall= how long calls took is told'

holds 'without these words it is migrate_pages' "$made
migrate @2 @1
expect left none"
like "$(report migrate_pages)" ' 0 left behind' 'which is told'
unlike "$output" ' calls, the longest' 'and has no times of calls'

holds 'a pinned page is told as held' "$made
pin bar 5p 1p by=vmsplice
migrate @2 @1 retry=1
expect left 1
expect where bar 5p 1p on @1
expect where bar 0 5p on @2
expect where bar 6p * on @2
expect where foo on @2
$kept"
like "$output" ' 1 left behind \(1 held\)' 'with its reason'
like "$output" '^memtoy:  first left behind: page 0x5 of bar on node [0-9]+: something holds' 'and by its name'
run_memtoy --output json "$tap_folder/script"
like "$output" '"first_left":5,"first_left_in":"bar","first_left_address":"0x[0-9a-f]+","first_left_node":[0-9]' \
	'also in JSON'

holds 'pages on nodes that are not to be left stay' "$made
move bar 0 500p @2
migrate @1 @2 jobs=1
expect where bar on @1
move bar 0 500p @2
migrate @2 @2 jobs=1
expect moved 0
expect where bar 0 500p on @2
expect where bar 500p * on @1
$kept"

echo 2 >/proc/sys/vm/nr_hugepages
holds 'huge pages of hugetlbfs move, and count as base pages' 'shmem big 2m huge
map big
mbind big bind @1
fill big
mbind big default
migrate @2 @1 stall=20ms
expect where big on @2
expect content big'
moved=$(report move_pages | sed 's/.*asked, \([0-9]*\) moved.*/\1/')
ok "512 of them ($moved)" test "$moved" -ge 512
echo 0 >/proc/sys/vm/nr_hugepages

# With as many nodes on both sides the first goes to the first.  What two mappings show goes one step.
if "$MEMTOY" -c 'require nodes >= 3' >"$tap_folder/said" 2>&1; then
	for words in '' ' stall=5ms'; do
		holds "migrate @2,@3 @1,@2$words takes each page one node on" "anon foo 100p shared
alias again foo
map foo
map again
mbind foo bind @1
fill foo
mbind foo default
move foo 50p 50p @2
verify again
migrate @2,@3 @1,@2$words
expect where foo 0 50p on @2
expect where foo 50p 50p on @3
expect content again"
		holds "migrate @2,@3 @1$words does not deal" "anon foo 100p
map foo
mbind foo bind @1
fill foo
mbind foo default
migrate @2,@3 @1$words
expect where foo on @2"
		holds "migrate @3 all$words gathers" "anon foo 99p
map foo
mbind foo interleaved all
fill foo
mbind foo default
migrate @3 all$words
expect where foo on @3"
	done
else
	skip 'pages go one node on' 'needs 3 nodes'
fi

# Another process, by a child of it and by itself.
printf '%s\n' 'child c' 'shmem foo 64p' 'map foo' 'mbind foo bind @1' 'fill foo' 'mbind foo default' \
	'/c anon bar 64p' '/c map bar' '/c mbind bar bind @1' '/c fill bar' '/c mbind bar default' 'source here' \
	'expect where foo on @2' 'expect content foo' '/c expect where bar on @2' '/c expect content bar' \
	'source there' '/c expect where bar on @1' '/c expect content bar' >"$tap_folder/script"
"$MEMTOY" "$tap_folder/script" >"$tap_folder/other" 2>&1 &
other=$!
exec 7>"$tap_folder/here"
# It may have a keeper as well, who has another name.
child=$(grep -l "^PPid:.$other\$" /proc/[0-9]*/status 2>/dev/null | xargs grep -l '^Name:.memtoy$' | tr -dc '0-9')
run_memtoy -c "migrate @2 @1 pid=$child stall=5ms" -c 'expect left none' -c "attach $other as p" \
	-c "migrate @2 @1 pid=p stall=5ms" -c 'expect left none' 7>&-
is "$status:$errors" '0:' 'another process moves, and a child'
like "$output" "^memtoy:  move_pages pid $child to node [0-9]+: [1-9][0-9]* pages asked, [1-9][0-9]* moved" \
	'each is told by its id'
exec 7>&-
exec 7>"$tap_folder/there"
printf 'migrate @1 pid=%s jobs=1\nexpect left none\n' "$child" >&7
exec 7>&-
wait $other
is "$?" 0 'they find their pages there, with their content, also when it is their parent that asked'
diag "$(cat "$tap_folder/other")"

# Without CAP_SYS_NICE pages that others map stay, and that is told.
printf '%s\n' 'shmem foo 8p' 'map foo' 'mbind foo bind @1' 'fill foo' 'mbind foo default' 'child c' \
	'/c verify foo' 'migrate @2 @1 stall=5ms' 'expect where foo on @1' >"$tap_folder/script"
status=0
output=$(su nobody -s /bin/sh -c "exec '$MEMTOY' '$tap_folder/script'" 2>&1) || status=$?
is "$status" 0 'nobody may move its own pages'
like "$(report move_pages)" '\([1-9][0-9]* shared' 'shared ones are told as such'
sleep 1000 &
other=$!
output=$(su nobody -s /bin/sh -c "exec '$MEMTOY' -c 'migrate @2 pid=$other jobs=1'" 2>&1)
kill $other
wait $other 2>/dev/null
like "$output" "migrate: cannot migrate process $other: .*EPERM" "another's process is refused"

# Where migrate_pages(2) goes beyond a cpuset, as root may, move_pages(2) does not.
sleep 1000 &
other=$!
with_controller cpuset
narrow=/sys/fs/cgroup/narrow
mkdir $narrow
echo 0 >$narrow/cpuset.mems
echo $other >$narrow/cgroup.procs
run_memtoy -c "migrate 1 pid=$other stall=5ms"
like "$status:$errors" "^1:.*cannot migrate process $other: .*EACCES.*a node that its cpuset allows: 0\\)" \
	'a node outside its cpuset is refused as such'
echo $other >/sys/fs/cgroup/cgroup.procs
rmdir $narrow
kill $other
wait $other

# Mappings come and go meanwhile.
printf '%s\n' 'anon foo 64p' 'anon bar 16p' 'source here' >"$tap_folder/script"
printf '%s\n' 'map foo' 'map bar' 'touch foo w' 'touch bar w' 'unmap foo' 'unmap bar' >"$tap_folder/round"
"$MEMTOY" "$tap_folder/script" >"$tap_folder/other" 2>&1 &
other=$!
printf 'repeat 100000 source %s\n' "$tap_folder/round" >"$tap_folder/here"
for round in 1 2 3 4 5; do
	run_memtoy -c "migrate @2 @1 pid=$other jobs=1" -c "migrate @1 @2 pid=$other stall=5ms"
	[ "$status:$errors" = 0: ] || break
done
is "$status:$errors" '0:' "mappings that vanish are no error (round $round)"
ok 'and the process lives' kill -INT $other
wait $other

# An interrupt between calls: what was done is told, and what was not.
printf '%s\n' 'anon foo 128m' 'map foo' 'mbind foo bind @1' 'fill foo' 'mbind foo default' 'source here' \
	'migrate @2 @1 stall=2ms jobs=1' >"$tap_folder/script"
"$MEMTOY" "$tap_folder/script" >"$tap_folder/output" 2>"$tap_folder/errors" &
other=$!
before=$(migrated)
: >"$tap_folder/here"
when_migrating "$before" kill -INT $other
wait $other
is "$?" 130 'an interrupt ends it'
output=$(cat "$tap_folder/output")
like "$(report move_pages)" '[1-9][0-9]* not tried' 'what was not tried is told'
counts=$(report move_pages | sed 's/.*: \([0-9]*\) pages asked, \([0-9]*\) moved, .* \([0-9]*\) left behind.*/\1 = \2 + \3/')
ok "with what was done ($counts), it is all" test "${counts%% *}" -ge 32768
# shellcheck disable=SC2086
ok 'every page is in one of the counts' test "${counts%% *}" -eq $((${counts#* = }))
like "$(cat "$tap_folder/errors")" 'migrate: pid [0-9]+: interrupted' 'and why it ended'

fails_with 1 'migrate: .*ESRCH' 'a process that is not there is ESRCH' 'migrate @1 pid=4000000 jobs=1'
fails_with 1 'migrate: .*EINVAL' 'a kernel thread has no memory' 'migrate @1 pid=2 jobs=1'
done_testing
