#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "expect turns a script into a test.  It holds or fails; a failure says expected and found, with
# file and line."

load ../lib/helpers

# holds CLAIM...: each, after 8 pages of which 4 are filled, 1 is the zero page
holds()
{
	local claim

	for claim; do
		with_foo "$claim"
		is "$errors" '' && is "$status" 0 || return
	done
}

# fails CLAIM...
fails()
{
	local claim

	for claim; do
		with_foo "$claim"
		failed_with 1 '^script:[0-9]+: expect: ' && unlike "$output" 'ran on' || return
	done
}

with_foo()
{
	run_script <<END
anon foo 8p
map foo
fill foo 0 4p
touch foo 4p 1p read
$1
echo ran on
END
}

@test "expect where" {
	needs 'nodes >= 1'
	holds 'expect where foo 0 4p on all' 'expect where foo 0 4p on @1' 'expect where foo 1p 2p on @1'
	holds 'expect where foo 0 4p on @1 >= 100%' 'expect where foo 0 4p on @1 >= 1%'
}

@test "expect where fails for pages that are not there" {
	fails 'expect where foo 5p 3p on all' 'expect where foo 0 8p on all'
	like "$errors" '0|all'
}

@test "expect where with a share of pages" {
	# Four of eight pages are on a node.
	holds 'expect where foo on all >= 50%' 'expect where foo on all >= 10%'
	fails 'expect where foo on all >= 51%' 'expect where foo on all >= 100%'
}

@test "expect where on a node that does not exist is refused, not failed quietly" {
	with_foo 'expect where foo 0 4p on 1023'
	failed_with 1 '^script:5: expect: .*1023'
}

@test "expect present" {
	holds 'expect present foo 0 4p all' 'expect present foo 5p 3p none' 'expect present foo 0 4p 4' \
		'expect present foo 5p * 0' 'expect present foo 3p 1p all'
	fails 'expect present foo all' 'expect present foo none' 'expect present foo 0 4p 3' \
		'expect present foo 0 4p none' 'expect present foo 5p 3p 1'
}

@test "expect present of a guard region holds for none" {
	"$MEMTOY" -c 'require kernel >= 6.15' || skip 'guard regions show since Linux 6.15'
	holds $'madvise foo 1p 2p guard_install\nexpect present foo 0 4p 2'
	fails $'madvise foo 1p 2p guard_install\nexpect present foo 0 4p all'
}

@test "a failure says expected and found, with file and line" {
	with_foo 'expect present foo 0 4p 3'
	failed_with 1 '^script:5: expect: .*\b3\b.*\b4\b'
	with_foo 'expect where foo 5p 3p on all'
	like "$errors" '^script:5: expect: .*expected.*found'
}

@test "expect moved and left speak of the last migration" {
	holds $'move foo 0 4p @1\nexpect moved 0' $'move foo 0 4p @1\nexpect left none' $'move foo 0 4p @1\nexpect left 0'
	fails $'move foo 0 4p @1\nexpect moved 4' $'move foo 0 4p @1\nexpect moved all' \
		$'move foo 0 4p @1\nexpect left all' $'move foo 0 4p @1\nexpect left 1'
}

@test "expect moved without a migration is refused" {
	with_foo 'expect moved 0'
	failed_with 1 '^script:5: expect: .*migrat'
	with_foo 'expect left none'
	failed_with 1 '^script:5: expect: .*migrat'
}

@test "expect moved wants a number or all" {
	with_foo $'move foo 0 4p @1\nexpect moved none'
	if [ "$status" = 1 ]; then
		like "$errors" '^script:6: expect: '
	fi
	with_foo $'move foo 0 4p @1\nexpect moved many'
	failed_with 1 '^script:6: expect: .*many'
	with_foo $'move foo 0 4p @1\nexpect left none ENONSENSE'
	failed_with 1 '^script:6: expect: .*ENONSENSE'
}

@test "expect content" {
	holds 'expect content foo 0 4p' 'expect content foo 2p 1p'
	fails 'expect content foo' 'expect content foo 4p 1p'
	holds $'fill foo seed=4\nexpect content foo seed=4'
	fails $'fill foo seed=4\nexpect content foo seed=3'
}

@test "expect policy" {
	holds 'expect policy foo default' $'mbind foo bind @1\nexpect policy foo bind @1' \
		$'mbind foo 0 4p preferred @1\nexpect policy foo 0 4p preferred @1' \
		$'mbind foo interleaved @1\nexpect policy foo interleaved @1' \
		$'mbind foo 0 4p preferred @1\nexpect policy foo 4p 4p default' \
		$'mbind foo bind @1\nmbind foo default\nexpect policy foo default'
	fails 'expect policy foo bind @1' $'mbind foo bind @1\nexpect policy foo default' \
		$'mbind foo bind @1\nexpect policy foo preferred @1' \
		$'mbind foo 0 4p preferred @1\nexpect policy foo preferred @1'
}

@test "expect fail holds where the command fails" {
	holds 'expect fail touch nosuch' 'expect fail mbind foo bind 1023' \
		'expect fail map foo' $'mprotect foo none\nexpect fail touch foo'
	is "$errors" ''
}

@test "expect fail fails where the command does not" {
	fails 'expect fail echo' 'expect fail touch foo' 'expect fail pid'
	like "$errors" '(did not|no) fail|fail'
}

@test "expect fail with an errno wants that one" {
	holds 'expect fail ENOENT file /nonexistent' 'expect fail ENOENT source /nonexistent'
	fails 'expect fail EPERM file /nonexistent' 'expect fail ENOENT echo'
	with_foo 'expect fail EPERM file /nonexistent'
	like "$errors" 'EPERM.*ENOENT'
}

@test "expect fail of an errno that is none is refused" {
	fails 'expect fail ENONSENSE touch nosuch' 'expect fail' 'expect fail ENOENT'
}

@test "expect fail of a command that does not exist is refused" {
	fails 'expect fail nonsense' 'expect fail EINVAL nonsense'
	like "$errors" "expect: unknown command 'nonsense'"
	fails $'child kid\nexpect fail /kid nonsense' $'thread t\nexpect fail /t &nonsense'
	like "$errors" "expect: unknown command 'nonsense'"
	holds $'child kid\nexpect fail /kid touch nosuch' $'thread t\nexpect fail /t touch nosuch'
}

@test "expect fail leaves the failure's message out of standard error" {
	holds 'expect fail touch nosuch'
	is "$errors" ''
}

@test "expect fail takes a failing expect" {
	holds 'expect fail expect present foo all'
	fails 'expect fail expect present foo 0 4p all'
}

@test "expect counter compares what the last command added" {
	holds $'touch foo 5p 3p w\nexpect counter pgfault >= 3' 'expect counter pgmigrate_success >= 0'
	fails $'touch foo 5p 3p w\nexpect counter pgfault > 1g' $'touch foo 5p 3p w\nexpect counter pgfault == 9999999'
	fails 'expect counter nosuch_counter >= 0'
	like "$errors" nosuch_counter
	fails 'expect counter pgfault => 0' 'expect counter pgfault >= x' 'expect counter pgfault'
}

@test "an unknown claim is refused" {
	fails 'expect nonsense' 'expect where' 'expect where foo' 'expect where foo on' 'expect present foo' \
		'expect moved' 'expect left' 'expect content' 'expect policy foo' 'expect where foo on @1 >= 101%' \
		'expect where foo on @1 >= x%' 'expect where foo on @1 >= -1%' \
		'expect present foo all trailing'
}

@test "an expectation that holds says so or nothing, and -k counts all that do not" {
	run_script -k <<'END'
anon foo 4p
map foo
expect present foo none
expect present foo all
expect present foo 2
expect present foo 0
END
	is "$status" 1
	is "$(grep -c . <<<"$errors")" 2
	like "$errors" '^script:4: '
	like "$errors" '^script:5: '
}

@test "a claim that needs time is checked until it holds" {
	cd "$BATS_TEST_TMPDIR"
	truncate -s 32k late
	run_memtoy -c 'file late' -c 'map late shared' -c 'fill late'
	cp late right
	printf x | dd of=late bs=1 seek=5000 conv=notrunc status=none
	run_memtoy -c 'file late' -c 'map late shared' -c 'expect within 50ms content late'
	failed_with 1 'offset 0x1388'
	# Somebody mends it a moment later.
	(sleep 0.3; dd if=right of=late conv=notrunc status=none) &
	run_memtoy -c 'file late' -c 'map late shared' -c 'expect within 60m content late'
	wait
	succeeded
}

@test "when the time is over it does not hold" {
	run_script <<'END'
anon foo 8p
map foo
expect within 100ms present foo all
END
	failed_with 1 '^script:3: expect: expect within 100ms present foo all: expected 8 pages present, found 0'
}

@test "what cannot be checked is not waited for" {
	run_memtoy -c 'expect within 60m present nosuch all'
	failed_with 1 "there is no segment 'nosuch'"
	run_memtoy -c 'expect within soon present nosuch all'
	failed_with 1 "'soon'"
	run_memtoy -c 'expect within'
	failed_with 1 'a time'
	run_memtoy -c 'expect within 1s'
	failed_with 1 'a claim'
}

@test "a hint tells the words of the claim that is meant" {
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'expect where a'
	failed_with 1 'try: expect where <seg> \[<range>\] on <nodes>'
	run_memtoy -c 'expect'
	failed_with 1 'expect: needs a claim \(try: expect \[within <time>\] <claim>\)'
}
