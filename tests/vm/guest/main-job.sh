#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes 6.1/1node
# "shmem-mbind-test: a closing verdict a person understands: how many pages, how many migrations,
# that pages migrated more than once."  With one node it is skipped.
. "${0%/*}/../../lib/tap.sh"

run_memtoy scripts/shmem-mbind-test
verdict=$(printf '%s\n' "$output" | tail -n 1)
case $MEMTOY_GUEST in
*/1node)
	is "$status" 4 'with one node it is skipped'
	like "$output" 'SKIPPED.*nodes' 'and says why'
	;;
*)
	is "$status" 0 'it holds'
	is "$errors" '' 'without complaint'
	like "$verdict" 'HELD' 'the verdict says so'
	like "$verdict" '[1-9][0-9]+ page migrations' 'it counts migrations'
	like "$verdict" 'at least ([2-9]|[1-9][0-9]+) times' 'and says that pages migrated more than once'
	;;
esac
is "$(tail -n +2 /proc/sysvipc/shm)" '' 'no SysV segment is left'
is "$(ls -A /dev/shm)" '' 'and no file'
done_testing
