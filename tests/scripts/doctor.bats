#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "What works here and what does not, in one screen, each with its cure; the same facts as JSON",
# found by trying, and without changing anything.

load ../lib/helpers

# fact NAME FIELD: of the last run, which was in JSON
fact()
{
	jq -r --arg name "$1" "select(.record == \"fact\" and .name == \$name) | .$2" \
		"$BATS_TEST_TMPDIR/output"
}

# refusing CALLS ERRNO: what doctor finds where a filter refuses them
refusing()
{
	status=0
	"$MEMTOY_BUILD/tests/helpers/refuse" "$1" "$2" "$MEMTOY" --json -c doctor \
		>"$BATS_TEST_TMPDIR/output" 2>"$BATS_TEST_TMPDIR/errors" || status=$?
	is "$status:$(<"$BATS_TEST_TMPDIR/errors")" 0:
}

all_calls=get_mempolicy,set_mempolicy,mbind,move_pages,migrate_pages,set_mempolicy_home_node

@test "every fact is one record, and has a cure unless it is ok" {
	run_memtoy --json -c doctor
	succeeded
	[ "$(jq -c 'select(.record == "fact")' <<<"$output" | wc -l)" -ge 30 ]
	is "$(jq -r 'select(.record == "fact") | .name' <<<"$output" | sort | uniq -d)" ''
	is "$(jq -r 'select(.record == "fact") | .state' <<<"$output" | sort -u |
		grep -vxE 'ok|limited|off|missing|refused|unknown')" ''
	is "$(jq -r 'select(.record == "fact" and (.state == "ok") != (.cure == "")) | .name' <<<"$output")" ''
}

@test "people get one screen with the same facts" {
	run_memtoy --json -c doctor
	names=$(jq -r 'select(.record == "fact") | .name' <<<"$output")
	run_memtoy -c doctor
	succeeded
	[ "$(wc -l <<<"$output")" -le 30 ]
	for name in $names; do
		grep -qF -- "$name" <<<"$output" || { echo "no $name"; return 1; }
	done
}

@test "in TAP it is a comment" {
	run_memtoy -o tap -c doctor
	succeeded
	like "$output" '^# calls '
	is "$(grep -cvE '^#|^1\.\.|^KTAP' <<<"$output")" 0
}

@test "it takes no words" {
	run_memtoy -c 'doctor me'
	failed_with 1 'doctor'
}

@test "a filter that refuses calls is seen, and named as the reason" {
	needs 'nodes >= 1'
	for error in EPERM ENOSYS; do
		refusing "$all_calls" "$error"
		for name in numa ${all_calls//,/ } preferred-many; do
			is "$name $(fact "$name" state)" "$name refused"
			like "$(fact "$name" value)" "$error"
			like "$(fact "$name" cure)" seccomp
		done
		is "$(fact seccomp state)" limited
	done
}

@test "only what is refused is told as refused" {
	needs 'nodes >= 1'
	run_memtoy --json -c doctor
	[ "$(fact seccomp state)" = ok ] || skip 'a filter is in force already'
	refusing move_pages EPERM
	is "$(fact move_pages state)" refused
	is "$(fact get_mempolicy state)" ok
	is "$(fact mbind state)" ok
	is "$(fact migrate_pages state)" ok
	refusing userfaultfd,io_uring_setup,memfd_secret EPERM
	is "$(fact userfaultfd state) $(fact io_uring state) $(fact secretmem state)" 'refused refused refused'
	is "$(fact move_pages state)" ok
}

@test "a filter is seen without /proc, and what needs it is unknown" {
	unshare -m true 2>/dev/null || skip 'no mount namespace may be made'
	[ -z "${ASAN_OPTIONS-}" ] || skip 'the leak sanitizer cannot do without /proc'
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount -t tmpfs none /proc && mount -t tmpfs none /sys && exec "$0" --json -c doctor' \
		"$MEMTOY" >"$BATS_TEST_TMPDIR/output"
	for name in numa allowed tiers hot-plug frames page-scan kpageflags tracefs balancing demotion thp swap; do
		is "$name $(fact "$name" state)" "$name unknown"
		like "$(fact "$name" cure)" '^as root: mount -t (proc proc /proc|sysfs sysfs /sys)$'
	done
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount -t tmpfs none /proc && exec "$0" move_pages EPERM "$1" --json -c doctor' \
		"$MEMTOY_BUILD/tests/helpers/refuse" "$MEMTOY" >"$BATS_TEST_TMPDIR/output"
	is "$(fact seccomp state)" limited
}

@test "it says what the files of the kernel say" {
	run_memtoy --json -c doctor
	[ ! -r /proc/sys/kernel/numa_balancing ] ||
		is "$(fact balancing value)" "$(</proc/sys/kernel/numa_balancing)"
	[ ! -r /sys/kernel/mm/ksm/run ] || is "$(fact ksm value)" "$(</sys/kernel/mm/ksm/run)"
	[ ! -r /sys/kernel/mm/transparent_hugepage/enabled ] ||
		is "$(fact thp value)" "$(sed 's/.*\[\(.*\)\].*/\1/' /sys/kernel/mm/transparent_hugepage/enabled)"
	is "$(fact allowed value | cut -d' ' -f1)" \
		"$(sed -n 's/^Mems_allowed_list:\s*//p' /proc/self/status)"
}

@test "neither the task's policy nor a file is changed" {
	needs 'nodes >= 1'
	run_memtoy -c 'mpol preferred 0' -c doctor -c 'mpol'
	succeeded
	like "$(tail -n 1 <<<"$output")" 'preferred'
	# The leak sanitizer does not work under strace.
	command -v strace >/dev/null && [ -z "${ASAN_OPTIONS-}" ] || return 0
	strace -f -e trace=write,pwrite64,mount,prctl,setrlimit,capset -o "$BATS_TEST_TMPDIR/calls" \
		"$MEMTOY" -c doctor >/dev/null
	unlike "$(grep -v 'write(1,' "$BATS_TEST_TMPDIR/calls")" '(write|pwrite64|mount|setrlimit|capset)\(|PR_SET'
}

@test "who has no rights is told how to get each" {
	[ "$(id -u)" = 0 ] || skip 'needs root'
	chmod 755 "$BATS_TEST_TMPDIR"
	cp "$MEMTOY" "$BATS_TEST_TMPDIR/memtoy"
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all -- true || skip 'setpriv'
	(cd / && setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
		"$BATS_TEST_TMPDIR/memtoy" --json -c doctor) >"$BATS_TEST_TMPDIR/output" ||
		skip 'this folder is not for others'
	for name in sys_nice sys_admin ipc_lock sys_ptrace; do
		is "$(fact "$name" state)" refused
		like "$(fact "$name" cure)" "setcap cap_$name\+ep /.*/memtoy|CAP_${name^^} in its bounding set|no_new_privs"
	done
	is "$(fact frames state)" refused
	is "$(fact kpageflags state)" refused
	is "$(fact mbind state)" ok
}
