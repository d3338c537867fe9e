# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Counting what tests say.  Tests are run piece by piece; what a piece prints is TAP, framed by
# two lines that say where it starts and how it ended:
#
#	#piece NAME
#	...the piece's TAP...
#	#seconds N NAME
#	#status N
#
# A piece that dies, says less than it planned, or ends badly without saying why is a failure.  The seconds
# are for who wonders where the time goes: grep ^#seconds tests.log | sort -rnk2

# interruptible COMMAND...: run it so that Ctrl-C, which would wait for it, ends it at once.
# The caller's trap kills $piece_pid.
piece_pid=
interruptible()
{
	local status=0

	# A background job would start with Ctrl-C ignored, and so would all that it starts.
	env --default-signal "$@" </dev/null &
	piece_pid=$!
	wait "$piece_pid" || status=$?
	piece_pid=
	return $status
}

# interrupted: what that trap does
interrupted()
{
	[ -z "$piece_pid" ] || kill "$piece_pid" 2>/dev/null
	exit 130
}

# piece NAME COMMAND...: run one piece and frame it.
piece()
{
	local began=$SECONDS status=0

	echo "#piece $1"
	interruptible timeout --kill-after=5 "${PIECE_SECONDS:-900}" "${@:2}" 2>&1 || status=$?
	printf '\n#seconds %d %s\n#status %d\n' $((SECONDS - began)) "$1" $status
}

# check_piece NAME COMMAND...: a piece of one test from a program that knows no TAP.  Status 0
# passes, 77 skips, all else fails; what it printed says why.
check_piece()
{
	# shellcheck disable=SC2016
	piece "$1" bash -c '
		said=$("$@" 2>&1)
		status=$?
		echo 1..1
		case $status in
		0) echo "ok 1 - no complaints" ;;
		77) echo "ok 1 - all # SKIP ${said##*$'\''\n'\''}" ;;
		*) echo "not ok 1 - no complaints"; echo "$said" | sed "s/^/# /" ;;
		esac' "$@"
}

# tally: read framed pieces; print a line for each, then the skips, the failures and the count.
# The result is 0 if at least one test passed and none failed.
tally()
{
	local passed=0 failed=0 skipped=0
	local name='' planned seen bad_before passed_before skipped_before
	local failures=() line rest verdict
	local -A reasons=()

	while IFS= read -r line || [ -n "$line" ]; do
		line=${line%$'\r'}
		case $line in
		'#piece '*)
			[ -z "$name" ] || tally_failure 'stopped half way'
			name=${line#\#piece }
			planned=none seen=0 verdict=
			passed_before=$passed bad_before=$failed skipped_before=$skipped
			;;
		'#status '*)
			[ -n "$name" ] || continue
			tally_end "${line#\#status }"
			name=
			;;
		'ok'|'ok '*|'not ok'|'not ok '*)
			tally_line "$line"
			;;
		'1..'[0-9]*)
			tally_plan "$line"
			;;
		'Bail out!'*)
			tally_failure "${line,}"
			;;
		'# '*)
			[ "$verdict" != failed ] || printf '    %s\n' "$line"
			;;
		esac
	done
	[ -z "$name" ] || tally_failure 'stopped half way'
	tally_summary
}

# The helpers below share tally's variables.
tally_failure()
{
	failed=$((failed + 1))
	failures+=("$name: $1")
	printf '  FAILED  %s: %s\n' "$name" "$1"
}

tally_skip()
{
	skipped=$((skipped + 1))
	reasons[$2]+="${reasons[$2]:+$'\n'}$name: $1"
}

tally_line()
{
	local word=${1%%ok*} text=${1#*ok}

	seen=$((seen + 1))
	[[ $text =~ ^\ *[0-9]*\ *(-\ )?(.*)$ ]]
	text=${BASH_REMATCH[2]}
	# memtoy names the script itself.
	text=${text#"${name##*/}: "}
	if [[ $text =~ ^(.*)\#\ *[Ss][Kk][Ii][Pp](.*)$ ]]; then
		verdict=skipped
		rest=${BASH_REMATCH[2]# }
		# cmocka names the test where others give the reason.
		text=${BASH_REMATCH[1]% }
		tally_skip "${text:-$rest}" "${rest:-no reason given}"
	elif [ -z "$word" ]; then
		verdict=passed
		passed=$((passed + 1))
	else
		verdict=failed
		tally_failure "$text"
	fi
}

tally_plan()
{
	local count=${1#1..}

	count=${count%%[!0-9]*}
	[ "$planned" != none ] || planned=0
	planned=$((planned + count))
	if [ "$count" = 0 ]; then
		rest=${1#*\#}
		tally_skip 'all of it' "${rest#* [Ss][Kk][Ii][Pp] }"
	fi
}

tally_end()
{
	local status=$1

	if [ "$status" = 124 ]; then
		tally_failure "was stopped after ${PIECE_SECONDS:-900} s"
	elif [ "$planned" = none ]; then
		tally_failure "ended with status $status and without a plan"
	elif [ "$planned" != "$seen" ]; then
		tally_failure "planned $planned tests, but $seen were seen (status $status)"
	elif [ "$status" = 4 ] && [ "$skipped" != "$skipped_before" ]; then
		: # how memtoy says that it skipped a script
	elif [ "$status" != 0 ] && [ "$failed" = "$bad_before" ]; then
		tally_failure "nothing failed, but it ended with status $status"
	fi
	printf '%5d passed' $((passed - passed_before))
	[ "$failed" = "$bad_before" ] || printf ', %d failed' $((failed - bad_before))
	[ "$skipped" = "$skipped_before" ] || printf ', %d skipped' $((skipped - skipped_before))
	printf '  %s\n' "$name"
}

tally_summary()
{
	local reason

	if [ "$skipped" != 0 ]; then
		printf '\nSkipped:\n'
		while IFS= read -r reason; do
			printf '  %s\n' "$reason"
			printf '%s\n' "${reasons[$reason]}" | sed 's/^/    /'
		done < <(printf '%s\n' "${!reasons[@]}" | sort)
	fi
	if [ "$failed" != 0 ]; then
		printf '\nFailed:\n'
		printf '  %s\n' "${failures[@]}"
	fi
	printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
	[ "$failed" = 0 ] && [ "$passed" != 0 ]
}
