#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "Shapes of segments: huge pages of a pool, droppable and secret memory, files that are made first.
# What cannot be had is a named error, found before anything is changed."

load ../lib/helpers

# Are there huge pages in a pool, so that none is missing?
have_pool()
{
	[[ $(cat /sys/kernel/mm/hugepages/*/nr_hugepages 2>/dev/null | sort -n | tail -n 1) != 0 ]]
}

has_size()
{
	[[ -d /sys/kernel/mm/hugepages/hugepages-$1kB ]] || skip "this kernel has no huge pages of $1 KiB"
}

@test "a segment may be named as a mark is" {
	run_memtoy -c 'anon huge 8k' -c 'anon thp 4p thp' -c 'anon droppable 4p' -c 'shmem huge2 4p' -c 'memfd huge3 4p' \
		-c 'show'
	succeeded
	like "$output" ' 0x000000002000 .* huge$'
	like "$output" ' 0x000000004000 .* thp$'
}

@test "p is pages of the huge size" {
	has_size 2048
	run_memtoy --json -c 'anon a 3p huge=2m' -c 'memfd b 3p huge=2m' -c 'show'
	succeeded
	is "$(grep -o '"length":6291456' <<<"$output" | wc -l)" 2
}

@test "an unknown size of huge pages names those there are" {
	has_size 2048
	for define in 'anon a 1p huge=3m' 'memfd a 1p huge=3m' 'shmem a 1p huge=3m' 'pool 3m 1'; do
		run_memtoy -c "$define"
		failed_with 1 "no huge pages of '3m'.*2m"
	done
	run_memtoy -c 'anon a 1p huge=x'
	failed_with 1 "'x'"
}

@test "an empty pool is named when a segment is mapped, with what would fill it" {
	has_size 2048
	! have_pool || skip 'there are huge pages'
	run_memtoy -c 'anon a 4p huge=2m' -c 'map a'
	failed_with 1 "'a' takes 4 huge pages of 2 MiB, and 0 are free.*pool 2m 4 on @1"
	run_memtoy -c 'memfd a 1p huge=2m' -c 'map a'
	failed_with 1 "'a' takes 1 huge page of 2 MiB, and 0 are free.*pool 2m 1 on @1"
	run_memtoy -c 'shmem a 1p huge=2m'
	failed_with 1 "'a' takes 1 huge page of 2 MiB|EPERM"
}

@test "what excludes each other is refused" {
	run_memtoy -c 'anon a 4p huge thp'
	failed_with 1 'transparent'
	run_memtoy -c 'anon a 4p droppable shared'
	failed_with 1 'droppable'
}

@test "droppable memory is used as any" {
	run_memtoy -c 'anon a 4p droppable' -c 'map a'
	[[ $status = 0 ]] || { failed_with 1 'EINVAL.*6\.11'; skip 'this kernel has no droppable memory'; }
	run_memtoy -c 'anon a 4p droppable' -c 'map a' -c 'fill a' -c 'expect present a all' -c 'verify a'
	succeeded
}

@test "secret memory is used as any" {
	run_memtoy -c 'secret a 4p' -c 'map a'
	[[ $errors != *ENOSYS* ]] || { failed_with 1 'secretmem.enable=1'; skip 'this kernel has it switched off'; }
	run_memtoy -c 'secret a 4p' -c 'map a' -c 'fill a' -c 'verify a' -c 'show a'
	succeeded
	like "$output" '^t .* shared +a$'
}

@test "a file is made, and removed when the session ends" {
	cd "$BATS_TEST_TMPDIR"
	run_memtoy -c 'file new create=16p shared' -c 'map new' -c 'fill new' -c 'verify new' -c 'remove new' \
		-c 'file new shared' -c 'map new' -c 'verify new'
	succeeded
	[ ! -e new ]
}

@test "a file that was made is removed also when memtoy is killed" {
	cd "$BATS_TEST_TMPDIR"
	mkfifo lines
	"$MEMTOY" <lines >said 2>&1 &
	pid=$!
	exec 8>lines
	printf '%s\n' 'file new create=16p' 'echo made' >&8
	for _ in {1..600}; do
		! grep -q made said || break
		sleep 0.1
	done
	[ -e new ]
	kill -KILL $pid
	exec 8>&-
	wait $pid || :
	for _ in {1..600}; do
		[ -e new ] || break
		sleep 0.1
	done
	[ ! -e new ]
}

@test "a file that is there is not made, and stays" {
	cd "$BATS_TEST_TMPDIR"
	echo content >old
	run_memtoy -c 'file old create=16p'
	failed_with 1 "'old': EEXIST.*create="
	is "$(cat old)" content
	ln -s nowhere dangling
	run_memtoy -c 'file dangling create=16p'
	failed_with 1 "'dangling': EEXIST"
}

@test "a definition that fails leaves no file" {
	cd "$BATS_TEST_TMPDIR"
	for words in 'create=0' 'create=x' 'create=8p rubbish' 'create=8p 9p 1p'; do
		run_memtoy -c "file new $words"
		is "$status" 1
		[ ! -e new ]
	done
	run_memtoy -c 'file none/new create=8p'
	failed_with 1 "'none/new': ENOENT"
	run_memtoy -c 'anon new 8p' -c 'file new create=8p'
	failed_with 1 "segment 'new' already"
	[ ! -e new ]
}

@test "pool shows every pool" {
	has_size 2048
	run_memtoy -c pool
	succeeded
	like "$output" '^page size +node +pages +free$'
	like "$output" '^ +2 MiB +[0-9]+ +[0-9]+ +[0-9]+$'
	run_memtoy --json -c pool
	succeeded
	like "$output" '"type":"pools"|"pools":\['
}

@test "pool refuses what is no pool" {
	has_size 2048
	run_memtoy -c 'pool 2m'
	failed_with 1 'a number of huge pages'
	run_memtoy -c 'pool 2m x'
	failed_with 1 "'x'"
	run_memtoy -c 'pool 2m 4 at 1'
	failed_with 1 "'on' is expected, not 'at'"
	run_memtoy -c 'pool 2m 4 on 1023'
	failed_with 1 '1023'
	run_memtoy -c 'pool 2m 0 on @1 more'
	failed_with 1 "'more'"
}

@test "the sizes of pages can be claimed" {
	[ "$(id -u)" = 0 ] || skip 'sizes of pages are hidden without root'
	run_memtoy -c 'anon a 8p nothp' -c 'map a' -c 'fill a 0 4p' -c 'expect size a 4k 4' -c 'expect size a 0 4p 4k all' \
		-c 'expect size a 2m none'
	is "$status:$errors" '0:'
	run_memtoy -c 'anon a 8p nothp' -c 'map a' -c 'fill a 0 4p' -c 'expect size a 2m all'
	failed_with 1 'expected 8 pages that are parts of pages of 2 MiB, found .*4 of 4 KiB'
	run_memtoy -c 'anon a 8p' -c 'map a' -c 'expect size a'
	failed_with 1 'size'
}

@test "pools can be claimed" {
	has_size 2048
	run_memtoy -c 'expect pool 2m 987654321 on @1'
	failed_with 1 'expected 987654321 huge pages of 2 MiB on node .*, found [0-9]+'
	run_memtoy -c 'expect pool 2m 987654321 free on @1'
	failed_with 1 'huge pages of 2 MiB free on node '
	run_memtoy -c 'expect pool 3m 0 on @1'
	failed_with 1 "'3m'"
	run_memtoy -c 'expect pool 2m 0 at 1'
	failed_with 1 "'on' is expected, not 'at'"
}
