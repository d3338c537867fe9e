#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# numa-vm runs a command on a NUMA machine as if it ran here: its input, output and status pass
# unchanged, the machine is the one asked for, and nothing of it stays.

load ../lib/helpers

# vm NAME [ARG...]: run numa-vm, and keep what it leaves for 'recall NAME'.  Its temporary files and
# its processes can be told from all others; what hangs ends some time.
vm()
{
	local name=$1

	shift
	mkdir -p "$BATS_FILE_TMPDIR/$name.tmp"
	status=0
	TMPDIR=$BATS_FILE_TMPDIR/$name.tmp "$numa_vm" --timeout 600 "$@" \
		>"$BATS_FILE_TMPDIR/$name.out" 2>"$BATS_FILE_TMPDIR/$name.err" 3>&- || status=$?
	echo "$status" >"$BATS_FILE_TMPDIR/$name.status"
}

# recall NAME: set $status, $errors and $out, the file with its output
recall()
{
	status=$(<"$BATS_FILE_TMPDIR/$1.status")
	errors=$(<"$BATS_FILE_TMPDIR/$1.err")
	out=$BATS_FILE_TMPDIR/$1.out
	printf 'status %s\n' "$status"
	printf 'errors: %s\n' "$errors"
}

# said NAME KEY: print the lines that a guest has written after "KEY: "
said()
{
	sed -n "s/^$2: //p" "$BATS_FILE_TMPDIR/$1.out"
}

# processes_of NAME: print the ids of what runs with the temporary folder of vm NAME
processes_of()
{
	grep -lsazxF "TMPDIR=$BATS_FILE_TMPDIR/$1.tmp" /proc/[0-9]*/environ | tr -dc '0-9\n'
}

no_processes_of()
{
	[ -z "$(processes_of "$1")" ]
}

# nothing_stays NAME: no process, no temporary file
nothing_stays()
{
	is "$(processes_of "$1")" '' && is "$(ls -A "$BATS_FILE_TMPDIR/$1.tmp")" ''
}

# wait_until COMMAND...: for a long time, which only a failing test needs
wait_until()
{
	local tries

	for ((tries = 0; tries < 3000; tries++)); do
		! "$@" || return 0
		sleep 0.1
	done
	printf 'in vain: %s\n' "$*"
	return 1
}

# start_vm NAME: start one in the background and wait until its guest is up; set $started
start_vm()
{
	mkdir -p "$BATS_FILE_TMPDIR/$1.tmp"
	TMPDIR=$BATS_FILE_TMPDIR/$1.tmp "$numa_vm" --timeout 600 -- \
		sh -c 'echo up; exec sleep 10000' >"$BATS_FILE_TMPDIR/$1.out" \
		2>"$BATS_FILE_TMPDIR/$1.err" </dev/null 3>&- &
	started=$!
	wait_until grep -qs up "$BATS_FILE_TMPDIR/$1.out"
}

# on_terminal NAME <<END: run this Python; there is pexpect, spawn(SCRIPT) runs a shell script in
# which $numa_vm is the program
on_terminal()
{
	mkdir -p "$BATS_FILE_TMPDIR/$1.tmp"
	{
		cat <<-'END'
			import os, pexpect, signal, sys

			def spawn(script):
			    child = pexpect.spawn('/bin/sh', ['-c', script], dimensions=(33, 101),
			                          encoding='utf-8', timeout=300)
			    child.logfile_read = sys.stdout
			    return child
		END
		cat
	} >"$BATS_FILE_TMPDIR/$1.py"
	TMPDIR=$BATS_FILE_TMPDIR/$1.tmp TERM=xterm-256color \
		/usr/bin/python3 "$BATS_FILE_TMPDIR/$1.py" 3>&-
}

# Every byte there is, line ends of all kinds, and no end of line at the end.
awkward_bytes()
{
	local code

	for ((code = 0; code < 256; code++)); do
		printf '%b' "\\x$(printf %x $code)"
	done
	printf 'a\r\nb\n\n\r\0\0\xff\xfe\n\x1d\x03\x04tail'
}

# What guests run, one boot for many tests.
write_guest_scripts()
{
	cat >"$BATS_FILE_TMPDIR/pass" <<-'END'
		cat
		yes "fifty megabytes" | head -c 50000000
		printf 'err\0\r\nno newline' >&2
		exit 7
	END
	cat >"$BATS_FILE_TMPDIR/look" <<-'END'
		cd /sys/devices/system/node
		for state in online has_memory has_cpu; do
			echo "$state: $(cat $state)"
		done
		for node in node*; do
			echo "$node memory: $(sed -n 's/.*MemTotal: *//p' $node/meminfo)"
			echo "$node cpus: $(cat $node/cpulist)"
			echo "$node distance: $(cat $node/distance)"
			echo "$node zones: $(awk -v node="${node#node}," '
				/^Node/ { mine = $2 == node; zone = $4 }
				mine && /present/ && $2 { print zone }' /proc/zoneinfo | xargs)"
		done
		cd /memtoy
		echo "kernel: $(uname -r)"
		echo "cpu: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | sort -u)"
		echo "bytewise: $(grep -owE 'erms|fsrm' /proc/cpuinfo | sort -u | xargs)"
		echo "words: $(cat /proc/cmdline)"
		[ ! -b /dev/vda ] || {
			echo "vda: $(cat /sys/block/vda/size) sectors"
			echo "vdb: $(head -c 5 /dev/vdb)"
			printf 'guest' | dd of=/dev/vdb seek=1 2>/dev/null
		}
		echo "scratch: ${MEMTOY_SCRATCH-none}"
		echo "swap: $(sed 1d /proc/swaps | awk '{ print $1, $3 }')"
		echo "modules: $(awk '$1 ~ /^(loop|xfs|btrfs|zram)$/ { print $1 }' /proc/modules | xargs)"
		[ ! -d folder ] || {
			echo "here: $(ls -d scripts/numa-vm folder/deep/file look | xargs)"
			echo "copied: $(cat folder/deep/file)"
			echo "bash: $(bash -c 'echo "${BASH_VERSION%%.*}"')"
		}
		echo "memtoy: $(command -v memtoy)"
		echo "host name: $(hostname)"
		echo "users: $(whoami) $(id -un nobody)"
		echo "session: $([ "$(cut -d ' ' -f 6 /proc/$$/stat)" = $$ ] && echo leader)"
		echo "ignored: $(sed -n 's/^SigIgn:\t//p' /proc/self/status)"
		echo "mounts: $(awk '{ print $2 ":" $3 }' /proc/mounts | sort | xargs)"
		echo "loopback: $(ip -o addr show lo up | grep -c 127.0.0.1)"
		echo "ports: $(ls -l /proc/$$/fd | grep -c vport)"
		echo "said by the kernel: $(dmesg -r | grep -c 'not on the same node')"
	END
}

write_filesystem_script()
{
	cat >"$BATS_FILE_TMPDIR/filesystems" <<-'END'
		echo "size: $(cat "/sys/block/${MEMTOY_SCRATCH#/dev/}/size") sectors"
		for type in ext2 ext3 ext4 xfs btrfs; do
			command -v mkfs.$type >/dev/null || continue
			made=yes
			case $type in
			ext*) mkfs.$type -q -F $MEMTOY_SCRATCH ;;
			*) mkfs.$type -q -f $MEMTOY_SCRATCH >/dev/null ;;
			esac && mount -t $type $MEMTOY_SCRATCH /mnt || made=
			umount /mnt
			echo "$type: ${made:-no}"
		done 2>&1
		echo "loop: $(losetup -f)"
		modprobe zram
		echo "zram: $(cat /sys/block/zram0/disksize)"
	END
}

setup_file()
{
	local copies sleeper

	export numa_vm=${BATS_TEST_DIRNAME%/tests/vm}/scripts/numa-vm
	export cache=${XDG_CACHE_HOME:-$HOME/.cache}/memtoy
	cd "$BATS_FILE_TMPDIR" || return
	write_guest_scripts
	write_filesystem_script
	mkdir -p folder/deep
	echo 'deep text' >folder/deep/file
	printf 'host!' >disk
	truncate -s 1M disk
	awkward_bytes >bytes
	for ((copies = 0; copies < 2000; copies++)); do cat bytes; done >input

	vm pass --copy pass -- sh pass <input
	mkfifo endless
	sleep 10000 >endless 3>&- &
	sleeper=$!
	vm uneven --memory 256M,1G,128M,512M --memoryless 1 --cpuless 2 --cpus 5 \
		--distance 0,1,15 --distance 2,3,40 --distance 3,2,41 --append 'one two' \
		--append memtoy.test=3 --disk 16M --disk disk --copy "$(type -P bash)" --copy folder \
		--memtoy /bin/true --log log --copy look -- sh -c 'sh look; exit 255' <endless
	kill "$sleeper"
	vm movable --kernel 6.1 --nodes 3 --memory 384M --movable 2 --disk 1M --scratch 320M \
		--swap none --copy look --copy filesystems -- sh -c '. ./look; sh filesystems' </dev/null
}

@test "output-is-byte-identical" {
	# Standard output arrives as it was written: 50 MB, NUL, CR, no newline at the end.
	recall pass
	{ cat "$BATS_FILE_TMPDIR/input"; yes 'fifty megabytes' | head -c 50000000; } | cmp - "$out"
}

@test "stderr-is-kept-apart" {
	# Standard error arrives as it was written, and nothing else with it.
	printf 'err\0\r\nno newline' | cmp - "$BATS_FILE_TMPDIR/pass.err"
}

@test "stdin-reaches-the-command" {
	# The command reads our standard input to its end, and no further.
	recall pass
	head -c "$(stat -c %s "$BATS_FILE_TMPDIR/input")" "$out" | cmp - "$BATS_FILE_TMPDIR/input"
}

guest_has_ended()
{
	[ -s "$(echo "$BATS_FILE_TMPDIR/$1.tmp"/*/end)" ]
}

@test "slow-reader-gets-everything" {
	# What is still inside the machine when COMMAND has ended comes out, however late it is read.
	mkdir "$BATS_FILE_TMPDIR/late.tmp"
	TMPDIR=$BATS_FILE_TMPDIR/late.tmp "$numa_vm" -- sh -c 'yes late | head -c 400000' \
		</dev/null 3>&- | {
		wait_until guest_has_ended late
		cmp - <(yes late | head -c 400000)
	}
	nothing_stays late
}

@test "status-comes-through" {
	# The command's exit status is numa-vm's, up to 255.
	recall pass
	is "$status" 7
	recall uneven
	is "$status" 255
	recall movable
	is "$status" 0
}

@test "endless-stdin-does-not-hold-it" {
	# A command that ends without reading ends the run, though its input never does.
	recall uneven
	is "$errors" ''
	like "$(<"$out")" '^kernel: '
	nothing_stays uneven
}

@test "death-by-signal-is-128-and-its-number" {
	# A command killed by signal N ends with 128+N, and numa-vm adds no word.
	# shellcheck disable=SC2016
	vm signal -- sh -c 'kill -SEGV $$' </dev/null
	recall signal
	is "$status" 139
	is "$errors" ''
}

@test "default-kernel-is-6.12" {
	# Without --kernel it boots Debian's 6.12.
	like "$(said uneven kernel)" '^6\.12\.'
}

@test "kernel-6.1-can-be-asked-for" {
	# --kernel 6.1 boots 6.1, whose virtio drivers are modules.
	like "$(said movable kernel)" '^6\.1\.'
}

# has_about NODE MIB: in 'uneven', but for up to 64 MiB that the kernel keeps for itself
has_about()
{
	local kib

	kib=$(said uneven "$1 memory")
	kib=${kib% kB}
	printf '%s has %s KiB\n' "$1" "$kib"
	((kib <= $2 << 10 && kib >= ($2 - 64) << 10))
}

@test "nodes-have-the-memory-asked-for" {
	# A node's memory is its own; a memory-less one has none.
	is "$(said uneven online)" 0-3
	is "$(said uneven has_memory)" 0,2-3
	is "$(said uneven 'node1 memory')" '0 kB'
	has_about node0 256
	has_about node2 128
	has_about node3 512
}

@test "cpus-are-dealt-over-the-nodes-that-have-some" {
	# Five CPUs over three nodes, none on the CPU-less one, no socket across nodes.
	is "$(said uneven has_cpu)" 0-1,3
	is "$(said uneven 'node0 cpus')" 0-1
	is "$(said uneven 'node1 cpus')" 2-3
	is "$(said uneven 'node2 cpus')" ''
	is "$(said uneven 'node3 cpus')" 4
	is "$(said uneven 'said by the kernel')" 0
}

@test "distances-are-the-ones-given" {
	# Given once it holds both ways, given twice each way has its own, else it is 20.
	is "$(said uneven 'node0 distance')" '10 15 20 20'
	is "$(said uneven 'node1 distance')" '15 10 20 20'
	is "$(said uneven 'node2 distance')" '20 20 10 40'
	is "$(said uneven 'node3 distance')" '20 20 41 10'
}

@test "movable-node-is-all-movable" {
	# A movable node has no CPU, and all its memory is in the movable zone.
	is "$(said movable has_cpu)" 0-1
	is "$(said movable has_memory)" 0-2
	is "$(said movable 'node2 zones')" Movable
	is "$(said movable 'node2 memory')" '393216 kB'
	unlike "$(said movable 'node1 zones')" Movable
}

@test "disks-are-there" {
	# A size makes an empty disk, a file is one; what the guest writes is in the file.
	is "$(said uneven vda)" '32768 sectors'
	is "$(said uneven vdb)" 'host!'
	is "$(dd if="$BATS_FILE_TMPDIR/disk" skip=1 count=1 status=none | head -c 5)" guest
	is "$(said movable vda)" '2048 sectors'
}

@test "scratch-disk-and-swap-are-there" {
	# By default there is a disk to write over, after those that were named, and swap on another;
	# each has the size that was asked for, and none means none.
	is "$(said uneven scratch)" /dev/vdc
	is "$(said uneven swap)" '/dev/vdd 262140'
	is "$(said movable scratch)" /dev/vdb
	is "$(said movable size)" '655360 sectors'
	is "$(said movable swap)" ''
}

@test "modules-are-loaded-when-somebody-asks" {
	# What makes and mounts file systems is there, and no module is loaded before it is needed.
	local type

	is "$(said uneven modules)$(said movable modules)" ''
	for type in ext2 ext3 ext4 xfs btrfs; do
		[[ ! $(type -P mkfs.$type) ]] || is "$(said movable $type)" yes
	done
	is "$(said movable loop)" /dev/loop0
	is "$(said movable zram)" 0
}

@test "copies-are-where-the-command-starts" {
	# Files, folders and programs with their libraries lie beside scripts/.
	is "$(said uneven here)" 'folder/deep/file look scripts/numa-vm'
	is "$(said uneven copied)" 'deep text'
	is "$(said uneven bash)" "${BASH_VERSINFO[0]}"
}

@test "memtoy-is-in-the-path" {
	# The program given with --memtoy is found as memtoy.
	is "$(said uneven memtoy)" /usr/local/bin/memtoy
}

@test "kernel-words-are-appended" {
	# --append may be given more than once.
	like "$(said uneven words)" ' one two memtoy\.test=3$'
}

@test "emulated-cpus-have-no-instructions-that-are-slow-there" {
	# TCG copies a page that migrates byte by byte where the kernel is told to leave that to one.
	[[ $(said uneven cpu) == *TCG* ]] || skip 'nothing is emulated here'
	is "$(said uneven bytewise)" ''
	is "$(said movable bytewise)" ''
}

@test "log-keeps-the-kernel-messages" {
	# --log leaves all that the kernel said in the file.
	like "$(<"$BATS_FILE_TMPDIR/log")" 'Linux version 6\.12'
	like "$(<"$BATS_FILE_TMPDIR/log")" 'Run /init as init process'
}

@test "guest-has-what-programs-expect" {
	# File systems, users, loopback, default signals, a session of its own, no stray files.
	local name mount

	for name in uneven movable; do
		is "$(said $name 'host name')" numa-vm
		is "$(said $name users)" 'root nobody'
		is "$(said $name ignored)" 0000000000000000
		is "$(said $name loopback)" 1
		for mount in /proc:proc /sys:sysfs /dev:devtmpfs /dev/pts:devpts /dev/shm:tmpfs \
			/tmp:tmpfs /sys/fs/cgroup:cgroup2 /sys/kernel/tracing:tracefs; do
			like " $(said $name mounts) " " $mount "
		done
	done
	is "$(said movable session)" leader
	is "$(said movable ports)" 0
}

@test "time-limit-ends-it-with-124" {
	# A run that takes longer ends with 124 and says so.
	vm slow --timeout 1 -- sleep 10000 </dev/null
	recall slow
	is "$status" 124
	is "$errors" 'numa-vm: COMMAND has not ended after 1 seconds'
	nothing_stays slow
}

@test "panic-shows-the-kernel-log" {
	# When the guest dies, its last words are on standard error, what COMMAND wrote on output.
	vm panic -- sh -c 'echo before; sleep 5; echo c >/proc/sysrq-trigger' </dev/null
	recall panic
	is "$status" 125
	is "$(<"$out")" before
	like "$errors" '^\[.*Kernel panic - not syncing: sysrq triggered crash'
	like "${errors##*$'\n'}" '^numa-vm: the machine ended before COMMAND: Kernel panic'
	nothing_stays panic
}

# tripping_qemu TIMES: put a QEMU into PATH whose guest dies TIMES of a breakpoint nobody knows, as
# TCG lets one die in some hundred boots, and then runs
tripping_qemu()
{
	local real

	real=$(type -P qemu-system-x86_64)
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/qemu-system-x86_64" <<-END
		#!/bin/sh
		[ "\$1" != --version ] || exec $real --version
		echo >>tries
		[ "\$(wc -l <tries)" -gt $1 ] || {
			printf '[    1.038608] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI\r\n' >log
			exit
		}
		exec $real "\$@"
	END
	chmod +x "$BATS_TEST_TMPDIR/bin/qemu-system-x86_64"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

@test "guest-that-trips-while-booting-is-started-again" {
	# A guest that dies by its emulator's fault before COMMAND runs is replaced; no input is lost.
	tripping_qemu 2
	echo precious | vm tripping --accel tcg -- cat
	recall tripping
	is "$status" 0
	is "$(<"$out")" precious
	is "$errors" ''
	nothing_stays tripping
}

@test "guest-that-always-trips-is-given-up" {
	# After some tries it says what the kernel said.
	tripping_qemu 99
	vm hopeless --accel tcg -- true </dev/null
	recall hopeless
	is "$status" 125
	like "$errors" 'Oops: int3'
	nothing_stays hopeless
}

@test "qemu-refusal-is-shown" {
	# When QEMU does not start, its own words tell why.
	vm refusal --memory 9000000G -- true </dev/null
	recall refusal
	is "$status" 125
	like "$errors" '^qemu-system-x86_64: '
	like "${errors##*$'\n'}" '^numa-vm: the machine ended before COMMAND'
	nothing_stays refusal
}

@test "out-of-memory-is-told" {
	# A command that the OOM killer ends has status 137, and the kernel's line is shown.
	vm oom --swap none --nodes 1 --memory 192M --cpus 2 -- tail /dev/zero </dev/null
	recall oom
	is "$status" 137
	is "$(grep -c . <<<"$errors")" 1
	like "$errors" 'Out of memory: Killed process [0-9]+ \(tail\)'
}

@test "closed-output-ends-it" {
	# Like any command, it ends when nobody reads its output any more.
	local statuses

	mkdir "$BATS_FILE_TMPDIR/pipe.tmp"
	set +o pipefail
	TMPDIR=$BATS_FILE_TMPDIR/pipe.tmp "$numa_vm" --timeout 600 -- yes </dev/null 3>&- | head -n 1
	statuses=${PIPESTATUS[*]}
	is "$statuses" '141 0'
	nothing_stays pipe
}

@test "who-was-killed-early-is-not-waited-for" {
	# As one who copies output is by SIGPIPE, before the script gets to wait for it.
	run bash -c '
		. "$1"/lib/numa-vm/machine.sh
		sh -c "kill -PIPE \$\$" & killed=$!
		while kill -0 $killed 2>/dev/null; do :; done
		sleep 20 & sleeper=$!
		wait_for $sleeper $killed
		kill $sleeper
		echo "$((ended == killed)) $result"' bash "${numa_vm%/*}"
	is "$output" '1 141'
}

@test "leftover-processes-do-not-hold-it" {
	# What COMMAND leaves running ends with it, though it holds the output open.
	vm leftover -- sh -c 'sleep 10000 & echo done' </dev/null
	recall leftover
	is "$status" 0
	is "$(<"$out")" 'done'
}

@test "unknown-command-is-127" {
	# A command that is not in the guest is named, with the shell's status.
	vm unknown -- no-such-command </dev/null
	recall unknown
	is "$status" 127
	is "$errors" "numa-vm: 'no-such-command' is not in the guest"
}

@test "term-leaves-nothing" {
	# SIGTERM ends the run with 143, its processes and its files.
	start_vm term
	kill -TERM "$started"
	wait "$started" || status=$?
	is "$status" 143
	nothing_stays term
}

@test "sigkill-leaves-no-process" {
	# Even SIGKILL of numa-vm ends QEMU; the files go with a later run.
	local folder

	start_vm killed
	kill -KILL "$started"
	wait "$started" || status=$?
	is "$status" 137
	wait_until no_processes_of killed
	folder=$(echo "$BATS_FILE_TMPDIR"/killed.tmp/*)
	[ -d "$folder" ]
	touch -d '2 minutes ago' "$folder"
	vm killed --kernel /nonexistent -- true
	nothing_stays killed
}

@test "two-at-once-do-not-disturb-each-other" {
	# Two that fill an empty cache together both run, and leave nothing half done in it.
	local empty=$BATS_TEST_TMPDIR/cache

	mkdir -p "$empty/memtoy"
	ln -s "$cache/kernels" "$empty/memtoy/kernels"
	echo one | XDG_CACHE_HOME=$empty vm one -- cat &
	echo two | XDG_CACHE_HOME=$empty vm two -- cat
	wait
	is "$(<"$BATS_FILE_TMPDIR/one.out")$(<"$BATS_FILE_TMPDIR/two.out")" onetwo
	is "$(find "$empty/memtoy/base" -type f | wc -l)" 1
	nothing_stays one
	nothing_stays two
}

@test "broken-download-leaves-no-kernel" {
	# A download that fails half way is not taken for a kernel, then or later.
	local bin=$BATS_TEST_TMPDIR/bin empty=$BATS_TEST_TMPDIR/cache

	mkdir "$bin"
	cat >"$bin/apt-cache" <<-'END'
		#!/bin/sh
		echo '  Depends: linux-image-5.99.1-cloud-amd64'
	END
	cat >"$bin/apt-get" <<-'END'
		#!/bin/sh
		echo half >linux-image-5.99.1-cloud-amd64_1_amd64.deb
		echo 'connection lost' >&2
		exit 100
	END
	cp "$(type -P true)" "$bin/dpkg"
	chmod +x "$bin"/*
	PATH=$bin:$PATH XDG_CACHE_HOME=$empty vm download --kernel 5.99 -- true </dev/null
	recall download
	is "$status" 2
	like "$errors" '^connection lost$'
	like "$errors" "^numa-vm: --kernel: no kernel '5\.99'"
	is "$(find "$empty" -name '*5.99*' -o -name '.new*')" ''
	nothing_stays download
}

@test "bad-options-are-refused" {
	# A wrong option or value gives one clear line and status 2, and nothing is started.
	local options pattern

	while IFS='|' read -r options pattern; do
		# shellcheck disable=SC2086
		vm refused $options -- true </dev/null
		recall refused
		is "$status" 2
		is "$(grep -c . <<<"$errors")" 1
		like "$errors" "^numa-vm: $pattern"
		[ ! -s "$out" ]
	done <<-'END'
		--bogus|unknown option '--bogus'
		--bogus=1|unknown option '--bogus'
		-n 2|unknown option '-n'
		--nodes 0|--nodes: '0' is not a number
		--nodes two|--nodes: 'two' is not a number
		--nodes 65|--nodes: '65' is not a number from 1 to 64
		--memory 512|--memory: '512' is not a size
		--memory 1500K|--memory: '1500K' is not a size in whole MiB
		--memory 1G,2G|--memory: 2 sizes for 4 nodes
		--memoryless 4|--memoryless: there is no node 4
		--memoryless x|--memoryless: 'x' is not a list of nodes
		--memoryless 1,|--memoryless: '1,' is not a list of nodes
		--cpuless 3-1|--cpuless: '3-1' runs backwards
		--cpuless 0|node 0 must have CPUs
		--cpuless 1-3 --memoryless 0|no node has both
		--memoryless 1 --cpuless 1|node 1 would have neither
		--movable 1 --memory 100M|node 1 is movable: .* multiple of 128M
		--movable 1 --memoryless 1|node 1 cannot be movable without memory
		--cpus 3|--cpus: 3 for the CPUs of 4 nodes
		--distance 0,1|--distance: '0,1' is not FROM,TO,DISTANCE
		--distance 0,4,20|--distance: there is no node 4
		--distance 1,1,20|--distance: '1,1,20': from a node to itself
		--distance 0,1,10|--distance: '0,1,10': a distance is a number from 11 to 254
		--disk nowhere|--disk: 'nowhere' is neither a file nor a size
		--scratch big|--scratch: 'big' is neither a size nor none
		--pmem big|--pmem: 'big' is not a size in whole MiB
		--pmem 512M|--pmem: node 0 needs 896M for that
		--swap 0|--swap: '0' is neither a size nor none
		--copy nowhere|--copy: cannot read 'nowhere'
		--memtoy nowhere|--memtoy: cannot read 'nowhere'
		--kernel ./nowhere|--kernel: cannot read './nowhere'
		--kernel /etc/passwd|--kernel: '/etc/passwd' is not a kernel
		--module nowhere|kernel .*: Module nowhere not found
		--accel fast|--accel: 'fast' is none of auto, kvm, tcg
		--timeout soon|--timeout: 'soon' is not a number
		--timeout 0|--timeout: '0' is not a number
		--log /nowhere/log|--log: cannot write '/nowhere/log'
	END
	vm refused --nodes </dev/null
	recall refused
	is "$status" 2
	is "$errors" "numa-vm: option '--nodes' needs a value"
	nothing_stays refused
}

@test "missing-programs-are-named-with-their-packages" {
	# One line tells what is missing and which packages of Debian and Fedora bring it.
	local bin=$BATS_TEST_TMPDIR/bin program

	mkdir "$bin"
	for program in bash dirname readlink uname setpriv modprobe; do
		ln -s "$(type -P $program || echo /usr/sbin/$program)" "$bin"
	done
	PATH=$bin vm missing -- true </dev/null || true
	recall missing
	is "$status" 2
	is "$errors" "numa-vm: missing qemu-system-x86_64, busybox, cpio:\
 Debian: apt-get install qemu-system-x86 busybox-static cpio;\
 Fedora: dnf install qemu-system-x86-core busybox cpio"
}

@test "help-and-version-are-for-standard-output" {
	# --help, --version and --list-kernels answer and start nothing.
	vm help --help
	recall help
	is "$status$errors" 0
	like "$(<"$out")" '^Usage: numa-vm '
	vm version --version
	recall version
	is "$status$errors" 0
	like "$(<"$out")" '^numa-vm \(memtoy\)'
	vm list --list-kernels
	recall list
	is "$status$errors" 0
	like "$(<"$out")" '^6\.12\.[^ ]* +/.*/vmlinuz-6\.12'
}

@test "odd-names-are-no-trouble" {
	# Blanks, commas and quotes in the names of folders, files and arguments mean nothing to it.
	local odd="$BATS_TEST_TMPDIR/a b,c=d'e"

	mkdir -p "$odd/tmp" "$odd/cache/memtoy/kernels"
	ln -s "$cache"/kernels/6.1.* "$odd/cache/memtoy/kernels/"
	cp -r "${numa_vm%/*}" "$odd/scripts"
	truncate -s 1M "$odd/d,k"
	echo text >"$odd/co py"
	status=0
	TMPDIR=$odd/tmp XDG_CACHE_HOME=$odd/cache "$odd/scripts/numa-vm" --kernel 6.1 \
		--disk "$odd/d,k" --log "$odd/l,g" --copy "$odd/co py" -- \
		sh -c 'printf "%s\n" "$@"; cat "co py"; wc -c </dev/vda' sh '' "it's" 'a  b' '* \ "' \
		</dev/null >"$odd/out" 3>&- || status=$?
	is "$status" 0
	is "$(<"$odd/out")" "
it's
a  b
* \\ \"
text
1048576"
	like "$(<"$odd/l,g")" 'Linux version'
	is "$(ls -A "$odd/tmp")" ''
}

@test "works-through-a-link-from-anywhere" {
	# It finds its scripts behind a symbolic link, whatever the current folder.
	local link=$BATS_TEST_TMPDIR/link

	ln -s "$numa_vm" "$link"
	cd /
	is "$("$link" -- ls scripts/numa-vm </dev/null 3>&-)" scripts/numa-vm
}

@test "terminal-is-a-real-one" {
	# Without COMMAND, on a terminal: a shell with the right size, which follows ours, and TERM;
	# Ctrl-C goes to the guest; our terminal is as before when it ends, which no time limit delays.
	on_terminal shell <<-'END'
		shell = spawn('stty -g; $numa_vm --timeout 600; echo "status $?"; stty -g')
		before = shell.readline()
		shell.expect('numa-vm:/memtoy# ')
		shell.sendline('echo "[$(stty size) $(tty) $TERM]"')
		shell.expect(r'\[33 101 /dev/ttyS1 xterm-256color\]')
		shell.sendline('echo waiting; sleep 10000')
		shell.expect('\nwaiting')
		# Once the shell has handed the terminal over, the first does it.
		prompted = 1
		while prompted:
		    shell.sendintr()
		    prompted = shell.expect(['numa-vm:/memtoy# ', pexpect.TIMEOUT], timeout=2)
		shell.setwinsize(44, 111)
		shell.sendline('until [ "$(stty size)" = "44 111" ]; do sleep 0.1; done; echo fol""lows')
		shell.expect('follows')
		shell.sendline('seq 1000 1999; exit 7')
		for line in range(1000, 2000):
		    shell.expect('%d\r\n' % line)
		shell.expect('^status 7\r\n')
		assert shell.readline() == before
		shell.expect(pexpect.EOF)
	END
	nothing_stays shell
}

@test "terminal-gets-the-last-word" {
	# What a slow terminal has not taken yet when COMMAND ends comes all the same.
	on_terminal last <<-'END'
		import time
		seq = spawn('$numa_vm -- seq 10001 20000; echo "status $?"')
		seq.expect('10001\r\n')
		time.sleep(2)
		for line in range(10002, 20001):
		    seq.expect_exact('%d\r\n' % line)
		assert seq.before == ''
		seq.expect_exact('status 0\r\n')
		assert seq.before == ''
	END
	nothing_stays last
}

@test "readline-works-on-the-terminal" {
	# A program that edits its line can do so: cursor keys, erasing, its terminal's description.
	bash=$(type -P bash) on_terminal readline <<-'END'
		bash = spawn('$numa_vm --copy $bash -- bash --norc; echo "status $?"')
		bash.expect('numa-vm:/memtoy# ')
		bash.send('echo "<ac>"' + 3 * '\x1b[D' + 'xb\x1b[D\x7f')
		bash.send('\x05; tty; exit 3\r')
		bash.expect('\r<abc>\r\n/dev/ttyS1\r\n')
		bash.expect('status 3')
		bash.expect(pexpect.EOF)
	END
	nothing_stays readline
}

@test "hung-console-has-a-way-out" {
	# Ctrl-] x ends the machine when the guest listens to nothing.
	on_terminal hung <<-'END'
		hung = spawn('''$numa_vm -- sh -c 'trap "" INT; echo up; sleep 10000'; echo "status $?"''')
		hung.expect('up\r\n')
		hung.sendintr()
		hung.send('\x1dx')
		hung.expect('numa-vm: the machine ended before COMMAND')
		hung.expect('status 125')
		hung.expect(pexpect.EOF)
	END
	nothing_stays hung
}

@test "ctrl-c-leaves-nothing" {
	# Between pipes, Ctrl-C ends the run with 130, its processes and its files.
	on_terminal interrupted <<-'END'
		run = spawn('exec $numa_vm -- sh -c "echo up; sleep 10000" </dev/null')
		run.expect('up')
		run.sendintr()
		run.expect(pexpect.EOF)
		run.close()
		assert run.exitstatus == 130, run.exitstatus
	END
	nothing_stays interrupted
}
