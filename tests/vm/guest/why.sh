#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "why: per group of pages: state, page size, mappers, pins, policy, and the reason it is where it is
# or could not move", and flags: on many nodes, for each kind of page.
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
thp=$(sed 's/.*\[\(.*\)\].*/\1/' /sys/kernel/mm/transparent_hugepage/enabled)
pool=$(cat /proc/sys/vm/nr_hugepages)
without_balancing
# shellcheck disable=SC2016
at_end 'exec 7>&-
echo "$thp" >/sys/kernel/mm/transparent_hugepage/enabled
echo "$pool" >/proc/sys/vm/nr_hugepages'
mkfifo "$tap_folder/waiting"
chmod 755 "$tap_folder"
before_612=false
case $(uname -r) in
[1-5].* | 6.[0-9].* | 6.1[01].*) before_612=true ;;
esac

# explains DESCRIPTION SCRIPT: it runs without complaint; leaves $output
explains()
{
	printf '%s\n' "$2" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$status:$errors" '0:' "$1"
}

# tells PATTERN DESCRIPTION
tells()
{
	like "$output" "$1" "$2"
}

# begin COMMAND...: memtoy runs a script, up to its line 'source waiting'; its id is left in $pid
begin()
{
	printf '%s\n' "$@" >"$tap_folder/script"
	: >"$tap_folder/output"
	(cd "$tap_folder" && exec "$MEMTOY" script >output 2>errors) &
	pid=$!
	exec 7>"$tap_folder/waiting"
}

# finish: let it go on to its end; leaves $status, $output and $errors
finish()
{
	exec 7>&-
	status=0
	wait "$pid" || status=$?
	output=$(cat "$tap_folder/output")
	errors=$(cat "$tap_folder/errors")
}

explains 'a private area' '
anon foo 32p
map foo
mpol bind @2
touch foo 0 4p w
mpol default
touch foo 4p 2p r
why foo
mbind foo bind @1
why foo 0 4p
move foo 0 4p @1
why foo 0 4p'
tells '^ +0: 4 pages on node 1, 4 KiB, mapped 1 time, ANON; policy default \(the task.s\)$' 'its pages'
tells 'names no node: a CPU of node 1 touched it first, or the policy of then' 'why they are there'
tells '^ +try: move foo 0p 4p <node>$' 'and how to move them'
tells '^ +4: 2 pages zero' 'the zero page'
tells 'page of zeros stands for it; that page never moves' 'why it does not move'
tells '^ +try: touch foo 4p 2p write$' 'and what to do'
tells '^ +6: 26 pages absent' 'absent pages'
tells 'nothing is here: never touched, or given back' 'why'
tells '; policy bind:0 \(its own\), not obeyed$' 'a policy that was set later is not obeyed'
tells 'policy bind:0 wants it on node 0: it was here before that policy was' 'why'
tells '^ +try: move foo 0p 4p 0$' 'and how it would be'
tells '^ +0: 4 pages on node 0.*policy bind:0 \(its own\), obeyed$' 'after that it is'

explains 'policies of many kinds' '
anon foo 8p
map foo
mbind foo interleaved @1,@2
touch foo w
why foo
anon bar 8p
map bar
mpol bind @1
touch bar w
mpol default
mbind bar preferred @2
why bar
shmem s 8p
map s
touch s w
why s
mbind s bind @1
why s'
tells '^ +0: 8 pages on node 0-1, .*policy interleaved:0-1 \(its own\), obeyed$' \
	'pages that are dealt over nodes have one story'
tells 'policy preferred:1 prefers node 1: it was here before' 'a preference is no order'
tells 'shared memory without a policy of its own: the policy of the task that touched it first' 'shared memory'

explains 'pages shared since a fork' '
anon foo 16p
map foo
mbind foo bind @1
fill foo
child c
/c child d
/c fill foo 0 4p
/c/d fill foo 12p 4p
move foo @2
why foo
/c why foo
flags foo'
tells '^ +0: 4 pages on node 0, 4 KiB, mapped 2 times \(also by c/process [0-9]+\), ANON; ' 'with a grandchild'
tells '^ +4: 8 pages on node 0, 4 KiB, mapped 3 times \(also by c, c/process [0-9]+\), ANON; ' 'with both'
tells '^ +c: 4 pages on node 0, 4 KiB, mapped 2 times \(also by c\), ANON; ' 'with the child'
tells 'shared since a fork and mapped 3 times: it moves when one side has written to it' 'what holds them'
tells "the last migration left it: mapped more than once: 'all' moves" 'and what the last migration said'
tells '^ +try: move foo 4p 8p <node> all$' 'what would move them'
tells '^ +0: 4 pages on node 0, 4 KiB, mapped 1 time, ANON' 'what a side has written is its own'
tells 'mapped 3 times \(also by its parent, d\), ANON; ' 'a child sees its parent'
tells '^ +4: 8 pages, pfn 0x[0-9a-f]+.*, mapped 3 times: present( soft-dirty)? \|.* ANON SWAPBACKED' 'flags, too'

explains 'memory of two processes' '
shmem foo 8p
map foo
mbind foo bind @1
fill foo
child c
/c touch foo 0 8p r
why foo
unmap foo
/c touch foo 0 8p r
map foo
why foo
/c quit'
tells '^ +0: 8 pages on node [0-9], 4 KiB, mapped 2 times \(also by c\)' 'their mappers are counted'
tells 'mapped 2 times, it moves for all of them only, which takes CAP_SYS_NICE$' 'what holds them'
tells 'not mapped here, but its object has it in memory' 'what is not mapped is somewhere all the same'

explains 'no access' '
anon foo 4p
map foo
mpol bind @1
touch foo w
mprotect foo none
why foo'
tells '^ +0: 4 pages on node [0-9], 4 KiB, no access, mapped 1 time' 'pages without access'
if $before_612; then
	tells 'before Linux 6.12 move_pages does not see memory without access' 'do not move on this kernel'
else
	tells 'nothing holds it that can be seen' 'move on this kernel'
fi

# swapped: kB that the mapping of process $pid at 0x700000000000 has in swap
swapped()
{
	awk '/^[0-9a-f]+-/ { mine = /^700000000000-/ } mine && $1 == "Swap:" { print $2 }' "/proc/$pid/smaps"
}

# What waits in a CPU's list of new pages does not go, nor what someone holds for a moment.
# shellcheck disable=SC2317
all_swapped()
{
	echo 1 >/proc/sys/vm/compact_memory
	"$HELPERS/pageout" "$pid" 700000000000 65536
	[ "$(swapped)" = 64 ]
}

head -c 20000 /dev/zero >"$tap_folder/data"
explains 'a file' "
file $tap_folder/data shared
map data
mbind data bind @2
touch data r
why data
unmap data
map data private
touch data r
touch data 0 1p w
why data"
tells 'page cache of a file: the policy of the task that read or wrote it first placed it' 'page cache'
tells '^ +0: 1 page on node [0-9], 4 KiB, mapped 1 time, ANON' 'a page that was written in private is not'

explains 'own mappings' '
flags stack'
tells 'present .*MMAP ANON SWAPBACKED' 'flags of the stack'

echo always >/sys/kernel/mm/transparent_hugepage/enabled
explains 'huge pages' '
anon foo 4m addr=0x700000000000
map foo
mpol bind @1
fill foo
why foo
flags foo
move foo 3p 1p @2
why foo'
echo "$thp" >/sys/kernel/mm/transparent_hugepage/enabled
tells '^ +0: 1024 pages on node [0-9], 2 MiB \(order 9\), mapped 1 time, ANON THP; ' 'THP'
tells '^ +0: 512 pages on node 1, 2 MiB \(order 9\)' 'that moved as a whole'
tells '^ +0: 1 page, pfn 0x[0-9a-f]+, mapped 1 time: present exclusive.*\|.* HEAD THP' 'their heads'
tells '^ +1: 511 pages, pfn 0x[0-9a-f]+-0x[0-9a-f]+, mapped 1 time: .* TAIL THP' 'and tails'

echo 8 >/proc/sys/vm/nr_hugepages
if [ "$(cat /proc/sys/vm/nr_hugepages)" = 8 ]; then
	explains 'hugetlb' '
shmem foo 4m huge
map foo
touch foo 0 1p w
why foo
flags foo'
	tells '^ +0: 1 page on node [0-9], 2 MiB \(order 9\), mapped 1 time, HUGE; ' 'hugetlb pages'
	tells '^ +1: 1 page absent' 'and absent ones'
	tells '^ +0: 1 page, pfn 0x[0-9a-f]+, mapped 1 time: present.*\|.* HEAD HUGE' 'their flags'
else
	skip 'hugetlb' 'there is no room for huge pages'
fi
echo "$pool" >/proc/sys/vm/nr_hugepages

begin 'shmem foo 64p' 'map foo' 'mbind foo bind @1' 'fill foo' 'source waiting' 'move foo @2' 'why foo'
"$HELPERS/pin" "$pid" shm 37 >"$tap_folder/pin" 2>&1 7>&- &
holder=$!
eventually says "$tap_folder/pin" .
finish
wait $holder
is "$status:$errors" '0:' 'a pinned page'
tells '^ +25: 1 page on node 0, 4 KiB, mapped 1 time' 'stays'
tells 'the last migration left it: something holds a reference to it: a pin' 'why'
tells '^ +try: move foo 37p 1p' 'and how to try again'

if [ -e /sys/block/zram0 ]; then
	[ "$(cat /sys/block/zram0/disksize)" != 0 ] || echo 64M >/sys/block/zram0/disksize
	mkswap /dev/zram0 >/dev/null && swapon /dev/zram0
	begin 'anon foo 16p addr=0x700000000000' 'map foo' 'fill foo' 'source waiting' 'why foo' 'flags foo' \
		'expect present foo none'
	eventually says "$tap_folder/output" filled
	eventually all_swapped
	is "$(swapped)" 64 'pages go into swap'
	finish
	is "$status:$errors" '0:' 'swapped pages'
	tells '^ +0: 16 pages swapped' 'are told'
	tells 'in swap; when it is read back the task.s policy default places it, unless the swap cache has it still, where it was; there is nothing to move' 'why'
	tells '^ +0: 16 pages: swapped' 'flags tell it, too'
	swapoff /dev/zram0
	echo 1 >/sys/block/zram0/reset
else
	skip 'swapped pages' 'this machine has no zram'
fi

if $before_612; then
	skip 'KSM' 'before Linux 6.7 a command cannot be given to KSM'
elif [ -w /sys/kernel/mm/ksm/run ]; then
	set_meanwhile /sys/kernel/mm/ksm/sleep_millisecs 0
	set_meanwhile /sys/kernel/mm/ksm/pages_to_scan 10000
	echo 1 >/sys/kernel/mm/ksm/run
	printf '%s\n' 'anon foo 64p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'expect within 20s flags foo not exclusive' 'why foo' 'fill foo' 'why foo' >"$tap_folder/script"
	status=0
	output=$("$HELPERS/merging" "$MEMTOY" "$tap_folder/script" 2>&1) || status=$?
	echo 2 >/sys/kernel/mm/ksm/run
	echo 0 >/sys/kernel/mm/ksm/run
	is "$status" 0 'merged pages'
	tells '^ +0: 64 pages on node [0-9], 4 KiB, mapped 64 times, ANON KSM' 'are told'
	tells 'KSM merged it with equal pages' 'why'
	tells '^ +0: 64 pages on node [0-9], 4 KiB, mapped 1 time, ANON; ' 'pages that are not are not'
fi

# Flags and counts are for root alone; what others see is told.
printf '%s\n' 'anon foo 8p' 'map foo' 'mbind foo bind @1' 'touch foo 0 4p w' 'child c' '/c touch foo 0 2p w' \
	'why foo' 'flags foo' >"$tap_folder/script"
status=0
output=$(su nobody -s /bin/sh -c "exec '$MEMTOY' '$tap_folder/script'" 2>&1) || status=$?
is "$status" 0 'a user without rights'
tells '^ +0: 2 pages on node 0, 4 KiB; policy bind:0 \(its own\), obeyed$' 'sees where pages are'
tells 'shared since a fork and mapped more than once: .* which takes CAP_SYS_NICE and this process has not' \
	'which are shared, and what is missing'
tells 'hidden from this process \(EACCES\): run as root with CAP_SYS_ADMIN' 'and what is hidden'
tells '^ +0: 2 pages: present exclusive( soft-dirty)?$' 'flags are those of the pagemap'
done_testing
