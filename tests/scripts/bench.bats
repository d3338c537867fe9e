#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/bench measures whatever it promises, or says why not, and writes it as tables and JSON.
# No time is checked here.

load ../lib/helpers
load ../lib/bench

bench=$BATS_TEST_DIRNAME/../../scripts/bench

setup_file()
{
	cd "$BATS_FILE_TMPDIR" || return
	[ -x "$MEMTOY_BUILD/bench/measure" ] || return 0
	printf 'before\n<!-- measured -->\nold\n<!-- end of measured -->\nafter\n' >tables.md
	"$BATS_TEST_DIRNAME/../../scripts/bench" --quick --native --build "$MEMTOY_BUILD" \
		--json all.json --write tables.md >text 2>errors
}

setup()
{
	cd "$BATS_FILE_TMPDIR" || return
	[ -x "$MEMTOY_BUILD/bench/measure" ] || skip 'needs bench/measure (try: make bench-programs)'
}

@test "every row has five times and the median of them" {
	rows_are_sound all.json
}

@test "start-up and looking are measured for memtoy and all its peers" {
	measured all.json start 'start and end' 'memtoy -c quit' 'numactl --show' true
	measured all.json look '4 KiB pages' 'where runs' 'where counts' get_mempolicy \
		'move_pages 1024' 'move_pages best' numa_maps pagemap 'numastat -p' \
		'where runs, auto' 'where runs, source=pagemap' 'where runs, source=move_pages' \
		'where runs, threads=1' 'where runs, threads=2' 'where runs, threads=4'
	measured all.json look '1,000 pages in a reserved area' 'where runs' numa_maps pagemap
}

@test "what is not measured has a reason" {
	for what in THP 'hugetlb 2 MiB'; do
		jq -e --arg kind "$what" '[.rows[], .skipped[] | select(.kind == $kind)] != []' all.json
	done
	jq -e '[.rows[], .skipped[] | select(.group == "migrate")] != []' all.json
	jq -e 'all(.skipped[]; .why | length > 0)' all.json
}

@test "each target has a verdict that agrees with what was measured" {
	verdicts_are_sound all.json
}

@test "the text has the machine, the tables and the targets" {
	like "$(<text)" "^memtoy .*, Linux $(uname -r), .* CPU"
	like "$(<text)" '^4 KiB pages  .* us .*x$'
	like "$(<text)" '  (pass|miss|not measured)$'
	is "$(<errors)" 'memtoy: measuring: native'
}

@test "--write replaces what stands between the marks, and nothing else" {
	is "$(head -n 2 tables.md)" $'before\n<!-- measured -->'
	is "$(tail -n 2 tables.md)" $'<!-- end of measured -->\nafter'
	unlike "$(<tables.md)" '^old$'
	like "$(<tables.md)" '^\| 4 KiB pages +\| +1 MiB \| .* us \|'
}

@test "--write refuses a file without marks, and leaves it alone" {
	echo mine >mine.md
	: >empty
	run "$BATS_TEST_DIRNAME/../../bench/judge" --write mine.md empty
	[ "$status" -ne 0 ]
	like "$output" "'mine.md' has no place for tables"
	is "$(<mine.md)" mine
}

@test "an option that is none is refused" {
	run "$bench" --fast
	is "$status" 2
	like "$output" "'--fast' is no option"
}
