#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "scratch <name> <type> ...": a fresh file system, gone with the session; what cannot be had is told
# before anything is changed.  tests/vm/guest/breaking-files.sh uses them in a machine.

load ../lib/helpers

# Where none can be had there is nothing to try.
needs_scratch()
{
	"$MEMTOY" -c "require filesystem $1" >"$BATS_TEST_TMPDIR/why" 2>&1 ||
		skip "$(grep -o 'SKIPPED.*' "$BATS_TEST_TMPDIR/why")"
	mkdir -p "$BATS_TEST_TMPDIR/tmp"
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	unset MEMTOY_SCRATCH
}

# nothing_stays: no folder, no mount, no loop device over a file of ours
nothing_stays()
{
	is "$(ls -A "$TMPDIR")" '' && unlike "$(</proc/mounts)" " $TMPDIR/"
	unlike "$(cat /sys/block/loop*/loop/backing_file 2>/dev/null)" "^$TMPDIR/"
}

@test "words that are wrong are refused" {
	local line pattern

	while IFS='|' read -r line pattern; do
		run_memtoy -c "$line"
		failed_with 1 "$pattern"
	done <<-'END'
		scratch d|scratch: needs a file system
		scratch d fat|unknown file system 'fat'
		scratch d ext4 size=0|size=0 is no size
		scratch d ext4 size=x|'x'
		scratch d ext4 more|'more'
		scratch a/b ext4|'a/b' cannot name a scratch
		scratch @a ext4|'@a' cannot name a scratch
		scratch d remount|there is no scratch 'd'
		scratch d off|there is no scratch 'd'
		file @d/f|there is no scratch 'd' \(try: scratch; or ./@d/f
		tmpfs t 1m dir=@d|there is no scratch 'd'
		sync|sync: needs a segment
		sync x|there is no segment 'x'
		require filesystem|require: needs a file system
		expect flags|expect: needs a segment
	END
}

@test "a program that makes no file system is quoted in one line" {
	needs_scratch ext4
	run_memtoy -c 'scratch d ext4 size=1k'
	failed_with 1 "mkfs.ext4 failed: mkfs.ext4: invalid blocks '1k' on device '[a-z0-9/]+'$"
	nothing_stays
}

@test "what is not of a file is not written out" {
	run_memtoy -c 'memfd m 1p' -c 'sync m'
	failed_with 1 "'m' is not of a file, and goes to no disk"
}

@test "sync takes start or wait" {
	head -c 8192 /dev/zero >"$BATS_TEST_TMPDIR/f"
	run_memtoy -c "file $BATS_TEST_TMPDIR/f shared" -c 'sync f' -c 'sync f 0 1p start' -c 'sync f wait'
	succeeded
	run_memtoy -c "file $BATS_TEST_TMPDIR/f" -c 'sync f start wait'
	failed_with 1 'start and wait exclude each other'
}

@test "what is no disk is refused before anything is changed" {
	needs_scratch ext4
	echo text >"$TMPDIR/file"
	run_memtoy -c "scratch d ext4 device=$TMPDIR/file"
	failed_with 1 "cannot use '.*/file': ENOTBLK"
	is "$(<"$TMPDIR/file")" text
	run_memtoy -c 'scratch d ext4 device=/nowhere'
	failed_with 1 "cannot use '/nowhere': ENOENT"
}

@test "a folder for temporary files that is not there is named" {
	needs_scratch ext2
	TMPDIR=$BATS_TEST_TMPDIR/nowhere run_memtoy -c 'scratch s ext2'
	failed_with 1 "scratch: cannot have a loop device over a file in '.*/nowhere': ENOENT"
	TMPDIR=$BATS_TEST_TMPDIR/nowhere run_memtoy -c 'scratch s tmpfs'
	failed_with 1 "scratch: cannot make the folder '.*/nowhere/.*': ENOENT"
}

@test "without the program that makes it there is none" {
	needs_scratch ext4
	[ ! -e /sbin/mkfs.xfs ] && [ ! -e /usr/sbin/mkfs.xfs ] || skip 'mkfs.xfs is here'
	run_memtoy -c 'scratch d xfs'
	failed_with 1 'the program mkfs.xfs is not here'
}

@test "who may not mount is told so" {
	needs_scratch ext4
	run setpriv --bounding-set -sys_admin "$MEMTOY" -c 'scratch d ext4'
	is "$status" 1
	like "$output" 'cannot mount a file system: EPERM .*CAP_SYS_ADMIN'
	run setpriv --bounding-set -sys_admin "$MEMTOY" -c 'require filesystem ext4'
	is "$status" 4
	nothing_stays
}

@test "a file is written, read again from the disk, and gone" {
	needs_scratch ext4
	run_script <<-'END'
		scratch disk ext4
		file @disk/f create=64k shared
		map f
		expect fail EINVAL expect counter disk:sectors_written == 0
		fill f
		expect counter disk:sectors_written == 0
		expect flags f DIRTY
		sync f
		expect counter disk:sectors_written >= 128
		expect flags f not DIRTY
		expect fail EBUSY scratch disk remount
		expect fail EBUSY scratch disk off
		unmap f
		scratch disk remount
		map f
		expect present f none
		touch f read
		expect counter disk:sectors_read >= 128
		expect content f
		remove f
		scratch disk off
		expect fail EINVAL file @disk/f
		scratch disk ext4
		expect fail EINVAL expect counter disk:sectors > 0
	END
	succeeded
	nothing_stays
}

@test "a file system in memory is one too" {
	needs_scratch tmpfs
	run_script <<-'END'
		scratch t tmpfs size=1m
		tmpfs s 64k dir=@t
		map s
		fill s
		expect content s
		expect fail EINVAL scratch t remount
		expect fail EEXIST scratch t tmpfs
		expect fail EBUSY scratch t off
	END
	succeeded
	nothing_stays
}

@test "nothing stays when memtoy is killed" {
	needs_scratch ext4
	mkfifo "$BATS_TEST_TMPDIR/here"
	printf '%s\n' 'scratch disk ext4' 'file @disk/f create=64k shared' 'map f' 'fill f' \
		"source $BATS_TEST_TMPDIR/here" >"$BATS_TEST_TMPDIR/script"
	"$MEMTOY" "$BATS_TEST_TMPDIR/script" >/dev/null 2>&1 3>&- &
	# It waits there until somebody writes.
	until grep -q " $TMPDIR/" /proc/mounts && [ "$(awk '{ print $3 }' "/proc/$!/stat")" = S ]; do
		sleep 0.1
	done
	kill -KILL $!
	for _ in $(seq 600); do
		! grep -q " $TMPDIR/" /proc/mounts || { sleep 0.1; continue; }
		[ -z "$(ls -A "$TMPDIR")" ] || { sleep 0.1; continue; }
		break
	done
	nothing_stays
}
