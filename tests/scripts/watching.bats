#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "userfault <seg> [<range>] missing|wp|off", "clear soft-dirty|referenced", and "expect flags": nobody
# hangs on a page that userfaultfd watches, and flags are claimed by their names.

load ../lib/helpers

watches()
{
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'userfault a missing'
	[ "$status" = 0 ] || skip "userfaultfd is refused here: $errors"
}

@test "a missing page that is watched is refused, and does not hang" {
	watches
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'userfault a 1p 2p missing' -c 'touch a 0 1p write' \
		-c 'expect fail EFAULT touch a' -c 'expect fail EFAULT fill a 2p 1p' -c 'why a 1p 1p' \
		-c 'userfault a off' -c 'touch a write' -c 'expect present a all'
	is "$status:$errors" 0:
	like "$output" 'userfaultfd is told when it is touched'
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'userfault a missing' -c 'touch a 2p 1p'
	failed_with 1 'page 0x2 .*SIGBUS: userfaultfd is asked to tell of it'
}

@test "a marked page may be read, and not written to" {
	watches
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'touch a write' -c 'userfault a 1p 2p wp' -c 'touch a read' \
		-c 'expect flags a 1p 2p present uffd-wp' -c 'expect flags a 3p 1p not uffd-wp' \
		-c 'expect fail EFAULT touch a write' -c 'why a 1p 2p' -c 'userfault a 1p 1p off' \
		-c 'expect flags a 0 2p not uffd-wp' -c 'touch a 1p 1p write' -c 'unmap a' -c 'map a' \
		-c 'touch a write'
	is "$status:$errors" 0:
	like "$output" 'userfaultfd is told when it is written to'
}

@test "a child is not watched" {
	watches
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'userfault a missing' -c 'child c' -c '/c touch a write' \
		-c 'expect fail EFAULT touch a'
	is "$status:$errors" 0:
}

@test "what cannot be watched is refused" {
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'userfault a off'
	failed_with 1 "no faults in 'a' are watched"
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'userfault a never'
	failed_with 1 "unknown kind of fault 'never' \(there are: missing, wp, off\)"
	run_memtoy -c 'userfault +stack missing'
	failed_with 1 "mapping of memtoy's own"
}

@test "only two things are cleared" {
	run_memtoy -c 'clear'
	failed_with 1 'clear'
	run_memtoy -c 'clear everything'
	failed_with 1 "unknown mark 'everything' \(there are: soft-dirty, referenced\)"
	run_memtoy -c 'clear referenced'
	is "$status:$errors" 0:
}

@test "a claim on flags names what is found" {
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'touch a 0 2p write' -c 'expect flags a 0 2p present not swapped' \
		-c 'expect flags a 2p 2p not present file'
	failed_with 1 'expected all pages with: file, without: present; found 2 otherwise; page 0x2 has: nothing'
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'touch a 0 2p write' -c 'expect flags a present'
	failed_with 1 'expected all pages with: present; found 2 otherwise; page 0x2 has: nothing'
}

@test "a claim on flags that are none is refused" {
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'expect flags a dirtyish'
	failed_with 1 "there is no flag 'dirtyish' \(try: flags <seg>"
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'expect flags a'
	failed_with 1 'a flag'
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'expect flags a present not'
	failed_with 1 'a flag'
}

@test "a guard region is told as such" {
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'madvise a 1p 1p guard_install'
	[ "$status" = 0 ] || skip 'this kernel has no guard regions'
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'madvise a 1p 1p guard_install' -c 'expect fail EFAULT touch a' \
		-c 'touch a'
	failed_with 1 'page 0x1 .*SIGSEGV: a guard region is there'
}
