#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "caps, uid, dumpable: show and change, to try what an unprivileged caller gets, and come back."  "A
# refused privilege is a named error."

load ../lib/helpers

as_root()
{
	[ "$(id -u)" = 0 ] || skip 'needs root'
}

@test "what is given up can be had back, and the session's end does so" {
	as_root
	run_script <<-END
		require cap sys_ptrace
		caps drop sys_ptrace
		if cap sys_ptrace quit 9
		uid nobody
		caps
		uid -
		if cap sys_ptrace quit 9
		caps raise all
		require cap sys_ptrace
		uid nobody
	END
	succeeded
	like "$output" '^memtoy:  effective = none$'
	run_memtoy -c 'uid 54321' -c uid -c 'dumpable off' -c dumpable
	succeeded
	like "$output" '^memtoy:  uid = 54321, real 54321, saved 0; gid = 54321, 0 more groups; dumpable$'
	like "$output" '; not dumpable$'
	printf 'uid nobody\ncaps drop all\ndumpable off\n' >one
	printf 'require cap sys_ptrace\nuid\n' >two
	run_memtoy one two
	succeeded
	like "$output" '^memtoy:  uid = 0 .*; dumpable$'
}

@test "a child can give up for good, a session cannot" {
	as_root
	run_memtoy -c 'child c' -c '/c uid nobody for-good' -c '/c uid' -c '/c caps' -c uid
	succeeded
	like "$output" '^memtoy\(c\):  uid = 65534 .*real 65534, saved 65534;.*; dumpable$'
	like "$output" '^memtoy\(c\):  permitted = none$'
	like "$output" '^memtoy:  uid = 0 '
	run_memtoy -c 'child c' -c '/c caps drop sys_nice for-good' -c '/c caps raise sys_nice'
	failed_with 1 'caps: not permitted: sys_nice .*caps'
	for command in 'uid nobody for-good' 'caps drop sys_nice for-good'; do
		run_memtoy -c "$command"
		failed_with 1 'for good cannot be put back.*child c'
	done
}

@test "a child dies with memtoy, whoever it has become" {
	as_root
	run_memtoy -c 'child c' -c '/c uid nobody for-good' -c '/c pid' -c 'child d' -c '/d uid nobody' -c '/d pid'
	succeeded
	while read -r pid; do
		[ ! -d "/proc/$pid" ]
	done < <(sed -n 's/.*pid = //p' <<<"$output")
	# The session has no right to kill what is still root's, until it comes back to end.
	run_memtoy -c 'child c' -c 'uid nobody' -c 'kick c'
	is "$status" 1
	like "$errors" 'EPERM'
}

@test "who may not change is told what it takes" {
	as_root
	run setpriv --reuid 65534 --clear-groups "$MEMTOY" -c 'uid root'
	is "$status" 1
	like "$output" "cannot become user 'root': EPERM .*run as root"
	run setpriv --reuid 65534 --clear-groups "$MEMTOY" -c 'caps raise sys_nice'
	is "$status" 1
	like "$output" 'not permitted: sys_nice'
	run_memtoy -c 'caps drop setuid' -c 'uid nobody'
	failed_with 1 'EPERM.*caps raise setuid'
}

@test "words that say nothing are refused" {
	local command

	for command in 'caps foo' 'caps drop' 'caps drop foo' 'caps raise 21' 'caps drop sys_nice foo' 'uid 0x' \
		'uid nobody extra' 'uid 4294967295' 'uid -1' 'dumpable maybe' 'dumpable on off' 'attach /c' \
		'attach /' 'migrate 0 pid=/c' 'migrate 0 pid=/..' 'caps for-good' 'uid for-good'; do
		run_memtoy -c "$command"
		is "$status" 1
		like "$errors" "^-c:1: ${command%% *}: "
	done
}

@test "a child is attached and migrated by its name" {
	run_memtoy -c 'child c' -c '/c anon a 4p' -c '/c map a' -c '/c touch a w' -c 'attach /c' -c 'show c:' \
		-c 'attach /c as x' -c 'migrate 0 pid=/c' -c '/c attach /..' -c '/c migrate 0 pid=/..'
	succeeded
	like "$output" '^memtoy:  c: process [0-9]+ \(memtoy\)'
	like "$output" '^memtoy:  x: process'
	like "$output" '^memtoy\(c\):  parent: process'
}

@test "a thread that has other capabilities is no reason to abort" {
	[ "$(id -u)" = 0 ] || skip 'needs root'
	run_memtoy -c 'thread t' -c '/t caps drop all' -c 'uid nobody'
	failed_with 1 "cannot become user 'nobody': EBUSY .*threads"
	run_memtoy -c 'thread t' -c 'caps drop all' -c '/t uid nobody'
	failed_with 1 "cannot become user 'nobody': EBUSY .*threads"
	run_memtoy -c 'anon a 8p' -c 'map a' -c 'actor w writer a' -c 'caps drop all' -c 'uid nobody'
	failed_with 1 "cannot become user 'nobody': EBUSY .*actors"
	run_memtoy -c 'thread t' -c 'uid nobody' -c '/t uid' -c '/t quit' -c 'uid -'
	is "$status" 0
	run_memtoy -k -c 'uid nobody' -c 'thread t' -c '/t caps drop all for-good' -c 'uid -' -c '/t quit' -c 'uid -' -c uid
	like "$output" 'root'
}
