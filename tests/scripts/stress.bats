# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# scripts/stress ends at once when it is interrupted, and what it runs ends with it.
load ../lib/helpers

@test 'Ctrl-C ends the script that runs, and leaves nothing' {
	cat >"$BATS_TEST_TMPDIR/memtoy" <<-'END'
	#!/bin/sh
	case "$*" in
	*'nodes >= '[12]) exit 0 ;;
	-c*) exit 4 ;;
	esac
	echo $$ >"$TMPDIR/runs"
	exec sleep 1000
	END
	chmod +x "$BATS_TEST_TMPDIR/memtoy"
	# Bats' own background processes do not hear it.
	TMPDIR=$BATS_TEST_TMPDIR MEMTOY=$BATS_TEST_TMPDIR/memtoy env --default-signal=INT \
		"$BATS_TEST_DIRNAME/../../scripts/stress" --rounds 1 >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	stress=$!
	for _ in {1..600}; do
		[ ! -s "$BATS_TEST_TMPDIR/runs" ] || break
		sleep 0.1
	done
	kill -INT "$stress"
	for _ in {1..600}; do
		kill -0 "$stress" 2>/dev/null || break
		sleep 0.1
	done
	! kill -0 "$stress" 2>/dev/null || { kill "$(<"$BATS_TEST_TMPDIR/runs")"; false; }
	status=0
	wait "$stress" || status=$?
	is "$status" 130
	# The shell does not tell of what it ended.
	unlike "$(<"$BATS_TEST_TMPDIR/said")" 'Terminated'
	[ ! -d "/proc/$(<"$BATS_TEST_TMPDIR/runs")" ]
	is "$(find "$BATS_TEST_TMPDIR" -name 'tmp.*')" ''
}

@test "numbers that are none are refused before anything runs" {
	local words

	for words in '--seed 08' '--seed 99999999999999999999' '--seed x' '--rounds 0' '--seconds 0' '--steps -1' '--seed'; do
		# shellcheck disable=SC2086
		run "$BATS_TEST_DIRNAME/../../scripts/stress" $words
		is "$status" 2 || return
		like "$output" "no number from 1 to" || return
	done
}
