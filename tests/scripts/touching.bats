#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "touch: fault in; a write stores in every page; reports pages and time; a SIGBUS or SIGSEGV ends
# the command with an error that names the page."

load ../lib/helpers
load session

# with_foo COMMAND...: run them after 'anon foo 8p' and 'map foo'
with_foo()
{
	local arguments=() command

	for command; do
		arguments+=(-c "$command")
	done
	run_memtoy -c 'anon foo 8p' -c 'map foo' "${arguments[@]}"
}

@test "touch reports pages and time" {
	with_foo 'touch foo w'
	succeeded
	like "$output" 'touched 8 pages in +[0-9]+\.[0-9]+ secs'
}

@test "touch of a range faults in that range only" {
	with_foo 'touch foo 2p 3p w' 'expect present foo 3' 'expect present foo 2p 3p all'
	is "$status" 0
}

@test "reading anonymous memory maps the zero page, writing a page of its own" {
	with_foo 'touch foo 0 4p read' 'touch foo 4p 4p write' 'where foo'
	succeeded
	like "$output" '^ +0: +z +z +z +z +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+$'
}

@test "read and write may be shortened" {
	for word in r re rea read w wr writ write; do
		with_foo "touch foo $word"
		succeeded
	done
	with_foo 'touch foo x'
	failed_with 1 "'x'"
}

@test "reading an area without protection is a SIGSEGV that names the page" {
	with_foo 'mprotect foo none' 'touch foo'
	failed_with 1 '^-c:[0-9]+: touch: .*SIGSEGV'
	like "$errors" 'foo'
	like "$errors" '\b(page|offset|0x)'
}

@test "writing to a read-only area is a SIGSEGV, reading is not" {
	with_foo 'mprotect foo read' 'touch foo r' 'touch foo w' 'echo no'
	failed_with 1 '^-c:[0-9]+: touch: .*SIGSEGV'
	unlike "$output" '^no$'
	like "$output" 'touched 8 pages'
}

@test "the session lives on after a SIGSEGV" {
	run_script -k <<'END'
anon foo 8p
map foo
mprotect foo none
touch foo
touch foo w
mprotect foo read write
touch foo w
expect present foo all
END
	is "$status" 1
	is "$(grep -c SIGSEGV <<<"$errors")" 2
	is "$(grep -c . <<<"$errors")" 2
	like "$output" 'touched 8 pages'
}

@test "the page named is the first that could not be touched" {
	run_script <<'END'
anon foo 4p addr=0x700000000000
anon bar 4p addr=0x700000004000
map foo
map bar
mprotect bar none
touch bar 2p 1p
END
	is "$status" 1
	like "$errors" '^script:6: touch: .*SIGSEGV'
	like "$errors" '\b(2|0x2|0x2000|8192)\b'
}

@test "mprotect words add up and are shown" {
	with_foo 'mprotect foo read' 'show foo' 'mprotect foo read exec' 'show foo' 'mprotect foo none' 'show foo' \
		'mprotect foo read write' 'show foo'
	succeeded
	is "$(grep -oE ' (---|r--|r-x|rw-) ' <<<"$output" | tr -d ' ' | tr '\n' ' ')" 'r-- r-x --- rw- '
	with_foo 'mprotect foo nonsense' 'show foo'
	failed_with 1 'nonsense'
}

@test "fill and verify of an area without protection fail the same way" {
	for command in fill verify; do
		with_foo 'mprotect foo none' "$command foo"
		failed_with 1 "^-c:[0-9]+: $command: .*SIGSEGV"
		like "$errors" foo
	done
	with_foo 'mprotect foo read' 'verify foo'
	is "$status" 1
	unlike "$errors" SIGSEGV
}

@test "verify holds after fill, for each kind of segment" {
	head -c 65536 /dev/zero >"$BATS_TEST_TMPDIR/data"
	for define in 'anon d 16p' 'anon d 16p shared' 'shmem d 16p' 'tmpfs d 16p' 'memfd d 16p'; do
		run_memtoy -c "$define" -c 'map d' -c 'fill d' -c 'verify d' -c 'expect content d'
		is "$status" 0
		is "$errors" ''
	done
	run_memtoy -c "file $BATS_TEST_TMPDIR/data shared" -c 'map data' -c 'fill data' -c 'verify data'
	succeeded
}

@test "verify without fill fails at the first byte" {
	with_foo 'touch foo w' 'verify foo'
	failed_with 1 '^-c:[0-9]+: verify: .*foo'
	like "$errors" '\b(0x0|0)\b'
	like "$errors" 'node [0-9]'
}

@test "verify with another seed fails" {
	with_foo 'fill foo seed=1' 'verify foo seed=2'
	failed_with 1 'verify'
	with_foo 'fill foo seed=5' 'verify foo seed=5' 'verify foo seed=5'
	succeeded
	with_foo 'fill foo seed=x'
	failed_with 1 'x'
}

@test "content depends on the offset: a page in another's place is found" {
	page=$(getconf PAGESIZE)
	truncate -s $((8 * page)) "$BATS_TEST_TMPDIR/data"
	run_memtoy -c "file $BATS_TEST_TMPDIR/data shared" -c 'map data' -c 'fill data'
	succeeded
	cd "$BATS_TEST_TMPDIR"
	dd if=data of=copy bs="$page" count=1 2>/dev/null
	dd if=copy of=data bs="$page" seek=5 conv=notrunc 2>/dev/null
	run_memtoy -c 'file data shared' -c 'map data' -c 'verify data 0 5p' -c 'verify data'
	is "$status" 1
	# The first byte that differs is in the first word.
	like "$errors" "offset $(printf '0x%x' $((5 * page / 16)))[0-7]\b"
	like "$errors" 'page (0x)?5\b'
	like "$errors" 'node'
}

@test "one flipped bit in the middle is found, at its offset" {
	page=$(getconf PAGESIZE)
	truncate -s $((8 * page)) "$BATS_TEST_TMPDIR/data"
	run_memtoy -c "file $BATS_TEST_TMPDIR/data shared" -c 'map data' -c 'fill data'
	cd "$BATS_TEST_TMPDIR"
	where=$((3 * page + 1234))
	byte=$(od -An -tu1 -j $where -N 1 data)
	# shellcheck disable=SC2059
	printf "\\x$(printf %02x $((byte ^ 16)))" | dd of=data bs=1 seek=$where conv=notrunc 2>/dev/null
	run_memtoy -c 'file data shared' -c 'map data' -c 'verify data'
	is "$status" 1
	like "$errors" "$(printf '0x%x\\b' $where)|\b$where\b"
	run_memtoy -c 'file data shared' -c 'map data' -c 'expect content data'
	is "$status" 1
	like "$errors" "$(printf '0x%x\\b' $where)|\b$where\b"
}

@test "fill of a part leaves the rest" {
	with_foo 'fill foo 2p 2p' 'expect present foo 2' 'verify foo 2p 2p' 'verify foo 2p 3p'
	is "$status" 1
	like "$errors" 'verify'
}

@test "fill of two parts is fill of the whole" {
	with_foo 'fill foo 0 3p seed=9' 'fill foo 3p * seed=9' 'verify foo seed=9'
	succeeded
}

@test "lock faults in and is in the kernel's books, unlock takes it back" {
	locked()
	{
		awk '$1 == "VmLck:" { print $2 }' "/proc/$pid/status"
	}
	meeting locked unlocked
	start_memtoy script <<'END'
anon foo 8p
map foo
lock foo 2p 4p
expect present foo 4
source locked
unlock foo
source unlocked
END
	meet locked
	is "$(locked)" $((4 * $(getconf PAGESIZE) / 1024))
	part
	meet unlocked
	is "$(locked)" 0
	part
	finish
	is "$status" 0
	run_memtoy -c 'shmem s 4p' -c 'map s' -c 'touch s w' -c 'slock s' -c 'sunlock s'
	succeeded
}

@test "lock over the limit is refused, naming RLIMIT_MEMLOCK" {
	command -v setpriv >/dev/null || skip 'needs setpriv'
	as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --bounding-set -all --inh-caps -all)
	status=0
	(
		ulimit -l 64
		"${as[@]}" "$MEMTOY" -c 'anon foo 1m' -c 'map foo' -c 'lock foo'
	) >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
	is "$status" 1
	errors=$(<"$BATS_TEST_TMPDIR/err")
	like "$errors" 'lock: .*(ENOMEM|EPERM|EAGAIN)'
	like "$errors" 'RLIMIT_MEMLOCK'
}

@test "slock and sunlock are for SysV segments only" {
	for command in slock sunlock; do
		with_foo "$command foo"
		failed_with 1 "$command: .*foo"
	done
}
