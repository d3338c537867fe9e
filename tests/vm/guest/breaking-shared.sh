#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of shared pages fail where others share them than they say.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/shared" || exit

breaks 'a child that touches is found out' \
	a-child-that-has-not-touched-does-not-share 's/^child kid$/&\n\/kid touch a/' \
	'^#.* expected 16 pages moved, found 0'
breaks 'a child that does not touch is found out' \
	pages-of-several-processes-move-only-with-all 's/^.kid touch a 0 1p read$/# &/' \
	'^#.* expected 4 pages EACCES, found 0'
breaks 'a move of shared pages needs all' \
	pages-of-several-processes-move-only-with-all 's/^move a @2 all$/move a @2/' \
	'^#.* expected 16 pages moved, found 0'
breaks 'a fork that does not happen is found out' \
	pages-shared-since-a-fork-move-with-all-and-stay-shared 's/^child kid$/&\nfill a/' \
	'^#.* expected 16 pages EACCES, found 0'
breaks 'a second mapping that nobody touches is no sharing' \
	a-page-mapped-twice-is-shared-with-oneself 's/^touch twin$/# &/' \
	'^not ok [0-9]+ .*expect where twin on @2'
breaks 'a wrong policy of the parent is found in the child' \
	parent-and-child-get-pages-where-the-policy-says 's/^mbind preferred preferred @2$/mbind preferred preferred @1/' \
	'^not ok [0-9]+ .*expect where preferred on @2'
breaks 'a thread without its policy is found out' \
	threads-place-what-they-touch-by-their-own-policy 's/^.two mems @2$/# &/; s/^.one touch a 0 8p write/cpus of @1\n\/two cpus of @1\n&/' \
	'^not ok 2 .*expect where a 8p 8p on @2'
done_testing
