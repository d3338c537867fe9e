#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "~ swapped.  Looking never faults a page in."
. "${0%/*}/../../lib/tap.sh"

# A compressed disk in memory, where the machine has that module; else the first disk.
device=''
if [ -e /sys/block/zram0 ]; then
	[ "$(cat /sys/block/zram0/disksize)" != 0 ] || echo 64M >/sys/block/zram0/disksize
	device=/dev/zram0
elif [ -e /dev/vda ]; then
	device=/dev/vda
fi
[ -n "$device" ] || skip_all 'this machine has neither zram nor a disk to swap to'
mkswap "$device" >/dev/null || skip_all "cannot make $device swap"
swapon "$device" || skip_all "cannot swap to $device"
# shellcheck disable=SC2317
no_swap()
{
	swapoff "$device"
	[ ! -e /sys/block/zram0/reset ] || echo 1 >/sys/block/zram0/reset
}
at_end no_swap
group=/sys/fs/cgroup/memtoy-swap
with_controller memory
at_end "rmdir $group"
mkdir "$group"
cd "$tap_folder" || exit 1
mkfifo full looked

ok 'require swap is met' "$MEMTOY" -c 'require swap'

swapped()
{
	awk '/^[0-9a-f]+-/ { mine = /^700000000000-/ } mine && $1 == "Swap:" { print $2 }' "/proc/$pid/smaps"
}

# all_out: make the kernel reclaim what the group has; is all of it out?  What waits in a CPU's list of new
# pages, or somebody holds for a moment, goes later.
# shellcheck disable=SC2317
all_out()
{
	if [ -e "$group/memory.reclaim" ]; then
		echo 64M >"$group/memory.reclaim" 2>/dev/null
	else
		echo 1M >"$group/memory.high"
		sleep 0.2
		echo max >"$group/memory.high"
	fi
	[ "$(swapped)" = 256 ]
}

cat >script <<'END'
anon foo 64p addr=0x700000000000
shmem shm 64p
map foo
map shm
fill foo
fill shm
source full
where foo 0 8p
where foo counts
where foo runs
where shm counts
expect present foo none
source looked
expect content foo
expect present foo all
expect content shm
END
sh -c 'echo $$ >"$1/cgroup.procs" && exec "$2" script' sh "$group" "$MEMTOY" >output 2>errors &
pid=$!
exec 7>full
eventually all_out
out=$(swapped)
exec 7>&-
exec 7>looked
after=$(swapped)
exec 7>&-
status=0
wait $pid || status=$?
diag "$out kB swapped before, $after kB after"
if [ "${out:-0}" -ge 256 ]; then
	like "$(cat output)" '^           0:    ~   ~   ~   ~   ~   ~   ~   ~$' 'swapped pages are ~'
	like "$(cat output)" '(swap|~).*\b64\b|\b64\b.*swap' 'they are counted as swapped'
	is "$after" "$out" 'looking brought none back'
	is "$status:$(cat errors)" '0:' 'the content came back when it was read'
else
	skip 'swapped pages are ~' 'the kernel did not swap them out'
fi
done_testing
