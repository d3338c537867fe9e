#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "child <name>: fork a child that keeps the segments and takes commands; /name cmd … sends, /a/b cmd
# to a grandchild, / or /? lists.  kick <child> [<signal>]: default SIGINT; by number or any name."
# And of bad input: "a dead, busy, unknown or failing child".

load ../lib/helpers
load session

@test "a child is a process of its own, and says its name" {
	run_memtoy -c pid -c 'child a' -c '/a pid'
	succeeded
	like "$output" '^memtoy:  pid = [0-9]+$'
	like "$output" '^memtoy\(a\):  pid = [0-9]+$'
	is "$(grep -oE '[0-9]+$' <<<"$output" | sort -u | wc -l)" 2
}

@test "a child keeps the segments: shared ones are the same memory" {
	for define in 'anon foo 8p shared' 'shmem foo 8p' 'tmpfs foo 8p' 'memfd foo 8p'; do
		run_memtoy -c "$define" -c 'map foo' -c 'child a' -c '/a fill foo seed=5' -c 'verify foo seed=5' \
			-c 'fill foo seed=6' -c '/a verify foo seed=6' -c '/a expect content foo seed=6'
		is "$errors" ''
		is "$status" 0
	done
}

@test "private ones are copies from then on" {
	run_memtoy -k -c 'anon foo 8p' -c 'map foo' -c 'fill foo seed=5' -c 'child a' -c '/a verify foo seed=5' \
		-c '/a fill foo seed=6' -c 'verify foo seed=5' -c '/a verify foo seed=6' -c '/a verify foo seed=5'
	is "$status" 1
	is "$(grep -c . <<<"$errors")" 1
	like "$errors" '^-c:[0-9]+: /a verify: '
}

@test "a segment that is defined after the fork is not the child's" {
	run_memtoy -c 'child a' -c 'shmem foo 4p' -c '/a show foo'
	failed_with 1 '/a show: .*foo'
	run_memtoy -c 'shmem foo 4p' -c 'child a' -c 'remove foo' -c '/a map foo' -c '/a touch foo w'
	is "$status" 0
}

@test "a child's answer comes before the next command runs" {
	"$MEMTOY" >"$BATS_TEST_TMPDIR/out" < <(
		echo 'child a'
		for ((i = 0; i < 50; i++)); do
			echo "echo parent $i"
			echo "/a echo child $i"
		done
	)
	is "$(grep -E '^(parent|child)' "$BATS_TEST_TMPDIR/out")" \
		"$(for ((i = 0; i < 50; i++)); do echo "parent $i"; echo "child $i"; done)"
}

@test "grandchildren take commands by their path" {
	run_memtoy -c 'child a' -c '/a child b' -c '/a/b child c' -c '/a/b/c pid' -c '/a/b pid' -c '/a pid' -c pid
	succeeded
	is "$(grep -oE '[0-9]+$' <<<"$output" | sort -u | wc -l)" 4
	like "$output" '^memtoy\(.*c\):  pid = '
	like "$output" '^memtoy\(.*b\):  pid = '
}

@test "children of the same name may have different parents" {
	run_memtoy -c 'child a' -c '/a child a' -c '/a/a child a' -c '/a/a/a pid'
	succeeded
}

@test "/ and /? list the children" {
	for list in / '/?'; do
		run_memtoy -c 'child one' -c 'child two' -c "$list"
		succeeded
		is "$(grep -cE '\b(one|two)\b.*[0-9]' <<<"$output")" 2
	done
	run_memtoy -c /
	is "$status" 0
	run_memtoy -c 'child one' -c '/one child two' -c '/one /'
	succeeded
	like "$output" '\btwo\b'
}

@test "an unknown child is refused, also as a grandchild" {
	for command in '/nosuch pid' 'kick nosuch' '/nosuch/a pid'; do
		run_memtoy -c "$command"
		failed_with 1 '^-c:1: .*nosuch'
	done
	run_memtoy -c 'child a' -c '/a/nosuch pid'
	failed_with 1 'nosuch'
	run_memtoy -c 'child a' -c '/a kick nosuch'
	failed_with 1 'nosuch'
}

@test "a child's name is taken once, and must be one" {
	run_memtoy -c 'child a' -c 'child a'
	failed_with 1 "child: .*'a'"
	for name in a/b "''" '/' '?'; do
		run_memtoy -c "child $name"
		is "$status" 1
	done
}

@test "a child that fails makes the parent's command fail, at its place" {
	run_script <<'END'
child a
/a echo fine
/a touch nosuch
echo no
END
	is "$status" 1
	is "$output" fine
	like "$errors" '^script:3: .*nosuch'
	is "$(grep -c . <<<"$errors")" 1
}

@test "a grandchild that fails does so too" {
	run_script <<'END'
child a
/a child b
/a/b touch nosuch
echo no
END
	is "$status" 1
	is "$output" ''
	like "$errors" '^script:3: .*nosuch'
	is "$(grep -c . <<<"$errors")" 1
}

@test "a child lives on after its failure" {
	run_memtoy -k -c 'child a' -c '/a nonsense' -c '/a pid' -c '/a anon foo 4p' -c '/a map foo' \
		-c '/a mprotect foo none' -c '/a touch foo' -c '/a pid'
	is "$status" 1
	is "$(grep -c 'memtoy(a):  pid' <<<"$output")" 2
	like "$errors" 'SIGSEGV'
	is "$(grep -c . <<<"$errors")" 2
}

@test "a failed expectation of a child is one" {
	run_memtoy -c 'anon foo 4p shared' -c 'map foo' -c 'child a' -c '/a expect present foo all'
	failed_with 1 'expect'
	run_memtoy --tap -k -c 'anon foo 4p shared' -c 'map foo' -c 'child a' -c '/a expect present foo all' \
		-c '/a expect present foo none'
	is "$status" 1
	like "$output" '^not ok 1 '
	like "$output" '^ok 2 '
	is "$(tail -n 1 <<<"$output")" 1..2
}

@test "a child that quits is gone, and its name is free" {
	run_memtoy -c 'child a' -c '/a quit' -c 'child a' -c '/a pid'
	is "$status" 0
	run_memtoy -c 'child a' -c '/a quit' -c '/a pid'
	failed_with 1 '\ba\b'
}

@test "a child killed by a signal is said to be dead, and by which" {
	run_memtoy -c 'child a' -c 'kick a KILL' -c 'snooze 0.1' -c '/a pid' -c 'echo no'
	is "$status" 1
	like "$output$errors" "a.*SIGKILL"
	unlike "$output" '^no$'
	run_memtoy -c 'child a' -c 'kick a 9' -c 'expect within 60s fail kick a 9'
	succeeded
}

@test "a child that dies while it works does not hang the parent" {
	meeting there
	start_memtoy script <<'END'
child a
/a source there
END
	meet there
	child=$(descendants "$pid" | tail -n 1)
	[ "$child" != "$pid" ]
	kill -KILL "$child"
	part
	finish
	is "$status" 1
	like "$errors" '^script:2: .*a.*SIGKILL'
	is "$(grep -c . <<<"$errors")" 1
}

@test "signals go by number, name and SIGname, in either case" {
	for signal in 10 USR1 SIGUSR1 usr1 sigusr1; do
		run_memtoy -c 'child a' -c '/a pause' -c "kick a $signal" -c 'wait a' -c '/a pid'
		is "$status" 0
		like "$output" '^memtoy\(a\):  pid'
	done
	for signal in TERM 15 KILL; do
		run_memtoy -c 'child a' -c "kick a $signal" -c 'snooze 0.1' -c '/a pid'
		is "$status" 1
	done
}

@test "a signal that is none is refused, and the child unharmed" {
	for signal in NONSENSE 999 -1 65 SIGNONSENSE 1x; do
		run_memtoy -k -c 'child a' -c "kick a $signal" -c '/a pid'
		is "$status" 1
		is "$(grep -c . <<<"$errors")" 1
		like "$errors" "kick: .*$signal"
		like "$output" '^memtoy\(a\):  pid'
	done
}

@test "kick ? lists the signals" {
	run_memtoy -c 'kick ?'
	succeeded
	for signal in HUP INT KILL USR1 TERM; do
		like "$output" "\b(SIG)?$signal\b"
	done
}

@test "a child that pauses is not waited for, and a kick wakes it" {
	run_memtoy -c 'child a' -c '/a pause' -c 'echo on' -c 'kick a' -c 'wait a' -c '/a pid'
	succeeded
	is "$(head -n 1 <<<"$output")" on
	like "$output" '^memtoy\(a\):  pid'
}

@test "a child that is busy says so, and is not disturbed" {
	run_memtoy -c 'child a' -c '/a pause' -c '/a pid' -c 'echo no'
	failed_with 1 "'?a'?.*(pause|busy)"
	unlike "$output" 'no|pid'
	run_memtoy -k -c 'child a' -c '/a pause' -c '/a pid' -c 'kick a' -c 'wait a' -c '/a pid'
	is "$status" 1
	is "$(grep -c 'memtoy(a):  pid' <<<"$output")" 1
}

@test "a child still in pause at the end goes with memtoy" {
	start_memtoy script <<'END'
child a
/a child b
/a/b pause
pid
END
	finish
	is "$status" 0
	is "$errors" ''
	until_true gone "$pid"
}

@test "a grandchild may be kicked by its parent" {
	run_memtoy -c 'child a' -c '/a child b' -c '/a/b pause' -c '/a kick b' -c '/a wait b' -c '/a/b pid'
	succeeded
	like "$output" 'b\):  pid'
}

@test "a child without a command is an error or a report, and nobody hangs" {
	run_memtoy -c 'child a' -c '/a'
	[ "$status" -le 1 ]
}

@test "a hundred children work" {
	{
		for ((i = 0; i < 100; i++)); do
			printf 'child c%d\n/c%d pid\n' $i $i
		done
		echo /
	} >"$BATS_TEST_TMPDIR/many"
	run_memtoy "$BATS_TEST_TMPDIR/many" >/dev/null
	is "$status" 0
	is "$errors" ''
	is "$(grep -c ':  pid = ' <<<"$output")" 100
}

@test "a child takes long lines, quotes and comments as memtoy does" {
	long=$(head -c 200000 /dev/zero | tr '\0' x)
	{
		echo 'child a'
		echo "/a echo $long"
		echo "/a echo 'a  b' # comment"
	} >"$BATS_TEST_TMPDIR/script"
	"$MEMTOY" "$BATS_TEST_TMPDIR/script" >"$BATS_TEST_TMPDIR/out"
	is "$(head -n 1 "$BATS_TEST_TMPDIR/out" | wc -c)" 200001
	is "$(tail -n 1 "$BATS_TEST_TMPDIR/out")" 'a  b'
}

@test "a child does not read memtoy's standard input" {
	run_memtoy <<'END'
child a
/a pause
kick a
wait a
/a echo child
echo parent
END
	succeeded
	is "$output" $'child\nparent'
}
