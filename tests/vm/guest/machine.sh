#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The machine that the other tests run on is the one that was asked for.
. "${0%/*}/../../lib/tap.sh"

# nodes_in STATE: such as 'online' or 'has_memory'
nodes_in()
{
	cat "/sys/devices/system/node/$1"
}

case $MEMTOY_GUEST in
*/4nodes)
	is "$(nodes_in online)" 0-3 'four nodes are online'
	is "$(nodes_in has_memory)" 0-3 'all have memory'
	is "$(nodes_in has_cpu)" 0-3 'all have CPUs'
	;;
*/uneven)
	is "$(nodes_in online)" 0-3 'four nodes are online'
	is "$(nodes_in has_memory)" 0-1,3 'node 2 has no memory'
	is "$(nodes_in has_cpu)" 0-2 'node 3 has no CPU'
	;;
*/1node)
	is "$(nodes_in online)" 0 'one node is online'
	;;
esac
like "$(uname -r)" "^${MEMTOY_GUEST%/*}\." 'the kernel is the one asked for'
done_testing
