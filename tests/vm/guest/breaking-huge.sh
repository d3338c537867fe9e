#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of huge pages fail where a page stays, a pool has another size, or content is another.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/huge" || exit

breaks 'a huge page that is held stays' \
	huge-pages-take-their-place-in-the-pool-along 's/^expect pool 2m 2 free on @1$/&\npin h 1p 1p/; T; :a; n; ba' \
	'^#.*expected 2 pages moved, found 1'
breaks 'a pool that had pages is one page larger' \
	huge-pages-take-their-place-in-the-pool-along 's/^require pool 2m 0 on @2$/require pool 2m 1 on @2/' \
	'^#.*expected 2 huge pages of 2 MiB on node 0, found 3'
breaks 'a pool that is not emptied by what was removed' \
	huge-pages-take-their-place-in-the-pool-along 's/^remove h$/unmap h\nshmem other 1p huge=2m\nmap other\nmbind other bind @1\ntouch other write/' \
	'^#.*expected 4 huge pages of 2 MiB free on node 0, found 3'
breaks 'an address in another page has another status' \
	any-address-in-a-huge-page-names-it 's/^call move_pages nodes=@2,@2 h h:0x1000$/call move_pages nodes=@2,@2 h h:0x200000/' \
	'^not ok .*expect status @2 E'
breaks 'a range of whole pages is not refused' \
	mbind-takes-no-part-of-a-huge-page 's/^call mbind h 0 1m /call mbind h 0 2m /' \
	'^not ok 1 .*expect returned EINVAL'
breaks 'pages that were not sent on are where they were' \
	sysv-huge-pages-migrate 's/^migrate @2 @1$/# &/' \
	'^not ok .*expect where s on @2'
breaks 'a huge page with other content' \
	sysv-huge-pages-migrate 's/^touch s read$/&\nfill s 3p 1p seed=9/' \
	'^#.*content.* wrong from offset 0x600000'
breaks 'a child that has not touched the pages does not hold them' \
	shared-huge-pages-of-a-memory-file-move-with-all-only 's,^/other touch,# &,' \
	'^#.*expected 2 pages moved, found 4'
breaks 'a pool that is not empty is no error' \
	an-empty-pool-is-an-error-and-no-signal 's/^require pool 2m 0 on @2$/require pool 2m 2 on @2/' \
	'^#.*expected it to fail, but it did not'
done_testing
