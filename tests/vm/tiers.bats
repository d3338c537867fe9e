#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "A slow node is a memory tier of its own, and the scenario of demotion and promotion holds there."

load ../lib/helpers

in_machine()
{
	run timeout 1300 scripts/numa-vm --accel "${VM_ACCEL:-tcg,thread=single}" --kernel 6.12 --nodes 3 \
		--memory 640M,512M,256M --slow 2 --memtoy "$MEMTOY" --timeout 1200 --copy scripts/automatic -- "$@"
}

@test 'cold pages are demoted to the slow node, and promoted when they are used' {
	in_machine memtoy --tap automatic/reclaim-demotes-and-use-promotes
	echo "$output"
	[ "$status" = 0 ]
	[[ $output != *SKIP* ]]
}

@test 'where demotion is off, the scenario says that nothing was demoted' {
	in_machine sh -c 'sed "s/^switch demotion true/switch demotion false/; /^expect within/d; /^actor/d; /^stop/d" \
		automatic/reclaim-demotes-and-use-promotes >broken; memtoy --tap broken'
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'expected demotion >= 100 since the start, found 0'* ]]
}

@test 'a slow node is refused where the kernel would not heed it' {
	run scripts/numa-vm --nodes 4 --slow 3 --memoryless 2 -- true
	[ "$status" = 2 ]
	[[ $output == *'--slow: no node may be without memory'* ]]
	run scripts/numa-vm --slow 3 --movable 3 -- true
	[ "$status" = 2 ]
	[[ $output == *'node 3 cannot be both slow and movable'* ]]
}
