#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of policies fail where a policy is another, or pages are not where it wants them.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/policies" || exit

breaks 'pages that nobody shares' \
	strict-binding-does-not-tell-of-shared-pages 's/^child sharer$/# &/; /^.sharer/d' \
	'^#.* expected 100% of 8 pages on node 0, found 8 on node 1'
breaks 'strict left out' \
	strict-alone-refuses-the-policy-strict-with-move-keeps-it 's/ flags=strict$//' \
	'^#.* expected mbind to return EIO, found 0'
breaks 'a page that is not held' \
	strict-alone-refuses-the-policy-strict-with-move-keeps-it 's/^pin /# pin /' \
	'^#.* expected mbind to return EIO, found 0'
breaks 'pages of another node' \
	interleaving-leaves-pages-that-are-on-one-of-its-nodes 's/^mbind in bind @1/mbind in bind @3/' \
	'^#.* expected 0 pages moved, found 16'
breaks 'other nodes preferred' \
	preferred-many-prefers-all-of-its-nodes 's/^mbind a preferred-many+move @2,@3/mbind a preferred-many+move @2,@1/' \
	'^#.* expected 8 pages moved, found 0'
breaks 'another home' \
	a-home-node-needs-a-policy-that-has-homes 's/^call mbind a mode=bind nodes=@1,@2$/call mbind a mode=bind nodes=@1/' \
	'^#.* expected 100% of 8 pages on node 1, found 8 on node 0'
breaks 'a bit that is seen' \
	a-mask-has-one-bit-less-than-maxnode 's/maxnode=2049/maxnode=2050/' \
	'^#.* expected mbind to return 0, found EINVAL'
breaks 'a policy that was changed' \
	mbind-takes-what-makes-sense-and-nothing-else 's/^call mbind a mode=77 nodes=@1/mbind a bind @1\n&/' \
	'^#.* expected policy preferred:1, found bind:0'
breaks 'a page that is held' \
	binding-moves-pages-to-where-every-mode-wants-them 's/^fill a$/&\npin a 3p 1p/' \
	'^#.* expected mbind to return 0, found EIO'
breaks 'a policy of the task that was not set' \
	what-a-task-touches-goes-where-its-policy-says 's/^mpol bind @2$/mpol bind @1/' \
	'^#.* expected 100% of 16 pages on node 1, found 16 on node 0'
breaks 'a policy with other nodes' \
	a-policy-reads-back-as-it-was-set 's/^mbind a preferred @1$/mbind a preferred @2/' \
	'^#.* expected policy preferred:0, found preferred:1'
breaks 'a part with another policy' \
	pieces-with-the-same-policy-become-one-mapping-again 's/^call mbind a 0 3p mode=bind nodes=@2$/call mbind a 0 3p mode=bind nodes=@1/' \
	'^#.* expected 1 mapping, found 2'
done_testing
