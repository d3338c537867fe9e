#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "source <file>, echo …, repeat <n> <command>, set [<option> [<value>]], time <command>: scripting."

load ../lib/helpers

@test "echo says its words" {
	run_memtoy -c echo -c 'echo a' -c 'echo a  b' -c 'echo -n x' -c 'echo %s \n'
	succeeded
	is "$output" $'\na\na b\n-n x\n%s \\n'
}

@test "repeat carries out a command n times" {
	run_memtoy -c 'repeat 3 echo x y'
	succeeded
	is "$output" $'x y\nx y\nx y'
	run_memtoy -c 'repeat 0 echo x'
	succeeded
	is "$output" ''
	run_memtoy -c 'repeat 2 repeat 3 echo x'
	succeeded
	is "$(grep -c x <<<"$output")" 6
}

@test "repeat takes quoted words as one" {
	run_memtoy -c "repeat 2 echo 'a  b' c"
	succeeded
	is "$output" $'a  b c\na  b c'
}

@test "repeat ends at the first failure" {
	run_memtoy -c 'repeat 3 touch nosuch' -c 'echo no'
	failed_with 1 '^-c:1: .*nosuch'
	is "$output" ''
	run_memtoy -c 'anon foo 4p' -c 'repeat 3 map foo'
	failed_with 1 'mapped'
}

@test "repeat of a number that is none is refused" {
	for count in x -1 1.5 99999999999999999999999 "''"; do
		run_memtoy -c "repeat $count echo x"
		failed_with 1 '^-c:1: repeat: '
		is "$output" ''
	done
}

@test "repeat and time of an unknown command are refused" {
	run_memtoy -c 'repeat 2 nonsense'
	failed_with 1 nonsense
	run_memtoy -c 'time nonsense'
	failed_with 1 nonsense
}

# within COUNT WORDS: a line that says them so many times before its command
within()
{
	yes "$2" | head -n "$1" | tr '\n' ' '
	echo echo x
}

@test "commands within commands end before the stack does" {
	local words

	for words in 'repeat 1' time 'if nodes >= 0' 'unless nodes < 0'; do
		within 90 "$words" >"$BATS_TEST_TMPDIR/deep"
		run_memtoy "$BATS_TEST_TMPDIR/deep"
		succeeded
		like "$output" '^x$'
		within 2000 "$words" >"$BATS_TEST_TMPDIR/deeper"
		run_memtoy "$BATS_TEST_TMPDIR/deeper"
		failed_with 1 'deeper:1: .*within commands more than 100 deep'
		unlike "$output" '^x$'
	done
}

@test "scripts within scripts end before the stack does" {
	local i

	for i in $(seq 200); do
		echo "source s$((i + 1))" >"$BATS_TEST_TMPDIR/s$i"
	done
	echo 'echo x' >"$BATS_TEST_TMPDIR/s201"
	run_memtoy "$BATS_TEST_TMPDIR/s1"
	is "$status" 1
	like "$errors" '^[^ ]*s101:1: commands stand within commands more than 100 deep'
	run_memtoy "$BATS_TEST_TMPDIR/s150"
	succeeded
	like "$output" '^x$'
}

@test "repeat of quit leaves at once" {
	run_memtoy -c 'repeat 3 quit 7' -c 'echo no'
	is "$status" 7
	is "$output" ''
}

@test "time says how long, after the command's own words" {
	run_memtoy -c 'time echo x'
	succeeded
	is "$(head -n 1 <<<"$output")" x
	like "$(tail -n 1 <<<"$output")" '[0-9]+\.[0-9]+ secs'
	run_memtoy -c 'time snooze 0.05'
	succeeded
	unlike "$output" ' 0\.0[0-4]'
}

@test "time keeps the failure of its command" {
	run_memtoy -c 'time touch nosuch' -c 'echo no'
	is "$status" 1
	like "$errors" '^-c:1: .*nosuch'
	unlike "$output" '^no$'
}

@test "snooze takes fractions, and refuses what is no time" {
	run_memtoy -c 'snooze 0' -c 'snooze 0.01' -c 'snooze .01'
	is "$(grep -v '\.01' <<<"$errors")" ''
	run_memtoy -c 'snooze 0' -c 'snooze 0.01'
	succeeded
	for word in x -1 1x "''" nan inf 1e99 99999999999999999999; do
		run_memtoy -c "snooze $word"
		failed_with 1 '^-c:1: snooze: '
	done
}

@test "set shows all options, one, and changes one" {
	run_memtoy -c set
	succeeded
	like "$output" '^verbose +off'
	like "$output" '^keep-going +off'
	like "$output" '^seed +1'
	run_memtoy -c 'set seed'
	succeeded
	like "$output" '\b1\b'
	run_memtoy -c 'set seed 7' -c 'set seed'
	succeeded
	like "$output" '\b7\b'
}

@test "set verbose echoes from there on" {
	run_memtoy -c 'echo a' -c 'set verbose on' -c 'echo b' -c 'set verbose off' -c 'echo c'
	succeeded
	unlike "$output" 'memtoy>echo a'
	like "$output" '^memtoy>echo b$'
	unlike "$output" 'memtoy>echo c'
}

@test "set seed is what fill and verify start from" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'set seed 9' -c 'fill foo' -c 'verify foo' -c 'set seed 1' \
		-c 'verify foo seed=9' -c 'verify foo'
	is "$status" 1
	is "$(grep -c verified <<<"$output")" 2
}

@test "options and values that are none are refused, and nothing changes" {
	for words in 'nonsense' 'nonsense on' 'verbose maybe' 'keep-going 2' 'seed x' 'seed -1' \
		'seed 99999999999999999999999'; do
		run_memtoy -c "set $words"
		failed_with 1 '^-c:1: set: '
		is "$output" ''
	done
}

@test "pid is the process's" {
	"$MEMTOY" -c pid >"$BATS_TEST_TMPDIR/out" &
	pid=$!
	wait $pid
	is "$(<"$BATS_TEST_TMPDIR/out")" "memtoy:  pid = $pid"
}
