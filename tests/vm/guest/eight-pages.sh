#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "move is asked for eight pages of which one is pinned, one absent, one shared, one zero, two halves of
# a huge page with different targets, and the report names each page's true end and reason."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 3'
without_balancing
# Before 6.12 the kernel's word for what was never touched is that for the zero page.
untouched=ENOENT
[ "${MEMTOY_GUEST%%/*}" != 6.1 ] || untouched=EFAULT

run_memtoy scripts/eight-pages
is "$status:$errors" '0:' 'all that the script claims holds'
like "$output" '8 pages asked, 3 moved, 0 already there, 3 left behind \(1 shared, 1 held, 1 moved on\), 2 absent' \
	'the report counts every end'
n='[0-9]+'
like "$output" "^0x1fe +1 +$n +$n +$n +$n moved on\$" 'the first part of the huge page was moved on'
like "$output" "^0x1ff +1 +$n +$n +$n +$n moved\$" 'the last part decided'
like "$output" "^0x200 +1 +$n +$n +$n +$n moved\$" 'a page by itself moved'
like "$output" "^0x201 +1 +$n +$n +none +$n held\$" 'the pinned page is held, without an answer'
like "$output" "^0x202 +1 +absent +$n +$untouched absent nothing to move\$" 'the absent page is absent'
like "$output" "^0x203 +1 +$n +$n +EACCES +$n shared\$" 'the shared page is shared'
like "$output" "^0x204 +1 +zero +$n +EFAULT +zero nothing to move\$" 'the zero page is the zero page'
like "$output" "^0x205 +1 +$n +$n +$n +$n moved\$" 'a page behind the pinned one moved, though the kernel had given up'
done_testing
