#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "swap [off|on [<device or file>] [size=<size>]]": what is refused.  tests/vm/guest/swapping.sh swaps.

load ../lib/helpers

@test "what is no way to swap is refused" {
	run_memtoy -c 'swap sometimes'
	failed_with 1 "unknown way to swap 'sometimes' \(there are: off, on\)"
	run_memtoy -c 'swap off /dev/null'
	failed_with 1 "'/dev/null'"
	run_memtoy -c 'swap on a b'
	failed_with 1 "'b'"
}

@test "a size is for a new area, and not none" {
	run_memtoy -c 'swap size=1m'
	failed_with 1 "size= is for 'swap on'"
	run_memtoy -c 'swap off size=1m'
	failed_with 1 "size= is for 'swap on'"
	run_memtoy -c 'swap on size=0'
	failed_with 1 'no size'
	run_memtoy -c 'swap on size=1k'
	failed_with 1 'ENOSPC .*one of ten pages at least'
	run_memtoy -c 'swap on size=much'
	failed_with 1 'much'
}

@test "what holds something else is not swapped to, nor changed" {
	cd "$BATS_TEST_TMPDIR"
	printf 'something%s' "$(seq 20000)" >held
	cp held before
	run_memtoy -c 'swap on held'
	failed_with 1 "cannot swap on 'held': EEXIST .*blank or marked as swap"
	cmp held before
}

@test "what is not there is not swapped to" {
	run_memtoy -c 'swap on missing'
	failed_with 1 "cannot swap on 'missing': ENOENT"
	run_memtoy -c 'swap on /dev/null'
	failed_with 1 "cannot swap on '/dev/null': ENOTBLK .*a disk, or a file"
}

@test "who may not swap is told on what" {
	needs 'cap setuid'
	run_memtoy -c 'uid 65534' -c 'swap on'
	failed_with 1 "cannot swap on '[^']+': E(ACCES|PERM) .*CAP_SYS_ADMIN"
}

@test "an area for which there is no room is refused before any of it is used" {
	needs 'cap sys_admin'
	cd "$BATS_TEST_TMPDIR"
	run_memtoy -c 'swap on new size=1000t'
	failed_with 1 "cannot swap on 'new': EFBIG .*smaller"
	[ ! -e new ]
	TMPDIR=$PWD run_memtoy -c 'swap on size=1000t'
	failed_with 1 "cannot swap on '.*': EFBIG .*smaller"
}
