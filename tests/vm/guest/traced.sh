#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "--trace logs every call that changes placement, policy, the state of pages or rights."
. "${0%/*}/../../lib/tap.sh"

run_memtoy -k "--trace=$tap_folder/log" \
	-c 'anon a 16p' -c 'map a' -c 'fill a' -c 'cpus 0' -c 'mpol bind @1' -c 'mbind a bind+move @1' -c 'home a @1' \
	-c 'move a @1' -c 'migrate @1' -c 'madvise a cold' -c 'mprotect a read' -c 'mprotect a read write' \
	-c 'lock a 0 1p' -c 'unlock a' -c 'clear referenced' \
	-c 'userfault a 8p 4p missing' -c 'userfault a 12p 4p wp' -c 'userfault a off' \
	-c 'pin a 0 1p by=vmsplice' -c 'pin a 1p 1p by=io_uring' -c 'unpin a' \
	-c 'shmem s 64k' -c 'map s' -c 'slock s' -c 'sunlock s' -c 'memfd m 64k' -c 'map m' -c 'anon b 64k shared' -c 'map b' -c 'alias c b' -c 'map c' \
	-c "file $tap_folder/f create=64k" -c 'map f' -c 'touch f write' -c 'sync f' \
	-c 'tmpfs t 64k huge=never' -c 'swap on size=1m' -c 'swap off' -c 'switch swappiness 61' -c 'switch compact_memory 1' \
	-c 'pool 2m 1 on @1' -c 'weights @1=2' -c 'cpuset mems=@1' -c 'caps drop sys_nice' -c 'caps raise sys_nice' \
	-c 'uid nobody' -c 'uid root' -c 'dumpable off' -c 'child k' -c '/k touch a' -c 'set events on' -c doctor
diag "$errors"

# logged PATTERN: a line that begins so, behind its speaker
logged()
{
	if grep -qE "^trace( k)?: $1" "$tap_folder/log"; then
		pass "logged: $1"
	else
		not_ok "logged: $1" "$(cat "$tap_folder/log")"
	fi
}

for call in 'sched_setaffinity\(0, .*, \{0\}\) = 0' 'set_mempolicy\(bind, ' 'mbind\(a, ' 'set_mempolicy_home_node\(a, ' \
	'move_pages\(0, 16, \[a ' 'migrate_pages\(0, ' 'madvise\(a, 64 KiB, cold\)' 'mprotect\(a, ' 'mlock\(a, ' 'munlock\(a, ' \
	'write /proc/self/clear_refs "1"' 'userfaultfd\(' 'ioctl\([0-9]+, UFFDIO_API, sigbus\)' \
	'ioctl\([0-9]+, UFFDIO_REGISTER, a:0x8000, 16 KiB, missing\) = 0' \
	'ioctl\([0-9]+, UFFDIO_WRITEPROTECT, a:0xc000, 16 KiB, wp\) = 0' 'ioctl\([0-9]+, UFFDIO_UNREGISTER, a' \
	'vmsplice\(' 'io_uring_setup\(' 'io_uring_register\([0-9]+, register_buffers, a:0x1000\+4 KiB' \
	'io_uring_register\([0-9]+, unregister_buffers' 'close\(' 'shmget\(' 'shmat\(' 'shmctl\([0-9]+, IPC_RMID\)' \
	'shmctl\([0-9]+, SHM_LOCK' 'shmctl\([0-9]+, SHM_UNLOCK' 'shmdt\(s\)' 'memfd_create\("m"' 'mremap\(b, 0 B, 64 KiB, ' 'ftruncate\(' \
	'sync_file_range\(' 'fdatasync\(' 'fsopen\("tmpfs"' 'fsconfig\([0-9]+, .*"huge", "never"' 'fsmount\(' \
	'read /sys/class/zram-control/hot_add = 0' 'write /sys/block/zram[0-9]+/disksize "1048576" = 0' \
	'swapon\("/dev/zram' 'swapoff\("/dev/zram' 'write /proc/sys/vm/swappiness "61" = 0' \
	'write /proc/sys/vm/compact_memory "1" = 0' 'write /sys/devices/system/node/node[0-9]+/hugepages/.* = 0' \
	'mkdir\("/.*/memtoy-[0-9]+' 'write /.*/cpuset.mems ".*" = 0' 'write /.*/cgroup.procs "0" = 0' \
	'capset\(effective \{all but .*sys_nice' 'setgroups\(' 'setresgid\(' 'setresuid\([0-9]+, [0-9]+, -1\) = 0' \
	'prctl\(PR_SET_DUMPABLE, 0\) = 0' 'fork\(\) = [0-9]+' 'ioctl\([0-9]+, PAGEMAP_SCAN, ' \
	'write /.*/instances/memtoy-[0-9]+/events/migrate/mm_migrate_pages/enable "1" = 0' \
	'keeper: write /proc/sys/vm/swappiness "[0-9]+" = 0' 'keeper: leave and remove /.*/memtoy-[0-9]+' \
	"keeper: remove $tap_folder/f = 0" 'munmap\(a, '; do
	logged "$call"
done
if [ -e /sys/kernel/mm/mempolicy/weighted_interleave ]; then
	logged 'write /sys/kernel/mm/mempolicy/weighted_interleave/node[0-9]+ "2" = 0'
fi
is "$(grep -c 'system call' "$tap_folder/log")" 0 'every call has its name'
done_testing
