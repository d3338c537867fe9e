#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of segments fail where a page is not where it should be, or not what was written.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/segments" || exit

breaks 'a page that is held is missed, and by a claim on placement too' \
	private-pages-go-where-each-call-sends-them 's/^fill a$/&\npin a 3p 1p/; s/^expect moved all$/# &/' \
	'^#.* expected 100% of 16 pages on node 1, found 1 on node 0, 15 on node 1; page 0x3 is on node 0'
breaks 'a page with other content is named' \
	private-pages-go-where-each-call-sends-them 's/^fill a$/&\nfill a 3p 1p seed=9/' \
	'^#.*content.* wrong from offset 0x3000'
breaks 'a wrong node is found out' \
	private-pages-go-where-each-call-sends-them 's/^migrate @2 @1$/migrate @1 @2/' \
	'^not ok 9 .*expect where a on @2'
breaks 'one page less that moves is found out' \
	a-page-that-is-there-already-is-no-failure 's/^fill a 4p 4p$/&\npin a 5p 1p/' \
	'^#.*expected 4 pages moved, found 3'
breaks 'a page on another node is seen in page frames' \
	one-page-on-each-node-is-seen-there 's/^mbind a 2p 1p bind @2$/mbind a 2p 1p bind @1/' \
	'^not ok 2 .*expect where a 2p 1p on @2'
breaks 'a page on another node is seen by move_pages' \
	one-page-on-each-node-is-seen-there 's/^set source move_pages$/&\nmove a 2p 1p @1/' \
	'^not ok 5 .*expect where a 2p 1p on @2'
breaks 'another memory file in its place has neither its pages nor its policy' \
	placement-of-shared-memory-outlives-its-mapping 's/^unmap m$/remove m\nmemfd m 16p\nmpol bind @1/' \
	'^not ok 8 .*expect where m on @2'
breaks 'another SysV segment in its place has not its pages' \
	sysv-pages-migrate-like-any 's/^unmap s$/remove s\nshmem s 16p\nmpol bind @1/' \
	'^not ok 9 .*expect where s on @2'
breaks 'a policy that was not set is not found' \
	sysv-pages-migrate-like-any 's/^mbind s 8p 4p interleaved @1,@2$/# &/' \
	'^not ok 12 .*expect policy s 8p 4p interleaved'
done_testing
