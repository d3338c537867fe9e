#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "A memtoy killed by SIGKILL leaves no SysV segment, file or child behind."

load ../lib/helpers
load session

# leaves_nothing HOW: a memtoy with segments of every kind, children and a grandchild, ended that way
leaves_nothing()
{
	local before family owned

	meeting there
	before=$(ls -A /dev/shm)
	start_memtoy script <<END
shmem s 64p
shmem unmapped 64p
tmpfs t 64p
memfd m 64p
anon a 64p shared
map s
map t
map m
map a
touch s w
touch t w
child one
/one touch s w
/one child two
/one/two touch s w
child paused
/paused pause
source there
$2
END
	meet there
	mapfile -t family < <(descendants "$pid")
	echo "family: ${family[*]}"
	is "${#family[@]}" 4
	owned=$(awk -v pid="$pid" '$5 == pid { print $2 }' /proc/sysvipc/shm)
	is "$(wc -l <<<"$owned")" 2
	case $1 in
	end) part ;;
	*) kill "-$1" "$pid" && part ;;
	esac
	finish
	until_true gone "${family[@]}"
	is "$(awk -v pid="$pid" '$5 == pid' /proc/sysvipc/shm)" ''
	is "$(ls -A /dev/shm)" "$before"
}

@test "SIGKILL" {
	leaves_nothing KILL
	is "$status" 137
}

@test "SIGTERM" {
	leaves_nothing TERM
	[ "$status" != 0 ]
}

@test "SIGHUP" {
	leaves_nothing HUP
	[ "$status" != 0 ]
}

@test "the end of the script" {
	leaves_nothing end
	is "$status" 0
}

@test "an error" {
	leaves_nothing end nonsense
	is "$status" 1
}

@test "quit" {
	leaves_nothing end 'quit 3'
	is "$status" 3
}

@test "a child killed by SIGKILL takes its own children along" {
	meeting there
	start_memtoy script <<'END'
child one
/one child two
/one/two child three
source there
END
	meet there
	mapfile -t family < <(descendants "$pid")
	is "${#family[@]}" 4
	kill -KILL "${family[1]}"
	until_true gone "${family[@]:1}"
	part
	finish
	[ "$status" -le 1 ]
}

@test "a working child goes too when memtoy is killed" {
	meeting there
	start_memtoy script <<'END'
child one
/one source there
END
	meet there
	mapfile -t family < <(descendants "$pid")
	is "${#family[@]}" 2
	kill -KILL "$pid"
	until_true gone "${family[@]}"
	part
	finish
}

@test "SysV segments are marked for removal from their beginning" {
	meeting there
	start_memtoy script <<'END'
shmem s 64p
source there
END
	meet there
	# 01000 in the mode is SHM_DEST.
	mode=$(awk -v pid="$pid" '$5 == pid { print $3 }' /proc/sysvipc/shm)
	part
	finish
	[ -n "$mode" ]
	[ $((0$mode & 01000)) != 0 ]
}

@test "what a keeper that was killed cannot put back any more, memtoy does itself" {
	local keeper

	meeting there
	start_memtoy script <<END
file $BATS_TEST_TMPDIR/made create=4p
map made
source there
END
	meet there
	[ -e made ]
	for keeper in $(tr -d '\n' <"/proc/$pid/task/$pid/children"); do
		! grep -q '^Name:.memtoy-keeper$' "/proc/$keeper/status" || kill -KILL "$keeper"
	done
	part
	finish
	is "$errors" ''
	is "$status" 0
	[ ! -e made ]
}
