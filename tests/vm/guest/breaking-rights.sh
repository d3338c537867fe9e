#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of rights fail where rights are other than they say.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/rights" || exit

breaks 'a capability that was not dropped is found out' \
	moving-what-others-map-takes-cap-sys-nice 's/^caps drop sys_nice$/# &/' \
	'^#.* expected it to fail, but it did not'
breaks 'one that is dropped too early leaves the shared pages' \
	moving-what-others-map-takes-cap-sys-nice 's/^caps raise sys_nice$/# &/' \
	'^#.* expected 100% of 8 pages on node [0-9]+, found 8 on node '
breaks 'a child that wrote since shares nothing' \
	moving-what-others-map-takes-cap-sys-nice 's/^child c$/&\n\/c fill shared/' \
	'^not ok .*expect where shared on @1'
breaks 'a process that stayed dumpable is moved' \
	a-process-moves-for-its-user-as-long-as-it-is-dumpable 's/^\/c dumpable off$/# &/' \
	'^#.* to return EPERM, found 0'
breaks 'a process that stayed root is not' \
	a-process-moves-for-its-user-as-long-as-it-is-dumpable 's/^\/c uid nobody for-good$/# &/' \
	'^#.* to return 0, found EPERM'
breaks 'a process whose way back is open is not the user alone' \
	a-process-moves-for-its-user-as-long-as-it-is-dumpable 's/^\/c uid nobody for-good$/\/c uid nobody/' \
	'^#.* to return 0, found EPERM'
breaks 'a caller that stayed root reaches them all' \
	a-process-that-holds-more-is-out-of-reach 's/^uid nobody$/# &/' \
	'^#.* to return EPERM, found 0'
breaks 'a process that has not ended is found' \
	a-process-that-has-ended-or-has-no-memory-is-refused 's/^\/c quit$/# &/' \
	'^#.* expected it to fail, but it did not'
breaks 'a wrong node is found out' \
	migrate-pages-checks-its-words-before-it-moves 's/^call migrate_pages from=@1 to=@2$/call migrate_pages from=@2 to=@1/' \
	'^not ok .*expect where a on @2'
# The keeper, which 'switch' starts, runs it too.
breaks 'text that nobody else runs moves' \
	the-program-itself-migrates-but-for-what-the-kernel-lends-it 's/^child c$/# &/; /^\/c /d; /switch numa_balancing/d' \
	'^not ok .*expect fail expect left none EACCES'
done_testing
