#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: 6.12/4nodes
# A poisoned page is told as what it is, in every form: no page that moves just now, nor one in swap.
. "${0%/*}/../../lib/tap.sh"

needs 'advice hwpoison'
without_balancing

# script COMMAND...: a session in which one page of eight is broken
script()
{
	printf '%s\n' 'anon a 8p' 'map a' 'mbind a bind @1' 'touch a w' 'mbind a default' 'madvise a 2p 1p hwpoison' \
		"$@" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
}

script 'where a'
is "$status:$errors" 0: 'it is looked at'
like "$output" 'hwpoison: 1 page .* 1 poisoned$' 'the command that broke it says so'
like "$output" '^           0:    0   0   x   0   0   0   0   0$' 'an x for it'
unlike "$output" 'while they were looked at' 'and nobody says that pages move'
for source in auto pagemap move_pages; do
	script "set source $source" 'where a runs' 'where a counts'
	like "$output" '^ +2: 1 page poisoned$' "source $source: a run of its own"
	like "$output" '^poisoned +1 ' 'and a row'
done
script 'expect present a 2p 1p none' 'why a 2p 1p'
is "$status:$errors" 0: 'there is no page'
like "$output" 'its memory broke, and the kernel took the frame out of use: any access is a SIGBUS; there is nothing to move' \
	'why knows why'
like "$output" '^ +try: madvise a 2p 1p dontneed$' 'and what to do'
script 'move a @2' 'expect moved 7' 'expect left none' 'madvise a 2p 1p dontneed' 'touch a 2p 1p w' \
	'expect present a all'
is "$status:$errors" 0: 'the others move, and given back it is a page again'
like "$output" ': 8 pages asked, 7 moved, 0 already there, 0 left behind, 1 absent, ' 'and is not called left behind'
script 'uid nobody' 'where a counts'
like "$output" '^swapped +1 ' 'who may see no frames cannot tell it from swap'
done_testing
