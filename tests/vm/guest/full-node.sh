#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes 6.1/1node
# "A full node under bind: say before the OOM killer does."  And a full target node: exact counts.
. "${0%/*}/../../lib/tap.sh"

without_balancing

# The last node has 512 MiB; 600 MiB fit into none.
case $MEMTOY_GUEST in
*/1node) last=0 ;;
*) last=3 ;;
esac

# too_much DESCRIPTION COMMAND...: refused in the last of the commands, before anybody is killed
too_much()
{
	tap_about=$1
	shift
	printf '%s\n' "$@" 'echo no' >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$status" 1 "$tap_about: refused"
	like "$errors" "^[^ ]+:$#: .*\b$last\b.*(MiB|memory|room)" 'the message names the node, and how much there is'
	unlike "$output" '^no$' 'and nothing comes behind it'
}

# What a CPU frees stays on a list of its own: the kernel counts it neither as free nor finds it when it is
# short of memory.  Everything below wants to know what is free, so that these lists have to be short.
pages_on_lists()
{
	awk -v node="$last," '$1 == "Node" { here = $2 == node }
		here && $1 == "count:" { pages += $2 }
		END { print pages }' /proc/zoneinfo
}
# shellcheck disable=SC2317
lists_are_short()
{
	taskset "$1" "$MEMTOY" -c 'anon a 1m' -c 'map a' -c "mbind a bind $last" -c 'touch a w' >/dev/null
	[ "$(pages_on_lists)" -lt 2048 ]
}
set_meanwhile /proc/sys/vm/percpu_pagelist_high_fraction 0
cpus=
for cpu in $(seq 0 $(($(nproc) - 1))); do
	cpus="$cpus $(printf %x $((1 << cpu)))"
done
for cpu in $cpus; do
	taskset "$cpu" "$MEMTOY" -c 'anon freed 200m' -c 'map freed' -c "mbind freed bind $last" -c 'touch freed w' >/dev/null
done
too_much 'pages on the lists of CPUs are no room' 'anon big 600m' 'map big' "mbind big bind $last" 'touch big w'
like "$errors" ' \([0-9.]+ [KM]iB more are free on lists of CPUs' 'and it is said how many they are'
set_meanwhile /proc/sys/vm/percpu_pagelist_high_fraction 100000
for cpu in $cpus; do
	eventually lists_are_short "$cpu"
done
diag "$(pages_on_lists) pages on lists"

# Of shared memory a machine of 512 MiB would not even make 600.
case $MEMTOY_GUEST in
*/1node) set -- 'anon big 600m' ;;
*) set -- 'anon big 600m' 'shmem big 600m' 'tmpfs big 600m' 'memfd big 600m' ;;
esac
for define; do
	too_much "$define, touch" "$define" 'map big' "mbind big bind $last" 'touch big w'
done
too_much 'fill' 'anon big 600m' 'map big' "mbind big bind $last" 'fill big'
too_much "the task's policy counts too" 'anon big 600m' 'map big' "mems $last" 'touch big w'
too_much 'lock faults in as well' 'anon big 600m' 'map big' "mbind big bind $last" 'lock big'
too_much 'bounce fills' 'anon big 600m' 'map big' "mbind big bind $last" "bounce big $last"
[ "$last" = 0 ] || too_much 'verify reads, and shared memory is made by reading' 'memfd big 600m' 'map big' \
	"mbind big bind $last" 'verify big'
too_much 'a child is told the same' 'anon big 600m shared' 'map big' "mbind big bind $last" 'child c' \
	'/c touch big w'
too_much 'two that fit one by one do not fit together' 'anon one 300m' 'anon two 300m' 'map one' 'map two' \
	"mbind one bind $last" "mbind two bind $last" 'touch one w' 'touch two w'

ok 'what fits is touched' "$MEMTOY" -c 'anon big 300m' -c 'map big' -c "mbind big bind $last" -c 'touch big w' \
	-c "expect where big on $last" -c 'touch big w' -c 'touch big r'
ok 'reading anonymous memory takes no room' "$MEMTOY" -c 'anon big 600m' -c 'map big' \
	-c "mbind big bind $last" -c 'touch big r'
case $MEMTOY_GUEST in
*/1node) ;;
*)
	ok 'preferred goes elsewhere' "$MEMTOY" -c 'anon big 600m' -c 'map big' -c "mbind big preferred $last" \
		-c 'touch big w' -c "expect where big on $last >= 30%"

	# All but 80 MiB are taken: of 128 MiB only some can follow.
	free=$(awk '$3 == "MemFree:" { print int($4 / 1024) }' /sys/devices/system/node/node$last/meminfo)
	printf '%s\n' "anon here $((free - 80))m" 'anon there 128m' 'map here' 'map there' "mbind here bind $last" \
		'mbind there bind 0' 'touch here w' 'fill there' 'expect where there on 0' "move there $last" 'expect moved all' >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$status" 1 'a full target node: not all pages move'
	line=$(printf '%s\n' "$output" | grep asked)
	like "$line" '32768 pages asked, [0-9]+ moved, 0 already there, [1-9][0-9]* left behind.*, 0 absent' \
		'the report counts both kinds'
	like "$line" 'ENOMEM|memory|room|full' 'and says why the others stayed'
	moved=$(echo "$line" | sed 's/.*asked, \([0-9]*\) moved.*/\1/')
	left=$(echo "$line" | sed 's/.*there, \([0-9]*\) left.*/\1/')
	is "$((moved + left))" 32768 'they add up'
	sed -i '$d' "$tap_folder/script"
	printf '%s\n' 'expect content there' 'where there counts' >>"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$errors" '' 'the content is whole'
	;;
esac
is "$(dmesg | grep -c 'Out of memory: Killed')" 0 'the OOM killer never came'
done_testing
