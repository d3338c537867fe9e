#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "Ctrl-C ends the command, not the session, also in the middle of a long where, touch or bounce; a
# script ends with 130."

load ../lib/helpers
load session

# ticks: of CPU time that process $pid has used
ticks()
{
	sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }'
}

at_work()
{
	gone "$pid" || [ "$(ticks)" -ge $((base + 5)) ] || {
		sleep 0.1
		grep -q '^State:.*S' "/proc/$pid/status"
	}
}

# interrupts COMMAND: SIGINT in its middle ends the script with 130, soon and without the next line
interrupts()
{
	truncate -s 64g "$BATS_TEST_TMPDIR/sparse"
	meeting there
	start_memtoy script <<END
anon foo 2g
map foo
file sparse shared
map sparse
fill foo 0 16m
source there
$1
echo next line
END
	meet there
	base=$(ticks)
	part
	# It is in the middle when it has worked for a while, or sleeps.
	until_true at_work
	! gone "$pid" || { finish; echo 'it was over too soon'; return 1; }
	kill -INT "$pid"
	# Far less than the command would take.
	until_true gone "$pid"
	finish
	is "$status" 130 && unlike "$output" 'next line' && unlike "$errors" 'Assertion|abort'
}

@test "a long snooze" {
	interrupts 'snooze 1000'
}

@test "a pause" {
	# The signal is what it waits for; either way the script does not hang.
	meeting there
	start_memtoy script <<'END'
source there
pause
echo next line
END
	meet there
	part
	until_true grep -q '^State:.*S' "/proc/$pid/status"
	sleep 0.2
	kill -INT "$pid"
	until_true gone "$pid"
	finish
	is "$status" 0
	like "$output" 'next line'
}

@test "a long touch" {
	interrupts 'repeat 1000 touch foo r'
}

@test "one single long touch" {
	interrupts 'touch foo w'
}

@test "a long fill" {
	interrupts 'fill foo'
}

@test "a long verify" {
	interrupts 'repeat 100000 verify foo 0 16m'
}

@test "a long where" {
	interrupts 'repeat 100000 where sparse counts'
}

@test "a long bounce" {
	interrupts 'bounce foo 0 16m @1 rounds=1000000'
	unlike "$output" 'HELD|each page .* [1-9][0-9]* to'
}

@test "a long repeat of what is short" {
	interrupts 'repeat 1000000000 set seed 1'
}

@test "a child's long command" {
	meeting there
	start_memtoy script <<'END'
child a
source there
/a snooze 1000
echo next line
END
	meet there
	part
	sleep 0.2
	kill -INT "$pid"
	until_true gone "$pid"
	finish
	is "$status" 130
	unlike "$output" 'next line'
}

@test "a child's command that succeeds although it was interrupted" {
	local child

	meeting there
	start_memtoy script <<'END'
child a
kick a STOP
source there
/a echo of the child
echo next line
END
	meet there
	child=$(cat "/proc/$pid/task/$pid/children")
	part
	# It waits for the answer.
	until_true grep -q '^State:.*S' "/proc/$pid/status"
	kill -INT "$pid"
	sleep 0.3
	# shellcheck disable=SC2086
	kill -CONT $child
	until_true gone "$pid"
	finish
	is "$status" 130
	like "$output" 'of the child'
	unlike "$output" 'next line'
}

@test "a child's long command, when the whole group gets the signal as from a terminal" {
	meeting there
	launcher=setsid start_memtoy script <<'END'
child a
source there
/a snooze 1000
echo next line
END
	meet there
	part
	sleep 0.2
	kill -INT -- "-$pid"
	until_true gone "$pid"
	finish
	is "$status" 130
	unlike "$output" 'next line'
}

@test "-k does not run over an interrupt" {
	meeting there
	start_memtoy -k script <<'END'
source there
snooze 1000
echo next line
END
	meet there
	part
	sleep 0.2
	kill -INT "$pid"
	until_true gone "$pid"
	finish
	is "$status" 130
	unlike "$output" 'next line'
}

@test "the SCRIPTs behind it do not run either" {
	meeting there
	echo 'echo other script' >"$BATS_TEST_TMPDIR/other"
	start_memtoy script other <<'END'
source there
snooze 1000
END
	meet there
	part
	sleep 0.2
	kill -INT "$pid"
	until_true gone "$pid"
	finish
	is "$status" 130
	unlike "$output" 'other script'
}

@test "what a touch did before it was interrupted is reported" {
	interrupts 'touch foo w'
	like "$output$errors" 'interrupt'
}

@test "an interrupted command is not a held expectation" {
	interrupts 'expect fail snooze 1000'
	unlike "$output" 'held: '
}
