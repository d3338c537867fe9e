#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: 6.12/4nodes 6.12/uneven
# "occupy refuses what it cannot do; claims on events and counters say what they lack."
. "${0%/*}/../lib/tap.sh"

fails_with 1 ':1: occupy: needs' 'occupy needs a segment' 'occupy'
fails_with 1 ':1: occupy: needs' 'and a node' 'occupy hog'
fails_with 1 ':1: occupy: node 999 does not exist' 'that exists' 'occupy hog 999'
fails_with 1 ":2: occupy: there is a segment 'hog'" 'and a name that is free' 'anon hog 1p' 'occupy hog 0'
fails_with 1 ":1: occupy: .*'soon'" 'leave= is a size' 'occupy hog 0 leave=soon'
fails_with 1 ':1: occupy: node 0 (has no more than that free|is the only one)' \
	'there must be more than is to be left, and another node' 'occupy hog 0 leave=512t'

fails_with 1 ":1: expect: .*'weather'" 'events have known reasons' 'expect event weather > 0'
fails_with 1 ':1: expect: no command has moved' 'of the last command, if there was one' 'expect event demotion > 0'
fails_with 1 ':1: expect: the kernel.s events are not read.*set events on' 'and events that were asked for' \
	'expect event demotion > 0 ever'
fails_with 1 ":1: expect: .*'now'" 'nothing but ever stands behind it' 'expect counter pgfault > 0 now'
holds 'a counter has grown since the start' 'anon a 4p
map a
touch a w
expect counter pgfault >= 4 ever'
fails_with 1 'expected pgfault == 0 since the start' 'and where it has not, that is said' 'anon a 4p' 'map a' 'touch a w' \
	'expect counter pgfault == 0 ever'

fails_with 4 '' 'a condition that is met in no machine skips' 'require tiers >= 9'
fails_with 1 ":1: require: .*'many'" 'tiers are a number' 'require tiers >= many'
fails_with 4 '' 'a device that is not there skips' 'require device /nowhere'
fails_with 1 ':1: cpus: node 999 does not exist' 'CPUs are of nodes that exist' 'cpus of 999'
fails_with 1 ':1: cpus: needs' 'and that are named' 'cpus of'
holds 'all CPUs are of all nodes' 'cpus of all'
fails_with 1 ':1: require: node 999 does not exist' 'a node that cannot be is a mistake' 'require node 999'
done_testing
