#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of pages that are held fail where nobody holds them, or others are held.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/held" || exit

breaks 'a pin that is left out is missed' \
	a-page-in-a-pipe-stays-until-it-is-let-go 's/^pin a /# &/' \
	'^#.* expected 2 pages EAGAIN, found 0'
breaks 'a pin of another page is found out' \
	a-page-in-a-pipe-stays-until-it-is-let-go 's/^pin a 5p 2p/pin a 6p 2p/' \
	'^not ok 3 .*expect where a 5p 2p on @1'
breaks 'a pin that is not let go of is found out' \
	a-page-in-a-pipe-stays-until-it-is-let-go 's/^unpin a$/# &/' \
	'^#.* expected 0 pages left, found 2'
breaks 'a fixed buffer that is left out is missed' \
	pages-of-an-io-uring-stay-until-it-lets-go 's/^pin a /# &/' \
	'^#.* expected 4 pages EAGAIN, found 0'
breaks 'a fixed buffer that stays registered is found out' \
	pages-of-an-io-uring-stay-until-it-lets-go 's/^unpin a$/# &/' \
	'^#.*bounce: .*page 0x5 stayed on node'
breaks 'transfers that are left out are missed' \
	pages-on-their-way-to-a-disk-stay-for-the-moment 's/^pin a /# &/' \
	'^#.* expected 256 pages EAGAIN, found 0'
breaks 'transfers that are not let go on are found out' \
	pages-on-their-way-to-a-disk-stay-for-the-moment 's/^unpin a$/# &/' \
	'^#.*bounce: .*page 0x0 stayed on node'
breaks 'content that a transfer brings is checked' \
	pages-on-their-way-to-a-disk-stay-for-the-moment 's/^stop transfers$/&\nfill a 9p 1p seed=5/' \
	'^#.*content.* wrong from offset 0x9000'
done_testing
