#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "A pinned page makes shmem-mbind-test fail and name the page."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing
mkfifo "$tap_folder/pinning"

# pinned WHAT PAGE COMMAND...: memtoy runs a script; at its line 'source pinning' a page is pinned
pinned()
{
	tap_what=$1 tap_page=$2
	shift 2
	rm -f "$tap_folder/pin"
	printf '%s\n' "$@" >"$tap_folder/script"
	"$MEMTOY" "$tap_folder/script" >"$tap_folder/output" 2>"$tap_folder/errors" &
	pid=$!
	exec 7>"$tap_folder/pinning"
	"$HELPERS/pin" $pid "$tap_what" "$tap_page" >"$tap_folder/pin" 2>&1 7>&- &
	holder=$!
	eventually says "$tap_folder/pin" .
	exec 7>&-
	status=0
	wait $pid || status=$?
	wait $holder
	output=$(cat "$tap_folder/output")
	errors=$(cat "$tap_folder/errors")
	[ "$(cat "$tap_folder/pin")" = pinned ] || diag "$(cat "$tap_folder/pin")"
}

for kind in 'shmem foo 64p|shm' 'memfd foo 64p|/memfd:' 'tmpfs foo 64p|/dev/shm/'; do
	define=${kind%|*} what=${kind#*|}
	pinned "$what" 37 "$define" 'map foo' 'mbind foo bind @1' 'fill foo' 'source pinning' \
		'move foo @2' 'expect moved 63' 'expect left 1' 'expect where foo 37p 1p on @1' \
		'expect where foo 0 37p on @2' 'expect where foo 38p * on @2' 'expect content foo'
	is "$status:$errors" '0:' "$define: move leaves the pinned page, and moves the others"
	like "$output" '(0x25|\b37\b).*node 0' 'it is named, with its node'

	pinned "$what" 37 "$define" 'map foo' 'mbind foo bind @1' 'fill foo' 'source pinning' \
		'mbind foo bind+move @2' 'expect moved 63' 'expect left 1' 'expect where foo 37p 1p on @1'
	is "$status:$errors" '0:' "$define: mbind does, and says what the kernel hid"
	like "$output" '(0x25|\b37\b).*node 0' 'it is named, with its node'

	pinned "$what" 37 "$define" 'map foo' 'mbind foo bind @1' 'fill foo' 'source pinning' \
		'mbind foo bind+move+strict @2'
	is "$status" 1 "$define: +strict makes it an error"
	like "$errors" ':6: mbind: .*EIO' 'which is EIO'
	like "$output" '^memtoy:  partly honoured: 1 page could not be moved, but the new policy is set: bind:[0-9] is in' \
		'and keeps the new policy, which is told'

	for by in mbind move_pages migrate_pages; do
		pinned "$what" 37 "$define" 'map foo' 'mbind foo bind @1' 'fill foo' 'source pinning' \
			"bounce foo @2,@1 rounds=3 by=$by"
		is "$status" 1 "$define: bounce by $by fails"
		like "$errors" ':6: bounce: .*(0x25|\b37\b).*node 0' 'and names the page and its node'
		is "$(printf '%s\n' "$errors" | grep -c .)" 1 'in one line'
	done
done

pinned shm 5 'shmem foo 16p' 'map foo' 'mbind foo bind @1' 'fill foo' 'source pinning' 'migrate @2 @1' \
	'expect left 1' 'expect where foo 5p 1p on @1'
is "$status:$errors" '0:' 'migrate counts the pinned page as left'

# The main job itself: the page is pinned as soon as it is there.
for what in shm /memfd: /dev/shm/; do
	"$MEMTOY" scripts/shmem-mbind-test >"$tap_folder/output" 2>"$tap_folder/errors" &
	pid=$!
	"$HELPERS/pin" $pid $what 77 >"$tap_folder/pin" 2>&1
	status=0
	wait $pid || status=$?
	is "$(cat "$tap_folder/pin")" pinned "shmem-mbind-test: page 77 of $what is pinned"
	is "$status" 1 'the script fails'
	like "$(cat "$tap_folder/errors")" '^scripts/shmem-mbind-test:[0-9]+: ' 'at its line'
	like "$(cat "$tap_folder/output" "$tap_folder/errors")" '(0x4d|\b77\b).*node [0-9]' \
		'and names the page and its node'
	like "$(cat "$tap_folder/output")" 'FAILED' 'the verdict says so'
done
done_testing
