#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "numa all lists the nodes that the kernel lists; each is 10 from itself, and as far there as back."
. "${0%/*}/../lib/tap.sh"

folder=/sys/devices/system/node
[ -r $folder/node0/distance ] || skip_all 'this kernel has no nodes'

# One line a node: its number and its distances.
run_memtoy --json -c 'numa all'
is "$status" 0 'numa all succeeds'
printf '%s\n' "$output" | tr '{' '\n' | sed -n 's/.*"node":\([0-9]*\),.*"distances":"\([0-9 ]*\)".*/\1 \2/p' \
	>"$tap_folder/said"
for node in "$folder"/node[0-9]*; do
	echo "${node##*/node} $(cat "$node/distance")"
done | sort -n >"$tap_folder/kernel"
is "$(cat "$tap_folder/said")" "$(cat "$tap_folder/kernel")" 'the nodes and distances are those of the kernel'
is "$(awk '{ if ($(NR + 1) != 10) print $1 }' "$tap_folder/said")" '' 'each is 10 from itself'
is "$(awk '{ for (i = 2; i <= NF; i++) d[NR, i - 1] = $i }
	END { for (i = 1; i <= NR; i++) for (j = 1; j <= NR; j++) if (d[i, j] != d[j, i]) print i, j }' \
	"$tap_folder/said")" '' 'and as far there as back'
done_testing
