#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "A claim that does not hold is a finding: it reads like a report, with the shortest script that shows it."

load ../lib/helpers

setup()
{
	needs 'nodes >= 1'
}

# shortest: the script that the report gives, from standard output as text
shortest()
{
	sed -n '/the shortest script that shows it:$/,/^memtoy:/s/^    //p' <<<"$output"
}

@test "the script has the lines that the claim needs, and shows the failure again" {
	run_script <<'END'
# nothing of this matters
require nodes >= 1
anon other 8p
map other
touch other
anon foo 8p
map foo
fill foo 0 4p
where foo
mpol bind @1
expect present foo 4
touch other w
expect present foo all
END
	is "$status" 1
	is "$(shortest)" 'require nodes >= 1
anon foo 8p
map foo
fill foo 0 4p
mpol bind @1
expect present foo all'
	shortest >"$BATS_TEST_TMPDIR/again"
	run_memtoy "$BATS_TEST_TMPDIR/again"
	failed_with 1 'again:6: expect: expect present foo all: expected 8 pages present, found 4'
}

@test "what the needed lines name is needed too" {
	run_script <<'END'
anon other 8p
map other
memfd one 8p
map one
alias two one
map two
fill one
call move_pages other
call move_pages two
expect present two all
END
	is "$(shortest)" 'memfd one 8p
map one
alias two one
map two
fill one
call move_pages two
expect present two all'
}

@test "a claim that names nothing is about the last command that acts" {
	run_script <<'END'
anon other 8p
map other
fill other
anon foo 8p
map foo
fill foo
call move_pages nodes=@1 foo:4k
expect returned 3
END
	is "$(shortest)" 'anon foo 8p
map foo
fill foo
call move_pages nodes=@1 foo:4k
expect returned 3'
}

@test "it says where and with what evidence, behind the claim" {
	run_script <<'END'
anon foo 4p
map foo
touch foo w
expect present foo none
END
	failed_with 1 '^script:4: expect: expect present foo none: expected 0 pages present, found 4'
	like "$output" "^memtoy:  found on Linux $(uname -r), node [0-9]+ [0-9.]+ [KMGT]iB.*; memtoy [0-9.]+"
	like "$output" '^memtoy:  evidence: counters of the whole machine: '
}

@test "in TAP it is comments beneath the claim, in JSON a record" {
	run_memtoy --tap -c 'anon foo 4p' -c 'map foo' -c 'expect present foo all'
	is "$(grep -A 1 '^not ok 1' <<<"$output" | tail -n 1)" '# -c:3: expected 4 pages present, found 0'
	like "$output" '^# memtoy:  found on Linux '
	like "$output" '^#     expect present foo all$'
	run_memtoy --json -c 'anon foo 4p' -c 'map foo' -c 'expect present foo all'
	is "$(jq -c 'select(.record == "deviation") | [.kernel, .script_lines[].line]' <<<"$output")" \
		"[\"$(uname -r)\",\"anon foo 4p\",\"map foo\",\"expect present foo all\"]"
}

@test "a failure that was asked for is no finding, nor is a command that fails" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'expect fail expect present foo all' -c 'touch nosuch'
	unlike "$output" 'shortest script'
}

@test "a long session is cut in its middle, which is said" {
	{
		printf '%s\n' 'anon foo 4p' 'map foo'
		printf 'set seed %s\n' {1..1500}
		echo 'expect present foo all'
	} >"$BATS_TEST_TMPDIR/long"
	run_memtoy "$BATS_TEST_TMPDIR/long"
	like "$output" '^    # 503 lines from the middle were not kept$'
	is "$(shortest | sed -n '2,3p')" 'anon foo 4p
map foo'
	is "$(shortest | wc -l)" 1001
}

@test "a script that another sources is told line by line" {
	printf '%s\n' 'anon foo 4p' 'map foo' >"$BATS_TEST_TMPDIR/part"
	run_script <<'END'
source part
expect present foo all
END
	is "$(shortest)" 'anon foo 4p
map foo
expect present foo all'
}

@test "the first page that is not as claimed is explained" {
	run_memtoy -c 'anon a 8p' -c 'map a' -c 'fill a 0 4p' -c 'call move_pages a+6p' -c 'expect status @1*4 ENOENT @1'
	like "$output" '^memtoy:  evidence: page 0x5 of a: .*never'
	run_memtoy -c 'anon a 8p' -c 'map a' -c 'fill a' -c 'fill a 3p 1p seed=7' -c 'expect content a'
	like "$output" '^memtoy:  evidence: page 0x3 of a, on node [0-9]+: '
}

@test "what failed before is expected to fail by the script, and what was no command is left out" {
	run_script -k <<'END'
anon foo 4p
map foo
map foo
frobnicate foo
mprotect foo none
touch foo
mprotect foo read
expect present foo 2
touch foo
expect present foo none
END
	is "$(shortest | tail -n 7)" 'anon foo 4p
map foo
mprotect foo none
expect fail touch foo
mprotect foo read
touch foo
expect present foo none'
	shortest | tail -n 7 >"$BATS_TEST_TMPDIR/again"
	run_memtoy "$BATS_TEST_TMPDIR/again"
	failed_with 1 'again:7: expect: expect present foo none: expected 0 pages present, found 4'
}

@test "what an actor saw is a finding, when it is stopped and at the end" {
	run_script <<'END'
anon other 8p
map other
anon foo 16p
map foo
fill foo
touch other
actor w writer foo
fill foo seed=9
stop w
END
	failed_with 1 "stop: actor 'w' of 'foo' saw [0-9]+ violations?: an update is lost"
	like "$output" '^memtoy:  found on Linux'
	like "$output" '^memtoy:  evidence: page 0x[0-9a-f]+ of foo, on node [0-9]+: '
	is "$(shortest)" 'anon foo 16p
map foo
fill foo
actor w writer foo
fill foo seed=9
stop w'
	sed -i '/^stop/d' script
	run_memtoy script
	is "$status" 1
	is "$(shortest | tail -n 1)" 'stop w'
}

@test "a bounce that was to fail is no finding" {
	run_script <<'END'
anon foo 8p
map foo
touch foo write
mprotect foo read
expect fail bounce foo @1
END
	succeeded
	like "$output" '^memtoy:  held: expect fail bounce'
	unlike "$output" 'found on Linux'
	run_script <<'END'
anon foo 8p
map foo
touch foo write
mprotect foo read
bounce foo @1
END
	is "$status" 1
	like "$output" '^memtoy:  found on Linux'
}
