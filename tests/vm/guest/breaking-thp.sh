#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of transparent huge pages fail where there is none, one is split, or one is not where it
# should be.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/thp" || exit

for script in a-transparent-huge-page-moves-whole one-pinned-page-holds-all-of-a-huge-page \
	mbind-on-half-a-huge-page-moves-all-of-it a-huge-page-mapped-in-small-pieces-moves-whole \
	a-huge-page-shared-since-a-fork-moves-with-all-only the-last-of-two-wishes-for-a-huge-page-wins; do
	breaks "small pages are no huge one: $script" $script 's/^\(anon t .*\) thp$/\1 nothp/' \
		'^#.*expected .* pages that are parts of pages of 2 MiB, found .* of 4 KiB'
done
breaks 'a pin on the page holds it' \
	a-transparent-huge-page-moves-whole 's/^expect where t 512p 512p on @1$/&\npin t 511p 1p/' \
	'^not ok .*expect returned 0'
breaks 'one that is not pinned moves' \
	one-pinned-page-holds-all-of-a-huge-page 's/^pin t/# &/' \
	'^not ok 2 .*expect returned 1'
breaks 'one that is still pinned does not' \
	one-pinned-page-holds-all-of-a-huge-page 's/^unpin t$/# &/' \
	'^not ok .*expect moved all'
breaks 'the other order has another end' \
	the-last-of-two-wishes-for-a-huge-page-wins 's/nodes=@1,@2 t t:0x1000/nodes=@2,@1 t t:0x1000/' \
	'^not ok .*expect status @1 @2'
breaks 'one of which all is there is not split, and has no half that is gone' \
	a-huge-page-that-is-half-gone 's/^madvise t 256p 256p dontneed$/# &/' \
	'^not ok .*expect (counter|present)'
breaks 'half of small pages takes no other half along' \
	mbind-on-half-a-huge-page-moves-all-of-it 's/^\(anon t .*\) thp$/\1 nothp/; s/^expect [sc]/# &/' \
	'^not ok .*expect where t 0 256p on @2'
breaks 'one that the child has left moves' \
	a-huge-page-shared-since-a-fork-moves-with-all-only 's/^child sharer$/&\n\/sharer unmap t/' \
	'^not ok .*expect status EACCES'
breaks 'tmpfs without huge pages has small ones' \
	huge-pages-of-shared-memory-move-whole 's/huge=always/huge=never/' \
	'^not ok .*expect size t 2m all'
breaks 'where memory is not in pieces there is room for a whole one' \
	a-huge-page-goes-in-pieces-where-no-whole-one-fits 's/^lock /# &/; s/^move small/# &/' \
	'^not ok .*expect counter thp_migration_split >= 1'
case $MEMTOY_GUEST in
6.1/*) ;;
*)
	breaks 'folios of another size' folios-of-64-kib-move-whole \
		's/^switch thp-64k always$/switch thp-64k never/' '^not ok .*expect size t 64k all'
	breaks 'one held folio is missed' folios-of-64-kib-move-whole 's/^pin t 20p 1p$/# &/' \
		'^not ok .*expect left 16'
	;;
esac
breaks 'secret memory that is none moves' ../held/secret-memory-stays 's/^secret s/memfd s/' \
	'^not ok .*expect (returned 1|status ENOENT)'
done_testing
