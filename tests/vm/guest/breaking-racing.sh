#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of races fail where an update is lost, a word is wrong, or a write comes through.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/racing" || exit

breaks 'an update that somebody overwrites is lost, and named with its place' \
	writers-lose-no-update-while-pages-move 's/^until private .*/&\nfill a 7p 1p/' \
	"actor 'private' (of 'a' saw .*an update is lost at offset 0x700[08], page 0x7: expected 0x|saw something wrong)"
breaks 'a second writer through another mapping is found out' \
	writers-lose-no-update-while-pages-move \
	's/^until private .*/alias twin s\nmap twin\n&\nfill twin 3p 1p seed=4/' \
	"actor 'shared' (of 's' saw .*an update is lost at offset 0x30[01]|saw something wrong)"
breaks 'a wrong word is seen by a reader' \
	writers-lose-no-update-while-pages-move \
	's/^actor reader .*/&\nfill a 5p 1p seed=3\nuntil reader checks >= 200000 snooze .01/' \
	"actor 'reader' (of 'a' saw .*a word is wrong at offset 0x5|saw something wrong)"
breaks 'a parent that overwrites what its forker wrote is found out' \
	forks-only-make-pages-shared-for-a-moment 's/^stop forker$/repeat 50 fill a\n&/' \
	"actor 'forker' of 'a' saw .*a write came through to the parent at offset 0x"
breaks 'a child that shares pages is found out behind the forks' \
	forks-only-make-pages-shared-for-a-moment 's/^stop forker$/&\nchild kid/' \
	'^not ok [0-9]+ .*expect where a on @2'
done_testing
