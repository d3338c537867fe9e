#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "bounce: migrate through the nodes in turn; after every step each page's node and content are
# checked; the verdict of the whole."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing

# run_lines COMMAND...
run_lines()
{
	printf '%s\n' "$@" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
}

for by in mbind move_pages migrate_pages; do
	for define in 'anon foo 64p' 'anon foo 64p shared' 'shmem foo 64p' 'tmpfs foo 64p' 'memfd foo 64p'; do
		run_lines "$define" 'map foo' 'mbind foo bind @1' 'touch foo w' "bounce foo @2,@1 rounds=4 by=$by" \
			'expect where foo on @1' 'expect content foo'
		is "$status:$errors" '0:' "$define by $by"
		like "$output" "bounce foo by $by: 64 pages, 4 rounds, 8 steps, 512 page migrations" \
			'each page has moved in each step'
	done
done

run_lines 'anon foo 64p' 'map foo' 'bounce foo @1,@2'
is "$status" 0 'without rounds= and by= it works as well'
like "$output" 'by move_pages' 'by move_pages'

run_lines 'anon foo 64p' 'map foo' 'bounce foo 16p 8p @1,@2 rounds=2' 'expect present foo 8'
is "$status" 0 'a range bounces alone'

run_lines 'anon foo 64p' 'map foo' 'bounce foo @2 by=mbind' 'expect policy foo bind @2'
is "$status:$errors" '0:' 'by mbind leaves the range bound to the last node'
run_lines 'anon foo 64p' 'map foo' 'bounce foo @2 by=move_pages' 'expect policy foo default'
is "$status:$errors" '0:' 'by move_pages leaves policies alone'

run_lines 'anon foo 64p' 'map foo' 'bounce foo @1,@2 seed=7' 'expect content foo seed=7'
is "$status:$errors" '0:' 'seed= is what it fills with'

run_lines 'shmem foo 64p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'child c' '/c touch foo w' \
	'bounce foo @2,@1 rounds=3'
is "$status" 1 'a segment of two processes does not bounce without all'
like "$errors" '^[^ ]+:7: bounce: .*page 0x0\b.*node' 'the first page that did not is named, and its node'
like "$errors" 'more than once|shared|EACCES|mapped' 'and why'
is "$(printf '%s\n' "$errors" | grep -c .)" 1 'in one line'

for by in mbind move_pages migrate_pages; do
	run_lines 'shmem foo 64p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'child c' '/c touch foo w' \
		"bounce foo @2,@1 rounds=3 all by=$by" '/c expect content foo' '/c expect where foo on @1'
	is "$status:$errors" '0:' "with all it does, by $by"
done

# Every other page is there already, at which a call ends that has left one behind.
for by in mbind move_pages migrate_pages; do
	run_lines 'anon foo 64p' 'map foo' 'mbind foo interleaved @1,@2' 'fill foo' 'mbind foo default' \
		'pin foo 4p 2p' "expect fail EAGAIN bounce foo @2 by=$by" 'expect where foo 0 4p on @2' \
		'expect where foo 6p * on @2' 'move foo @2' 'expect left 1'
	is "$status:$errors" '0:' "by $by the pages behind one that is held move"
done

fails_with 1 "^[^ ]+:3: bounce: .*nonsense" 'an unknown way is refused' \
	'anon foo 8p' 'map foo' 'bounce foo @1 by=nonsense'
fails_with 1 "^[^ ]+:3: bounce: .*(0|rounds)" 'so are no rounds' \
	'anon foo 8p' 'map foo' 'bounce foo @1 rounds=0'
fails_with 1 "^[^ ]+:3: bounce: .*x" 'and rounds that are no number' \
	'anon foo 8p' 'map foo' 'bounce foo @1 rounds=x'
fails_with 1 "^[^ ]+:3: bounce: .*1023" 'and a node that does not exist' \
	'anon foo 8p' 'map foo' 'bounce foo @1,1023'
fails_with 1 "^[^ ]+:4: bounce: .*SIGSEGV" 'an area that cannot be filled fails' \
	'anon foo 8p' 'map foo' 'mprotect foo read' 'bounce foo @1'

run_lines 'anon foo 64p' 'map foo' 'bounce foo @1,@2 rounds=3' 'shmem bar 64p' 'map bar' 'bounce bar @1,@2'
like "$(printf '%s\n' "$output" | tail -n 1)" 'HELD.*2 bounces' 'a script that bounces ends with its verdict'
done_testing
