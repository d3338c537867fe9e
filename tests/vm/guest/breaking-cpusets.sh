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
breaks 'a preferred node is told from a bound one' \
	static-policies-wait-relative-ones-fold-and-plain-ones-follow 's/^mbind preferred preferred @2$/mbind preferred bind @2/' \
	'^not ok .*expect where preferred on @2'
breaks 'a task policy that was set meanwhile is seen' \
	a-cpuset-refuses-nodes-it-does-not-allow 's/^call set_mempolicy mode=bind nodes=@outside$/mpol bind @1\n&/' \
	'^#.* expected status default none of get_mempolicy, found bind'
breaks 'a writer of nothing is no writer' \
	writers-survive-flipping-nodes 's/^actor w writer/actor w reader/; s/within 30s/within 1s/' \
	'^not ok .*updates > 0'
breaks 'a mapping that nothing rebound sets the policy' \
	after-a-cpuset-mbind-may-leave-shared-memory-as-it-was 's/^cpuset mems=@1$/cpuset mems=@1,@2/' \
	'^#.* expected policy bind'
breaks 'a thread in the cpuset of the other takes its pages there' \
	each-thread-allocates-where-its-own-cpuset-allows 's/^\/two cpuset mems=@2$/\/two cpuset mems=@1/' \
	'^not ok 2 .*expect where a 8p 8p on @2'
breaks 'the other thread is not rebound' \
	each-thread-allocates-where-its-own-cpuset-allows "/^\/two mpol/,\$s/^\/one cpuset/\/two cpuset/" \
	'^not ok .*expect where a 48p 8p on @1'
breaks 'a process takes its pages into a cpuset, a thread does not' \
	a-thread-goes-in-alone-but-its-new-nodes-move-the-whole-process 's/^\/t cpuset mems=@2$/cpuset mems=@2\ncpuset mems=@1,@2/' \
	'^not ok 1 .*expect where first on @1'
breaks 'a cpuset whose nodes stay moves nothing' \
	a-thread-goes-in-alone-but-its-new-nodes-move-the-whole-process 's/^\/t cpuset mems=@1$/# &/' \
	'^not ok 6 .*expect where second on @1'
breaks 'a pool that may be used as well has pages' \
	a-huge-page-comes-from-an-allowed-node-or-not-at-all 's/^cpuset mems=@1$/cpuset mems=@1,@2/' \
	'^not ok .*expect fail ENOMEM map late'
breaks 'a process that is killed meanwhile is missed' \
	who-takes-bound-memory-survives-flipping-nodes "s|[.][.]/parts|$PWD/../parts|; s/^wait c$/kick c KILL\n&/" \
	'^#.*child .c. '
done_testing
