#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of raw calls fail where the kernel answers otherwise than it should, or a page is elsewhere.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/calls" || exit

breaks 'a bad address that is good after all' \
	a-bad-address-spoils-its-own-entry-only 's/ 0x600000010000 low:1p none / low low:1p none /' \
	'^#.* expected status 1 EFAULT 1 EFAULT\*2 1\*2 of move_pages, found 1 EBUSY 1 EFAULT\*2 1\*2'
breaks 'a bad node that is a good one' \
	a-bad-node-ends-the-call-behind-what-was-moved 's/^call move_pages nodes=@2,@2,5000,@2/call move_pages nodes=@2*4/' \
	'^#.* expected move_pages to return ENODEV, found 0'
breaks 'a flag that is none' \
	move-pages-knows-two-flags-only 's/flags=move+strict/flags=move/' \
	'^#.* expected move_pages to return EINVAL, found 0'
breaks 'lazy left out' \
	lazy-migration-was-never-merged 's/flags=move+lazy$/flags=move/' \
	'^#.* expected mbind to return EINVAL, found 0'
breaks 'a status array that is good' \
	a-bad-pointer-is-efault-but-a-bad-status-comes-too-late 's/nodes=@2 status=bad a/nodes=@2 a/' \
	'^#.* expected move_pages to return EFAULT, found 0'
breaks 'pages that have not moved before the end was found' \
	a-bad-pointer-is-efault-but-a-bad-status-comes-too-late 's/nodes=@2 status=bad a/pages=bad a/' \
	'^not ok .*expect where a 0 1p on @2'
breaks 'an address that is named once' \
	an-address-named-twice-is-busy-the-second-time 's/^call move_pages nodes=@2 a a a:1p/call move_pages nodes=@2 a a:1p a:2p/' \
	'^#.* expected status 1 EBUSY 1 of move_pages, found 1\*3'
breaks 'a page that is not pinned' \
	a-held-page-leaves-its-batch-without-an-answer 's/^pin /# pin /' \
	'^#.* expected move_pages to return 1, found 0'
breaks 'a page that was touched' \
	a-page-never-touched-is-absent-by-its-versions-errno 's/^fill a 0 1p/fill a/' \
	'^#.* of move_pages, found 1\*4'
breaks 'a zero page that was written' \
	the-zero-page-is-no-page-to-move 's/ 1p 3p read/ 1p 3p write/' \
	'^#.* expected status 1 EFAULT\*3 of move_pages, found 1\*4'
breaks 'memory that may be accessed' \
	memory-without-access-moves-since-its-version 's/^mprotect a read write/mprotect a none/' \
	'.'
breaks 'a huge page where the last address was to go elsewhere' \
	a-status-need-not-be-where-a-huge-page-ends 's/nodes=@2,@1 t t:1p/nodes=@1,@2 t t:1p/' \
	'^#.* expected status 1 0 of move_pages, found 0 1'
breaks 'a wrong byte' \
	an-address-named-twice-is-busy-the-second-time 's/^expect content a$/fill a 2p 1p seed=9\n&/' \
	'^#.* wrong from offset 0x2000'
done_testing
