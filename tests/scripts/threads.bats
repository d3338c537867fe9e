#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "thread <name>: a worker like child, sharing the address space; wait [<name>]."

load ../lib/helpers
load session

@test "a thread is this process, shares its segments, and says its name" {
	run_memtoy -c 'thread t' -c '/t pid' -c pid -c '/t anon a 8p' -c '/t map a' -c '/t fill a' -c 'verify a' -c '/'
	succeeded
	like "$output" '^memtoy\(t\):  pid = [0-9]+$'
	is "$(grep -oE 'pid = [0-9]+$' <<<"$output" | sort -u | wc -l)" 1
	like "$output" '^memtoy:  thread t, tid [0-9]+$'
}

@test "its policy and its CPUs are its own" {
	needs 'nodes >= 1'
	run_memtoy -c 'thread t' -c '/t mpol bind @1' -c '/t mpol' -c 'mpol' -c '/t cpus @1' -c '/t quit' -c '/'
	succeeded
	like "$output" '^memtoy\(t\):  .*bind'
	like "$output" '^memtoy:  .*default'
	unlike "$output" 'thread t, tid'
}

@test "names are one kind, and bad ones are refused" {
	run_memtoy -c 'thread t' -c 'thread t'
	failed_with 1 "there is a child or thread 't' already"
	run_memtoy -c 'thread t' -c 'child t'
	failed_with 1 "there is a child or thread 't' already"
	run_memtoy -c 'thread a/b'
	failed_with 1 "the name of a thread may not hold"
	run_memtoy -c 'child ..'
	failed_with 1 "the name of a child may not .* be '\.\.'"
	run_memtoy -c 'thread'
	failed_with 1 'needs a name'
	run_memtoy -c 'thread t' -c '/t &pid'
	failed_with 1 'does not work in the background'
	run_memtoy -c 'thread t' -c '/t /t pid'
	failed_with 1 "thread 't' would wait for itself"
	run_memtoy -c 'wait nobody'
	failed_with 1 "there is no child 'nobody'"
}

@test "a failure of a thread is one of the script" {
	run_memtoy -c 'thread t' -c '/t map nothing'
	failed_with 1 "no segment 'nothing'"
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'mprotect a none' -c 'thread t' -c '/t touch a'
	failed_with 1 'SIGSEGV'
}

@test "threads are reached from threads, and forks from them are children" {
	run_memtoy -c 'thread t' -c 'thread u' -c '/t /u pid' -c '/t child c' -c '/c pid' -c '/c /' -c '/c quit' -c '/t quit'
	succeeded
	like "$output" '^memtoy\(u\):  pid'
	like "$output" '^memtoy\(t/c\):  pid|^memtoy\(c\):  pid'
}

@test "an interrupt ends what a thread does" {
	meeting there
	start_memtoy script <<'END'
thread t
source there
/t snooze 60
echo next line
END
	meet there
	part
	sleep .5
	kill -INT "$pid"
	finish
	is "$status" 130
	unlike "$output" 'next line'
}

@test "a child carries out a command in the background, and is waited for" {
	run_memtoy -c 'anon a 8p shared' -c 'map a' -c 'child c' -c 'child d' -c '/c &fill a' -c '/d &pid' \
		-c 'expect fail EBUSY /c pid' -c 'wait c' -c 'verify a' -c 'wait' -c '/c pid' -c 'wait c'
	succeeded
	like "$output" '^memtoy\(c\):  filled 8 pages'
	like "$output" '^memtoy\(d\):  pid'
	run_memtoy -c 'child c' -c '/c &map nothing' -c 'wait c'
	failed_with 1 "no segment 'nothing'"
	run_memtoy -c 'child c' -c '/c &quit' -c 'wait' -c '/'
	succeeded
}
