#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "What is told of pages that stay is true: which page, why it is there, and what a verdict counts."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing

# session COMMAND...: on 16 pages on the first node, of which one is pinned
session()
{
	printf '%s\n' 'anon a 16p' 'map a' 'mbind a bind @1' 'fill a' 'pin a 5p 1p' "$@" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
}

session 'mbind a 4p 8p bind+move @2' 'expect left none'
like "$output" '^memtoy:  first left behind: page 0x5 on node ' 'mbind of a range names the page by its place in the segment'
like "$output" '^memtoy:  evidence: page 0x5 of a, on node .*something holds a reference' \
	'and so does the report of the claim that does not hold'

session 'move a 4p 8p @2' 'expect moved 8'
like "$output" '^memtoy:  evidence: page 0x5 of a, on node .*something holds a reference' 'as of move'

session 'migrate @2 @1'
like "$output" '^memtoy:  left behind: migrate_pages tells no reasons' 'migrate_pages(2) tells no page, and none is named'
unlike "$output" 'first left behind' 'not even the first one'

session 'expect fail EAGAIN bounce a @2,@1' 'unpin a' 'bounce a @2,@1 rounds=3'
is "$status" 0 'a bounce that fails as it should is no failure'
like "$output" 'HELD: .* 2 bounces, .*: in all but 1, every page migrated at least 5 times' \
	'and the verdict leaves it out of what it says of all'

session 'expect fail EAGAIN bounce a @2,@1'
unlike "$output" 'after every step|found on Linux' 'of which nothing is said where there was no other, and it is no finding'

printf '%s\n' 'anon a 16p' 'map a' 'mbind a bind @1' 'fill a' 'mbind a default' 'why a' >"$tap_folder/script"
run_memtoy "$tap_folder/script"
like "$output" 'names no node: a CPU of node .* touched it first, or the policy of then or a move brought it' \
	'a page that a policy brought is not said to have been touched there'

done_testing
