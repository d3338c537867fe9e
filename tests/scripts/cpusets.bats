#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "cpuset [mems=<list>] [cpus=<list>]: put this session in a cgroup v2 cpuset", and back, however it ends.
# Where there are no cgroups to be had, that is what is said.

load ../lib/helpers
load session

needs_cpusets()
{
	"$MEMTOY" -c 'cpuset mems=@1' >/dev/null 2>&1 </dev/null || skip 'needs cpusets of cgroup v2 that can be made'
}

left_behind()
{
	find /sys/fs/cgroup -type d -name 'memtoy-*'
}

@test "cpuset shows where we are" {
	run_memtoy -c cpuset
	succeeded
	like "$output" '^memtoy:  cpuset = /[^ ]*: mems [0-9][0-9,-]*, cpus [0-9][0-9,-]*$'
}

@test "what cannot be is refused by name, before anything is changed" {
	local before

	before=$(left_behind)
	run_memtoy -c 'cpuset mems=@1'
	[ "$status" = 0 ] || failed_with 1 '^-c:1: cpuset: .*\(try: '
	is "$(left_behind)" "$before"
	[ "$(id -u)" = 0 ] || return 0
	run_memtoy -c 'uid nobody' -c 'cpuset mems=@1'
	failed_with 1 '^-c:2: cpuset: .*(EACCES|cgroup v1|EROFS|controller|root here|no cpusets)'
	is "$(left_behind)" "$before"
}

@test "words that say nothing are refused" {
	local command

	for command in 'cpuset foo' 'cpuset mems=' 'cpuset mems=99999' 'cpuset mems=x' 'cpuset cpus=x' 'cpuset cpus=' \
		'cpuset cpus=1-0' 'cpuset off mems=0' 'cpuset off' 'cpuset mems=0 mems=0' 'cpuset mems=@outside'; do
		run_memtoy -c "$command"
		is "$status" 1
		like "$errors" '^-c:1: cpuset: '
	done
}

@test "the session's end leaves and removes it, whichever the end" {
	needs_cpusets
	run_memtoy -c 'cpuset mems=@1' -c 'child c' -c '/c cpuset mems=@1'
	is "$status" 0
	is "$(left_behind)" ''
	meeting here
	start_memtoy script <<-END
		cpuset mems=@1
		child c
		/c cpuset mems=@1
		child d
		source here
	END
	meet here
	like "$(left_behind)" memtoy-
	kill -KILL "$pid"
	part
	finish
	nothing_left()
	{
		is "$(left_behind)" ''
	}
	until_true nothing_left
}
