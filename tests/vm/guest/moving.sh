#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes 6.12/uneven
# "move: one node, or a list dealt page by page; reports requested, kernel status, actual."  "It
# reports asked, moved, already there, left behind (by reason), absent, never only a time."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing

# counts DESCRIPTION ASKED MOVED ALREADY LEFT ABSENT: what the last report says
counts()
{
	like "$(printf '%s\n' "$output" | grep asked | tail -n 1)" \
		"\b$2 pages? asked, $3 moved, $4 already there, $5 left behind.*, $6 absent" "$1"
}

for define in 'anon foo 32p' 'anon foo 32p shared' 'shmem foo 32p' 'tmpfs foo 32p' 'memfd foo 32p'; do
	holds "$define: all pages move to one node and back" "
$define
map foo
mbind foo bind @1
fill foo
mbind foo default
move foo @2
expect moved all
expect moved 32
expect left none
expect where foo on @2
expect content foo
move foo @1
expect moved all
expect where foo on @1
expect content foo
move foo @1
expect moved 0"
	counts 'all are there already' 32 0 32 0 0
	holds "$define: pages are dealt over a list" "
$define
map foo
mbind foo bind @1
fill foo
move foo @2,@1
expect moved 16
expect where foo on @2 >= 50%
expect where foo 0 1p on @2
expect where foo 1p 1p on @1
expect where foo 2p 1p on @2
expect where foo 31p 1p on @1
expect content foo"
	counts 'half of them are there already' 32 16 16 0 0
done

holds 'a range moves, the rest stays' '
anon foo 32p
map foo
mbind foo bind @1
fill foo
move foo 8p 4p @2
expect moved 4
expect where foo 8p 4p on @2
expect where foo 0 8p on @1
expect where foo 12p 20p on @1
expect content foo'

holds 'absent pages are counted as absent, and stay absent' '
anon foo 32p
map foo
mbind foo bind @1
touch foo 0 10p w
move foo @2
expect moved 10
expect left none
expect present foo 10'
counts 'ten of 32 were there' 32 10 0 0 22

holds 'the zero page stays, and is told apart' '
anon foo 8p
map foo
mbind foo bind @1
touch foo 0 2p w
touch foo 2p 3p r
move foo @2
expect moved 2
where foo'
like "$output" '^ +0: +[0-9] +[0-9] +z +z +z +\. +\. +\.$' 'zero pages are zero pages after it'

holds 'pages of two processes stay where they are, all moves them' '
shmem foo 16p
map foo
mbind foo bind @1
fill foo
child c
/c touch foo 0 16p r
move foo @2
expect moved 0
expect left all EACCES
expect left 16 EACCES
expect where foo on @1
mbind foo bind+move @2
expect left all EACCES
expect where foo on @1
move foo @2 all
expect moved all
expect where foo on @2
mbind foo bind+move+all @1
expect moved all
/c expect where foo on @1
/c expect content foo
/c quit
move foo @2
expect moved all
expect content foo'
like "$output" 'left behind.*(shared|EACCES|mapped)' 'the reason is told'

holds 'pages that a fork shares move when one side has written' '
anon foo 16p
map foo
mbind foo bind @1
fill foo
child c
move foo @2
expect left all EACCES
/c fill foo 0 4p seed=2
move foo 0 4p @2
expect moved all
move foo 4p * @2
expect left all EACCES
move foo @2 all
expect left none
/c expect content foo 4p *
expect content foo'

holds 'a page mapped twice in one process moves with all only' '
memfd foo 16p
alias bar foo
map foo
map bar
mbind foo bind @1
fill foo
verify bar
move foo @2
expect left all EACCES
move foo @2 all
expect moved all
expect where bar on @2
expect content bar'

holds 'locked pages move and stay locked' '
anon foo 16p
shmem bar 16p
map foo
map bar
mbind foo bind @1
mbind bar bind @1
fill foo
fill bar
lock foo
slock bar
move foo @2
expect moved all
move bar @2
expect moved all
expect where foo on @2
expect where bar on @2'

holds 'protected pages move' '
anon foo 16p
map foo
mbind foo bind @1
fill foo
mprotect foo read
move foo @2
expect moved all
expect content foo'

holds 'counters of the kernel agree' '
anon foo 16p
map foo
mbind foo bind @1
fill foo
move foo @2
expect counter pgmigrate_success >= 16
expect counter pgmigrate_fail == 0'

fails_with 1 '^[^ ]+:4: move: .*foo' 'a segment that is not mapped cannot move' \
	'anon foo 8p' 'map foo' 'unmap foo' 'move foo @1'
fails_with 1 '^[^ ]+:4: expect: .*moved' 'expect moved all fails where pages stay' \
	'anon foo 8p' 'map foo' 'move foo @1' 'expect moved all'
fails_with 1 '^[^ ]+:9: expect: .*left.*16' 'expect left none fails where pages were left' \
	'shmem foo 16p' 'map foo' 'mbind foo bind @1' 'fill foo' 'child c' '/c touch foo 0 16p r' \
	'mbind foo default' 'move foo @2' 'expect left none'
fails_with 1 '^[^ ]+:9: expect: ' 'and left all EBUSY where the reason was another' \
	'shmem foo 16p' 'map foo' 'mbind foo bind @1' 'fill foo' 'child c' '/c touch foo 0 16p r' \
	'mbind foo default' 'move foo @2' 'expect left all EBUSY'
done_testing
