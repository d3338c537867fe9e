#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/bench measures migration, THP and huge pages in a machine of its own.  No time is checked
# here.

load ../lib/helpers
load ../lib/bench

setup_file()
{
	cd "$BATS_FILE_TMPDIR" || return
	[ -x "$MEMTOY_BUILD/bench/measure" ] || return 0
	"$BATS_TEST_DIRNAME/../../scripts/bench" --quick --vm --accel tcg,thread=single \
		--build "$MEMTOY_BUILD" --json all.json >text 2>errors
}

setup()
{
	cd "$BATS_FILE_TMPDIR" || return
	[ -x "$MEMTOY_BUILD/bench/measure" ] || skip 'needs bench/measure (try: make bench-programs)'
}

@test "every row has five times and the median of them" {
	rows_are_sound all.json
}

@test "migration is measured for memtoy and all its peers, with and without THP" {
	for kind in '4 KiB pages' THP; do
		measured all.json migrate "$kind" move 'mbind +move' migrate 'mbind(2)' \
			migratepages migspeed 'move_pages(2) 1024' 'move_pages(2) all'
	done
}

@test "looking is measured in huge pages of both kinds" {
	for kind in THP 'hugetlb 2 MiB'; do
		measured all.json look "$kind" 'where runs' get_mempolicy 'move_pages best' numa_maps \
			pagemap
	done
}

@test "each target has a verdict that agrees with what was measured" {
	verdicts_are_sound all.json
}
