#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "doctor: what works here and what does not, each with its cure": what differs by kernel, machine,
# user and switch is told so, and the cures cure.
. "${0%/*}/../../lib/tap.sh"

chmod 755 "$tap_folder"
balancing=/proc/sys/kernel/numa_balancing
cgroup=/sys/fs/cgroup/doctor
at_end "echo $(cat $balancing) >$balancing"

# examine: ask the doctor
examine()
{
	run_memtoy --json -c doctor
}

as_nobody()
{
	output=$(su nobody -s /bin/sh -c "exec '$MEMTOY' --json -c doctor" 2>&1)
}

# field FACT FIELD: of what was found
field()
{
	printf '%s\n' "$output" | grep "\"name\":\"$1\"" | sed "s/.*\"$2\":\"\([^\"]*\)\".*/\1/"
}

# found FACT STATE DESCRIPTION
found()
{
	is "$(field "$1" state)" "$2" "$3"
}

# obey FACT: do what its cure says
obey()
{
	sh -c "$(field "$1" cure | sed 's/^as root: //')"
}

examine
is "$status:$errors" 0: 'it always succeeds'
case $MEMTOY_GUEST in
*/4nodes)
	is "$(field numa state):$(field numa value)" 'ok:4 with memory: 0-3' 'four nodes'
	is "$(field hot-plug value)" 'movable nodes: none' 'none of which can be unplugged'
	;;
*/uneven)
	is "$(field numa state):$(field numa value)" 'ok:3 with memory: 0-1,3' 'three nodes have memory'
	is "$(field allowed state):$(field allowed value)" 'ok:0-1,3' 'and one without is not missed'
	;;
*/1node)
	is "$(field numa state):$(field numa value)" 'limited:one node with memory' 'one node'
	like "$(field numa cure)" numa-vm 'and where to get more'
	;;
esac
for call in get_mempolicy set_mempolicy mbind move_pages migrate_pages set_mempolicy_home_node \
	preferred-many bind+balancing frames kpageflags kpagecount sys_nice sys_admin; do
	found $call ok "$call is ok for root"
done
case $MEMTOY_GUEST in
6.1/*)
	found weighted-interleave missing 'weighted interleave is not in 6.1'
	is "$(field weighted-interleave cure)" 'Linux 6.9 or later' 'but later'
	found preferred-many+balancing missing 'nor is balancing within several'
	found page-scan missing 'nor PAGEMAP_SCAN'
	;;
*)
	found weighted-interleave ok 'weighted interleave is in 6.12'
	found preferred-many+balancing ok 'so is balancing within several'
	found page-scan ok 'so is PAGEMAP_SCAN'
	;;
esac
case $MEMTOY_GUEST in
*/1node)
	found secretmem off 'secret memory is off where it was booted so'
	is "$(field secretmem cure)" 'boot with secretmem.enable=1' 'and is switched on by booting'
	;;
*) found secretmem ok 'secret memory is on where it was booted so' ;;
esac

echo 0 >$balancing
examine
found balancing off 'balancing that is switched off'
is "$(field balancing cure)" "echo 1 > $balancing" 'has its cure'
obey balancing
is "$(cat $balancing)" 1 'which switches it on'
examine
found balancing ok 'and then it is ok'
is "$(cat $balancing)" 1 'looking at it changes nothing'

for switch in /sys/kernel/mm/ksm/run:ksm /sys/kernel/mm/numa/demotion_enabled:demotion \
	/sys/kernel/mm/transparent_hugepage/shmem_enabled:shmem-thp \
	/sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages:huge-2MiB; do
	file=${switch%:*}
	before=$(sed 's/.*\[\(.*\)\].*/\1/' "$file")
	found "${switch##*:}" off "${switch##*:} is off"
	obey "${switch##*:}"
	examine
	found "${switch##*:}" ok 'and its cure is true'
	echo "$before" >"$file"
done

if grep -q "^tracefs /sys/kernel/tracing " /proc/mounts; then
	umount /sys/kernel/tracing
	examine
	found tracefs off 'tracefs that is not mounted'
	obey tracefs
	examine
	found tracefs ok 'is mounted by its cure'
	is "$(cat /sys/kernel/tracing/events/migrate/mm_migrate_pages/enable)" 0 'and trying switches nothing on'
fi

as_nobody
found mbind ok 'nobody may use mbind'
found frames refused 'but see no frames'
found kpageflags refused 'nor kpageflags'
found tracefs refused 'nor trace'
found sys_nice refused 'nor has it CAP_SYS_NICE'
like "$(field sys_nice cure)" 'setcap cap_sys_nice\+ep /' 'for which there is a cure'
like "$(field shmem-thp cure)" '^as root: echo ' 'and is told what only root may do'

if "$MEMTOY" -c 'require nodes >= 2' >/dev/null 2>&1; then
	with_controller cpuset
	at_end "rmdir $cgroup/inner $cgroup 2>/dev/null"
	mkdir -p $cgroup/inner
	echo +cpuset >$cgroup/cgroup.subtree_control
	echo 0 >$cgroup/cpuset.mems
	output=$(sh -c "echo \$\$ >$cgroup/inner/cgroup.procs; exec '$MEMTOY' --json -c doctor")
	found allowed limited 'a cpuset that holds nodes back is seen'
	like "$(field allowed cure)" "> $cgroup/cpuset.mems\$" 'and which cgroup it is, though not its own'
	obey allowed
	output=$(sh -c "echo \$\$ >$cgroup/inner/cgroup.procs; exec '$MEMTOY' --json -c doctor")
	found allowed ok 'its cure gives all nodes'
fi
done_testing
