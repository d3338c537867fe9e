#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "A raw call is made exactly as asked, and its answer told.  Whatever is asked, memtoy lives."

load ../lib/helpers

setup()
{
	needs 'nodes >= 1'
}

# after COMMAND...: they come after a segment foo of 8 pages, of which 4 are filled
after()
{
	{
		printf '%s\n' 'anon foo 8p' 'map foo' 'fill foo 0 4p'
		printf '%s\n' "$@"
	} >"$BATS_TEST_TMPDIR/script"
	cd "$BATS_TEST_TMPDIR" || return
	run_memtoy script </dev/null
}

@test "move_pages without nodes asks, and faults nothing in" {
	after 'call move_pages foo+8p' 'expect returned 0' 'expect status @1*4 ENOENT*4' 'expect present foo 4'
	succeeded
	like "$output" '^ +foo and 3 more: status [0-9]+, is on [0-9]+$'
	like "$output" '^ +foo:0x4000 and 3 more: status ENOENT, is ENOENT$'
}

@test "addresses may be odd, wrong or missing" {
	after 'call move_pages foo:1 foo:0x1fff bad none kernel noaccess' 'expect returned 0' \
		'expect status @1*2 EFAULT*3 ENOENT'
	succeeded
	after 'call move_pages' 'expect returned 0' 'expect status'
	succeeded
}

@test "a node that cannot be ends the call there" {
	after 'call move_pages nodes=@1,@1,-1,@1 foo+4p' 'expect returned ENODEV' 'expect status @1*2 unset*2'
	succeeded
	like "$output" '^ +foo:0x2000: to -1, status unset, is on [0-9]+$'
	after 'call move_pages nodes=99999 foo' 'expect returned ENODEV' 'expect status unset'
	succeeded
}

@test "flags are words or numbers" {
	after 'call move_pages nodes=@1 flags=strict foo' 'expect returned EINVAL' \
		'call move_pages nodes=@1 flags=lazy foo' 'expect returned EINVAL' \
		'call move_pages nodes=@1 flags=16 foo' 'expect returned EINVAL' \
		'call move_pages nodes=@1 flags=-1 foo' 'expect returned EINVAL' \
		'call move_pages nodes=@1 flags=0 foo' 'expect returned 0'
	succeeded
}

@test "bad pointers are answered, and survived" {
	local pointer

	for pointer in bad noaccess kernel; do
		after "call move_pages nodes=$pointer foo" 'expect returned EFAULT' \
			"call move_pages pages=$pointer nodes=@1 foo" 'expect returned EFAULT' \
			"call move_pages status=$pointer foo" 'expect returned EFAULT' \
			"call mbind foo mode=bind nodes=$pointer" 'expect returned EFAULT' \
			"call set_mempolicy mode=bind nodes=$pointer" 'expect returned EFAULT' \
			"call get_mempolicy mode=$pointer" 'expect returned EFAULT' \
			"call get_mempolicy nodes=$pointer" 'expect returned EFAULT' \
			"call migrate_pages from=$pointer to=@1" 'expect returned EFAULT' \
			"call migrate_pages from=@1 to=$pointer" 'expect returned EFAULT'
		succeeded
	done
}

@test "a count that is too large finds no memory of memtoy's" {
	after 'call move_pages nodes=@1 count=1000 foo+4p' 'expect returned EFAULT' \
		'call move_pages count=1000 foo+4p' 'expect returned EFAULT' \
		'call move_pages count=-1 nodes=@1 foo' 'verify foo 0 4p'
	is "$errors" ''
	like "$output" 'verified 4 pages'
}

@test "mbind takes any area, mode and mask" {
	after 'call mbind foo mode=bind nodes=@1' 'expect returned 0' 'expect policy foo bind @1' \
		'call mbind foo 1 4k mode=default' 'expect returned EINVAL' \
		'call mbind foo+0 mode=bind nodes=@1' 'expect returned 0' \
		'call mbind foo+-8192 mode=bind nodes=@1' 'expect returned EINVAL' \
		'call mbind foo mode=77 nodes=@1' 'expect returned EINVAL' \
		'call mbind foo mode=bind nodes=2000' 'expect returned EINVAL' \
		'call mbind foo mode=bind nodes=empty' 'expect returned EINVAL' \
		'call mbind foo mode=bind nodes=@1 maxnode=999999' 'expect returned EINVAL' \
		'call mbind foo mode=bind+static+relative nodes=@1' 'expect returned EINVAL' \
		'call mbind bad mode=bind nodes=@1' 'expect returned EFAULT' \
		'expect policy foo bind @1'
	succeeded
}

@test "get_mempolicy tells what is in force" {
	after 'call mbind foo mode=interleaved+static nodes=@1' 'call get_mempolicy flags=addr foo'
	like "$output" '^memtoy:  call get_mempolicy: 0, interleaved\+static [0-9]+$'
	after 'call get_mempolicy flags=addr none' 'expect returned EFAULT' \
		'call get_mempolicy flags=-1' 'expect returned EINVAL' 'call get_mempolicy' 'expect status default none'
	succeeded
}

@test "the task's policy is put back" {
	printf '%s\n' 'call set_mempolicy mode=preferred nodes=@1' 'expect returned 0' >"$BATS_TEST_TMPDIR/sets"
	printf '%s\n' 'call get_mempolicy' 'expect status default none' >"$BATS_TEST_TMPDIR/finds"
	run_memtoy "$BATS_TEST_TMPDIR/sets" "$BATS_TEST_TMPDIR/finds"
	succeeded
}

@test "advice to memtoy's own memory is refused" {
	after 'call madvise +stack advice=dontneed'
	failed_with 1 "^script:4: call: .*'stack"
	after 'call madvise 0x1000+0x7fffffff0000 advice=dontneed'
	failed_with 1 "^script:4: call: .*memtoy's own"
	after 'call madvise foo:1 advice=cold' 'expect returned EINVAL' 'call madvise foo advice=987' \
		'expect returned EINVAL' 'call madvise foo advice=dontneed' 'expect present foo none'
	succeeded
}

@test "JSON has the answer and every run of entries" {
	run_memtoy --json -c 'anon foo 8p' -c 'map foo' -c 'fill foo 0 4p' -c 'call move_pages nodes=@1*4,-7*4 foo+8p'
	is "$(jq -c 'select(.record == "call") | [.call, .returned, .errno]' <<<"$output")" '["move_pages",-1,"ENODEV"]'
	is "$(jq -c 'select(.record == "call").entries[] | [.address, .pages, .status]' <<<"$output" | tail -n 1)" \
		'["foo:0x4000",4,"unset"]'
}

@test "a child is a process like others" {
	after 'child kid' 'call move_pages pid=/kid foo' 'expect returned 0' 'expect status @1' \
		'call migrate_pages pid=/kid from=@1 to=@1' 'expect returned 0' \
		'call move_pages pid=2147483647 foo' 'expect returned ESRCH'
	succeeded
}

@test "words that are none are refused" {
	local line

	for line in 'call' 'call nonsense' 'call mov foo' 'call move_pages nosuch' 'call move_pages x=1 foo' \
		'call move_pages flags=nonsense foo' 'call move_pages flags=3x foo' 'call move_pages nodes=0,1 foo' \
		'call move_pages nodes=1*9 foo' 'call move_pages nodes=x foo' 'call move_pages pid=/nobody foo' \
		'call move_pages status=12 foo' 'call move_pages foo:x' 'call mbind foo' 'call mbind' \
		'call mbind foo mode=bind nodes=-1' 'call mbind foo mode=bind nodes=70000' 'call migrate_pages from=@1' \
		'call madvise foo advice=nonsense' 'call madvise foo bar advice=cold' 'expect returned' \
		'expect status' 'call move_pages foo+99999999p'; do
		after "$line"
		failed_with 1 "^script:4: (call|expect): " || return
	done
}

@test "claims that do not hold say expected and found" {
	after 'call move_pages foo+8p' 'expect status ENOENT*8'
	failed_with 1 'expected status ENOENT\*8 of move_pages, found [0-9]+\*4 ENOENT\*4$'
	after 'call move_pages foo+8p' 'expect returned >= 1'
	failed_with 1 'expected move_pages to return >= 1, found 0$'
	after 'call mbind foo mode=99' 'expect status 1'
	failed_with 1 'mbind gives no status$'
	after 'expect returned 0'
	failed_with 1 'no system call has been made'
}
