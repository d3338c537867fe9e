#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "where: per-page nodes, 8 a line, page offset in hex.  The shape scripts rely on, kept exactly in
# this geometry.  Looking never faults a page in."

load ../lib/helpers
load session

# rss ADDRESS: kB resident in the mapping of process $pid that starts there
rss()
{
	awk -v start="$1" '
		$1 ~ "^" start "-" { found = 1 }
		found && $1 == "Rss:" { print $2; exit }' "/proc/$pid/smaps"
}

# minor_faults: of process $pid so far
minor_faults()
{
	sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $8 }'
}

@test "the grid is in the classic geometry, to the column" {
	run_memtoy -c 'anon foo 8p addr=0x700000000000' -c 'map foo' -c 'touch foo w' -c 'where foo'
	succeeded
	node=$(grep -oE '[0-9]+$' <<<"$output" | tail -n 1)
	[ "$node" = 0 ] || skip 'the columns are checked on node 0'
	is "$(tail -n 3 "$BATS_TEST_TMPDIR/output")" \
'a 0x0000700000000000 0x000000008000 0x000000000000  rw- private foo
page offset    +00 +01 +02 +03 +04 +05 +06 +07
           0:    0   0   0   0   0   0   0   0'
}

@test "a line has eight pages, its offset in hexadecimal pages" {
	run_memtoy -c 'anon foo 40p' -c 'map foo' -c 'touch foo w' -c 'where foo'
	succeeded
	is "$(tail -n +3 <<<"$output" | grep -oE '^ *[0-9a-f]+:' | tr -d ' \n')" '0:8:10:18:20:'
}

@test "a range that does not start at a line's start keeps its own offsets" {
	run_memtoy -c 'anon foo 40p' -c 'map foo' -c 'touch foo w' -c 'where foo 3p 10p'
	succeeded
	like "$output" '^ +3: '
	is "$(grep -E '^ +[0-9a-f]+:' <<<"$output" | sed 's/^.*://' | wc -w)" 10
}

@test "without a range the first 64 pages are shown" {
	run_memtoy -c 'anon foo 100p' -c 'map foo' -c 'touch foo w' -c 'where foo'
	is "$status" 0
	is "$(grep -E '^ +[0-9a-f]+:' <<<"$output" | sed 's/^.*://' | wc -w)" 64
	run_memtoy -c 'anon foo 100p' -c 'map foo' -c 'touch foo w' -c 'where foo 0 *'
	succeeded
	is "$(grep -E '^ +[0-9a-f]+:' <<<"$output" | sed 's/^.*://' | wc -w)" 100
}

@test "an absent page is a dot, the zero page a z" {
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'touch foo 1p 1p r' -c 'touch foo 3p 1p w' -c 'where foo'
	succeeded
	like "$output" '^           0:    \.   z   \.   [0-9]   \.   \.   \.   \.$'
}

@test "shared memory that nobody touched is absent, not zero" {
	run_memtoy -c 'shmem foo 4p' -c 'map foo' -c 'where foo'
	succeeded
	like "$output" '^           0:    \.   \.   \.   \.$'
}

@test "an area without protection can still be looked at" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'touch foo 0 2p w' -c 'mprotect foo none' -c 'where foo'
	succeeded
	like "$output" '^           0:    [0-9!]   [0-9!]   \.   \.$'
}

@test "grid, runs and counts are one placement" {
	commands=(-c 'anon foo 20p' -c 'map foo' -c 'touch foo 4p 6p w' -c 'touch foo 10p 1p r')
	run_memtoy "${commands[@]}" -c 'where foo grid'
	succeeded
	cells=$(grep -E '^ +[0-9a-f]+:' <<<"$output" | sed 's/^.*://' | tr -s ' ' '\n' | grep .)
	is "$(grep -cx '\.' <<<"$cells")" 13
	is "$(grep -cx z <<<"$cells")" 1
	is "$(grep -cx '[0-9]*' <<<"$cells")" 6
	run_memtoy "${commands[@]}" -c 'where foo counts'
	succeeded
	like "$output" '^ +[0-9]+ +6( |$)'
	like "$output" '\b13\b'
	run_memtoy "${commands[@]}" -c 'where foo runs'
	succeeded
	is "$(grep -cE '^ +[0-9a-f]+: ' <<<"$output")" 4
	like "$output" '^ +0: .*\b4\b'
	like "$output" '^ +4: .*\b6\b.*node [0-9]+'
	like "$output" '^ +a: .*\b1\b'
	like "$output" '^ +b: .*\b9\b'
}

@test "counts of a segment count all of it" {
	run_memtoy -c 'anon foo 400p' -c 'map foo' -c 'touch foo 0 300p w' -c 'where foo counts'
	succeeded
	like "$output" '^ +[0-9]+ +300( |$)'
}

@test "an unknown form is refused" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'where foo nonsense'
	failed_with 1 "nonsense"
}

@test "looking faults nothing in: neither pages of the area nor page tables' worth of faults" {
	meeting before between after
	start_memtoy script <<'END'
anon foo 16384p addr=0x700000000000
anon bar 16384p shared addr=0x710000000000
map foo
map bar
touch foo 0 100p w
touch foo 100p 100p r
touch bar 0 100p w
where foo counts
where bar counts
source before
where foo 0 *
where foo counts
where foo runs
where bar 0 *
where bar counts
source between
policy foo
expect where foo 0 100p on all
expect present foo 0 200p all
expect present bar 100
source after
END
	meet before
	foo=$(rss 700000000000) bar=$(rss 710000000000) faults=$(minor_faults)
	[ "$foo" -ge 400 ]
	[ "$bar" = 400 ]
	part
	meet between
	is "$(rss 700000000000)" "$foo"
	is "$(rss 710000000000)" "$bar"
	# 32768 pages were looked at, three times.  What memtoy itself may need is little.
	# Where it is built with sanitizers, their shadow memory has faults of its own.
	[ -n "$ASAN_OPTIONS" ] || [ $(($(minor_faults) - faults)) -lt 400 ]
	part
	meet after
	is "$(rss 700000000000)" "$foo"
	is "$(rss 710000000000)" "$bar"
	part
	finish
	is "$status" 0
}

@test "looking at much takes no more memory than looking at little" {
	[ -z "$ASAN_OPTIONS" ] || skip 'the sanitizer keeps memory'
	meeting little much
	truncate -s 8g "$BATS_TEST_TMPDIR/foo"
	start_memtoy script <<'END'
file foo shared
map foo
where foo 0 8m counts
source little
where foo counts
where foo runs
source much
END
	size()
	{
		awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status"
	}
	meet little
	before=$(size)
	part
	meet much
	after=$(size)
	part
	finish
	succeeded
	echo "$before kB before, $after kB after"
	[ $((after - before)) -lt 1024 ]
}

@test "where of the process's own mappings works by their names" {
	run_memtoy -c 'show +' -c 'where stack counts'
	if [ "$status" = 0 ]; then
		like "$output" '^ +[0-9]+ +[0-9]+( |$)'
	else
		failed_with 1 'stack'
	fi
}

@test "without-proc-it-looks-and-says-what-it-cannot-tell" {
	# Without /proc the kernel still tells nodes; what is absent, swapped or zero is not told apart.
	unshare -m true 2>/dev/null || skip 'no mount namespace may be made'
	[ -z "${ASAN_OPTIONS-}" ] || skip 'the leak sanitizer cannot do without /proc'
	printf '%s\n' 'anon a 8p' 'map a' 'touch a 0 3p w' 'where a runs' 'flags a' >"$BATS_TEST_TMPDIR/script"
	# shellcheck disable=SC2016
	run -1 unshare -m sh -c 'mount -t tmpfs none /proc && exec "$0" "$1"' "$MEMTOY" "$BATS_TEST_TMPDIR/script"
	like "$output" '^ +0: 3 pages on node 0$'
	like "$output" '^ +3: 5 pages absent$'
	like "$output" 'there is no /proc/self/pagemap here: what is absent'
	like "$output" ':5: flags: there is no /proc/self/pagemap here to read flags from \(try: mount'
}

@test "without-a-descriptor-left-it-says-that-and-not-that-there-is-no-proc" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'the leak sanitizer cannot do without descriptors'
	meeting here
	start_memtoy script <<'END'
anon a 8p
map a
source here
where a runs
END
	meet here
	prlimit --pid "$pid" --nofile=1:
	part
	finish
	like "$output" 'a: cannot open /proc/self/pagemap: EMFILE: what is absent'
}

@test "guard-regions-are-told-apart" {
	# A guard region is neither absent nor in swap.
	"$MEMTOY" -c 'anon a 8p' -c 'map a' -c 'madvise a 2p 3p guard_install' >/dev/null 2>&1 ||
		skip 'guard regions came with Linux 6.13'
	run_memtoy -c 'require kernel >= 6.15' -c 'anon a 8p' -c 'map a' -c 'touch a w' \
		-c 'madvise a 2p 3p guard_install' -c 'where a' -c 'where a counts' -c 'why a 2p 1p'
	is "$status" 0
	like "$output" '^ +0: +0 +0 +g +g +g +0 +0 +0$'
	like "$output" '^ *guard +3 '
}

@test "sizes-tell-huge-pages-from-small-ones" {
	# What is part of a huge page is counted by the size of that, what is not there by none.
	[[ $(</sys/kernel/mm/transparent_hugepage/enabled) != *'[never]'* ]] || skip 'huge pages are switched off'
	run_memtoy -c 'anon a 8m thp' -c 'map a' -c 'fill a 0 4m' -c 'where a sizes' \
		-c 'anon b 1m nothp' -c 'map b' -c 'touch b 0 5p w' -c 'where b sizes'
	is "$status" 0
	like "$output" '^ +2 MiB +0 +1024 +4 MiB +50\.00$'
	like "$output" '^ +absent +1024 '
	like "$output" '^ +4 KiB +0 +5 +20 KiB '
	run_memtoy --json -c 'anon b 1m nothp' -c 'map b' -c 'touch b 0 5p w' -c 'where b 0 6p sizes'
	is "$(jq -c 'select(.record == "sizes") | [.pages, (.sizes[] | [.size, .tally.absent, .tally.nodes["0"]])]' <<<"$output")" \
		'[6,[0,1,null],[4096,0,5]]'
}

@test "bars-tell-which-cells-are-where-and-how-many-pages-a-cell-has" {
	run_memtoy -c 'anon a 128p nothp' -c 'map a' -c 'touch a 0 65p write' -c 'touch a 66p 1p write' -c 'where a bars'
	is "$status:$errors" '0:'
	like "$output" '^node [0-9]+ +\|#{32}\+\+ {30}\| 66 pages, 51\.56 %$'
	like "$output" '^absent +\| {32}\+\+#{30}\| 62 pages, 48\.44 %$'
	like "$output" '^128 pages of 4 KiB from 0x0 on, 2 a cell: '
	unlike "$output" $'\033'
}

@test "bars-of-a-range-count-from-its-start" {
	run_memtoy -c 'anon a 128p nothp' -c 'map a' -c 'touch a 0 32p write' -c 'where a 30p 8p bars'
	is "$status:$errors" '0:'
	like "$output" '^node [0-9]+ +\|## {6}\| 2 pages, 25\.00 %$'
	like "$output" '^8 pages of 4 KiB from 0x1e on, 1 a cell: '
}

@test "bars-are-the-counts-in-json" {
	run_memtoy --json -c 'anon a 8p nothp' -c 'map a' -c 'touch a 0 4p write' -c 'where a bars' -c 'where a counts'
	is "$status" 0
	is "$(grep -c '"record":"counts","segment":"a","page_size":4096,"pages":8,"tally":{"nodes":{"[0-9]*":4},"absent":4' \
		<<<"$output")" 2
}

@test "bars-have-colours-on-a-terminal-that-takes-them-only" {
	on_terminal()
	{
		env "$@" python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$MEMTOY" -c 'anon a 8p nothp' -c 'map a' \
			-c 'touch a 0 4p write' -c 'where a bars' </dev/null
	}
	command -v python3 >/dev/null || skip 'needs python3'
	like "$(on_terminal -u NO_COLOR TERM=xterm)" $'\033\\[[0-9]+m#{4} {4}\033\\[0m'
	for environment in NO_COLOR=1 TERM=dumb; do
		said=$(on_terminal TERM=xterm "$environment")
		unlike "$said" $'\033'
		like "$said" '#### '
	done
}
