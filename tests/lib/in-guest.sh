#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# in-guest.sh MACHINE SECONDS FILE...: run test files here, each framed as tests/lib/tally.bash
# reads them, under the name MACHINE/FILE.  Plain sh: the guest has only busybox.
#
# After a scenario, scripts/*/*, the machine must be as it was: what it left is a failure of its own.
machine=$1 seconds=$2
shift 2
export MEMTOY=memtoy MEMTOY_GUEST="$machine" HELPERS="$PWD"

# What a script may change and must put back, a line each.
machine_state()
{
	find /proc/sys/vm /proc/sys/kernel/numa* /sys/kernel/mm /sys/devices/system/node/node*/hugepages \
		/sys/devices/system/memory/memory*/state /sys/block/zram*/disksize \
		-type f -perm -u=w ! -name drop_caches ! -name compact_memory ! -name stat_refresh \
		! -path '*/damon/*' -exec grep -s '' {} + /dev/null
	find /sys/fs/cgroup -mindepth 1 -type d
	find /dev/shm /tmp -mindepth 1
	find /sys/block -name 'loop*' -exec sed 's/^/loop device of /' {}/loop/backing_file \; 2>/dev/null
	sed 's/ .*/ is swap/' /proc/swaps
	cut -d ' ' -f 1-3 /proc/mounts
	tail -n +2 /proc/sysvipc/shm
	pidof memtoy | sed 's/^/memtoy runs: /'
}

# check_leftovers: say how the machine differs from $before.  The kernel lags behind: cgroups go, and
# processes end, a moment after they are told to.
check_leftovers()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		after=$(machine_state)
		[ "$before" != "$after" ] || break
		usleep 200000
	done
	echo 1..1
	if [ "$before" = "$after" ]; then
		echo 'ok - leaves the machine as it was'
		return
	fi
	echo 'not ok - leaves the machine as it was'
	echo "$before" >/run/before
	echo "$after" >/run/after
	diff /run/before /run/after | sed -n 's/^[-+][^-+]/# &/p'
	before=$after
}

before=$(machine_state)
for file; do
	echo "#piece $machine/${file#tests/}"
	case $file in
	*.mt | scripts/*/*) timeout -k 5 "$seconds" memtoy --tap "$file" 2>&1 </dev/null ;;
	*) timeout -k 5 "$seconds" sh "$file" 2>&1 </dev/null ;;
	esac
	status=$?
	case $file in scripts/*/*) check_leftovers ;; esac
	printf '\n#status %d\n' $status
done
