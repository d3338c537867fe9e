# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Packs the files of the guest: a part that is kept (busybox, modules, terminals) and a part of this
# run (memtoy, scripts, copies, COMMAND).

# Terminals that the guest should know, if the host does.
terminals='ansi dumb linux rxvt-unicode-256color screen screen-256color tmux tmux-256color
vt100 vt220 xterm xterm-256color'

# The folders that every archive begins with, so that a path means the same in all.
lay_out()
{
	mkdir -p "$1"/usr/{bin,sbin,lib,lib64,local/bin} "$1"/{memtoy,etc/numa-vm} &&
		ln -s usr/bin usr/sbin usr/lib usr/lib64 "$1"
}

# pack FOLDER: print it as an archive of files that belong to root
pack()
{
	(cd "$1" && find . -mindepth 1 -print0 | cpio -0 -o -H newc -R 0:0 --quiet)
}

is_elf()
{
	[[ $(head -c 4 -- "$1" | tr -d '\0') == $'\x7fELF' ]]
}

# add_libraries ROOT PROGRAM: add what the program is linked with, at the same paths
add_libraries()
{
	local libraries library

	libraries=$(ldd "$(readlink -f -- "$2")" 2>/dev/null)
	[[ $libraries != *'not found'* ]] ||
		refuse "'$2' needs a library that is not here: $(sed -n 's/^\t\(.*\) => not.*/\1/p' \
			<<<"$libraries" | paste -sd ' ')"
	while read -r library; do
		[[ ! -e $1$library ]] || continue
		mkdir -p "$1${library%/*}" && cp -L -- "$library" "$1$library"
	done < <(sed -n 's/^\t\(.* => \)\{0,1\}\(\/.*\) (0x.*/\2/p' <<<"$libraries")
}

# add_program ROOT PROGRAM PLACE
add_program()
{
	install -m 755 -- "$2" "$1/$3" && add_libraries "$1" "$2"
}

terminfo_files()
{
	local name folder

	for name in $terminals; do
		for folder in /etc/terminfo /lib/terminfo /usr/share/terminfo; do
			[[ -r $folder/${name:0:1}/$name ]] || continue
			echo "$folder/${name:0:1}/$name"
			break
		done
	done
}

# unpacked FILE: print a kernel module as it was before somebody compressed it
unpacked()
{
	case $1 in
	*.xz) xz -dc -- "$1" ;;
	*.zst) zstd -dcq -- "$1" ;;
	*.gz) gzip -dc -- "$1" ;;
	*) cat -- "$1" ;;
	esac
}

# What makes file systems, for those that the host can make.
filesystem_makers()
{
	type -P mke2fs mkfs.xfs mkfs.btrfs
}

# add_filesystem_makers ROOT: ahead of busybox's in PATH, whose mke2fs knows ext2 only
add_filesystem_makers()
{
	local program

	for program in $(filesystem_makers); do
		add_program "$1" "$program" "usr/sbin/${program##*/}" || return
		[[ ${program##*/} == mke2fs ]] || continue
		ln -s mke2fs "$1/usr/sbin/mkfs.ext2" && ln -s mke2fs "$1/usr/sbin/mkfs.ext3" &&
			ln -s mke2fs "$1/usr/sbin/mkfs.ext4" || return
	done
}

# add_module_list ROOT: by which modprobe finds the modules, and the device nodes that load one when
# they are opened
add_module_list()
{
	local folder=$1/lib/modules/$kernel_version list=$kernel_modules/lib/modules/$kernel_version

	cp -- "$list/modules.builtin" "$folder" 2>/dev/null || : >"$folder/modules.builtin"
	: >"$folder/modules.order"
	depmod -b "$1" "$kernel_version" 2>"$run/depmod" && rm -f -- "$folder"/modules.*.bin
}

# module_place FILE: print where in the guest this module is
module_place()
{
	local name=${1##*/}

	echo "/lib/modules/$kernel_version/${name%.ko*}.ko"
}

# add_modules ROOT: add the wished modules, the list by which the guest loads them all, and those
# that the guest's kernel may ask for
add_modules()
{
	local wished file place

	wished=$(kernel_module_files "${modules[@]}") || exit
	mkdir -p "$1/lib/modules/$kernel_version"
	while read -r file; do
		place=$1$(module_place "$file")
		[[ ! $file || -e $place ]] || unpacked "$file" >"$place" || return
	done < <(echo "$wished" && kernel_modules_at_hand)
	while read -r file; do
		[[ ! $file ]] || module_place "$file"
	done <<<"$wished" >"$1/etc/numa-vm/modules"
	[[ ! $kernel_modules ]] || add_module_list "$1"
}

# add_system ROOT: what makes it a system
add_system()
{
	local name file

	mkdir -p "$1"/{dev,proc,sys,run,tmp,var/tmp,root,mnt} &&
		add_program "$1" "$library/guest-init" init &&
		add_program "$1" "$(type -P busybox)" usr/bin/busybox || return
	for name in $(busybox --list); do
		[[ $name == busybox ]] || ln -s busybox "$1/usr/bin/$name"
	done
	# Where the kernel looks for it.
	ln -s ../bin/busybox "$1/usr/sbin/modprobe"
	add_filesystem_makers "$1" || return
	printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'nobody:x:65534:65534:nobody:/:/bin/sh' \
		>"$1/etc/passwd"
	printf '%s\n' 'root:x:0:' 'tty:x:5:' 'nogroup:x:65534:' >"$1/etc/group"
	echo '127.0.0.1 localhost numa-vm' >"$1/etc/hosts"
	for file in $(terminfo_files); do
		name=${file##*/}
		install -D -m 644 "$file" "$1/usr/share/terminfo/${name:0:1}/$name"
	done
}

base_build()
{
	lay_out "$run/base" && add_system "$run/base" && add_modules "$run/base" && pack "$run/base"
}

# What the kept part is made from: if this is the same, so is that.
base_inputs()
{
	echo "$kernel_version ${modules[*]}"
	cat -- "$library/guest-init" "$library/initramfs.sh" "$library/kernels.sh"
	# By whatever path it was found.
	stat -L -c '%s %Y' "$kernel_image"
	{ terminfo_files; filesystem_makers; } | xargs stat -L -c '%n %s %Y' "$(type -P busybox)"
}

# Set base to an archive of the kept part.
base_find()
{
	local key new

	key=$(base_inputs | sha256sum)
	base=$cache/base/${key%% *}.cpio
	if [[ -r $base ]]; then
		touch -c -- "$base"
		return
	fi
	base_build >"$run/base.cpio" || fail 'cannot pack the files of the guest'
	# Others may be looking: they find all of it or nothing.
	mkdir -p -- "$cache/base" && find "$cache/base" -type f -mtime +7 -delete
	if ! { new=$(mktemp "$cache/base/.new.XXXXXX") && cp -- "$run/base.cpio" "$new" &&
		mv -- "$new" "$base"; }; then
		fail "cannot write to '$cache/base'"
	fi
}

# shell_words WORD...: print them so that a shell reads them back as they are
shell_words()
{
	local word

	for word; do
		printf "'%s' " "${word//\'/\'\\\'\'}"
	done
}

# add_copy ROOT FILE
add_copy()
{
	[[ -r $2 ]] || refuse "--copy: cannot read '$2'"
	cp -rL -- "$2" "$1/memtoy/" || refuse "--copy: cannot copy '$2'"
	if [[ -f $2 ]] && is_elf "$2"; then
		add_libraries "$1" "$2"
	fi
}

# initramfs_build COMMAND...: make $run/initramfs
initramfs_build()
{
	local root=$run/root file

	base_find
	lay_out "$root"
	{
		echo "terminal=$terminal rows=$rows columns=$columns TERM=$(shell_words "${TERM-dumb}")"
		echo "scratch='' swap='' ${own_disks[*]}"
		echo "set -- $(shell_words "$@")"
	} >"$root/etc/numa-vm/command"
	if [[ $memtoy ]]; then
		add_program "$root" "$memtoy" usr/local/bin/memtoy
	fi
	cp -rL -- "$here" "$root/memtoy/scripts"
	for file in "${copies[@]}"; do
		add_copy "$root" "$file"
	done
	{ cat -- "$base" && pack "$root"; } >"$run/initramfs" ||
		fail 'cannot pack the files of the guest'
}
