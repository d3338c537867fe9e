# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Runs QEMU and what joins COMMAND's standard files to ours, and takes all of it down again.
#
# COMMAND's standard files are virtio-serial ports.  A process each copies between a named pipe,
# QEMU's end, and ours.  The port 'ctl' carries two lines of the guest's: "begin" when COMMAND is
# about to run, and "end STATUS OUT ERR", with the bytes sent to standard output and error: some may
# still be on their way through QEMU then, so the machine is stopped when as many have been written
# here.
#
# Before "begin" nothing of ours has been read and nothing of COMMAND's written, so until then a
# machine that fell over can be replaced by another.
#
# On a terminal, COMMAND's standard files are the second serial port, which is a terminal there.

run=''
terminal=no rows=24 columns=80
qemu_command=() own_disks=()
declare -i boots=0

# What must not stay: processes, and the terminal's state.
machine='' line='' timer='' relays=() saved_tty=''

# Become COMMAND, which dies when this script does, even by SIGKILL.  Whoever held the writer's end
# of COMMAND's input would keep that from ending.
spawn()
{
	exec {input}>&-
	exec setpriv --pdeathsig KILL -- "$@"
}

# On some machines /dev/kvm is there and QEMU aborts, at once or later.  So try the real thing, once
# after each start of the host.
kvm_works()
{
	local stamp answer='' last=''

	[[ -r /dev/kvm && -w /dev/kvm ]] || return
	stamp="$(</proc/sys/kernel/random/boot_id) $(qemu-system-x86_64 --version | head -n 1)"
	[[ ! -r $cache/kvm ]] || { read -r answer && read -r last; } <"$cache/kvm"
	if [[ $last != "$stamp" ]]; then
		answer=no
		"$here/numa-vm" --accel kvm --kernel "$kernel_image" --nodes 1 --timeout 15 -- true \
			</dev/null >/dev/null 2>&1 && answer=yes
		printf '%s\n' "$answer" "$stamp" >"$run/kvm" && mv -- "$run/kvm" "$cache/kvm"
	fi
	[[ $answer == yes ]]
}

add_accelerator()
{
	local cpu=max

	if [[ $accel == auto ]]; then
		accel=tcg
		! kvm_works || accel=kvm
	fi
	# With these the kernel clears and, since 6.12, migrates pages by an instruction a byte, and TCG
	# takes them byte by byte, too.
	[[ $accel == kvm ]] || cpu+=,erms=off,fsrm=off
	case $accel in
	kvm) qemu_command+=(-accel kvm) ;;
	tcg) qemu_command+=(-accel 'tcg,thread=multi') ;;
	tcg,*) qemu_command+=(-accel "$accel") ;;
	esac
	qemu_command+=(-cpu "$cpu")
}

# Files of the caller's appear in the run's folder, whose name cannot confuse QEMU's syntax.
appear()
{
	ln -s -- "$(readlink -f -- "$1")" "$run/$2"
}

# add_disk ID FORMAT [WORDS]: the file of this name in the run's folder
add_disk()
{
	qemu_command+=(-drive "if=none,id=$1,file=$1,format=$2${3-}"
		-device "virtio-blk-pci,drive=$1,serial=$1")
}

# What the caller named comes first, so that the first of it is /dev/vda.
add_disks()
{
	local -i index
	local disk mib format

	for index in "${!disks[@]}"; do
		disk=${disks[index]} format=raw
		if mib=$(size_to_mib "$disk"); then
			truncate -s "${mib}M" "$run/disk$index"
		else
			[[ -f $disk || -b $disk ]] ||
				refuse "--disk: '$disk' is neither a file nor a size (try: 64M)"
			[[ $disk != *.qcow2 ]] || format=qcow2
			appear "$disk" "disk$index"
		fi
		add_disk "disk$index" $format
	done
	add_own_disk scratch "$scratch" 1G ,throttling.bps-write=33554432
	add_own_disk swap "$swap" 256M
	[[ ${qemu_command[*]} != *virtio-blk-pci* ]] || modules=(virtio_blk "${modules[@]}")
}

# add_own_disk NAME GIVEN SIZE: one that the guest finds by its name, of this size unless another
# was given, or none.  Nobody looks at it later, so it need not be written out when the guest waits
# for that.
add_own_disk()
{
	local mib

	if [[ ! $2 ]] && ! kernel_has virtio_blk; then
		note "no $1 disk: this kernel has no virtio_blk"
		return
	fi
	[[ $2 != none ]] || return 0
	mib=$(size_to_mib "${2:-$3}") || mib=0
	((mib)) ||
		refuse "--$1: '$2' is neither a size nor none (try: 512M)"
	truncate -s "${mib}M" "$run/$1" || fail "cannot write to '$run'"
	add_disk "$1" raw ",cache=unsafe,discard=unmap${4-}"
	own_disks+=("$1=yes")
}

add_log()
{
	if [[ $log ]]; then
		{ : >"$log"; } 2>/dev/null || refuse "--log: cannot write '$log'"
		appear "$log" log
	fi
	qemu_command+=(-serial 'file:log')
}

# add_port NAME CHARDEV
add_port()
{
	qemu_command+=(-chardev "$2,id=$1" -device "virtserialport,chardev=$1,name=$1")
}

# Fill qemu_command[], and modules[] with what it needs in the guest.
machine_build()
{
	local words=(console=ttyS0 panic=-1 mitigations=off no_timer_check secretmem.enable=1 "${topology_words[@]}" "${append[@]}")

	[[ $log || $verbose ]] || words+=(quiet)
	qemu_command=(qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot
		-machine q35 "${qemu_topology[@]}"
		-kernel "$kernel_image" -initrd initramfs -append "${words[*]}")
	add_accelerator
	add_disks
	add_log
	modules=(virtio_pci virtio_console "${modules[@]}")
	qemu_command+=(-device virtio-serial-pci)
	add_port ctl pipe,path=ctl

	if [[ -t 0 && -t 1 ]]; then
		terminal=yes
		qemu_command+=(-chardev 'stdio,id=tty,mux=on,signal=off' -serial chardev:tty -echr 0x1d)
		read_size
	else
		add_port in stdio
		add_port out file,path=out
		add_port err file,path=err
	fi
}

# The size of our terminal; some do not know theirs.
read_size()
{
	local -i height width

	read -r height width < <(stty size) && ((height && width)) && rows=$height columns=$width
}

tell_size()
{
	read_size
	echo "size $rows $columns" >&"$ctl"
}

# Keys go to the guest as they are, and what it prints is not changed any more.
take_terminal()
{
	saved_tty=$(stty -g)
	trap tell_size WINCH
	[[ ${command[*]} != sh ]] || echo 'numa-vm: starting a shell; Ctrl-] x ends the machine' >&2
	stty raw -echo -onlcr tab0
}

# Each of the guest's lines has a process that ends when it came, so that it can be waited for.
expect_line()
{
	spawn sed -u 1q <&"$answers" >"$run/$1" & line=$!
}

machine_start()
{
	mkfifo "$run"/{in,out,err,ctl.in,ctl.out}
	exec {ctl}<>"$run/ctl.in" {answers}<>"$run/ctl.out" {input}<>"$run/in"
	[[ $terminal == no ]] || take_terminal
	if [[ $timeout ]]; then
		spawn sleep "$timeout" & timer=$!
	fi
	[[ ! $verbose ]] || note "${qemu_command[*]}"
	machine_boot
	until machine_begins; do
		note 'the emulator tripped over itself; starting again'
		machine_boot
	done
	expect_line end
	if [[ $terminal == no ]]; then
		spawn cat <&0 >&"$input" & relays[0]=$!
	fi
	exec {input}>&-
}

machine_boot()
{
	expect_line begin
	if [[ $terminal == no ]]; then
		spawn dd bs=64K status=none <"$run/out" & relays[1]=$!
		spawn dd bs=64K status=none <"$run/err" >&2 & relays[2]=$!
	fi
	qemu <&0 & machine=$!
	boots+=1
}

# Where TCG's CPUs run in threads, one may still run into a breakpoint with which another patched
# the kernel, and has taken away: the kernel finds an int3 nobody knows.  On a host that has no time for
# it, the kernel waits in vain for its timer to tick.
emulator_tripped()
{
	[[ $accel == tcg* ]] && log_lines | grep -a -q "Oops: int3\\|int3: 0000\\|IO-APIC + timer doesn't work"
}

# wait_for PID...: until one of these processes of ours ends: set ended and result, its status; or ended is
# empty, and a signal was handled.  'wait -n' alone would wait in vain for one that a signal killed before: the
# shell takes it from the list of its jobs when it starts another.
wait_for()
{
	for ended; do
		kill -0 "$ended" 2>/dev/null && continue
		wait "$ended"
		result=$?
		return
	done
	ended=''
	wait -n -p ended "$@"
	result=$?
}

# Wait for COMMAND's turn; fail if the machine should be started once more.
machine_begins()
{
	local ended='' result

	while [[ ${ended-} != "$line" ]]; do
		wait_for "$line" "$machine" ${timer:+"$timer"}
		case ${ended-} in
		"$machine")
			if ((boots > 3)) || ! emulator_tripped; then
				machine_died
			fi
			machine_stop
			kill -KILL "$line" "${relays[@]}"
			wait "$line" "${relays[@]}" 2>/dev/null
			return 1
			;;
		"$timer") time_is_up ;;
		esac
	done
}

qemu()
{
	ulimit -c 0
	# Opened anew, the terminal is not made non-blocking for its other users.
	if [[ $terminal == yes ]]; then
		exec </proc/self/fd/0 >/proc/self/fd/1
	else
		exec <"$run/in" >/dev/null
	fi
	cd "$run" && spawn "${qemu_command[@]}" 2>qemu.err
}

# The words of the kernel, without those of the firmware.
log_lines()
{
	tr -d '\r' <"$run/log" | grep -a '^\[\|^numa-vm:\|^/init:'
}

# Let the relays write what they hold, but not for ever: who should read it may be asleep.
drain()
{
	local -i left=500

	while ((left-- > 0)) && kill -0 "${relays[@]:1}" 2>/dev/null; do
		sleep 0.01
	done
}

# The shell would remark on who was killed.
machine_stop()
{
	{
		kill -KILL "$machine"
		wait "$machine"
	} 2>/dev/null
	machine=''
}

machine_died()
{
	local panic

	machine_stop
	drain
	log_lines | tail -n 60 >&2
	cat -- "$run/qemu.err" >&2
	panic=$(log_lines | grep -a -m 1 -o 'Kernel panic.*')
	fail "the machine ended before COMMAND${panic:+: $panic}"
}

time_is_up()
{
	machine_stop
	drain
	fail "COMMAND has not ended after $timeout seconds" 124
}

# relay_ended WHICH STATUS: at its end of file is fine, QEMU has more to say of that; if it cannot
# write any more, COMMAND cannot.
relay_ended()
{
	unset "relays[$1]"
	(($2 == 0)) && return
	(($2 == 141)) && exit 141
	fail "cannot write COMMAND's output"
}

# relay_has_written PID BYTES: wait for that; fail if it ends before
relay_has_written()
{
	local what count

	while :; do
		count=''
		while read -r what count; do
			[[ $what != wchar: ]] || break
		done 2>/dev/null <"/proc/$1/io"
		[[ $count ]] || return
		((count < $2)) || return 0
		[[ ! $timer ]] || kill -0 "$timer" 2>/dev/null || time_is_up
		kill -0 "$machine" 2>/dev/null || machine_died
		sleep 0.01
	done
}

# All that COMMAND has written is here, or will not come.
collect()
{
	local word bytes=()
	local -i which

	read -r word command_status 'bytes[1]' 'bytes[2]' <"$run/end"
	[[ $word == end ]] || machine_died
	for which in "${!relays[@]}"; do
		((which)) || continue
		relay_has_written "${relays[which]}" "${bytes[which]}" && continue
		wait "${relays[which]}"
		relay_ended "$which" $?
	done
}

# Set command_status.
machine_wait()
{
	local ended='' result
	local -i which

	while [[ ${ended-} != "$line" ]]; do
		wait_for "$line" "$machine" "${relays[@]:1}" ${timer:+"$timer"}
		case ${ended-} in
		"$line") ;;
		# A signal was handled.
		'') ((result > 128)) || machine_died ;;
		"$machine") machine_died ;;
		"$timer") time_is_up ;;
		*)
			for which in 1 2; do
				[[ ${relays[which]-} != "$ended" ]] || relay_ended "$which" "$result"
			done
			;;
		esac
	done
	collect
	machine_stop
	for which in 1 2; do
		[[ ! ${relays[which]-} ]] || wait "${relays[which]}"
	done
	((command_status != 137)) || log_lines | grep -a -i 'out of memory: killed' >&2
}

# Nothing may stay.  The shell would remark on who is killed, sooner or later.
cleanup()
{
	trap '' INT TERM HUP
	exec 2>/dev/null
	kill -KILL ${machine:+"$machine"} ${line:+"$line"} ${timer:+"$timer"} "${relays[@]}"
	wait
	[[ ! $saved_tty ]] || stty "$saved_tty"
	rm -rf -- "$run"
}
