#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of cpusets fail where a cpuset is other than they say.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/cpusets" || exit

breaks 'a cpuset that allows more refuses less' \
	a-cpuset-refuses-nodes-it-does-not-allow 's/^cpuset mems=@1$/cpuset mems=@1,@2/; s/@outside/@2/' \
	'^#.* to return EACCES, found 0'
breaks 'pages that were elsewhere are missed' \
	changing-the-nodes-moves-the-pages-along 's/^cpuset mems=@2$/# &/' \
	'^not ok .*expect where a on @2'
breaks 'a page that is held stays behind' \
	changing-the-nodes-moves-the-pages-along 's/^cpuset mems=@1$/pin a 3p 1p\n&/' \
	'^#.*; page 0x3 is on node'
breaks 'pages that nothing moved are in no event' \
	the-kernel-tells-that-a-cpuset-moved-pages 's/^cpuset mems=@2$/cpuset mems=@1/' \
	'^#.* syscall_or_cpuset'
breaks 'a caller that may use both nodes moves them' \
	the-callers-cpuset-counts-as-well-as-the-targets 's/^cpuset mems=@1$/# &/; s/@outside/@2/' \
	'^#.* to return ENOMEM, found 0'
breaks 'a target that may use both has them moved' \
	the-callers-cpuset-counts-as-well-as-the-targets '/^\/c cpuset mems=@2$/s/@2/@1,@2/' \
	'^#.* to return EACCES, found 0'
breaks 'a right that stayed lets them move' \
	the-callers-cpuset-counts-as-well-as-the-targets 's/^caps drop sys_nice$/# &/' \
	'^#.* to return EPERM, found 0'
breaks 'a static policy is told from a plain one' \
	static-policies-wait-relative-ones-fold-and-plain-ones-follow 's/^mbind static bind+static @1$/mbind static bind @1/' \
	'^#.* expected policy bind.static'
breaks 'a plain one is told from a static one' \
	static-policies-wait-relative-ones-fold-and-plain-ones-follow 's/^mbind plain bind @2$/mbind plain bind+static @2/' \
	'^#.* expected policy bind'
breaks 'a writer of nothing is no writer' \
	writers-survive-flipping-nodes 's/^actor w writer/actor w reader/; s/within 30s/within 1s/' \
	'^not ok .*updates > 0'
breaks 'a mapping that nothing rebound sets the policy' \
	after-a-cpuset-mbind-may-leave-shared-memory-as-it-was 's/^cpuset mems=@1$/cpuset mems=@1,@2/' \
	'^#.* expected policy bind'
done_testing
