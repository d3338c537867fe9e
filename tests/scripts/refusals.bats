#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "A machine with one node, a kernel without NUMA, and a refused system call are three different,
# named situations; with one node everything that makes sense still works."

load ../lib/helpers

all_numa=mbind,get_mempolicy,set_mempolicy,move_pages,migrate_pages

setup()
{
	refuse=${HELPERS:-$MEMTOY_BUILD/tests/helpers}/refuse
	[ -x "$refuse" ] || skip 'needs the helper refuse (make test-programs)'
}

# refused SYSCALLS ERRNO COMMAND...: memtoy's commands, after a segment 'foo' that is touched
refused()
{
	local calls=$1 error=$2 arguments=() command memtoy=$MEMTOY
	shift 2

	for command; do
		arguments+=(-c "$command")
	done
	printf '#!/bin/sh\nexec "%s" %s %s "%s" "$@"\n' "$refuse" "$calls" "$error" "$MEMTOY" \
		>"$BATS_TEST_TMPDIR/memtoy"
	chmod +x "$BATS_TEST_TMPDIR/memtoy"
	MEMTOY=$BATS_TEST_TMPDIR/memtoy
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'touch foo w' "${arguments[@]}"
	MEMTOY=$memtoy
	[ "$status" != 125 ]
}

# without_numa ARG...: memtoy as a kernel without NUMA would have it: no nodes in /sys, no calls
without_numa()
{
	unshare -m sh -c 'mount -t tmpfs none /sys/devices/system/node && exec "$@"' sh \
		"$refuse" $all_numa,set_mempolicy_home_node ENOSYS "$MEMTOY" "$@" \
		>"$BATS_TEST_TMPDIR/output" 2>"$BATS_TEST_TMPDIR/errors"
}

@test "a refused NUMA system call is named with its errno, and said to be refused" {
	for pair in 'mbind mbind foo bind 0' 'mbind mbind foo 0 1p bind+move 0' 'set_mempolicy mpol bind 0' \
		'set_mempolicy mems 0' 'get_mempolicy mpol' 'get_mempolicy mems' 'get_mempolicy policy foo' \
		'move_pages where foo' 'move_pages move foo 0' 'move_pages bounce foo 0' \
		'migrate_pages migrate 0' "$all_numa mbind foo bind 0" "$all_numa numa all" "$all_numa mpol"; do
		read -r call command <<<"$pair"
		refused "$call" EPERM "$command"
		is "$status" 1
		like "$errors" "^-c:[0-9]+: ${command%% *}: .*(EPERM|refused)"
		like "$errors" 'refused|seccomp|sandbox|filter'
		unlike "$errors" 'without NUMA'
	done
}

@test "the same where a filter answers ENOSYS" {
	for pair in 'mbind mbind foo bind 0' 'set_mempolicy mpol bind 0' 'get_mempolicy mpol' \
		'move_pages where foo' 'move_pages move foo 0' 'migrate_pages migrate 0' \
		"$all_numa mbind foo bind 0" "$all_numa mpol"; do
		read -r call command <<<"$pair"
		refused "$call" ENOSYS "$command"
		is "$status" 1
		like "$errors" "^-c:[0-9]+: ${command%% *}: .*(ENOSYS|refused)"
		like "$errors" 'refused|seccomp|sandbox|filter'
		unlike "$errors" 'without NUMA'
	done
}

@test "what needs no NUMA call works where all of them are refused" {
	refused $all_numa EPERM 'shmem s 4p' 'map s' 'fill s' 'verify s' 'lock foo' 'unlock foo' 'mprotect foo read' \
		'child c' '/c verify s' 'show' 'cpus' 'pid'
	is "$status" 0
	is "$errors" ''
	like "$output" 'touched 4 pages'
	like "$output" 'filled 4 pages'
	is "$(grep -c 'verified 4 pages' <<<"$output")" 2
}

@test "what cannot be looked at is not half shown" {
	refused move_pages EPERM 'where foo'
	is "$status" 1
	unlike "$output" '^page offset|^ +0:'
}

@test "a kernel without NUMA is called that" {
	[ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || skip 'needs root and unshare'
	[ -d /sys/devices/system/node ] || skip 'needs a kernel with NUMA'
	for command in 'mbind foo bind 0' 'mpol' 'mems' 'migrate 0' 'move foo 0' 'bounce foo 0' 'policy foo'; do
		status=0
		without_numa -c 'anon foo 4p' -c 'map foo' -c 'touch foo w' -c "$command" || status=$?
		is "$status" 1
		like "$(<"$BATS_TEST_TMPDIR/errors")" "^-c:[0-9]+: ${command%% *}: .*without NUMA"
	done
	without_numa -c numa
	like "$(<"$BATS_TEST_TMPDIR/output")" 'without NUMA'
}

@test "a kernel without NUMA still maps, touches, shows and looks" {
	[ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || skip 'needs root and unshare'
	status=0
	without_numa -c 'anon foo 4p' -c 'map foo' -c 'fill foo' -c 'verify foo' -c 'where foo' -c 'show +' \
		-c 'shmem s 4p' -c 'map s' -c 'touch s w' -c 'child c' -c '/c pid' -c 'expect present foo all' \
		|| status=$?
	is "$(<"$BATS_TEST_TMPDIR/errors")" ''
	is "$status" 0
}

@test "a machine with one node is called that, and everything that makes sense works" {
	needs 'nodes == 1'
	run_memtoy -c numa
	succeeded
	like "$output" 'one node'
	run_script <<'END'
anon foo 8p
map foo
mbind foo bind @1
touch foo w
where foo
mbind foo bind+move @1
expect moved 0
expect left none
move foo @1
expect left none
bounce foo all rounds=3
bounce foo @1 rounds=3 by=mbind
bounce foo @1 rounds=3 by=migrate_pages
migrate @1
mpol bind @1
mems @1
policy foo
expect where foo on @1
expect fail mbind foo bind @2
END
	is "$errors" ''
	is "$status" 0
}

@test "the three situations have three different messages" {
	[ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || skip 'needs root and unshare'
	needs 'nodes == 1'
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'mbind foo bind 1'
	one=$errors
	refused $all_numa EPERM 'mbind foo bind 1'
	two=$errors
	without_numa -c 'anon foo 4p' -c 'map foo' -c 'mbind foo bind 1' || true
	three=$(<"$BATS_TEST_TMPDIR/errors")
	printf '%s\n' "$one" "$two" "$three"
	[ -n "$one" ]
	[ "$one" != "$two" ]
	[ "$one" != "$three" ]
	[ "$two" != "$three" ]
}

@test "require tells a refused call from a lack of nodes" {
	refused $all_numa EPERM 'require nodes >= 2'
	is "$status" 4
	like "$output$errors" 'refused'
}

@test "other refused system calls are named with their errno" {
	# To look for leaks the sanitizer needs to clone, too.
	[ -z "${ASAN_OPTIONS-}" ] || export ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0"
	for pair in 'shmget shmem s 4p' 'memfd_create memfd m 4p' 'mlock lock foo' 'sched_setaffinity cpus 0' \
		'clone,clone3,fork,vfork child c'; do
		read -r call command <<<"$pair"
		refused "$call" EPERM "$command"
		failed_with 1 "^-c:[0-9]+: ${command%% *}: .*EPERM"
	done
}

@test "a SysV segment that cannot be marked for removal is an error" {
	refused shmctl EPERM 'shmem s 4p'
	ids=$(awk '$7 == 0 && $3 == 600 { print $2 }' /proc/sysvipc/shm)
	for id in $ids; do
		# Only what this test left: of its own age.
		[ $(($(date +%s) - $(awk -v id="$id" '$2 == id { print $14 }' /proc/sysvipc/shm))) -gt 5 ] ||
			ipcrm -m "$id"
	done
	failed_with 1 '^-c:[0-9]+: shmem: .*EPERM'
}
