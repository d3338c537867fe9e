# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# TAP for tests in plain sh, which must also run under busybox in a virtual machine:
#
#	. "${0%/*}/../lib/tap.sh"
#	run_memtoy -c 'pid'
#	is "$status" 0 'pid succeeds'
#	like "$output" '^memtoy:  pid = [0-9]+$' 'pid prints itself'
#	done_testing

: "${MEMTOY:=memtoy}"
tap_count=0
tap_failed=0
tap_folder=$(mktemp -d) || exit 1
tap_endings=
trap tap_end EXIT

# What is done when the test ends.
tap_end()
{
	eval "$tap_endings"
	rm -rf "$tap_folder"
}

# at_end COMMAND: carry it out when the test ends, however it does; the last one first
at_end()
{
	tap_endings="$1
$tap_endings"
}

# set_meanwhile FILE VALUE: write it into a file of the kernel's, if there is one; what was there comes
# back when the test ends
set_meanwhile()
{
	[ -w "$1" ] || return 0
	at_end "echo '$(sed 's/.*\[\(.*\)\].*/\1/' "$1")' >$1"
	echo "$2" >"$1"
}

# without_balancing: nobody but us moves pages until the test ends
without_balancing()
{
	set_meanwhile /proc/sys/kernel/numa_balancing 0
}

# with_controller NAME: cgroups may have this one until the test ends
with_controller()
{
	! grep -qw "$1" /sys/fs/cgroup/cgroup.subtree_control || return 0
	at_end "echo -$1 >/sys/fs/cgroup/cgroup.subtree_control"
	echo "+$1" >/sys/fs/cgroup/cgroup.subtree_control
}

# eventually COMMAND...: wait until it succeeds, for a minute at most; a host that is busy makes all slow
eventually()
{
	tap_tries=600
	until "$@"; do
		[ $((tap_tries -= 1)) -gt 0 ] || return 1
		sleep 0.1
	done
}

# says FILE TEXT: it is in there
says()
{
	grep -qs -- "$2" "$1"
}

# beside FILE COMMAND...: run it in the background, its id is in $!, with what it says in FILE.  That is empty
# at once, also of an earlier program: a shell in the background opens it too late for who reads it then.
beside()
{
	: >"$1"
	tap_said=$1
	shift
	"$@" >"$tap_said" 2>&1 &
}

# becomes TEXT COMMAND...: what the command prints is that
becomes()
{
	tap_text=$1
	shift
	[ "$("$@")" = "$tap_text" ]
}

# runs PROCESS PROGRAM: it has come so far as to run that, and to wait
runs()
{
	grep -qs "^[0-9]* ($2) S " "/proc/$1/stat"
}

# migrated: how many base pages the kernel has migrated since it booted
migrated()
{
	sed -n 's/^pgmigrate_success //p' /proc/vmstat
}

# when_migrating COUNT COMMAND...: carry it out as soon as more than so many have been
when_migrating()
{
	tap_count_before=$1
	shift
	tap_tries=10000
	until [ "$(migrated)" -gt "$tap_count_before" ] || [ $((tap_tries -= 1)) = 0 ]; do :; done
	"$@"
}

# diag TEXT: a remark, beside the results
diag()
{
	printf '%s\n' "$1" | sed 's/^/# /'
}

# pass DESCRIPTION
pass()
{
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s\n' "$tap_count" "$1"
}

# not_ok DESCRIPTION [WHY]
not_ok()
{
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_count" "$1"
	[ -z "${2-}" ] || diag "$2"
}

# ok DESCRIPTION COMMAND...: the command succeeds
ok()
{
	tap_name=$1
	shift
	if "$@" >"$tap_folder/said" 2>&1; then
		pass "$tap_name"
	else
		not_ok "$tap_name" "status $? of: $*
$(cat "$tap_folder/said")"
	fi
}

# is FOUND WANTED DESCRIPTION: the two texts are the same
is()
{
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		not_ok "$3" "found:
$1
wanted:
$2"
	fi
}

# like TEXT PATTERN DESCRIPTION: a line of the text matches the extended regular expression
like()
{
	if printf '%s\n' "$1" | grep -qE -- "$2"; then
		pass "$3"
	else
		not_ok "$3" "no line matches: $2
$1"
	fi
}

# unlike TEXT PATTERN DESCRIPTION: no line does
unlike()
{
	if printf '%s\n' "$1" | grep -qE -- "$2"; then
		not_ok "$3" "a line matches: $2
$1"
	else
		pass "$3"
	fi
}

# skip DESCRIPTION REASON: this test cannot be made here
skip()
{
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

# skip_all REASON: none of this file's tests can
skip_all()
{
	echo "1..0 # SKIP $1"
	exit 0
}

# run_memtoy [ARG...]: run it; leaves its status in $status, what it said in $output and $errors.
# It reads the caller's standard input, so that a here-document can be its script.
# shellcheck disable=SC2034
run_memtoy()
{
	status=0
	"$MEMTOY" "$@" >"$tap_folder/output" 2>"$tap_folder/errors" || status=$?
	output=$(cat "$tap_folder/output")
	errors=$(cat "$tap_folder/errors")
}

# script_prints DESCRIPTION SCRIPT WANTED: memtoy runs the script without complaint and prints that
script_prints()
{
	printf '%s\n' "$2" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$output${errors:+
errors:
$errors}" "$3" "$1"
	[ "$status" = 0 ] || diag "status $status"
}

# fails_with STATUS PATTERN DESCRIPTION COMMAND...: memtoy commands, one an argument, end with that
# status, and one line of standard error matches
fails_with()
{
	tap_status=$1 tap_pattern=$2 tap_name=$3
	shift 3
	printf '%s\n' "$@" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	if [ "$status" = "$tap_status" ]; then
		like "$errors" "$tap_pattern" "$tap_name"
	else
		not_ok "$tap_name" "status $status, wanted $tap_status
$output
$errors"
	fi
}

# holds DESCRIPTION SCRIPT: memtoy carries out the script, the text of one, without complaint
holds()
{
	printf '%s\n' "$2" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$status:$errors" '0:' "$1"
}

# breaks DESCRIPTION SCRIPT FAULT PATTERN: with the fault, an expression of sed, the script fails, and
# a line of what it says, as TAP, matches
breaks()
{
	tap_script=$tap_folder/${2##*/}
	sed "$3" "$2" >"$tap_script"
	if cmp -s "$2" "$tap_script"; then
		not_ok "$1" "nothing in $2 is changed by: $3"
		return
	fi
	run_memtoy --tap "$tap_script"
	if [ "$status" = 1 ]; then
		like "$output" "$4" "$1"
	else
		not_ok "$1" "status $status, wanted 1, with $3
$output
$errors"
	fi
}

# needs CONDITION...: skip the whole file unless memtoy's 'require' holds for each
needs()
{
	for tap_condition; do
		"$MEMTOY" -c "require $tap_condition" >/dev/null 2>&1 </dev/null ||
			skip_all "needs $tap_condition"
	done
}

# done_testing: the plan, and the status
done_testing()
{
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
	exit
}
