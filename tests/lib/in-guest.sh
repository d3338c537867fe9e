#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# in-guest.sh MACHINE SECONDS FILE...: run test files here, each framed as tests/lib/tally.bash
# reads them, under the name MACHINE/FILE.  Plain sh: the guest has only busybox.
machine=$1 seconds=$2
shift 2
export MEMTOY=memtoy MEMTOY_GUEST="$machine" HELPERS="$PWD"
for file; do
	echo "#piece $machine/${file#tests/}"
	case $file in
	*.mt) timeout "$seconds" memtoy --tap "$file" 2>&1 </dev/null ;;
	*) timeout "$seconds" sh "$file" 2>&1 </dev/null ;;
	esac
	printf '\n#status %d\n' $?
done
