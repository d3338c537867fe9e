#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scenarios of files, and the third origin, fail where something is written that should not be, a page
# stays behind, or what comes back from the disk is not what was in memory.
. "${0%/*}/../../lib/tap.sh"
cd "${0%/*}/../../../scripts/files" || exit

# What is sourced is found from where the broken script lies.
part=$PWD/../parts/dirty-file-pages-move
here="s,source \.\.,source $PWD/..,"
s3=../origins/S3-dirty-pages-of-ext4-move-unwritten

breaks 'S3: sectors written between are found' $s3 \
	"s,^source .*,source $part\nfill dirty\nsync dirty\nexpect counter disk:sectors_written == 0," \
	'^#.*expected disk:sectors_written == 0 for the last command, found [1-9]'
breaks 'S3: pages that are written out do not stay dirty' $s3 \
	"s,^source .*,source $part\nsync dirty\nexpect flags dirty DIRTY," \
	'^#.*expected all pages with: DIRTY; found 512 otherwise'
breaks 'S3: a wrong byte in memory is found' $s3 \
	"$here; s/^expect counter disk:sectors_read .*/&\nfill dirty 5p 1p seed=9/" \
	'^#.*content is wrong from offset 0x5000'
breaks 'S3: a wrong byte that reached the disk is found when it was mounted again' $s3 \
	"$here; s/^unmap dirty\$/fill dirty 7p 1p seed=9\n&/" \
	'^#.*content is wrong from offset 0x7000'
breaks 'S3: a page that is held is left behind, and missed where all should move' \
	../origins/S3-what-cannot-move-is-refused-and-named 's/^unpin f$/# &/' \
	'^not ok .*expect where f on @2'
breaks 'clean pages that are read again are noticed' clean-pages-of-a-file-move \
	's/^expect present clean none$/unmap clean\nscratch disk remount\nmap clean/' \
	'^not ok .*expect where clean on @2|expected disk:sectors_read == 0'
breaks 'a page that was not copied on write is no anonymous one' \
	private-pages-of-a-file-move-before-and-after-copy-on-write 's/^fill mine 0 8p seed=3$/fill mine 0 7p seed=3/' \
	'^#.*expected all pages with: ANON; found 1 otherwise; page 0x7'
breaks 'a policy that places pages would be found out' \
	a-policy-on-a-shared-file-places-nothing-but-moves-pages 's/^file @disk.*/tmpfs f 16p/; s/^scratch.*//' \
	'^not ok 2 .*expect where f on @1'
breaks 'a task that wants another node is found out' \
	pages-of-new-files-go-where-the-task-wants-them 's/^source .*/mpol bind @1\nfile @disk\/bound create=16p shared\nmap bound\nfill bound\nexpect where bound on @2/' \
	'^not ok 1 .*expect where bound on @2'
breaks 'pages of a file in the page cache are found by the calls' pages-of-dax-files-stay-where-they-are \
	's, /dev/pmem0,,; s, device=/dev/pmem0 options=dax,,' '^#.*expected status ENOENT of move_pages, found'
# Whether the disk had all of it before is all one here.
breaks 'a page that another content was written to is found on the disk' \
	pages-under-writeback-are-waited-for-and-move "$here; /^require counter/d; s/^unmap f\$/fill f 9p 1p seed=7\n&/" \
	'^#.*content is wrong from offset 0x9000'
run_memtoy -c 'scratch disk ext4' -c 'file @disk/f create=16p shared' -c 'map f' -c 'fill f' -c 'sync f' \
	-c 'touch f read' -c 'require counter disk:sectors_written > 0'
is "$status" 4 'pages that are on the disk already are no pages under writeback: a skip'

# Memory of a device has a story of its own.
if [ -e /dev/pmem0 ]; then
	run_memtoy -c 'switch numa_balancing 1' -c 'scratch d ext4 device=/dev/pmem0 options=dax' \
		-c 'file @d/f create=16p shared' -c 'map f' -c 'fill f' -c 'why f'
	like "$output" 'memory of the device itself.*; the kernel migrates nothing in a mapping of a device.s memory$' \
		'pages of a DAX file are told to be the device'"'"'s, which nothing moves'
fi
run_memtoy -c 'switch numa_balancing 1' -c 'secret s 4p' -c 'map s' -c 'touch s write' -c 'why s'
like "$output" 'the kernel holds memory of memfd_secret for good$' 'that balancing may move secret memory is not told'
run_memtoy -c 'switch numa_balancing 1' -c 'memfd m 4p' -c 'map m' -c 'touch m write' -c 'why m'
like "$output" 'as a pin cannot$' 'nor of shared memory without a policy'
run_memtoy -c 'switch numa_balancing 1' -c 'anon a 4p' -c 'map a' -c 'touch a write' -c 'lock a' -c 'why a'
like "$output" 'as a pin cannot; NUMA balancing is on, and may move it$' 'of locked memory it is'
done_testing
