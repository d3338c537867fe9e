#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "pin <seg> [<range>] by=vmsplice|io_uring|direct, unpin": what cannot pin is named, and pins are let
# go of.

load ../lib/helpers

@test "bad words are refused" {
	local define=(-c 'anon a 16p' -c 'map a')

	run_memtoy "${define[@]}" -c 'pin a by=glue'
	failed_with 1 "way to pin"
	run_memtoy "${define[@]}" -c 'pin a by=io_uring dir=/tmp'
	failed_with 1 'dir= is for by=direct'
	run_memtoy "${define[@]}" -c 'pin a 99p 1p'
	failed_with 1 'past the end'
	run_memtoy "${define[@]}" -c 'unpin a'
	failed_with 1 "nothing of 'a' is pinned"
	run_memtoy -c 'pin +stack by=io_uring'
	failed_with 1 "memtoy's own"
}

@test "pins of an io_uring are let go of, in any order, also by a child" {
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'pin a by=io_uring'
	[ "$status" = 0 ] || {
		like "$errors" "pin: cannot pin 'a' by io_uring: E[A-Z]+ .*\(try: |switched off|sandbox"
		skip 'no io_uring here'
	}
	run_memtoy -c 'anon a 64p' -c 'map a' -c 'fill a' -c 'pin a 0 4p by=io_uring' -c 'pin a' -c 'child c' \
		-c '/c unmap a' -c 'unmap a' -c 'map a' -c 'expect fail unpin a'
	succeeded
}

@test "pins by O_DIRECT need a file system that has it, and end with the session" {
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'pin a by=direct dir=/dev/shm'
	failed_with 1 "cannot pin 'a' by direct: EOPNOTSUPP .*\(dir=|cannot pin 'a' by direct: EOPNOTSUPP .*dir="
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'pin a by=direct dir=/nowhere/at/all'
	failed_with 1 'ENOENT .*dir='
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'fill a' -c 'pin a by=direct'
	[ "$status" = 0 ] || skip 'no file system with O_DIRECT here'
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'fill a' -c 'pin a by=direct' -c 'child c' -c '/c verify a' \
		-c 'verify a' -c 'unmap a' -c 'expect fail unpin a'
	succeeded
}
