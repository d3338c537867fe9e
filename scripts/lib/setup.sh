# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Sourced by the scripts that work from a clean clone: packages and builds.  All of them run in
# the project's folder, which sourcing this file makes the current one.

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." || exit 1

# Why it is needed, its name on Debian, its name on Fedora.
setup_table='
build  gcc                  gcc
build  make                 make
build  autoconf             autoconf
build  automake             automake
build  pkgconf              pkgconf-pkg-config
build  libc6-dev            glibc-devel
build  libnuma-dev          numactl-devel
build  libcap-dev           libcap-devel
build  libsmartcols-dev     libsmartcols-devel
build  libjansson-dev       jansson-devel
build  libreadline-dev      readline-devel
vm     qemu-system-x86      qemu-system-x86-core
vm     busybox-static       busybox
vm     cpio                 cpio
vm     xz-utils             xz
vm     kmod                 kmod
vm     e2fsprogs            e2fsprogs
vm     xfsprogs             xfsprogs
vm     btrfs-progs          btrfs-progs
check  libcmocka-dev        libcmocka-devel
check  libseccomp-dev       libseccomp-devel
check  bats                 bats
check  jq                   jq
check  python3-pexpect      python3-pexpect
check  strace               strace
check  shellcheck           ShellCheck
check  cppcheck             cppcheck
check  clang-format         clang-tools-extra
check  mandoc               mandoc
check  postgresql           postgresql-server
bench  numactl              numactl
bench  python3              python3
'

setup_say()
{
	echo "memtoy: $*" >&2
}

# setup_names debian|fedora REASON...: the packages needed for these reasons
setup_names()
{
	local distribution=$1 why debian fedora

	shift
	while read -r why debian fedora; do
		[[ -n $why && " $* " = *" $why "* ]] || continue
		case $distribution in
		debian) echo "$debian" ;;
		fedora) echo "$fedora" ;;
		esac
	done <<<"$setup_table"
}

setup_debian_missing()
{
	local names

	mapfile -t names < <(setup_names debian "$@")
	printf '%s\n' "${names[@]}" | grep -vxF -f <(
		dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${names[@]}" 2>/dev/null |
			sed -n 's/^installed //p')
}

setup_fedora_missing()
{
	local name

	for name in $(setup_names fedora "$@"); do
		rpm -q --quiet --whatprovides "$name" || echo "$name"
	done
}

setup_apt_get()
{
	local sudo=() said

	[ "$(id -u)" = 0 ] || sudo=(sudo)
	if [ ${#sudo[@]} != 0 ] && ! command -v sudo >/dev/null; then
		setup_say "not root, and no sudo; as root: apt-get install $*"
		return 1
	fi
	setup_say "installing $*"
	# Old lists may do, so only the installation has to succeed.
	said=$("${sudo[@]}" apt-get -qq update 2>&1
		"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
			apt-get -qq install --no-install-recommends "$@" 2>&1) && return
	printf '%s\n' "$said" >&2
	setup_say "could not install $*"
	return 1
}

# setup_packages REASON...: see to it that what is needed for build, vm, check or bench is there.  Quick
# when it is; Debian and its kin are helped to it, others are told.
setup_packages()
{
	local missing

	if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
		mapfile -t missing < <(setup_debian_missing "$@")
		[ ${#missing[@]} = 0 ] || setup_apt_get "${missing[@]}"
	elif command -v rpm >/dev/null; then
		mapfile -t missing < <(setup_fedora_missing "$@")
		[ ${#missing[@]} = 0 ] && return
		setup_say "missing packages, by their names on Fedora: ${missing[*]}"
		return 1
	else
		setup_say "going on in the hope that these are there, by their names on Debian:" \
			"$(setup_names debian "$@" | tr '\n' ' ')"
	fi
}

# setup_source: the folder to build from.  Where somebody configured this one itself, no other
# build can start from it; then it is a copy, which keeps the files' times.
setup_source()
{
	if [ -e config.status ]; then
		mkdir -p build
		make -s distdir distdir=build/source >&2 && echo "$PWD/build/source"
	else
		[ -e configure ] || autoreconf -fi >&2 || return
		echo "$PWD"
	fi
}

# setup_build FOLDER TARGETS [OPTION...]: build there, configured with the options; what is up to
# date is left alone.  Another source or other options mean a new start.
setup_build()
{
	local folder=$1 targets=$2 target source made_from

	shift 2
	source=$(setup_source) || return
	made_from="$source $*"
	if [ ! -e "$folder/config.status" ] || [ "$(cat "$folder/made-from" 2>/dev/null)" != "$made_from" ]; then
		setup_say "configuring $folder"
		mkdir -p "$folder"
		find "$folder" -mindepth 1 -maxdepth 1 ! -name source -exec rm -rf {} +
		(cd "$folder" && "$source/configure" --quiet "$@" >&2) || return
		echo "$made_from" >"$folder/made-from"
	fi
	for target in $targets; do
		make -s -C "$folder" -j "$(nproc)" "$target" >&2 || return
	done
}
