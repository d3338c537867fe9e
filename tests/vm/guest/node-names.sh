#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: 6.12/4nodes 6.12/uneven 6.1/1node
# "Node list: everything numactl(8) takes, hex mask 0x5, and host-independent names: @1 the first
# allowed node with memory, @2 the second, …, @local, @far, @cpuless.  An empty list, a node that does
# not exist, has no memory or is not allowed is named as exactly that."
. "${0%/*}/../../lib/tap.sh"

group=/sys/fs/cgroup/memtoy-names

# means LIST NODES: LIST, said to mbind, reads back as NODES
means()
{
	run_memtoy -c 'cpus 0' -c 'anon foo 8p' -c 'map foo' -c "mbind foo interleaved $1" -c 'policy foo'
	like "$(printf '%s\n' "$output" | tail -n 1)$errors" "policy foo.*[: ]$2( |\$)" "$1 is $2"
}

# refuses LIST PATTERN DESCRIPTION
refuses()
{
	fails_with 1 "^[^ ]+:3: mbind: .*$2" "$3" 'anon foo 8p' 'map foo' "mbind foo bind $1"
	unlike "$errors" 'EINVAL' "$1: before the kernel is asked"
}

case $MEMTOY_GUEST in
*/4nodes)
	means 0 0
	means 3 3
	means 0,2 0,2
	means 2,0 0,2
	means 1-3 1-3
	means 0-1,3 0-1,3
	means 1,1 1
	means all 0-3
	means '!2' 0-1,3
	means '!0-1' 2-3
	means '+0-1' 0-1
	means '+2,3' 2-3
	means 0x5 0,2
	means 0xf 0-3
	means 0x8 3
	means @1 0
	means @2 1
	means @4 3
	means @2,@3 1-2
	means @local 0
	refuses @5 '@5' 'a fifth of four nodes is not there'
	refuses @cpuless 'CPU' 'nor is a node without CPUs'
	refuses 4 "4.*does not exist" 'node 4 does not exist'
	refuses 0-4 "4.*does not exist" 'also as the end of a range'
	refuses 0x10 "4.*does not exist" 'also as a bit of a mask'
	refuses 9999 '9999' 'node 9999 does not exist'
	refuses '!0-3' 'empty' 'a list that leaves nothing is empty'
	refuses '0x0' 'empty' 'so is an empty mask'
	refuses "''" 'empty' 'and an empty word'
	for list in x 1- -1 2-1 "0," ",0" 0x 0xg 1.5 @ @0 @x '!' '+' '+9' netdev:nosuch file:/nosuch; do
		refuses "$list" "${list#[!+@]}|empty|node" "'$list' is no list"
	done
	;;
*/uneven)
	# Node 2 has no memory, node 3 no CPU.
	means all 0-1,3
	means '!0' 1,3
	means @1 0
	means @2 1
	means @3 3
	means @cpuless 3
	means 3 3
	means '+1' 1
	refuses @4 '@4' 'a fourth of three nodes with memory is not there'
	refuses 2 '2.*no memory' 'node 2 has no memory, and is called that'
	refuses 0,2 '2.*no memory' 'also beside one that has'
	refuses 0x4 '2.*no memory' 'also as a bit'
	refuses 4 '4.*does not exist' 'node 4 does not exist'
	for command in 'move foo 2' 'migrate 2' 'mems 2' 'mpol bind 2' 'bounce foo 2'; do
		fails_with 1 "^[^ ]+:3: ${command%% *}: .*2.*no memory" "$command" 'anon foo 8p' 'map foo' "$command"
	done
	run_memtoy -c numa
	like "$output" '^ +0 ' 'numa lists node 0'
	run_memtoy -c 'numa all'
	like "$output" '^ +2 ' 'numa all lists the node without memory'
	like "$output" '^ +3 ' 'and the one without CPU'
	ok 'a CPU-less node takes pages' "$MEMTOY" -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind @cpuless' \
		-c 'touch foo w' -c 'expect where foo on 3' -c 'mbind foo bind+move @1' -c 'expect where foo on 0' \
		-c 'move foo @cpuless' -c 'expect moved all' -c 'expect where foo on 3'
	;;
*/1node)
	means 0 0
	means all 0
	means @1 0
	means @local 0
	means 0x1 0
	refuses 1 '1.*does not exist' 'node 1 does not exist'
	refuses @2 '@2' 'there is no second node'
	refuses '!0' 'empty' 'nothing is left'
	;;
esac

# Nodes that are not allowed: a cpuset of nodes 0 and 3, which every machine here but one has.
case $MEMTOY_GUEST in
*/1node) done_testing ;;
esac
with_controller cpuset
at_end "rmdir $group"
mkdir "$group"
echo 0,3 >"$group/cpuset.mems"

# allowed COMMAND...: run memtoy with these, within the cpuset
allowed()
{
	printf '%s\n' "$@" >"$tap_folder/script"
	status=0
	# shellcheck disable=SC2016
	sh -c 'echo $$ >"$1/cgroup.procs" && exec "$2" "$3"' sh "$group" "$MEMTOY" "$tap_folder/script" \
		>"$tap_folder/output" 2>"$tap_folder/errors" || status=$?
	output=$(cat "$tap_folder/output")
	errors=$(cat "$tap_folder/errors")
}

for command in 'mbind foo bind 1' 'mbind foo bind 0-1' 'mpol bind 1' 'mems 1' 'move foo 1' 'migrate 1' \
	'bounce foo 0,1'; do
	allowed 'anon foo 8p' 'map foo' 'touch foo w' "$command"
	is "$status" 1 "$command fails in a cpuset without node 1"
	like "$errors" "^[^ ]+:4: ${command%% *}: .*1.*not allowed" 'and says that it is not allowed'
done
allowed 'anon foo 8p' 'map foo' 'mbind foo interleaved all' 'policy foo' 'touch foo w' 'where foo' numa
like "$output" 'policy foo.*[: ]0,3( |$)' 'all is all that is allowed'
like "$output" '^ +0: +[03] +[03] ' 'pages are there only'
is "$(printf '%s\n' "$output" | grep -cE '^ +[0-9] +[0-9]+ +[0-9]+')" 2 'numa lists the two allowed nodes'
allowed 'anon foo 8p' 'map foo' 'mbind foo bind @2' 'policy foo'
like "$output" 'policy foo.*[: ]3( |$)' '@2 is the second allowed'
allowed 'anon foo 8p' 'map foo' 'mbind foo bind +1' 'policy foo'
like "$output" 'policy foo.*[: ]3( |$)' '+1 counts in the cpuset'
allowed 'require nodes == 2' 'echo two'
like "$output" '^two$' 'require counts the allowed ones'
allowed 'anon foo 64p' 'map foo' 'bounce foo all rounds=3'
is "$status" 0 'bounce goes through the allowed ones'
like "$output" '6 steps' 'which are two'
done_testing
