# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What memtoy may change of a machine, and must put back.  Plain sh, for busybox.

# machine_state: print it, a line each.  Reserves follow the memory that there is, by themselves.
machine_state()
{
	find /proc/sys/vm /proc/sys/kernel/numa* /sys/kernel/mm /sys/devices/system/node/node*/hugepages \
		/sys/devices/system/memory/memory*/state /sys/block/zram*/disksize \
		-type f ! -name drop_caches ! -name compact_memory ! -name stat_refresh \
		! -name '*_reserve_kbytes' ! -name min_free_kbytes ! -path '*/damon/*' \
		-exec ls -l {} + 2>/dev/null | awk '/^-.w/ { print $NF }' | xargs grep -s '' /dev/null
	find /sys/fs/cgroup -mindepth 1 -type d
	grep -sH "" /sys/fs/cgroup/cgroup.subtree_control
	find /dev/shm /tmp -mindepth 1 -maxdepth 1
	find /sys/block -name 'loop*' -exec sed 's/^/loop device of /' {}/loop/backing_file \; 2>/dev/null
	sed 's/ .*/ is swap/' /proc/swaps
	cut -d ' ' -f 1-3 /proc/mounts
	tail -n +2 /proc/sysvipc/shm
	pidof memtoy | sed 's/^/memtoy runs: /'
}

# machine_difference BEFORE AFTER: print the lines of two states that differ
machine_difference()
{
	state_folder=$(mktemp -d)
	printf '%s\n' "$1" >"$state_folder/before"
	printf '%s\n' "$2" >"$state_folder/after"
	diff -U 0 "$state_folder/before" "$state_folder/after" | sed -n '3,$s/^[-+]/&/p'
	rm -r "$state_folder"
}
