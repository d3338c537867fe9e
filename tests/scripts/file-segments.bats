#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "file <path> [<range>] [<share>]: define a mapped file; opened read-write if possible, else
# read-only.  A file's name is its basename."  And of bad input: "directories, missing and empty
# files".

load ../lib/helpers
load session

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	page=$(getconf PAGESIZE)
	head -c $((16 * page)) /dev/zero | tr '\0' x >data
}

@test "a file is named by its basename" {
	mkdir sub
	cp data sub/other
	run_memtoy -c 'file data' -c "file $PWD/sub/other" -c 'map data' -c 'map other' -c show
	succeeded
	like "$output" "^f 0x[0-9a-f]{16} $(printf '0x%012x' $((16 * page))) 0x000000000000  rw- private data$"
	like "$output" '^f 0x.* rw- private other$'
}

@test "a shared file is written through" {
	run_memtoy -c 'file data shared' -c 'map data' -c 'fill data'
	succeeded
	run_memtoy -c 'file data' -c 'map data' -c 'verify data'
	succeeded
}

@test "a private file is not" {
	cp data before
	run_memtoy -c 'file data' -c 'map data' -c 'fill data' -c 'verify data'
	succeeded
	cmp data before
}

@test "touching leaves the content as it is" {
	cp data before
	run_memtoy -c 'file data shared' -c 'map data' -c 'touch data w' -c 'touch data r'
	succeeded
	cmp data before
}

@test "a missing file is named with ENOENT" {
	run_memtoy -c 'file nothing' -c show
	failed_with 1 '^-c:1: file: .*nothing.*ENOENT'
	is "$output" ''
	run_memtoy -c 'file data/x'
	failed_with 1 'data/x.*ENOTDIR'
}

@test "a directory is refused" {
	mkdir folder
	run_memtoy -c 'file folder' -c show
	failed_with 1 '^-c:1: file: .*folder.*(EISDIR|director)'
	is "$output" ''
	run_memtoy -c 'file folder/'
	is "$status" 1
	run_memtoy -c 'file /'
	is "$status" 1
}

@test "what is no regular file is refused, without waiting" {
	mkfifo pipe
	run_memtoy -c 'file pipe'
	failed_with 1 'pipe'
	run_memtoy -c 'file /dev/null' -c 'map null'
	is "$status" 1
}

@test "an empty file is refused" {
	: >empty
	run_memtoy -c 'file empty' -c 'map empty' -c 'touch empty'
	failed_with 1 '^-c:[0-9]+: (file|map): .*empty'
}

@test "a range that starts past the file's end is refused" {
	for range in '16p 1p' '1m 1p' '16p *'; do
		run_memtoy -c "file data $range" -c 'map data'
		failed_with 1 '^-c:[0-9]+: (file|map): .*(past|end)'
	done
}

@test "a range that runs past the file's end is cut, and said to be" {
	run_memtoy -c 'file data 12p 8p' -c 'map data' -c 'touch data' -c 'show data'
	is "$status" 0
	like "$output$errors" 'cut|end'
	like "$output" "^f 0x[0-9a-f]{16} $(printf '0x%012x 0x%012x' $((4 * page)) $((12 * page))) "
}

@test "a range of a file is mapped at its offset" {
	run_memtoy -c 'file data 4p 2p' -c 'map data' -c 'show data'
	succeeded
	like "$output" "^f 0x[0-9a-f]{16} $(printf '0x%012x 0x%012x' $((2 * page)) $((4 * page))) "
	run_memtoy -c 'file data' -c 'map data 4p 2p shared' -c 'show data' -c 'fill data'
	is "$status" 0
	like "$output" "^f 0x[0-9a-f]{16} $(printf '0x%012x 0x%012x' $((2 * page)) $((4 * page)))  rw- shared +data"
	is "$(head -c $((4 * page)) data | tr -d x | wc -c)" 0
	is "$(tail -c $((10 * page)) data | tr -d x | wc -c)" 0
	[ "$(tr -d x <data | wc -c)" -gt 0 ]
}

@test "the last page of a file may be a part of one" {
	head -c $((page + 10)) /dev/zero >odd
	run_memtoy -c 'file odd shared' -c 'map odd' -c 'touch odd w' -c 'show odd'
	succeeded
	like "$output" "^f .* $(printf '0x%012x' $((2 * page))) "
	is "$(wc -c <odd)" $((page + 10))
}

@test "a file that cannot be written is opened read-only" {
	[ "$(id -u)" != 0 ] || command -v setpriv >/dev/null || skip 'needs setpriv'
	chmod 755 "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" 2>/dev/null || true
	chmod 444 data
	as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --bounding-set -all --inh-caps -all)
	status=0
	"${as[@]}" "$MEMTOY" -c 'file data shared' -c 'map data' -c 'show data' -c 'touch data r' \
		-c 'touch data w' >out 2>err || status=$?
	is "$status" 1
	like "$(<out)" '^f .* r-- shared +data$'
	like "$(<err)" 'touch: .*data'
	is "$(grep -c . err)" 1
}

@test "a read-only file still takes private writes" {
	chmod 444 data
	as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --bounding-set -all --inh-caps -all)
	status=0
	"${as[@]}" "$MEMTOY" -c 'file data' -c 'map data' -c 'fill data' -c 'verify data' >out 2>err || status=$?
	is "$(<err)" ''
	is "$status" 0
}

@test "reading past the file's end is a SIGBUS that names the page" {
	meeting shrinking
	start_memtoy script <<'END'
file data shared
map data
touch data
source shrinking
touch data r
END
	meet shrinking
	truncate -s $((4 * page)) data
	part
	finish
	is "$status" 1
	is "$(grep -c . <<<"$errors")" 1
	like "$errors" '^script:5: touch: .*data.*SIGBUS|^script:5: touch: .*SIGBUS.*data'
	like "$errors" "\b(4|0x4|$((4 * page))|$(printf '0x%x' $((4 * page))))\b"
}

@test "no command dies of a file that shrank" {
	meeting shrinking
	for command in 'where data' 'verify data' 'fill data' 'bounce data 0' 'move data 0' \
		'mbind data bind+move 0' 'lock data'; do
		truncate -s $((16 * page)) data
		start_memtoy script <<END
file data shared
map data
fill data
source shrinking
$command
echo alive
END
		meet shrinking
		truncate -s $((4 * page)) data
		part
		echo "$command:"
		finish
		case $command in
		verify*|fill*|bounce*)
			is "$status" 1
			like "$errors" "^script:5: ${command%% *}: .*SIGBUS"
			;;
		*)
			[ "$status" -le 1 ]
			[ "$status" = 1 ] || like "$output" '^alive$'
			;;
		esac
	done
}
