#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of what the kernel moves on its own fail where it does not, and where it moves too much.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/automatic" || exit

breaks 'with balancing off nothing comes' \
	balancing-brings-pages-to-who-uses-them 's/^switch numa_balancing 1$/# &/; s/within 200s/within 2s/' \
	'^not ok .*expect within 2s where a 0 32p on @2'
breaks 'with a reader on the same node nothing has to come' \
	balancing-brings-pages-to-who-uses-them 's/^cpus of @2$/cpus of @1/; s/within 200s/within 2s/' \
	'^not ok .*expect within 2s where a 0 32p on @2'
breaks 'what moves before balancing is on is found' \
	balancing-brings-pages-to-who-uses-them 's/^snooze 0.2$/&\nmove a 3p 1p @2/' \
	'page 0x3 is on node 1'
breaks 'without the flag a bind keeps its pages' \
	balancing-may-work-within-a-bind 's/^mbind a bind+balancing @1,@2$/mbind a bind @1,@2/; s/within 200s/within 2s/' \
	'^not ok .*expect within 2s where a on @2'
done_testing
