#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "counters: migration counters of the kernel: what the last command changed, and since the start."
# Every migration report carries them; the kernel's own events come with 'set events on'.

load ../lib/helpers

# filter PROGRAM: what jq makes of the output
filter()
{
	jq -r "$1" "$BATS_TEST_TMPDIR/output"
}

@test "without names, JSON has every counter of migration that this kernel has" {
	run_memtoy --json -c counters
	succeeded
	is "$(filter 'select(.record == "counters") | .counters[].counter' | LC_ALL=C sort)" \
		"$(grep -oE '^(pgmigrate_|thp_migration_|numa_(pages_migrated|hint_faults|pte_|huge_pte_)|pgpromote_|pgdemote_|nr_foll_pin|compact_isolated|thp_split_page|unevictable_pgs_)[a-z_]*' \
			/proc/vmstat | LC_ALL=C sort)"
	is "$(filter 'select(.record == "counters") | .system_wide')" true
	is "$(filter 'select(.record == "counters") | has("command"), has("events")')" $'false\nfalse'
}

@test "text says that they count for the whole machine, and how many did not change" {
	run_memtoy -c counters
	succeeded
	like "$output" '^memtoy:  counted for the whole machine; no command has moved or faulted pages yet$'
	like "$output" '^memtoy:  [0-9]+ counters of migration have not changed since the start$'
}

@test "a counter that is named is shown, changed or not, by its name or a beginning" {
	run_memtoy -c 'anon foo 100p' -c 'map foo' -c 'touch foo w' -c 'counters pgfault pgmigrate_s'
	succeeded
	like "$output" '^counter +last command +since the start$'
	like "$output" '^pgfault +[0-9]{3,} +[0-9]{3,}$'
	like "$output" '^pgmigrate_success +[0-9]+ +[0-9]+$'
	like "$output" 'the last command that moves or faults pages was touch$'
	unlike "$output" 'have not changed'
	unlike "$output" 'pgmigrate_fail'
}

@test "the last command is the last one that moves or faults pages, whatever came after it" {
	run_memtoy --json -c 'anon foo 100p' -c 'map foo' -c 'touch foo w' -c 'show' -c 'where foo' \
		-c 'counters pgfault' -c 'touch foo w' -c 'counters pgfault'
	succeeded
	is "$(filter 'select(.record == "counters") | .command' | uniq)" touch
	first=$(filter 'select(.record == "counters") | .counters[0].change' | head -n 1)
	start=$(filter 'select(.record == "counters") | .counters[0].since_start' | tail -n 1)
	((first >= 100 && start >= first))
}

@test "a counter that does not exist is refused, and the nearest is named" {
	run_memtoy -c 'counters pgmigrate_sucess'
	failed_with 1 "^-c:1: counters: this kernel has no counter 'pgmigrate_sucess' \(try: pgmigrate_success\)$"
	run_memtoy -c 'counters quux'
	failed_with 1 'quux.*/proc/vmstat'
	run_memtoy -c 'counters pgmigrate_success nosuch'
	failed_with 1 nosuch
	is "$output" ''
}

@test "a beginning of several counters is refused, and they are named" {
	run_memtoy -c 'counters pgmigrate'
	failed_with 1 "'pgmigrate' is ambiguous: pgmigrate_success, pgmigrate_fail$"
	run_memtoy -c 'counters n'
	failed_with 1 "'n' is ambiguous: .* and [0-9]+ more$"
}

@test "expect counter takes a beginning too, and a level may have sunk" {
	run_memtoy -c 'anon foo 4000p' -c 'map foo' -c 'touch foo w' -c 'expect counter pgfau >= 4000' \
		-c 'expect counter nr_free_pages < 1000000'
	succeeded
}

@test "a migration carries its evidence: in JSON always, in text where it is asked for" {
	needs 'command move'
	run_memtoy --json -c 'anon foo 8p' -c 'map foo' -c 'touch foo w' -c 'move foo @1'
	succeeded
	is "$(filter 'select(.record == "migration") | .system_wide | type')" array
	is "$(filter 'select(.record == "migration") | has("pages_per_second")')" false
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'touch foo w' -c 'move foo @1'
	unlike "$output" evidence
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'touch foo w' -c 'set evidence on' -c 'move foo @1'
	like "$output" '^memtoy:  evidence: counters of the whole machine: '
	unlike "$output" 'pages a second'
}

@test "events are off, and nothing looks for tracefs before they are asked for" {
	run_memtoy -c 'set events'
	succeeded
	like "$output" '\boff\b'
	command -v strace >/dev/null || skip 'needs strace'
	# Of a program that is traced, the sanitizers cannot look for leaks.
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 strace -f -o "$BATS_TEST_TMPDIR/calls" "$MEMTOY" -c 'anon foo 8p' -c 'map foo' -c 'touch foo w' -c counters
	like "$(<"$BATS_TEST_TMPDIR/calls")" '/proc/vmstat'
	unlike "$(<"$BATS_TEST_TMPDIR/calls")" 'tracing|mounts'
}

@test "where tracefs is not mounted, set events on says how to mount it" {
	! grep -q ' tracefs ' /proc/self/mounts || skip 'tracefs is mounted'
	grep -q tracefs /proc/filesystems || skip 'this kernel has no tracefs'
	run_memtoy -c 'set events on'
	failed_with 1 'set: .*not mounted \(try: as root: mount -t tracefs tracefs /sys/kernel/tracing\)$'
	run_memtoy -k -c 'set events on' -c 'set events'
	like "$output" '\boff\b'
	run_memtoy -c 'set events maybe'
	failed_with 1 maybe
}
