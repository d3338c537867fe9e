# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For bats: 'load ../lib/helpers' at the top of a file.  $MEMTOY is the program, $MEMTOY_BUILD the
# folder it was built in; tests/run sets both.

: "${MEMTOY:=$BATS_TEST_DIRNAME/../../build/memtoy}"
: "${MEMTOY_BUILD:=${MEMTOY%/*}}"

# run_memtoy [ARG...]: run it; leaves $status, what it said in $output and $errors.  It reads the
# test's standard input, so that a here-document can be its script.
run_memtoy()
{
	status=0
	"$MEMTOY" "$@" >"$BATS_TEST_TMPDIR/output" 2>"$BATS_TEST_TMPDIR/errors" || status=$?
	output=$(<"$BATS_TEST_TMPDIR/output")
	errors=$(<"$BATS_TEST_TMPDIR/errors")
	printf 'status %s of: memtoy %s\n' "$status" "$*"
	printf '%s\n' "$output" | sed 's/^/out: /'
	printf '%s\n' "$errors" | sed 's/^/err: /'
}

# run_script [OPTION...] <<END: the same for a script, which is given as a file named 'script'
run_script()
{
	cat >"$BATS_TEST_TMPDIR/script"
	cd "$BATS_TEST_TMPDIR" || return
	run_memtoy "$@" script </dev/null
}

# is FOUND WANTED
is()
{
	[ "$1" = "$2" ] || { printf 'found:\n%s\nwanted:\n%s\n' "$1" "$2"; return 1; }
}

# like TEXT PATTERN: a line matches the extended regular expression
like()
{
	grep -qE -- "$2" <<<"$1" || { printf 'no line matches: %s\n%s\n' "$2" "$1"; return 1; }
}

# unlike TEXT PATTERN: no line does
unlike()
{
	! grep -E -- "$2" <<<"$1" || { printf 'matches: %s\n' "$2"; return 1; }
}

# succeeded: status 0 and not a word on standard error
succeeded()
{
	is "$status" 0 && is "$errors" ''
}

# failed_with STATUS PATTERN: that status, and one single line of standard error, which matches and
# has the shape of memtoy's messages
failed_with()
{
	is "$status" "$1" &&
		like "$errors" "$2" &&
		is "$(grep -c . <<<"$errors")" 1 &&
		like "$errors" '^memtoy(\([^)]*\))?: .*[^.]$|^[^ ]+:[0-9]+: .*[^.]$'
}

# needs CONDITION...: skip unless memtoy's 'require' holds for each
needs()
{
	local condition

	for condition; do
		"$MEMTOY" -c "require $condition" >/dev/null 2>&1 </dev/null || skip "needs $condition"
	done
}
