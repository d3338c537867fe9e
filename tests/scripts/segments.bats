#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "Segments: type letter, address or not-mapped, length, offset, protection, share, name.  Names: any
# word that does not start with a digit or +.  No limit on how many."

load ../lib/helpers

address='0x[0-9a-f]{16}'

@test "a segment is shown in the classic shape" {
	run_memtoy -c 'anon foo 32k' -c 'map foo' -c 'show foo'
	succeeded
	like "$output" "^a $address 0x000000008000 0x000000000000  rw- private foo$"
}

@test "a segment that is not mapped says so" {
	run_memtoy -c 'anon foo 32k' -c 'show foo'
	succeeded
	like "$output" '^a .*not-mapped.* 0x000000008000 0x000000000000  rw- private foo$'
}

@test "every kind of segment has its letter" {
	head -c 8192 /dev/zero >"$BATS_TEST_TMPDIR/data"
	run_memtoy -c 'anon a1 8k' -c 'anon a2 8k shared' -c 'shmem s1 8k' -c 'tmpfs t1 8k' -c 'memfd t2 8k' \
		-c "file $BATS_TEST_TMPDIR/data" -c 'map a1' -c 'map a2' -c 'map s1' -c 'map t1' -c 'map t2' \
		-c 'map data' -c 'show'
	succeeded
	like "$output" "^a $address 0x000000002000 0x000000000000  rw- private a1$"
	like "$output" "^a $address 0x000000002000 0x000000000000  rw- shared +a2$"
	like "$output" "^s $address 0x000000002000 0x000000000000  rw- shared +s1$"
	like "$output" "^t $address 0x000000002000 0x000000000000  rw- shared +t1$"
	like "$output" "^t $address 0x000000002000 0x000000000000  rw- shared +t2$"
	like "$output" "^f $address 0x000000002000 0x000000000000  rw- private data$"
}

@test "show without a name keeps the order of definition, under a heading" {
	run_memtoy -c 'anon zz 1p' -c 'shmem aa 1p' -c 'memfd mm 1p' -c 'show'
	succeeded
	is "$(head -n 1 <<<"$output" | grep -c '[0-9]')" 0
	is "$(tail -n +2 <<<"$output" | awk '{ print $NF }' | tr '\n' ' ')" 'zz aa mm '
}

@test "show of nothing is empty but for the heading" {
	run_memtoy -c show
	succeeded
	unlike "$output" '^[afsht] '
}

@test "show + adds the process's own mappings" {
	run_memtoy -c 'anon foo 8k' -c 'map foo' -c 'show +'
	succeeded
	like "$output" "^f $address .* r-x private memtoy"
	like "$output" "^. $address .* rw- private .*stack"
	like "$output" "^a $address 0x000000002000 .* foo$"
	is "$(grep -c ' foo$' <<<"$output")" 1
}

@test "show of an unknown segment fails" {
	run_memtoy -c 'anon foo 8k' -c 'show bar'
	failed_with 1 "show: .*'bar'"
	is "$output" ''
}

@test "a name that starts with a digit or + is refused" {
	for define in 'anon %s 1p' 'shmem %s 1p' 'tmpfs %s 1p' 'memfd %s 1p'; do
		for name in 1a 0 9 + +a 0x10; do
			# shellcheck disable=SC2059
			run_memtoy -c "$(printf "$define" "$name")" -c show
			failed_with 1 "^-c:[0-9]+: ${define%% *}: "
			[[ $errors == *"'$name'"* ]]
			is "$output" ''
		done
	done
}

@test "other names are any word" {
	for name in a A - _ a1 é a-b a.b a:b 'a/b' ';' \$x '%s%n' '{}' all private shared; do
		run_memtoy -c "anon $name 1p" -c "map $name" -c "touch $name" -c "show $name"
		succeeded
		[[ $output == *" $name" ]]
	done
}

@test "a long name is kept whole" {
	name=$(printf 'n%.0s' {1..1000})
	run_memtoy -c "anon $name 1p" -c "show $name"
	succeeded
	[[ $output == *" $name" ]]
}

@test "a name is taken once" {
	head -c 4096 /dev/zero >"$BATS_TEST_TMPDIR/foo"
	for again in 'anon foo 2p' 'shmem foo 2p' 'tmpfs foo 2p' 'memfd foo 2p' "file $BATS_TEST_TMPDIR/foo"; do
		run_script -k <<END
anon foo 1p
$again
show foo
END
		is "$status" 1
		like "$errors" "^script:2: ${again%% *}: .*foo"
		is "$(grep -c . <<<"$errors")" 1
		like "$output" "^a .* $(printf '0x%012x' "$(getconf PAGESIZE)") .* foo$"
		is "$(grep -c . <<<"$output")" 1
	done
}

@test "an unknown segment is named by every command that needs one" {
	for command in 'map %s' 'unmap %s' 'remove %s' 'touch %s' 'where %s' 'lock %s' 'unlock %s' 'slock %s' \
		'sunlock %s' 'mbind %s bind 0' 'mprotect %s read' 'fill %s' 'verify %s' 'move %s 0' 'bounce %s 0' \
		'policy %s' 'alias b %s' 'show %s' 'expect where %s on 0' 'expect present %s all' \
		'expect content %s' 'expect policy %s default' 'anon b 1p offset=%s'; do
		# shellcheck disable=SC2059
		run_memtoy -c "$(printf "$command" nosuch)"
		failed_with 1 "^-c:1: .*nosuch"
	done
}

@test "a segment that is not mapped is refused where memory is needed, with the hint to map it" {
	for command in 'touch foo' 'where foo' 'lock foo' 'unlock foo' 'mbind foo bind 0' 'mprotect foo read' \
		'fill foo' 'verify foo' 'move foo 0' 'bounce foo 0' 'policy foo' 'unmap foo' \
		'expect where foo on 0' 'expect present foo all' 'expect content foo'; do
		run_memtoy -c 'anon foo 4p' -c "$command"
		failed_with 1 "^-c:[0-9]+: .*foo.*not mapped"
	done
	run_memtoy -c 'anon foo 4p' -c 'touch foo'
	like "$errors" 'map foo'
}

@test "map twice is refused, unmap keeps the definition" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'map foo'
	failed_with 1 'foo.*mapped'
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'unmap foo' -c 'show foo' -c 'map foo' -c 'touch foo w' \
		-c 'show foo'
	succeeded
	like "$output" '^a .*not-mapped.* foo$'
	like "$output" "^a $address .* foo$"
}

@test "private anonymous pages are gone after unmap" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'touch foo w' -c 'unmap foo' -c 'map foo' \
		-c 'expect present foo none'
	is "$status" 0
}

@test "shared memory outlives unmap, with its content" {
	for define in 'shmem foo 16p' 'tmpfs foo 16p' 'memfd foo 16p'; do
		run_memtoy -c "$define" -c 'map foo' -c 'fill foo seed=7' -c 'unmap foo' -c 'map foo' \
			-c 'verify foo seed=7'
		is "$status" 0
		is "$errors" ''
	done
}

@test "remove forgets, and the name is free again" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'remove foo' -c 'anon foo 8p' -c 'map foo' -c 'show'
	succeeded
	is "$(grep -c foo <<<"$output")" 1
	run_memtoy -c 'anon foo 4p' -c 'remove foo' -c 'touch foo'
	failed_with 1 foo
}

@test "remove takes several names, and none of them if one is unknown" {
	run_memtoy -c 'anon a 4p' -c 'shmem b 4p' -c 'memfd c 4p' -c 'map a' -c 'remove a b c' -c show
	succeeded
	unlike "$output" '^[ast] '
	run_script -k <<'END'
anon a 4p
anon b 4p
remove a nosuch b
show
END
	is "$status" 1
	like "$errors" '^script:3: remove: .*nosuch'
	is "$(grep -c '^a ' <<<"$output")" 2
	run_memtoy -c remove
	failed_with 1 remove
}

@test "a mapping that is removed is gone from the address space" {
	run_script <<'END'
anon foo 12345p
map foo
remove foo
show +
END
	succeeded
	unlike "$output" "$(printf '0x%012x' $((12345 * $(getconf PAGESIZE))))"
}

@test "there may be thousands of segments" {
	for ((i = 0; i < 3000; i++)); do
		printf 'anon s%d 1p\nmap s%d\ntouch s%d w\n' $i $i $i
	done >"$BATS_TEST_TMPDIR/script"
	echo 'expect present s2999 all' >>"$BATS_TEST_TMPDIR/script"
	echo show >>"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script" >/dev/null
	is "$status" 0
	is "$errors" ''
	is "$(grep -c '^a ' <<<"$output")" 3000
}

@test "addr= puts a segment there or not at all" {
	run_memtoy -c 'anon foo 4p addr=0x700000000000' -c 'map foo' -c 'show foo' -c 'touch foo w'
	succeeded
	like "$output" '^a 0x0000700000000000 '
	run_script -k <<'END'
anon foo 4p addr=0x700000000000
anon bar 4p addr=0x700000001000
map foo
fill foo
map bar
show
verify foo
END
	is "$status" 1
	like "$errors" '^script:5: map: .*bar'
	is "$(grep -c . <<<"$errors")" 1
	like "$output" 'not-mapped.* bar$'
	run_memtoy -c 'anon foo 4p addr=0x700000000123' -c 'map foo' -c 'show foo'
	is "$status" 1
	run_memtoy -c 'anon foo 4p addr=nowhere'
	failed_with 1 nowhere
	run_memtoy -c 'anon foo 4p addr=0xfffffffffffff000' -c 'map foo'
	is "$status" 1
}

@test "offset= puts a segment right after another" {
	run_memtoy -c 'anon foo 4p addr=0x700000000000' -c 'anon bar 4p offset=foo' -c 'map foo' -c 'map bar' \
		-c 'show bar'
	succeeded
	like "$output" "^a $(printf '0x%016x' $((0x700000000000 + 4 * $(getconf PAGESIZE)))) .* bar$"
	run_memtoy -c 'anon foo 4p' -c 'anon bar 4p offset=foo' -c 'map bar'
	is "$status" 1
	like "$errors" 'foo'
	run_memtoy -c 'anon bar 4p offset=bar'
	is "$status" 1
}

@test "a segment larger than the address space fails at map, with the errno" {
	run_memtoy -c 'anon foo 4194304t' -c 'map foo'
	is "$status" 1
	like "$errors" 'foo.*ENOMEM|ENOMEM.*foo'
}

@test "too many and too few words are refused, with the usage" {
	for command in 'anon' 'anon foo' 'shmem' 'shmem foo' 'map' 'unmap' 'lock' 'slock' 'touch' 'where' 'mbind' \
		'mbind foo' 'mprotect' 'mprotect foo' 'child' 'kick' 'snooze' 'migrate' 'tmpfs' 'tmpfs foo' 'memfd' \
		'memfd foo' 'alias' 'alias b' 'fill' 'verify' 'move' 'move foo' 'bounce' 'policy' 'source' \
		'repeat' 'repeat 2' 'time' 'require' 'expect' 'file'; do
		run_memtoy -c 'anon foo 4p' -c 'map foo' -c "$command"
		failed_with 1 "^-c:[0-9]+: ${command%% *}: "
	done
	for command in 'pid x' 'pause x' 'snooze 0 x' 'anon b 1p shared x' 'shmem b 1p x' 'map foo 0 1p private x' \
		'unmap foo x' 'lock foo 0 1p x' 'slock foo x' 'touch foo 0 1p read x' 'where foo 0 1p grid x' \
		'mbind foo 0 1p bind 0 x' 'child a b' 'help a b' 'quit 0 x' 'tmpfs b 1p x' 'memfd b 1p x' \
		'alias b foo x' 'fill foo 0 1p x' 'policy foo 0 1p x' 'move foo 0 1p 0 all x' 'source a b' \
		'set a b c' 'mpol default x' 'mbind foo default x' 'numa x' 'migrate 0 0 x'; do
		run_memtoy -c 'anon foo 4p' -c 'map foo' -c "$command" -c 'echo ran on'
		failed_with 1 "^-c:[0-9]+: ${command%% *}: "
		unlike "$output" 'ran on'
	done
}

@test "a command that is refused has done nothing" {
	run_script -k <<'END'
anon foo 4p
map foo
touch foo 0 4p write nonsense
where foo counts nonsense
mprotect foo read nonsense
anon bar 4p shared nonsense
show
expect present foo none
touch foo w
END
	is "$status" 1
	unlike "$output" bar
	like "$output" ' rw- private foo$'
	is "$(grep -c . <<<"$errors")" 4
}

@test "only what can be mapped in part is" {
	run_memtoy -c 'anon foo 4p' -c 'map foo 0 2p' -c 'show foo'
	if [ "$status" = 0 ]; then
		like "$output" "^a $address $(printf '0x%012x' $((2 * $(getconf PAGESIZE)))) "
	else
		failed_with 1 'foo'
	fi
}

@test "alias is a second mapping of the same object" {
	for define in 'shmem foo 16p' 'tmpfs foo 16p' 'memfd foo 16p' 'anon foo 16p shared'; do
		run_memtoy -c "$define" -c 'map foo' -c 'alias bar foo' -c 'map bar' -c 'fill foo seed=3' \
			-c 'verify bar seed=3' -c 'show'
		is "$errors" ''
		is "$status" 0
		is "$(awk '/ (foo|bar)$/ { print $2 }' <<<"$output" | sort -u | wc -l)" 2
	done
}

@test "an alias of a file shares its pages" {
	head -c 65536 /dev/zero >"$BATS_TEST_TMPDIR/foo"
	run_memtoy -c "file $BATS_TEST_TMPDIR/foo shared" -c 'map foo' -c 'alias bar foo' -c 'map bar' \
		-c 'fill foo' -c 'verify bar'
	is "$status" 0
	is "$errors" ''
}

@test "private anonymous memory has no second mapping" {
	run_memtoy -c 'anon foo 16p' -c 'alias bar foo'
	failed_with 1 'foo'
}

@test "an alias survives what it was made of" {
	run_memtoy -c 'memfd foo 16p' -c 'map foo' -c 'fill foo' -c 'alias bar foo' -c 'map bar' -c 'remove foo' \
		-c 'verify bar' -c 'show'
	is "$status" 0
	is "$errors" ''
	unlike "$output" ' foo$'
}

@test "tmpfs takes a folder, which must be there and be one" {
	run_memtoy -c "tmpfs foo 4p dir=/dev/shm" -c 'map foo' -c 'touch foo w'
	succeeded
	run_memtoy -c "tmpfs foo 4p dir=$BATS_TEST_TMPDIR/none"
	failed_with 1 "none.*ENOENT|ENOENT.*none"
	touch "$BATS_TEST_TMPDIR/plain"
	run_memtoy -c "tmpfs foo 4p dir=$BATS_TEST_TMPDIR/plain"
	failed_with 1 "plain.*ENOTDIR|ENOTDIR.*plain"
	run_memtoy -c "tmpfs foo 4p huge=sometimes"
	failed_with 1 sometimes
}

@test "a tmpfs file has no name" {
	before=$(ls -A /dev/shm)
	run_memtoy -c 'tmpfs foo 4p' -c 'map foo' -c 'touch foo w' -c 'source /dev/stdin' <<<'show'
	is "$status" 0
	is "$(ls -A /dev/shm)" "$before"
}
