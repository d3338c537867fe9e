#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "swap on, swap off": until the session ends, however it ends.
. "${0%/*}/../../lib/tap.sh"

[ -e /sys/class/zram-control ] || skip_all 'this machine has no zram'
areas()
{
	sed 1d /proc/swaps | cut -d ' ' -f 1 | sort | tr '\n' ' '
}
before=$(areas)
disks=$(echo /sys/block/zram*)

run_memtoy -c 'swap on size=16m' -c 'require swap' -c swap
is "$status" 0 'a compressed disk is swapped to'
like "$output" '/dev/zram[0-9]+ +partition +16.0 MiB' 'and listed'
is "$(areas):$(echo /sys/block/zram*)" "$before:$disks" 'both are gone with the session'

mkfifo "$tap_folder/never"
beside "$tap_folder/said" "$MEMTOY" -c 'swap on size=16m' -c 'echo swapping' -c "source $tap_folder/never"
pid=$!
eventually says "$tap_folder/said" swapping
[ "$(areas)" != "$before" ]
is $? 0 'it is there while the session lives'
kill -KILL $pid
wait $pid 2>/dev/null
# areas_and_disks: what there is of both
areas_and_disks()
{
	echo "$(areas):$(echo /sys/block/zram*)"
}
eventually becomes "$before:$disks" areas_and_disks
is "$(areas_and_disks)" "$before:$disks" 'SIGKILL leaves nothing behind'

# A disk of our own: blank, it is marked, and blank again; marked, it is left so.
read -r number </sys/class/zram-control/hot_add
disk=/dev/zram$number
echo 16M >"/sys/block/zram$number/disksize"
while [ ! -e "$disk" ]; do :; done
blank=$(md5sum <"$disk")
run_memtoy -c "swap on $disk" -c swap
like "$output" "$disk +partition" 'a blank disk is swapped to'
is "$(md5sum <"$disk")" "$blank" 'and blank again'
mkswap "$disk" >/dev/null
marked=$(md5sum <"$disk")
swapon -p 7 "$disk" 2>/dev/null || swapon "$disk"
during=$(cat /proc/swaps)
run_memtoy -c 'swap off' -c swap
is "$status:$output" '0:memtoy:  no swap' 'all areas are swapped to no more'
is "$(cat /proc/swaps)" "$during" 'and again when the session ends'
swapoff "$disk"
run_memtoy -c "swap on $disk" -c swap
like "$output" "$disk +partition" 'a marked disk is swapped to'
is "$(md5sum <"$disk")" "$marked" 'and left as it is'
echo "$number" >/sys/class/zram-control/hot_remove
run_memtoy -c "expect fail EINVAL swap on $tap_folder/new size=1m"
is "$status:$(ls "$tap_folder/new" 2>/dev/null)" 0: 'a file where there can be none is refused and gone'
done_testing
