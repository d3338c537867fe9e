#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The five origins fail where a page stays behind, is lost, or is not what was written.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/origins" || exit

s1=S1-shared-memory-migrates-again-and-again
breaks 'S1: a page that is held is named by bounce' $s1 's/^fill shm$/&\npin shm 4p 1p/' \
	'^#.*bounce.* page 0x4 '
breaks 'S1: with two mappers and without all, bounce fails' $s1 's/^\(bounce tmpfs .*\) all$/\1/' \
	'^#.*bounce.*tmpfs'
breaks 'S1: a child that has not touched them does not hold pages' $s1 's,^/kid touch tmpfs write$,# &,' \
	'^not ok .*expect left all EACCES'
breaks 'S1: what the child writes is told from what was there' $s1 's,^/kid fill shm seed=7$,/kid fill shm 5p 1p seed=7,' \
	'^#.*content.* wrong from offset 0x0 '
done_testing
