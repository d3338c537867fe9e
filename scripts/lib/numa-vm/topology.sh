# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Turns the wished nodes, memory, CPUs and distances into QEMU's words, and refuses what no machine
# can be.

qemu_topology=()
topology_words=()

declare -ai node_mib=()
is_memoryless=() is_cpuless=() is_movable=() is_slow=()

# size_to_mib SIZE: print it in MiB; fail if it is no size, or not in whole MiB
size_to_mib()
{
	local -i number

	[[ $1 != 0 ]] || { echo 0 && return; }
	[[ $1 =~ ^([0-9]{1,9})([KMGTkmgt])(iB|B)?$ ]] || return
	number=10#${BASH_REMATCH[1]}
	case ${BASH_REMATCH[2]} in
	[Kk]) ((number % 1024 == 0)) && echo $((number / 1024)) ;;
	[Gg]) echo $((number * 1024)) ;;
	[Tt]) echo $((number * 1024 * 1024)) ;;
	*) echo $number ;;
	esac
}

# node_known OPTION NODE
node_known()
{
	(($2 < nodes)) || refuse "$1: there is no node $2 (nodes are 0-$((nodes - 1)))"
}

# mark_nodes OPTION LIST ARRAY: set ARRAY[node] for every node of a list like 0,2-3
# shellcheck disable=SC2034 # marks is another name of ARRAY
mark_nodes()
{
	local -n marks=$3
	local -i first last
	local part

	[[ $2 ]] || return
	[[ $2 =~ ^[0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?)*$ ]] ||
		refuse "$1: '$2' is not a list of nodes (try: 1,3 or 1-3)"
	for part in ${2//,/ }; do
		first=10#${part%-*} last=10#${part#*-}
		((first <= last)) || refuse "$1: '$part' runs backwards"
		node_known "$1" $last
		for ((; first <= last; first++)); do
			marks[first]=1
		done
	done
}

# Fill node_mib[]: one size for all nodes, or one a node.
topology_memory()
{
	local -i node
	local -a sizes
	local given size

	IFS=, read -r -a sizes <<<"$memory"
	((${#sizes[@]} == 1 || ${#sizes[@]} == nodes)) ||
		refuse "--memory: ${#sizes[@]} sizes for $nodes nodes (give one, or one a node)"
	for ((node = 0; node < nodes; node++)); do
		given=${sizes[${#sizes[@]} == 1 ? 0 : node]}
		size=$(size_to_mib "$given") ||
			refuse "--memory: '$given' is not a size in whole MiB (try: 512M or 2G)"
		[[ ! ${is_memoryless[node]-} ]] || size=0
		((size > 0)) || is_memoryless[node]=1
		node_mib[node]=$size
	done
}

topology_check_movable()
{
	local -i node

	for node in "${!is_movable[@]}"; do
		((node_mib[node])) || refuse "node $node cannot be movable without memory"
		((node_mib[node] % 128 == 0)) ||
			refuse "node $node is movable: its memory must be a multiple of 128M"
		is_cpuless[node]=1
	done
}

# Linux ignores the table if it names a node without memory, and lets plugged memory be fast.
topology_check_slow()
{
	local -i node

	for node in "${!is_slow[@]}"; do
		[[ ! ${is_movable[node]-} ]] || refuse "node $node cannot be both slow and movable"
		((node)) || refuse 'node 0 cannot be slow, for Linux starts on it'
		is_cpuless[node]=1
	done
	((${#is_slow[@]} == 0 || ${#is_memoryless[@]} == 0)) ||
		refuse '--slow: no node may be without memory then'
}

# Set cpus where it was left open, and cpu_nodes.
topology_check_cpus()
{
	local -i node complete=0

	[[ ! ${is_cpuless[0]-} ]] || refuse 'node 0 must have CPUs, for Linux starts on it'
	cpu_nodes=$((nodes - ${#is_cpuless[@]}))
	for ((node = 0; node < nodes; node++)); do
		[[ ! ${is_memoryless[node]-} || ! ${is_cpuless[node]-} ]] ||
			refuse "node $node would have neither memory nor CPUs"
		[[ ${is_memoryless[node]-}${is_cpuless[node]-} ]] || complete+=1
	done
	((complete)) || refuse 'no node has both memory and CPUs'
	((${cpus:=$cpu_nodes} >= cpu_nodes)) ||
		refuse "--cpus: $cpus for the CPUs of $cpu_nodes nodes (try: --cpuless LIST)"
}

# As soon as QEMU gets one distance it wants them all.
topology_distances()
{
	local -A distance=()
	local -i from to value
	local given

	((${#distances[@]})) || return
	for given in "${distances[@]}"; do
		[[ $given =~ ^([0-9]{1,4}),([0-9]{1,4}),([0-9]{1,3})$ ]] ||
			refuse "--distance: '$given' is not FROM,TO,DISTANCE (try: 0,1,21)"
		from=10#${BASH_REMATCH[1]} to=10#${BASH_REMATCH[2]} value=10#${BASH_REMATCH[3]}
		node_known --distance $from
		node_known --distance $to
		((from != to)) || refuse "--distance: '$given': from a node to itself it is 10"
		((value > 10 && value < 255)) ||
			refuse "--distance: '$given': a distance is a number from 11 to 254"
		distance[$from,$to]=$value
	done
	for ((from = 0; from < nodes; from++)); do
		for ((to = 0; to < nodes; to++)); do
			((from != to)) || continue
			value=${distance[$from,$to]-${distance[$to,$from]-20}}
			qemu_topology+=(-numa "dist,src=$from,dst=$to,val=$value")
		done
	done
}

# An HMAT tells the kernel that the memory of some nodes is slow, and so of a lower tier: from the
# CPUs of each node it takes longer to reach.
topology_slow()
{
	local -i from to
	local kind pair

	((${#is_slow[@]})) || return
	qemu_topology+=(-machine hmat=on)
	for ((from = 0; from < nodes; from++)); do
		for ((to = 0; to < nodes; to++)); do
			((node_mib[to])) || continue
			pair=hmat-lb,initiator=$from,target=$to,hierarchy=memory
			kind=10,10240
			[[ ! ${is_slow[to]-} ]] || kind=100,1024
			qemu_topology+=(
				-numa "$pair,data-type=access-latency,latency=${kind%,*}"
				-numa "$pair,data-type=access-bandwidth,bandwidth=${kind#*,}M")
		done
	done
}

# Memory that is plugged in beside the boot memory comes online in the movable zone.
topology_plugged()
{
	local -i node

	topology_words+=(memhp_default_state=online_movable)
	for node in "${!is_movable[@]}"; do
		qemu_topology+=(-object "memory-backend-ram,id=memory$node,size=${node_mib[node]}M"
			-device "pc-dimm,memdev=memory$node,node=$node")
	done
}

# A node is a socket.  Where places in it stay empty, the firmware names their node nevertheless:
# without that, Linux would number the nodes with CPUs first.  Node 0 is filled from -smp, for Linux
# starts there.
topology_cpus()
{
	local -i node core count cores=1 places left=$cpus sharers=$cpu_nodes
	local -a devices=()

	# A power of two, so that the CPUs' APIC numbers are dense.
	while ((cores * cpu_nodes < cpus)); do
		cores=$((cores * 2))
	done
	places=$((cores * nodes))
	((places <= 255)) || refuse "--cpus: $cpus are too many on $cpu_nodes of $nodes nodes"
	for ((node = 0; node < nodes; node++)); do
		qemu_topology+=(-numa "cpu,node-id=$node,socket-id=$node")
		[[ ! ${is_cpuless[node]-} ]] || continue
		count=$(((left + sharers - 1) / sharers))
		left=$((left - count)) sharers=$((sharers - 1))
		((node)) || qemu_topology+=(-smp
			"$count,maxcpus=$places,sockets=$nodes,cores=$cores,threads=1")
		for ((core = 0; node && core < count; core++)); do
			devices+=(-device "max-x86_64-cpu,socket-id=$node,core-id=$core,thread-id=0")
		done
	done
	qemu_topology+=("${devices[@]}")

	# QEMU loses interrupts to logical APIC numbers beyond an empty place; kernels use physical
	# ones where there may be more than eight CPUs.
	((places == cpus)) || topology_words+=("possible_cpus=$((places > 9 ? places : 9))")
}

# Memory that keeps its content, as far as Linux knows: it lies behind the first 256 MiB of node 0.
topology_pmem()
{
	local -i mib

	[[ $pmem ]] || return 0
	mib=$(size_to_mib "$pmem") || mib=0
	((mib)) || refuse "--pmem: '$pmem' is not a size in whole MiB (try: 64M)"
	((node_mib[0] >= mib + 384)) || refuse "--pmem: node 0 needs $((mib + 384))M for that"
	topology_words+=("memmap=${mib}M!256M")
	modules+=(nd_e820 nd_pmem)
}

# Fill qemu_topology[], and topology_words[] with what the kernel must know.
topology_build()
{
	local -i node total=0 plugged=0 count
	local words

	mark_nodes --memoryless "$memoryless" is_memoryless
	mark_nodes --cpuless "$cpuless" is_cpuless
	mark_nodes --movable "$movable" is_movable
	mark_nodes --slow "$slow" is_slow
	topology_memory
	topology_check_movable
	topology_check_slow
	topology_check_cpus

	for ((node = 0; node < nodes; node++)); do
		words=node,nodeid=$node
		if [[ ${is_movable[node]-} ]]; then
			plugged+=${node_mib[node]}
		elif ((node_mib[node])); then
			total+=${node_mib[node]}
			words+=,memdev=memory$node
			qemu_topology+=(-object
				"memory-backend-ram,id=memory$node,size=${node_mib[node]}M")
		fi
		if ((${#is_slow[@]} && node_mib[node])); then
			words+=,initiator=$node
		fi
		qemu_topology+=(-numa "$words")
	done
	topology_cpus
	topology_pmem
	topology_distances
	topology_slow

	if ((plugged == 0)); then
		qemu_topology+=(-m "${total}M")
		return
	fi
	# Each may have to begin at a multiple of 1 GiB.
	count=${#is_movable[@]}
	qemu_topology+=(-m "${total}M,slots=$count,maxmem=$((total + plugged + count * 1024))M")
	topology_plugged
}
