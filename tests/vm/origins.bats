#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/numa-vm -- memtoy --tap scripts/origins/*: the five origins hold in one go, on the machine
# that numa-vm makes when nothing else is said.

load ../lib/helpers

# origins_hold KERNEL
origins_hold()
{
	local log=$BATS_TEST_TMPDIR/log number

	cd "$BATS_TEST_DIRNAME/../.." || return
	status=0
	scripts/numa-vm --accel tcg,thread=single --kernel "$1" --memtoy "$MEMTOY" --timeout 2400 -- \
		memtoy --tap scripts/origins/* >"$log" 2>&1 3>&- || status=$?
	grep -A 5 '^not ok' "$log" || true
	is "$status" 0
	for number in 1 2 3 4 5; do
		grep -q "^ok [0-9]* - S$number-" "$log"
	done
	! grep -E '^not ok|# SKIP' "$log"
}

@test "the five origins hold on 6.1" {
	origins_hold 6.1
}

@test "the five origins hold on 6.12" {
	origins_hold 6.12
}
