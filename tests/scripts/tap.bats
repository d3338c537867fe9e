#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "TAP: one numbered line an expectation, named 'script: claim'; a script that fails outside an
# expectation adds a 'not ok' with its message; a script whose 'require' is unmet is one
# 'ok … # SKIP reason'; everything else is # lines; the plan closes the run."

load ../lib/helpers

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	printf 'anon foo 4p\nmap foo\ntouch foo w\nexpect present foo all\nexpect content foo\n' >fails
	printf 'anon foo 4p\nmap foo\nexpect present foo none\nwhere foo\nexpect fail touch nosuch\n' >good
	printf 'echo one\nnonsense\necho two\n' >broken
	printf 'echo before\nrequire nodes >= 1000\nexpect present foo all\n' >skipped
	: >empty
}

# valid: flat KTAP version 1: nothing but the version, numbered results, # lines and one plan
valid()
{
	python3 - output <<'END'
import re, sys
lines = open(sys.argv[1], encoding='utf-8').read().split('\n')
assert lines.pop() == '', 'the last line has no end'
assert lines[0] in ('KTAP version 1', 'TAP version 13'), lines[0]
number = 0
plans = []
for place, line in enumerate(lines[1:], 1):
    found = re.fullmatch(r'(not )?ok (\d+)( - .*| #.*)?', line)
    if found:
        number += 1
        assert int(found[2]) == number, line
    elif re.fullmatch(r'1\.\.\d+( # .*)?', line):
        plans.append((place, int(line[3:].split()[0])))
    else:
        assert line.startswith('#'), line
assert len(plans) == 1, plans
assert plans[0] == (len(lines) - 1, number), (plans, number)
END
}

@test "an expectation is a numbered line with script and claim" {
	run_memtoy --tap good
	is "$status" 0
	valid
	like "$output" '^ok 1 - good: expect present foo none$'
	like "$output" '^ok 2 - good: expect fail touch nosuch$'
	is "$(tail -n 1 <<<"$output")" 1..2
}

@test "--tap, -o tap and --output=tap are the same" {
	for option in --tap '-o tap' -otap --output=tap; do
		# shellcheck disable=SC2086
		run_memtoy $option good
		is "$status" 0
		valid
	done
}

@test "one that fails is not ok, and the reason stands under it" {
	run_memtoy --tap fails
	is "$status" 1
	valid
	like "$output" '^ok 1 - fails: expect present foo all$'
	like "$output" '^not ok 2 - fails: expect content foo'
	like "$(grep -A 5 '^not ok 2' <<<"$output")" '^# .*content'
	is "$(tail -n 1 <<<"$output")" 1..2
}

@test "a script stops at the first that fails, -k tries them all" {
	printf 'expect fail echo\nexpect fail echo\nexpect fail where nothing\n' >claims
	run_memtoy --tap claims
	is "$status" 1
	valid
	is "$(tail -n 1 <<<"$output")" 1..1
	run_memtoy --tap -k claims
	is "$status" 1
	valid
	is "$(tail -n 1 <<<"$output")" 1..3
	like "$output" '^ok 3'
}

@test "a script that fails outside an expectation adds a not ok with its message" {
	run_memtoy --tap broken
	is "$status" 1
	valid
	like "$output" '^not ok 1 - broken'
	like "$output" 'broken:2.*nonsense'
	is "$(tail -n 1 <<<"$output")" 1..1
}

@test "a script that is not there is a not ok" {
	run_memtoy --tap nosuch good
	is "$status" 1
	valid
	like "$output" '^not ok 1 - .*nosuch'
	like "$output" '^ok 2 - good: '
}

@test "an unmet require is one ok with SKIP and the reason" {
	run_memtoy --tap skipped
	valid
	is "$(grep -cE '^(not )?ok ' <<<"$output")" 1
	like "$output" '^ok 1 .*skipped.* # SKIP .*[0-9]'
	unlike "$output" 'not ok'
	case $status in 0|4) ;; *) false ;; esac
}

@test "several scripts are counted through, under one plan" {
	run_memtoy --tap good skipped fails broken good
	is "$status" 1
	valid
	is "$(tail -n 1 <<<"$output")" 1..8
	is "$(grep -c '^not ok' <<<"$output")" 2
}

@test "a folder is no script, and what to say instead is told" {
	mkdir many
	cp good many/b
	run_memtoy --tap many
	is "$status" 1
	valid
	like "$output" "^not ok 1 - many: .*EISDIR|'many' is a directory, no script \(try: many/\*\)"
}

@test "scripts of the same name are told apart by their folders" {
	mkdir one two
	cp good one/same
	cp good two/same
	cp good two/other
	run_memtoy --tap one/same two/same two/other
	is "$status" 0
	valid
	like "$output" '^ok 1 - one/same: expect present foo none$'
	like "$output" '^ok 3 - two/same: expect present foo none$'
	like "$output" '^ok 5 - other: expect present foo none$'
	run_memtoy --tap good good
	like "$output" '^ok 3 - good: '
}

@test "a script without expectations is an ok of its own, or the plan is 0" {
	run_memtoy --tap empty
	is "$status" 0
	valid
}

@test "everything else is # lines" {
	printf 'echo ok 1 - forged\necho not ok 2\necho 1..99\necho Bail out!\nnuma\nanon foo 8p\nmap foo\nwhere foo\nshow +\nhelp\nexpect present foo none\n' >noisy
	run_memtoy --tap -v noisy
	is "$status" 0
	valid
	is "$(grep -c '^ok' <<<"$output")" 1
	like "$output" '^# .*Bail out!'
}

@test "a claim with a # or a backslash does not become a directive" {
	printf "expect fail touch '# SKIP me'\nexpect fail touch '# TODO later'\nexpect fail echo '# SKIP really'\n" >tricky
	run_memtoy --tap tricky
	is "$status" 1
	valid
	unlike "$output" '^(not )?ok .*[^\\]# *(SKIP|TODO)'
}

@test "what children say is # lines, and their expectations count" {
	printf 'anon foo 4p shared\nmap foo\nchild c\n/c touch foo w\n/c expect present foo all\n/c where foo\n/c pid\n' >kids
	run_memtoy --tap kids
	is "$status" 0
	valid
	like "$output" '^ok 1 - .*expect present foo all'
}

@test "-c and standard input are named too" {
	run_memtoy --tap -c 'anon foo 4p' -c 'map foo' -c 'expect present foo none' -c 'expect present foo none'
	is "$status" 0
	valid
	is "$(tail -n 1 <<<"$output")" 1..2
	run_memtoy --tap <good
	is "$status" 0
	valid
}

@test "prove reads it: held passes, failed fails, skipped passes" {
	command -v prove >/dev/null || skip 'needs prove'
	for name in good fails broken skipped; do
		"$MEMTOY" --tap $name >"$name.tap" 2>/dev/null || true
	done
	prove -e cat good.tap
	prove -e cat skipped.tap
	run prove -e cat fails.tap
	[ "$status" != 0 ]
	run prove -e cat broken.tap
	[ "$status" != 0 ]
	like "$(prove -v -e cat skipped.tap)" 'skipped'
}

@test "quit in the middle still closes the plan" {
	printf 'anon foo 4p\nmap foo\nexpect present foo none\nquit 3\n' >quits
	run_memtoy --tap quits
	is "$status" 3
	valid
}

@test "the same failure is told once" {
	"$MEMTOY" --tap broken >log 2>&1 || true
	is "$(grep -c "unknown command" log)" 1
}

@test "bytes that are no UTF-8 are shown as such, in names, claims and reasons" {
	local name=$'na\xffme'

	printf 'anon foo 4p\nmap foo\nexpect present foo none\nrequire command \x9fh\n' >"$name"
	printf 'require command \x9fh\n' >"$name.skipped"
	run_memtoy --tap "$name" "$name.skipped"
	is "$status" 0
	valid
	like "$output" '^ok 1 - na[\]+xffme: expect present'
	like "$output" '^ok 2 - na[\]+xffme # SKIP .*command .*[\]+x9fh'
	like "$output" '^ok 3 - na[\]+xffme.skipped # SKIP '
}
