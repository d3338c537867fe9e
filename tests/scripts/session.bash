# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A memtoy that runs beside the test and waits where the test wants to look at it or to change
# something.  In its script 'source NAME', with a pipe NAME made by 'meeting', waits for the test:
#
#	meeting here
#	start_memtoy script <<END
#	map foo
#	source here
#	touch foo
#	END
#	meet here		# memtoy is at that line now, $pid
#	...
#	part			# it goes on
#	finish			# $status, $output and $errors of it

# meeting NAME...: places to meet
meeting()
{
	local name

	for name; do
		mkfifo "$BATS_TEST_TMPDIR/$name"
	done
}

# start_memtoy [ARG...] <<END: run it in the background, through $launcher if that is set; standard
# input becomes the file 'script'
start_memtoy()
{
	cd "$BATS_TEST_TMPDIR" || return
	cat >script
	# shellcheck disable=SC2086
	env --default-signal ${launcher-} "$MEMTOY" "$@" </dev/null >output 2>errors 3>&- 4>&- &
	pid=$!
}

# meet NAME: wait until memtoy gets there, or ends
meet()
{
	local watcher

	# A process of its own: a subshell would run the traps of bats.
	# shellcheck disable=SC2016
	sh -c '
		while [ -d "/proc/$1" ] && ! grep -q "^State:.*Z" "/proc/$1/status"; do
			sleep 0.1
		done
		: <>"$2"' sh "$pid" "$BATS_TEST_TMPDIR/$1" </dev/null >/dev/null 2>&1 3>&- 4>&- &
	watcher=$!
	exec 7>"$BATS_TEST_TMPDIR/$1"
	# Until it is sh, it is still a subshell, which would run the traps of bats when it is killed.
	while [ -d "/proc/$watcher" ] && [ "$(cat "/proc/$watcher/comm" 2>/dev/null)" != sh ]; do
		sleep 0.01
	done
	kill "$watcher" 2>/dev/null || true
	wait "$watcher" 2>/dev/null || true
	if ! [ -d "/proc/$pid" ] || grep -q '^State:.*Z' "/proc/$pid/status"; then
		echo "memtoy did not get to '$1'"
		cat "$BATS_TEST_TMPDIR/output" "$BATS_TEST_TMPDIR/errors"
		return 1
	fi
}

# part: let it go on
part()
{
	exec 7>&-
}

# finish: wait for its end
finish()
{
	status=0
	wait "$pid" || status=$?
	output=$(<"$BATS_TEST_TMPDIR/output")
	errors=$(<"$BATS_TEST_TMPDIR/errors")
	printf 'status %s\n' "$status"
	printf '%s\n' "$output" | sed 's/^/out: /'
	printf '%s\n' "$errors" | sed 's/^/err: /'
}

# until_true COMMAND...: try for a minute
until_true()
{
	local i

	for ((i = 0; i < 1200; i++)); do
		! "$@" || return 0
		sleep 0.05
	done
	echo "never came true: $*"
	return 1
}

# gone PID...: none of these processes lives
gone()
{
	local process

	for process; do
		if [ -d "/proc/$process" ] && ! grep -q '^State:.*Z' "/proc/$process/status" 2>/dev/null; then
			return 1
		fi
	done
}

# descendants PID: it and what it forked, a line each, but for the keeper, which outlives it a moment
descendants()
{
	local child

	grep -qs '^Name:.memtoy-keeper$' "/proc/$1/status" && return
	echo "$1"
	for child in $(tr -d '\n' 2>/dev/null <"/proc/$1/task/$1/children"); do
		descendants "$child"
	done
}
