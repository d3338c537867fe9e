#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of nodes fail where a page does not leave, does not stay, or is not what it was; and a node
# that goes off line comes back, however memtoy ends.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/nodes" || exit

# memory_there: which nodes have some, and the zones of its blocks
memory_there()
{
	cat /sys/devices/system/node/has_memory /sys/devices/system/memory/memory*/valid_zones
}

# A session that dies in the middle, with the node off line or on its way there, leaves it as it was.
before=$(memory_there)

as_before()
{
	eventually becomes "$before" memory_there
	is "$(memory_there)" "$before" "$1"
}

if "$MEMTOY" -c 'require removable @cpuless' >/dev/null 2>&1; then
	printf '%s\n' 'offline @cpuless' 'echo gone' 'snooze 60' >"$tap_folder/away"
	for signal in KILL TERM INT; do
		beside "$tap_folder/said" "$MEMTOY" "$tap_folder/away"
		victim=$!
		eventually says "$tap_folder/said" gone
		kill -$signal $victim
		wait $victim 2>/dev/null
		as_before "the node is back after SIG$signal"
	done

	# While the kernel still tries, for a page there is held.
	printf '%s\n' 'anon a 16p' 'map a' 'mbind a bind @cpuless' 'fill a' 'pin a 3p 1p' 'echo trying' \
		'offline @cpuless within=50s' >"$tap_folder/away"
	beside "$tap_folder/said" "$MEMTOY" "$tap_folder/away"
	victim=$!
	eventually says "$tap_folder/said" trying
	sleep 0.3
	kill -KILL $victim
	wait $victim 2>/dev/null
	as_before 'the node is back after SIGKILL in the middle of going'

	breaks 'a page that is held is missed' \
		a-node-going-off-line-pushes-its-pages-off 's/^offline @cpuless$/pin a 3p 1p\noffline @cpuless within=200ms/' \
		'offline: .*block memory[0-9]* refuses'
	as_before 'and the node is back'
	breaks 'a page that did not leave is found' \
		a-node-going-off-line-pushes-its-pages-off 's/^offline @cpuless$/touch a/; s/!@offline/!@cpuless/' \
		'^not ok .*expect where a on !@cpuless'
	breaks 'other content is found' \
		a-node-going-off-line-pushes-its-pages-off 's/^expect counter pgmigrate_success.*$/&\nfill a 3p 1p seed=9/' \
		'content is wrong from offset 0x3000'
	breaks 'without the pin the node goes' \
		a-held-page-keeps-its-node-on-line 's/^pin/# &/' \
		'^not ok 1 .*expect fail ETIMEDOUT'
	breaks 'a node that is not full takes all' \
		a-full-node-takes-what-fits 's/^occupy rest @cpuless leave=4m$/occupy rest @cpuless leave=100m/' \
		'^not ok 1 .*expect fail expect moved all'
	breaks 'a byte that is lost on the way to a full node is found' \
		a-full-node-takes-what-fits 's/^move a @1$/&\nfill a 700p 1p seed=9/' \
		'content is wrong from offset 0x2bc000'
	breaks 'a short pin is no long one' \
		a-cpuless-node-takes-pages-but-no-pin-for-long 's/by=io_uring/by=vmsplice/' \
		'expected longterm_pin == 4 .*found 0'
else
	skip 'the node comes back' 'no node can go off line'
fi

if "$MEMTOY" -c 'require node @memoryless' >/dev/null 2>&1; then
	breaks 'a node with memory is a target' \
		a-node-without-memory-is-no-target 's/^call move_pages nodes=@memoryless/call move_pages nodes=@2/' \
		'^not ok 1 .*expect returned ENODEV'
fi
done_testing
