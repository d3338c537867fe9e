# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Finds a kernel and its modules: in the cache, in Debian's packages (unpacked into the cache, never
# installed), on the host.
#
# What finds one sets kernel_image, kernel_version and kernel_modules, the folder that holds
# lib/modules/VERSION, or '' if there are no modules.

kernel_cache=$cache/kernels

# image_version FILE: print the version that a kernel image claims; its header points to the text
image_version()
{
	local -i offset
	local version

	[[ $(od -An -c -j 514 -N 4 -- "$1" | tr -d ' ') == HdrS ]] || return
	offset=$(od -An -tu2 -j 526 -N 2 -- "$1")
	version=$(tail -c +$((offset + 513)) -- "$1" | head -c 256 | tr '\0' '\n' | head -n 1)
	echo "${version%% *}"
}

# is_version WISH VERSION: 6.1 is a wish for 6.1.192, not for 6.12; '' for any
is_version()
{
	[[ ! $1 || $2 == "$1" || $2 == "$1"[!0-9]* ]]
}

# cached_versions WISH: print those in the cache, the oldest first
cached_versions()
{
	local folder

	for folder in "$kernel_cache"/*/; do
		folder=$(basename -- "$folder")
		[[ $folder != '*' ]] && is_version "$1" "$folder" && echo "$folder"
	done | sort -V
}

kernel_from_cache()
{
	kernel_version=$(cached_versions "$1" | tail -n 1)
	kernel_modules=$kernel_cache/$kernel_version
	kernel_image=$kernel_modules/boot/vmlinuz-$kernel_version
	[[ $kernel_version ]]
}

# image_package META [RELEASE]: print the package with an image that META depends on
image_package()
{
	apt-cache ${2:+-o "APT::Default-Release=$2"} depends -- "$1" 2>/dev/null |
		sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1
}

# find_package WISH [RELEASE]: print the package with the kernel of this version, or this release
find_package()
{
	local meta package

	if [[ ${2-} ]]; then
		image_package linux-image-cloud-amd64 "$2"
		return
	fi
	for meta in linux-image-{"$1-",}{cloud-,}amd64; do
		package=$(image_package "$meta")
		if [[ $package ]] && is_version "$1" "${package#linux-image-}"; then
			echo "$package"
			return
		fi
	done
}

# fetch_package PACKAGE [RELEASE]: unpack it elsewhere first; the cache never holds half of one
fetch_package()
{
	local version=${1#linux-image-} new

	[[ ! -d $kernel_cache/$version ]] || return 0
	new=$(mktemp -d "$kernel_cache/.new.XXXXXX") || return
	note "fetching $1"
	(
		cd "$new" &&
			apt-get -q ${2:+-t "$2"} download "$1" &&
			dpkg -x ./*.deb . &&
			[[ -r boot/vmlinuz-$version ]] &&
			rm -rf -- ./*.deb usr boot/System.map-* &&
			depmod -b . "$version" &&
			chmod 755 . &&
			mv -T -- "$new" "$kernel_cache/$version"
	) >"$run/fetched" 2>&1 && return
	rm -rf -- "$new"
	cat -- "$run/fetched" >&2
	return 1
}

# The lists that apt-cache reads; a machine may never have fetched them.
have_lists()
{
	[[ ! $(apt-cache pkgnames linux-image- 2>/dev/null) ]] || return 0
	if ((EUID)); then
		echo 'numa-vm: no lists of packages here (once, as root: apt-get update)' >&2
		return 1
	fi
	note 'fetching the lists of packages'
	apt-get -q update >"$run/fetched" 2>&1 || cat -- "$run/fetched" >&2
}

# kernel_from_packages WISH: one numa-vm at a time, for another may want the same kernel.
kernel_from_packages()
{
	local package='' release='' lock

	type -P apt-get dpkg >/dev/null || return
	[[ $1 == [0-9]* ]] || release=$1
	mkdir -p -- "$kernel_cache" && exec {lock}>"$kernel_cache/.lock" && flock "$lock" || return
	if ! kernel_from_cache "$1"; then
		rm -rf -- "$kernel_cache"/.new.*
		have_lists && package=$(find_package "$1" "$release")
		[[ $package ]] && fetch_package "$package" "$release" &&
			kernel_from_cache "${package#linux-image-}"
	fi
	exec {lock}>&-
	[[ $kernel_version ]]
}

# The one that runs here, where distributions keep it.
kernel_from_host()
{
	kernel_version=$(uname -r)
	kernel_modules=''
	[[ ! -d /lib/modules/$kernel_version ]] || kernel_modules=/
	for kernel_image in "/boot/vmlinuz-$kernel_version" "/lib/modules/$kernel_version/vmlinuz"; do
		[[ ! -r $kernel_image ]] || return 0
	done
	return 1
}

# kernel_from_file FILE: its modules are where a package puts them, lib/modules/ beside boot/, or
# the host's.
kernel_from_file()
{
	[[ -f $1 && -r $1 ]] || refuse "--kernel: cannot read '$1'"
	kernel_image=$(readlink -f -- "$1")
	kernel_version=$(image_version "$1") || refuse "--kernel: '$1' is not a kernel for x86"
	for kernel_modules in "${kernel_image%/*}/.." / ''; do
		[[ ! -d $kernel_modules/lib/modules/$kernel_version ]] || return 0
	done
}

# kernel_find WISH: '' (the default), a version, a release, or a file
kernel_find()
{
	if [[ ! $1 ]]; then
		kernel_from_cache 6.12 || kernel_from_packages 6.12 || kernel_from_host ||
			refuse 'no kernel found, neither 6.12 in packages nor one in /boot (try: --kernel FILE)'
	elif [[ $1 == */* || -f $1 ]]; then
		kernel_from_file "$1"
	else
		kernel_from_cache "$1" || kernel_from_packages "$1" ||
			refuse "--kernel: no kernel '$1', in the cache or in packages (try: --list-kernels)"
	fi
	[[ ! $verbose ]] || note "kernel $kernel_version from $kernel_image"
}

# kernel_module_files NAME...: print the files to load, in order; fail if one is missing
kernel_module_files()
{
	local said

	# An image without modules has built in what it needs.
	[[ $kernel_modules ]] || return 0
	said=$(modprobe -C /dev/null -d "$kernel_modules" -S "$kernel_version" -a -D "$@" 2>&1) ||
		refuse "kernel $kernel_version: $(grep -m 1 -o 'Module [^ ]* not found' <<<"$said")"
	sed -n 's/^insmod \(.*\.ko[.a-z]*\) .*/\1/p' <<<"$said" | awk '!seen[$0]++'
}

# Modules that a guest loads when something asks for what they do: file systems, disks over files,
# compressed swap, and memory that keeps its content.
at_hand='loop xfs btrfs zram lzo-rle'

# Print the files of those that this kernel has, and of what they need.
kernel_modules_at_hand()
{
	local name

	for name in $at_hand; do
		(kernel_module_files "$name") 2>/dev/null
	done
}

# kernel_has NAME: whether the module is there, or built in
kernel_has()
{
	(kernel_module_files "$1") >/dev/null 2>&1
}

kernel_list()
{
	local version

	for version in $(cached_versions ''); do
		printf '%-32s %s\n' "$version" "$kernel_cache/$version/boot/vmlinuz-$version"
	done
	if kernel_from_host; then
		printf '%-32s %s (runs here)\n' "$kernel_version" "$kernel_image"
	fi
}
