#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "--trace logs every system call on memory and NUMA, in words."

load ../lib/helpers

setup()
{
	needs 'nodes >= 1'
}

@test "without it nothing is logged, with it results are the same" {
	run_memtoy -c 'anon a 8p' -c 'map a' -c 'touch a w' -c 'set'
	succeeded
	like "$output" '^ *trace +off '
	run_memtoy --trace -c 'anon a 8p' -c 'map a' -c 'call move_pages a+8p'
	is "$output" 'memtoy:  call move_pages: 0
    a and 7 more: status ENOENT, is ENOENT'
	is "$(grep -cvE '^trace: [a-z_]+\(.*\) = .* <[0-9.]+>$' <<<"$errors")" 0
}

@test "calls are in words: segments, flags, nodes, statuses, errnos" {
	run_memtoy --trace -c 'anon a 8p' -c 'map a' -c 'fill a 0 5p' -c 'call mbind a 4k 8k mode=bind+static nodes=@1 flags=move+strict' \
		-c 'call move_pages a+8p bad' -c 'call move_pages nodes=bad a' -c 'call get_mempolicy flags=addr a:4k' \
		-c 'call madvise a 0 4k advice=cold' -c 'call madvise a advice=999' -c 'call set_mempolicy mode=bind nodes=empty' \
		-c 'mprotect a read' -c 'unmap a'
	is "$status" 0
	like "$errors" '^trace: mmap\(NULL, 32 KiB, .*read.*write.*, .*private.*, -1, 0 B\) = 0x[0-9a-f]+ <'
	like "$errors" '^trace: mbind\(a:0x1000, 8 KiB, bind\+static, \{[0-9]+\}, 1025, strict\+move\) = 0 <'
	like "$errors" '^trace: move_pages\(0, 9, \[a a:0x1000 a:0x2000 a:0x3000 and 5 more\], NULL, status, move\) = 0, status [0-9]+ [0-9]+ [0-9]+ [0-9]+ \.\.\. \(5 on [0-9]+, 3 ENOENT, 1 EFAULT\) <'
	like "$errors" '^trace: move_pages\(0, 1, \[a\], 0x[0-9a-f]+, status, move\) = EFAULT, status unset <'
	like "$errors" '^trace: get_mempolicy\(mode, nodes, 1025, a:0x1000, addr\) = 0, mode bind\+static, nodes \{[0-9]+\} <'
	like "$errors" '^trace: madvise\(a, 4 KiB, cold\) = 0 <'
	like "$errors" '^trace: madvise\(a, 32 KiB, 0x3e7\) = EINVAL <'
	like "$errors" '^trace: set_mempolicy\(bind, \{\}, 1025\) = EINVAL <'
	like "$errors" '^trace: mprotect\(a, 32 KiB, read\) = 0 <'
	like "$errors" '^trace: munmap\(a, 32 KiB\) = 0 <'
}

@test "a file gets it, behind what it has, for all scripts of a run" {
	echo before >"$BATS_TEST_TMPDIR/log"
	printf '%s\n' 'anon a 1p' 'map a' >"$BATS_TEST_TMPDIR/one"
	run_memtoy "--trace=$BATS_TEST_TMPDIR/log" "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/one"
	succeeded
	is "$(head -n 1 "$BATS_TEST_TMPDIR/log")" before
	is "$(grep -c 'mmap(NULL, 4 KiB' "$BATS_TEST_TMPDIR/log")" 2
	run_memtoy --trace=/nonexistent/log -c pid
	failed_with 1 "cannot write the trace to '/nonexistent/log': ENOENT"
	is "$output" ''
}

@test "a script turns it on and off" {
	run_memtoy -c 'anon a 1p' -c 'map a' -c 'set trace on' -c 'mprotect a read' -c 'set trace off' -c 'mprotect a none'
	is "$(grep -c mprotect <<<"$errors")" 1
	like "$errors" 'mprotect\(a, 4 KiB, read\)'
	run_memtoy -c 'set trace sometimes'
	failed_with 1 sometimes
}

@test "a child's lines have its name" {
	run_memtoy --trace -c 'anon a 1p' -c 'map a' -c 'child kid' -c '/kid mprotect a read'
	like "$errors" '^trace kid: mprotect\(a, 4 KiB, read\) = 0 <'
}

@test "what is unmapped at the end is named, shared memory too" {
	run_memtoy --trace -c 'anon a 8p' -c 'shmem b 64k' -c 'shmem c 64k' -c 'map a' -c 'map b' -c 'map c'
	is "$status" 0
	is "$(grep -cE '^trace: (munmap|shmdt)\((a|b|c)[,)]' <<<"$errors")" 3
}

@test "a trace that cannot be written is a failure, told at the end" {
	local full="cannot write the trace to '/dev/full': ENOSPC"

	[ -e /dev/full ] || skip 'needs /dev/full'
	run_memtoy --trace=/dev/full -c 'anon a 1p' -c 'map a' -c 'echo went on'
	failed_with 1 "^memtoy: $full"
	is "$output" 'went on'
	run_memtoy --trace=/dev/full -c 'anon a 1p' -c 'map a' -c 'quit 7'
	failed_with 7 "^memtoy: $full"
	run_memtoy -c 'anon a 1p' -c 'set trace /dev/full' -c 'map a' -c 'set trace off' -c 'echo no'
	failed_with 1 "^-c:4: set: $full"
	is "$output" ''
	status=0
	"$MEMTOY" --trace -c 'anon a 1p' -c 'map a' 2>/dev/full || status=$?
	is "$status" 1
	run_memtoy --trace=/dev/full -c pid -c 'echo nothing to log'
	succeeded
}

@test "so it is when only a child could not write its lines" {
	[ -e /dev/full ] || skip 'needs /dev/full'
	run_memtoy --trace=/dev/full -c 'child kid' -c '/kid anon a 1p' -c '/kid map a' -c '/kid echo went on'
	failed_with 1 "^memtoy: cannot write the trace to '/dev/full': ENOSPC"
	run_memtoy -c 'child kid' -c '/kid set trace /dev/full' -c '/kid anon a 1p' -c '/kid map a' -c 'echo no'
	failed_with 1 "^-c:4: /kid map: cannot write the trace to '/dev/full': ENOSPC"
	is "$output" ''
}

# named: how often each call stands in a trace, by its name
named()
{
	sed -E 's/^trace[^:]*: //; s/^fork\(/clone(/; s/\(.*//' | sort | uniq -c
}

@test "no call that changes something is missing in it, as strace sees them" {
	local calls=mbind,set_mempolicy,set_mempolicy_home_node,migrate_pages,move_pages,madvise,mlock,munlock,mremap
	local others='write |read |keeper: |mmap|munmap|mprotect|get_mempolicy|close|prctl' swappiness cpu

	command -v strace >/dev/null || skip 'needs strace'
	strace -o /dev/null true || skip 'needs the right to trace'
	# The leak sanitizer does not work under strace.
	[ -z "${ASAN_OPTIONS-}" ] || skip 'built with sanitizers'
	swappiness=$(</proc/sys/vm/swappiness)
	cpu=$(sed -nE 's/^Cpus_allowed_list:\s*([0-9]+).*/\1/p' /proc/self/status)
	calls+=,userfaultfd,vmsplice,io_uring_setup,io_uring_register,capset,setresuid,setresgid,setgroups,sched_setaffinity
	calls+=,shmget,shmat,shmdt,shmctl,memfd_create,memfd_secret,ftruncate,fsopen,fsconfig,fsmount,sync_file_range
	calls+=,fdatasync,swapon,swapoff,mount,umount2,mkdir,clone,ioctl,write,mincore,process_madvise,mlock2,mlockall
	calls+=,munlockall,pkey_mprotect,remap_file_pages,msync,fallocate,unshare,setns,setuid,setgid,setreuid,setregid
	cd "$BATS_TEST_TMPDIR"
	cat >session <<-END
		anon a 16p
		map a
		fill a
		cpus $cpu
		mpol preferred @1
		mpol default
		mbind a bind+move @1
		home a @1
		move a @1
		migrate @1
		madvise a cold
		lock a 0 1p
		unlock a
		userfault a 8p 4p missing
		userfault a 12p 4p wp
		userfault a off
		pin a 0 1p by=vmsplice
		pin a 1p 1p by=io_uring
		unpin a
		anon b 64k shared
		map b
		alias c b
		map c
		shmem s 64k
		map s
		slock s
		sunlock s
		memfd m 64k
		secret x 64k
		file f create=64k
		map f
		touch f write
		sync f
		tmpfs t 64k huge=never
		clear referenced
		switch swappiness $swappiness
		caps drop sys_nice
		caps raise sys_nice
		dumpable off
		uid nobody
		uid root
		child k
		/k touch a
		why a
		bounce a @1
	END
	strace -ff -y -o calls -e "trace=$calls" "$MEMTOY" -k --trace=log -f session >said 2>&1 || true
	cat said
	grep -vE "^trace[^:]*: ($others)" log | named >logged
	# Before the first line the libraries try what there is; the files of the child begin with its own.
	{
		sed -n '/"trace: mmap/,$p' "$(grep -l '"trace: mmap' calls.*)"
		cat "$(grep -l '"trace k: ' calls.*)"
	} | grep -E '^[a-z]' >made
	grep -vE '^write\(|TCGETS|TIOCGWINSZ' made | named | diff logged -
	# And what was written to the kernel's files.
	grep -E '^trace[^:]*: write .* = 0 ' log | sed -E 's/.*: write ([^ ]*) .*/\1/' >written
	sed -nE 's/^write\([0-9]+<(\/(proc|sys)\/[^>]*)>, .* = [0-9]+$/\1/p' made | sed "s/[0-9]*\/clear/self\/clear/" | diff written -
	like "$(<written)" /clear_refs
}
