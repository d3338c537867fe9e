#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# in-guest.sh MACHINE SECONDS FILE...: run test files here, each framed as tests/lib/tally.bash
# reads them, under the name MACHINE/FILE.  Plain sh: the guest has only busybox.
#
# After each the machine must be as it was: what it left is a failure of its own.
machine=$1 seconds=$2
shift 2
export MEMTOY=memtoy MEMTOY_GUEST="$machine" HELPERS="$PWD"
. scripts/lib/machine-state.sh

# check_leftovers: say how the machine differs from $before.  The kernel lags behind: cgroups go, and
# processes end, a moment after they are told to.
check_leftovers()
{
	for _ in $(seq 300); do
		after=$(machine_state)
		[ "$before" != "$after" ] || break
		usleep 200000
	done
	echo 1..1
	if [ "$before" = "$after" ]; then
		echo 'ok - leaves the machine as it was'
		return
	fi
	echo 'not ok - leaves the machine as it was'
	machine_difference "$before" "$after" | sed 's/^/# /'
	before=$after
}

# still FILE VALUE: write it into a file of the kernel's, if there is one
still()
{
	[ ! -w "$1" ] || echo "$2" >"$1"
}

# Nobody but tests moves pages.  After its ten seconds khugepaged would move and merge those that tests have
# put somewhere, and whoever lacks larger pieces of memory would set kswapd and kcompactd going.  What is free
# is there for all: a CPU that is idle would keep what it has freed on lists of its own.
still /sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs 4294967295
still /proc/sys/vm/compaction_proactiveness 0
still /proc/sys/vm/watermark_boost_factor 0
still /proc/sys/vm/percpu_pagelist_high_fraction 100000

before=$(machine_state)
for file; do
	echo "#piece $machine/${file#tests/}"
	began=$(date +%s)
	case $file in
	*.mt | scripts/*/*) timeout -k 5 "$seconds" memtoy --tap "$file" 2>&1 </dev/null ;;
	*) timeout -k 5 "$seconds" sh "$file" 2>&1 </dev/null ;;
	esac
	status=$?
	check_leftovers
	printf '\n#seconds %d %s\n#status %d\n' $(($(date +%s) - began)) "$machine/${file#tests/}" $status
done
