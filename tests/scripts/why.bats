#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "why: per group of pages: state, page size, mappers, pins, policy, and the reason it is where it is
# or could not move."  "flags: page flags, map counts, pfn."  Without privileges they say what they
# cannot see and how to let them; looking changes nothing.

load ../lib/helpers
load session

# privileged: may frame numbers and page flags be seen here?
privileged()
{
	"$MEMTOY" -c 'require cap sys_admin' >/dev/null 2>&1 && [ -r /proc/kpageflags ]
}

# unprivileged SCRIPTLINE...: run them so that they may not
unprivileged()
{
	local as=()

	command -v setpriv >/dev/null || skip 'needs setpriv'
	[ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --clear-groups --bounding-set -all --inh-caps -all)
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/script"
	status=0
	output=$("${as[@]}" "$MEMTOY" <"$BATS_TEST_TMPDIR/script" 2>"$BATS_TEST_TMPDIR/errors") || status=$?
	errors=$(<"$BATS_TEST_TMPDIR/errors")
	printf '%s\n' "$output" "$errors"
}

@test "pages with the same story are one group" {
	run_script <<'END'
anon foo 32p
map foo
touch foo 0 4p w
touch foo 4p 2p r
why foo
END
	succeeded
	like "$output" '^           0: 4 pages on node [0-9]+, 4 KiB.*; policy default \(the task.s\)$'
	like "$output" '^           4: 2 pages zero; '
	like "$output" '^           6: 26 pages absent; '
	is "$(grep -cE '^ +[0-9a-f]+: ' <<<"$output")" 3
}

@test "each group has a sentence, and what would help" {
	run_script <<'END'
anon foo 32p
map foo
touch foo 0 4p w
touch foo 4p 2p r
why foo
END
	succeeded
	like "$output" '^ +the task.s policy default names no node: a CPU of node [0-9]+ touched it first'
	like "$output" '^ +read and never written: the kernel.s page of zeros stands for it'
	like "$output" '^ +try: touch foo 4p 2p write$'
	like "$output" '^ +nothing is here: never touched, or given back'
	like "$output" '^ +try: touch foo 6p 26p$'
}

@test "what is tried helps" {
	run_script <<'END'
anon foo 8p
map foo
touch foo 2p 3p r
why foo 2p 3p
touch foo 2p 3p write
why foo 2p 3p
END
	succeeded
	like "$output" '^           2: 3 pages zero; '
	like "$output" '^ +try: touch foo 2p 3p write$'
	like "$output" '^           2: 3 pages on node '
}

@test "a range keeps the offsets of the segment" {
	run_script <<'END'
anon foo 64p
map foo
touch foo 20p 2p w
why foo 18p 6p
flags foo 18p 6p
END
	succeeded
	is "$(grep -oE '^ +[0-9a-f]+:' <<<"$output" | tr -d ' \n')" '12:14:16:12:14:16:'
}

@test "looking changes nothing, also by looking twice" {
	run_script <<'END'
anon foo 5000p
map foo
touch foo 4500p 3p w
touch foo 4600p 3p r
flags foo
why foo
expect present foo 6
expect present foo 0 4500p none
flags foo
END
	succeeded
}

@test "a policy is obeyed" {
	needs 'nodes >= 1'
	run_script <<'END'
anon foo 4p
map foo
mbind foo bind @1
touch foo w
why foo
END
	succeeded
	like "$output" '; policy bind:[0-9]+ \(its own\), obeyed$'
	like "$output" '^ +policy bind:[0-9]+ wants it here; '
}

@test "pages that a fork shares are told with who has them" {
	privileged || skip 'map counts are for root'
	run_script <<'END'
anon foo 4p
map foo
touch foo w
child c
/c touch foo 0 1p w
why foo
/c why foo
END
	succeeded
	like "$output" '^           0: 1 page on node [0-9]+, 4 KiB, mapped 1 time, ANON; '
	like "$output" '^           1: 3 pages on node [0-9]+, 4 KiB, mapped 2 times \(also by c\), ANON; '
	like "$output" 'shared since a fork and mapped 2 times: it moves when one side has written to it'
	like "$output" '^           1: 3 pages on node [0-9]+, 4 KiB, mapped 2 times \(also by its parent\), ANON; '
}

@test "a shared page that is not mapped here is not called absent memory" {
	run_script <<'END'
shmem foo 4p
map foo
touch foo 0 2p w
unmap foo
map foo
why foo
END
	succeeded
	like "$output" '^           0: 2 pages absent; '
	like "$output" '^ +not mapped here, but its object has it in memory'
	like "$output" '^           2: 2 pages absent; '
	like "$output" '^ +not mapped here, and its object does not have it in memory'
}

@test "page cache is not governed by a mapping's policy" {
	cd "$BATS_TEST_TMPDIR"
	head -c 65536 /dev/zero >data
	run_script <<'END'
file data shared
map data
touch data r
why data
END
	succeeded
	like "$output" '^ +page cache of a file: the policy of the task that read or wrote it first placed it'
}

@test "the kernel's own mappings are refused as such" {
	run_memtoy -c 'why vdso'
	failed_with 1 "area of the kernel's|no segment"
}

@test "memory of another process is explained, too" {
	meeting there
	start_memtoy script <<'END'
anon foo 16p addr=0x700000000000
map foo
touch foo 0 3p w
child c
/c touch foo 0 1p w
source there
END
	meet there
	run_memtoy -p "$pid" -c 'show :'
	name=$(grep -m1 '0x0000700000000000' <<<"$output" | awk '{ print $NF }')
	run_memtoy -p "$pid" -c "why $name" -c "flags $name 0 4p"
	part
	[ "$status" = 0 ] || ! privileged || is "$errors" ''
	finish
	[ -n "$name" ]
	! privileged || like "$output" '^           0: 1 page on node [0-9]+, 4 KiB, mapped 1 time, ANON; '
	! privileged || like "$output" '^           1: 2 pages on node [0-9]+, 4 KiB, mapped 2 times, ANON; '
	like "$output" "; policy default \\(its own, or else its task's\\)$"
	like "$output" '^           3: 13 pages absent; '
	like "$output" '^           1: 2 pages.*: present( soft-dirty)?( \||$)'
}

@test "root sees flags, counts and frames" {
	privileged || skip 'page flags are for root'
	run_script <<'END'
anon foo 8p
map foo
touch foo 0 4p w
lock foo 0 2p
flags foo
END
	succeeded
	like "$output" '^           0: [12] pages?, pfn 0x[0-9a-f]+.*, mapped 1 time: present exclusive.* \| .*MMAP ANON SWAPBACKED.* MLOCKED'
	like "$output" '^           4: 4 pages: absent$'
	unlike "$output" 'KSM'
}

@test "others see what the pagemap shows, and are told what they do not see, and why" {
	unprivileged 'anon foo 8p' 'map foo' 'touch foo 0 4p w' 'child c' '/c touch foo 0 2p w' 'flags foo' 'why foo'
	is "$status:$errors" 0:
	like "$output" '^           0: 2 pages: present exclusive( soft-dirty)?$'
	like "$output" '^           2: 2 pages: present( soft-dirty)?$'
	like "$output" '^           2: 2 pages on node [0-9]+, 4 KiB; '
	like "$output" 'shared since a fork and mapped more than once: .* which takes CAP_SYS_NICE and this process has not'
	is "$(grep -c 'hidden from this process (E[A-Z]*): run as root with CAP_SYS_ADMIN' <<<"$output")" 2
}

@test "nothing is called hidden where nothing is to see" {
	unprivileged 'anon foo 8p' 'map foo' 'flags foo' 'why foo'
	is "$status:$errors" 0:
	unlike "$output" 'hidden'
}

@test "the records have the same fields" {
	run_memtoy --json -c 'anon foo 8p' -c 'map foo' -c 'touch foo 0 3p w' -c 'why foo' -c 'flags foo'
	succeeded
	story=$(jq -c 'select(.record == "story")' <<<"$output" | head -n 1)
	is "$(jq -r '[.segment, .page, .pages, .page_size, .state, .size, .order, .cause] | join(" ")' <<<"$story")" \
		'foo 0 3 4096 present 4096 0 touched'
	is "$(jq -r '.why | type' <<<"$story")" string
	is "$(jq -c 'select(.record == "story") | [.page, .pages, .state]' <<<"$output" | tail -n 1)" '[3,5,"absent"]'
	is "$(jq -c 'select(.record == "flags") | [.page, .pages]' <<<"$output" | tr -d '\n')" '[0,3][3,5]'
	like "$(jq -r 'select(.record == "flags") | .pagemap' <<<"$output")" '^present exclusive'
}

@test "much is explained as little: in one line, soon, and in no more memory" {
	[ -z "$ASAN_OPTIONS" ] || skip 'the sanitizer keeps memory'
	meeting little much
	start_memtoy script <<'END'
anon foo 1m
anon bar 1t
map foo
map bar
touch bar 1g 1p w
why foo
flags foo
source little
why bar
flags bar
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
	[ $((after - before)) -lt 2048 ]
	is "$(grep -cE '^ +40[0-9a-f]+: |^ +0: ' <<<"$output")" 8
}

@test "a segment that is not mapped, or not there, is refused" {
	run_memtoy -c 'anon foo 4p' -c 'why foo'
	failed_with 1 "not mapped"
	run_memtoy -c 'flags nosuch'
	failed_with 1 "no segment"
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'why foo 0 1p more'
	failed_with 1 'more'
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'flags foo 9p 1p'
	failed_with 1 'past the end'
}
