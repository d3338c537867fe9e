#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of page states fail where a page is not in the state that they made, or loses it.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/states" || exit

breaks 'pages that are not equal are not merged' \
	merged-pages-move-for-all-of-their-mappers-only 's/^fill b$/fill b seed=3/; s/within 20s/within 1s/' \
	'^#.*expected all pages with: KSM.*; found 16 otherwise'
breaks 'who writes is merged no more' \
	merged-pages-move-for-all-of-their-mappers-only 's/^move a @2 all$/fill b seed=3\n&/' \
	'^#.*expected all pages with: KSM, without: exclusive; found 16 otherwise'
breaks 'pages that are not locked are not marked so' \
	locked-pages-move-and-stay-locked 's/^lock own$/lock own 0 15p/' \
	'^#.*expected all pages with: UNEVICTABLE MLOCKED; found 1 otherwise; page 0xf'
breaks 'a SysV segment that is not locked is not marked so' \
	locked-pages-move-and-stay-locked 's/^slock shm$/# &/' \
	'^not ok .*expect flags shm UNEVICTABLE'
breaks 'a page that was written is not the zero page' \
	the-zero-page-never-moves 's/^touch small read$/&\ntouch small 3p 1p write/' \
	'^#.*expected all pages with: present ZERO_PAGE; found 1 otherwise; page 0x3'
breaks 'without a huge zero page there is none' \
	the-zero-page-never-moves 's/^switch thp_zero_page 1$/switch thp_zero_page 0/' \
	'^not ok .*expect flags huge 0 1p'
breaks 'a page that was touched is there' \
	what-was-never-touched-is-nowhere 's/^migrate @1 @2$/touch own 5p 1p write/' \
	'^not ok .*expect flags own 2p 6p not present'
breaks 'a page that is held goes to swap and back, but no further' \
	what-is-in-swap-is-not-there-to-move 's/^fill own$/&\npin own 7p 1p/; s/^expect counter pswpout.*/# &/' \
	'^#.*expected 100% of 64 pages on node 1, found 1 on node 0, 63 on node 1; page 0x7'
breaks 'what came back from swap otherwise is found out' \
	what-is-in-swap-is-not-there-to-move 's/^expect content own$/fill shared 5p 1p seed=9\n&/' \
	'^#.*content.* wrong from offset 0x5000'
breaks 'what was written to meanwhile is written to swap again' \
	pages-in-the-swap-cache-move 's/^# The place in swap holds.*/touch a 0 3p write/' \
	'^#.*expected pswpout == 0 .* found'
breaks 'a page that is not watched may be written to' \
	a-page-that-userfaultfd-watches-stays-watched 's/^userfault marked 4p 8p wp$/userfault marked 4p 7p wp/' \
	'^#.*expected all pages with: uffd-wp; found 1 otherwise; page 0xb'
breaks 'what is not missing is not refused' \
	a-page-that-userfaultfd-watches-stays-watched 's/^userfault missing missing$/# &/' \
	'^not ok .*expect fail EFAULT touch missing'
breaks 'a policy that does not move is found out' \
	a-move-asks-for-no-access 's/^mbind closed bind+move @2$/mbind closed bind @2/' \
	'^not ok .*expect where closed on @2'
breaks 'a page without access that has it is found out' \
	a-move-asks-for-no-access 's/^mprotect closed none$/mprotect closed read/; /^if kernel/d' \
	'^not ok .*expect fail EFAULT touch closed read'
breaks 'a lazily freed page that was written to is none' \
	lazily-freed-pages-move-and-stay-so 's/^madvise a 0 16p free$/&\nswitch compact_memory 1\ntouch a 2p 1p write/' \
	'^#.*expected all pages with: present ANON, without: .*found 1 otherwise; page 0x2'
breaks 'a written page is told from a clean one' \
	a-move-is-no-write 's/^touch a 0 4p write$/touch a 0 5p write/' \
	'^#.*expected all pages with: any, without: soft-dirty; found 1 otherwise; page 0x4'
breaks 'a state that another page has too is found out' \
	no-state-is-changed-by-a-move 's/^touch a 0 16p write$/&\ntouch a 35p 1p write/' \
	'^#.*without: soft-dirty.*; found 1 otherwise; page 0x23'
breaks 'a state that is lost in a move is found out' \
	no-state-is-changed-by-a-move 's/^move a @2$/&\nuserfault a 20p 1p off/' \
	'^#.*expected all pages with: .*uffd-wp.*found 1 otherwise; page 0x14'
if run_memtoy -c 'require advice soft_offline' && [ "$status" = 0 ]; then
	breaks 'a frame that is not taken offline keeps its page' \
		a-frame-that-goes-offline-lets-its-page-go 's/^madvise a 2p 1p soft_offline$/madvise a 2p 1p cold/' \
		'^not ok .*expect counter pgmigrate_success == 1'
fi

cd ../origins || exit
# Its part is beside it, not beside the copy that is broken.
here="s,^source \.\.,source $PWD/..,"
s2=S2-shared-memory-in-swap-migrates-too
breaks 'S2: a wrong byte is named' $s2 "$here; "'s/^fill shm$/&\nfill shm 77p 1p seed=9/' \
	'^#.*content is wrong from offset 0x4d000'
breaks 'S2: a page that is held stays behind' $s2 "$here; "'s/^move file @2$/pin file 100p 1p\n&/' \
	'^#.*expected 100% of 128 pages on node 1, found 1 on node 0, 127 on node 1; page 0x64'
breaks 'S2: pages that a child maps too do not go to swap' $s2 "$here; "'s/^fill file$/&\nchild kid\n\/kid touch file 0 100p read/' \
	'^#.*expected pswpout >= 64 .*found [1-4]?[0-9]'
done_testing
