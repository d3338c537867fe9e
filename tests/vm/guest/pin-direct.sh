#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "pin by=direct holds each page of the range without a gap, on every file system that waits with pages
# in hand, and lets go of all of them at once."
. "${0%/*}/../../lib/tap.sh"

case $MEMTOY_GUEST in
*/uneven) skip_all 'the same on every machine' ;;
esac
needs 'nodes >= 2'
without_balancing

# moves PAGES NODE: many lines that try to move them, and claim that none went
moves()
{
	i=0
	while [ $i -lt 60 ]; do
		printf '%s\n' "move a $2" "expect left $1 EAGAIN" 'expect moved 0'
		i=$((i + 1))
	done
}

# More pages than one write takes, and the second mapping of a huge page's.
for system in ext2 ext3 ext4 xfs; do
	{
		printf '%s\n' "require filesystem $system" "scratch disk $system" 'anon a 300p' 'map a' \
			'mbind a bind @1' 'fill a' 'pin a by=direct dir=@disk'
		moves 300 @2
		# As soon as it is let go of, all of it goes.
		printf '%s\n' 'unpin a' 'move a @2' 'expect moved 300' 'expect left none' \
			'pin a 290p 5p by=direct dir=@disk' 'move a @1' 'expect left 5 EAGAIN' \
			'expect where a 290p 5p on @2' 'unpin a' 'bounce a @1,@2' 'expect content a'
	} >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	if [ "$status" = 4 ]; then
		skip "$system" "$errors"
	else
		is "$status:$errors" '0:' "on $system no page goes before it is let go of"
	fi
done

run_memtoy -c 'require filesystem btrfs' -c 'scratch disk btrfs' -c 'anon a 8p' -c 'map a' -c 'fill a' \
	-c 'pin a by=direct dir=@disk'
if [ "$status" = 4 ]; then
	skip btrfs "$errors"
else
	is "$status" 1 'btrfs lets go of pages while it waits'
	like "$errors" "cannot pin 'a' by direct: EOPNOTSUPP.*not Btrfs" 'which is a refusal that names it'
fi

# Whatever way it ends: the write, and the file system with it.
mkfifo "$tap_folder/lines"
"$MEMTOY" <"$tap_folder/lines" >"$tap_folder/output" 2>&1 &
pid=$!
exec 7>"$tap_folder/lines"
printf '%s\n' 'scratch disk ext4' 'anon a 300p' 'map a' 'fill a' 'pin a by=direct dir=@disk' >&7
until grep -qs 'pinned 300 pages' "$tap_folder/output" || ! kill -0 $pid 2>/dev/null; do
	usleep 10000
done
kill -KILL $pid
wait $pid 2>/dev/null
exec 7>&-
tries=0
while grep -qs memtoy /proc/mounts && [ $tries -lt 3000 ]; do
	usleep 20000
	tries=$((tries + 1))
done
is "$(grep -s memtoy /proc/mounts)" '' 'killed while it holds pages, it leaves nothing behind'

run_memtoy -c 'uid 65534' -c 'anon a 8p' -c 'map a' -c 'fill a' -c 'pin a by=direct dir=/tmp'
is "$status" 1 'an unprivileged user is refused'
done_testing
