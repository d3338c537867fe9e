#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "Each set is read back and graded honoured, partly, ignored."  On one node, as this machine may
# have; tests/vm/guest/policies.sh, home.sh and weights.sh need more.

load ../lib/helpers

weights=/sys/kernel/mm/mempolicy/weighted_interleave

setup()
{
	needs 'nodes >= 1'
}

# last KIND FIELD: of the last record of that kind
last()
{
	jq -r "select(.record == \"$1\") | .$2" "$BATS_TEST_TMPDIR/output" | tail -n 1
}

@test "what is set is graded in its record" {
	run_memtoy --json -c 'anon foo 4p' -c 'map foo' -c 'mbind foo bind @1' -c 'touch foo w' \
		-c 'mbind foo bind+move+strict @1' -c 'mpol preferred @1'
	succeeded
	is "$(last bound grade)" honoured
	is "$(last migration grade)" honoured
	is "$(last migration grade_why)" ''
	is "$(last policy grade)" honoured
	like "$(last policy in_force)" '^preferred:'
}

@test "text tells no grade where all is as asked" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'mbind foo bind @1'
	succeeded
	unlike "$output" 'honoured|ignored'
}

@test "a policy for a shared mapping of a file is ignored, and that is said" {
	case $(stat -f -c %T "$BATS_TEST_TMPDIR") in
	tmpfs | hugetlbfs) skip 'needs a file system on a disk' ;;
	esac
	head -c 16384 /dev/zero >"$BATS_TEST_TMPDIR/f"
	run_memtoy -c "file $BATS_TEST_TMPDIR/f" -c 'map f shared' -c 'mbind f bind @1'
	succeeded
	like "$output" "^memtoy:  ignored: .*by the task's policy"
	run_memtoy -c "file $BATS_TEST_TMPDIR/f" -c 'map f private' -c 'mbind f bind @1'
	succeeded
	like "$output" '^memtoy:  partly honoured: .*those that are written obey'
	run_memtoy -c "file $BATS_TEST_TMPDIR/f" -c 'map f shared' -c 'mbind f default'
	succeeded
	unlike "$output" 'honoured|ignored'
}

@test "memory files and tmpfs obey" {
	run_memtoy --json -c 'memfd foo 4p' -c 'map foo' -c 'mbind foo bind @1'
	succeeded
	is "$(last bound grade)" honoured
	head -c 16384 /dev/zero >/dev/shm/memtoy-obeys.$$
	run_memtoy --json -c "file /dev/shm/memtoy-obeys.$$" -c "map memtoy-obeys.$$ shared" \
		-c "mbind memtoy-obeys.$$ bind @1"
	rm /dev/shm/memtoy-obeys.$$
	succeeded
	is "$(last bound grade)" honoured
}

@test "mode flags that do not go together are explained" {
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'mbind foo bind+static+relative @1'
	failed_with 1 'EINVAL.*\+static and \+relative'
	run_memtoy -c 'anon foo 4p' -c 'map foo' -c 'mbind foo interleaved+balancing @1'
	failed_with 1 'EINVAL.*bind\+balancing'
	run_memtoy -c 'mpol local+static'
	failed_with 1 'EINVAL.*need nodes'
}

@test "home is remembered, and forgotten with the policy" {
	needs 'kernel >= 5.17'
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind @1' -c 'home foo 2p 2p @1' -c 'policy foo'
	succeeded
	like "$output" '^memtoy:  home foo: node [0-9]+ for 2 pages, remembered by memtoy'
	is "$(grep -c '^memtoy:  policy foo' <<<"$output")" 3
	like "$output" 'pages 0x2\+2: .*, home node [0-9]+ \(remembered by memtoy\)$'
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind @1' -c 'home foo @1' \
		-c 'mbind foo bind @1' -c 'policy foo'
	succeeded
	unlike "$output" 'policy.*home'
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind @1' -c 'home foo @1' \
		-c 'expect fail mbind foo bind+static+relative @1' -c 'policy foo'
	succeeded
	like "$output" 'policy.*home'
}

@test "bounce by mbind forgets it too" {
	needs 'kernel >= 5.17'
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind @1' -c 'home foo @1' \
		-c 'bounce foo 0 4p @1 by=mbind' -c 'policy foo'
	succeeded
	like "$output" 'policy foo pages 0x0\+4: .*\(its own\)$'
	like "$output" 'policy foo pages 0x4\+4: .*home node'
}

@test "home explains what the kernel means" {
	needs 'kernel >= 5.17'
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'home foo @1'
	failed_with 1 "home: .*'foo'.*ENOENT.*mbind foo bind"
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'mbind foo interleaved @1' -c 'home foo @1'
	failed_with 1 'home: .*interleaved:.*EOPNOTSUPP.*preferred-many'
	run_memtoy -c 'anon foo 8p' -c 'home foo @1'
	failed_with 1 'not mapped'
	run_memtoy -c 'anon foo 8p' -c 'map foo' -c 'home foo 8p 1p @1'
	failed_with 1 'past the end'
}

@test "weights are shown" {
	[ -d $weights ] || skip 'this kernel has no weighted interleave'
	run_memtoy -c weights
	succeeded
	like "$output" "^memtoy:  weights 0=$(<$weights/node0)( |$)"
	run_memtoy --json -c weights
	succeeded
	is "$(last weights 'nodes[0].weight')" "$(<$weights/node0)"
}

@test "a weight that is none changes nothing" {
	for wrong in 0=0 0=256 0=-1 0=x 0= =1 0 0=1,1 '0 = 1' '0=1 0=1' all=1=1 9999=1; do
		run_memtoy -c "weights $wrong"
		failed_with 1 'weights: '
	done
	run_memtoy -c 'weights 0=1 0=300'
	failed_with 1 "'300' is no weight"
}

@test "who is not root may not set a weight, and is told" {
	[ -d $weights ] || skip 'this kernel has no weighted interleave'
	[ "$EUID" = 0 ] || skip 'needs root, to become someone else'
	status=0
	setpriv --reuid=65534 --clear-groups "$MEMTOY" -c 'weights 0=1' 2>"$BATS_TEST_TMPDIR/errors" || status=$?
	is $status 1
	like "$(<"$BATS_TEST_TMPDIR/errors")" 'weights: .*EACCES.*root'
}
