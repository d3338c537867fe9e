#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "offline and online refuse what they cannot do before they change anything, and say why."
. "${0%/*}/../lib/tap.sh"

fails_with 1 ':1: offline: needs .*node' 'offline needs a node' 'offline'
fails_with 1 ':1: offline: node 999 does not exist' 'one that exists' 'offline 999'
fails_with 1 ":1: offline: .*'now'" 'and nothing behind it' 'offline 0 now'
fails_with 1 ':1: offline: .*within=0' 'a time is more than nothing' 'offline 0 within=0s'
fails_with 1 ":1: offline: .*within|'soon'" 'a time is a time' 'offline 0 within=soon'
fails_with 1 ":1: online: .*'sideways'" 'online knows two zones' 'online 0 sideways'
fails_with 1 ':1: online: this session has taken no node off line' 'nothing to put back' 'online'
fails_with 1 ':1: online: node 999 does not exist' 'online needs a node that exists' 'online 999'

# Whatever the machine, its last node with memory stays.
nodes=$(cat /sys/devices/system/node/has_memory 2>/dev/null)
case $nodes in
'' | *[!0-9]*) skip 'the last node stays' 'there are several nodes, or none' ;;
*)
	fails_with 1 ":1: offline: (node $nodes is the last that has memory|.*cannot)" 'the last node stays' "offline $nodes"
	fails_with 1 ":1: offline: (node $nodes is the last that has memory|.*cannot be taken|.*cannot take)" 'even by force' "offline $nodes force"
	is "$(cat /sys/devices/system/node/has_memory)" "$nodes" 'and nothing was changed'
	;;
esac
done_testing
