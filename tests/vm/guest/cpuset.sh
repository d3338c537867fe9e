#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "cpuset: put this session, or a child, in a cgroup v2 cpuset": it is left and removed however the session
# ends, and what cannot be is refused before anything is changed.
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2' 'cpusets'
cgroups=/sys/fs/cgroup
own=/proc/self/cgroup
session=
# shellcheck disable=SC2016 # when it ends
at_end 'kill -KILL $session 2>/dev/null; echo $$ >$cgroups/cgroup.procs; rmdir $cgroups/t/* $cgroups/t 2>/dev/null'

# state: the cgroups of ours there are, and what is enabled
state()
{
	find $cgroups -type d -name 'memtoy-*' 2>/dev/null
	cat $cgroups/cgroup.subtree_control
}

# clean WHAT: after a while everything is as it was
clean()
{
	eventually becomes "$before" state
	is "$(state)" "$before" "$1"
}

# start COMMAND...: a session that gets to where it has carried them out, and waits there; $session
start()
{
	mkfifo "$tap_folder/there" "$tap_folder/wait"
	printf '%s\n' "$@" "source there" 'source wait' >"$tap_folder/script"
	"$MEMTOY" "$tap_folder/script" >"$tap_folder/said" 2>&1 &
	session=$!
	: >"$tap_folder/there"
}

# finish: wait for its end
finish()
{
	wait "$session" 2>/dev/null
	session=
	rm "$tap_folder/there" "$tap_folder/wait"
}

before=$(state)
run_memtoy -c 'cpuset mems=@2 cpus=0' -c cpuset -c numa -c 'child c' -c '/c cpuset mems=@1' -c '/c cpuset' -c '/c numa' \
	-c '/c cpuset off' -c 'cpuset mems=*' -c 'cpuset off' -c cpuset
is "$status:$errors" '0:' 'in, another, out'
like "$output" '^memtoy:  cpuset = /memtoy-[0-9]+[^ ]*: mems [0-9]+, cpus 0; our own: mems=[0-9]+ cpus=0$' 'it is told'
like "$output" '^memtoy\(c\):  cpuset = /memtoy-[0-9]+[^ ]*: mems 0, ' 'a child has its own'
like "$(printf '%s\n' "$output" | tail -n 1)" '^memtoy:  cpuset = /: mems ' 'and we are out again'
clean 'nothing is left'

run_memtoy -c 'cpuset mems=@1' -c 'child c' -c '/c cpuset mems=@2' -c 'child d'
clean 'nor at the end of a session with children'

start 'cpuset mems=@1' 'child c' '/c cpuset mems=@2' 'child d'
like "$(state)" memtoy- 'a session is in its cpuset'
kill -KILL "$session"
finish
clean 'nothing is left of one that was killed'
start 'cpuset mems=@1' 'child c' '/c cpuset mems=@2'
kill -INT "$session"
: >"$tap_folder/wait" &
finish
clean 'nor of one that was interrupted'
start 'cpuset mems=@1'
kill -TERM "$session"
finish
clean 'nor of one that was ended'

run_memtoy -c 'cpus 0' -c 'cpuset mems=@1' -c 'cpuset off' -c 'cpuset mems=@1'
printf 'cpuset mems=@1 cpus=0\n' >"$tap_folder/one"
printf 'cpus\nnuma\ncpuset\n' >"$tap_folder/two"
run_memtoy "$tap_folder/one" "$tap_folder/two"
is "$status:$errors" '0:' 'the next script'
like "$output" "^memtoy:  cpus = $(cat /sys/devices/system/cpu/online)\$" 'has all CPUs again'
like "$output" '^memtoy:  cpuset = /: ' 'and no cpuset'

fails_with 1 ':1: cpuset: .*node 99 does not exist' 'a node that is not there' 'cpuset mems=99'
fails_with 1 ":1: cpuset: the kernel does not take '4000' as cpuset.cpus: E" 'nor a CPU' 'cpuset cpus=4000'
fails_with 1 ':2: cpuset: cannot make a cpuset: EACCES .*root' 'who has no right' 'uid nobody' 'cpuset mems=@1'
clean 'refusals change nothing'
mount -o remount,ro $cgroups
fails_with 1 ':1: cpuset: cannot make a cpuset: EROFS .*container' 'cgroups that may only be read' 'cpuset mems=@1'
mount -o remount,rw $cgroups

# A thread has one of its own, and the process none.
run_memtoy -c 'thread t' -c '/t cpuset mems=@2 cpus=0' -c '/t numa' -c '/t quit' -c cpuset -c 'cpuset mems=@1' -c 'thread t' \
	-c '/t cpuset mems=@1' -c '/t cpuset off' -c '/t cpuset mems=*' -c '/t cpuset mems=@1' -c '/t cpuset'
is "$status:$errors" '0:' 'threads in and out'
like "$output" '^memtoy\(t\):  cpuset = /memtoy-[0-9]+[^ /]*: mems 1, cpus 0; our own: mems=1 cpus=0$' 'a thread is in one'
like "$output" '^memtoy:  cpuset = /: mems ' 'its process is not'
like "$output" '^memtoy\(t\):  cpuset = /memtoy-[0-9]+[^ /]*/memtoy-[0-9]+[^ /]*: mems 0, ' 'or in another one'
clean 'nothing is left of those of threads'
printf '%s\n' 'thread t' '/t cpuset mems=@2' 'thread u' '/u cpuset mems=@1' '/t child c' '/t thread v' '/v cpuset mems=@1' \
	'anon a 8p' 'map a' 'fill a' '/t actor r reader a' >"$tap_folder/many"
run_memtoy -f "$tap_folder/many" -c 'expect fail EBUSY cpuset mems=@1' -c '/t cpuset off' -c '/c cpuset' -c '/c cpuset mems=@1' -c '/c cpuset off' \
	-c '/c quit' -c '/t quit' -c '/u quit' -c 'expect fail EBUSY cpuset mems=@1' -c '/v quit' -c 'cpuset mems=@1'
is "$status:$errors" '0:' 'a thread ends before those it made'
like "$output" '^memtoy\(c\):  cpuset = /: ' 'a child is out of the cpuset of a thread that left it'
clean 'nothing is left of what threads made'
fails_with 1 ':4: cpuset: a thread has a cpuset of its own, .*try: cpuset off' 'the process does not leave with a thread in one' \
	'cpuset mems=@1' 'thread t' '/t cpuset mems=@1' 'cpuset off'
fails_with 1 ":2: /t cpuset: the kernel does not take '4000' as cpuset.cpus: E" 'a thread gets no CPU that is not there' \
	'thread t' '/t cpuset cpus=4000'
fails_with 1 ':3: /t cpuset: cannot make a cpuset: EACCES .*root' 'a thread that has no right' 'thread t' '/t uid nobody' \
	'/t cpuset mems=@1'
clean 'refusals leave nothing for threads'
for signal in KILL INT; do
	start 'cpuset mems=@1,@2' 'thread t' '/t cpuset mems=@1' 'thread u' '/u cpuset mems=@2' '/u child c'
	like "$(state)" 'memtoy-[^/]*/memtoy-' 'threads are in theirs'
	kill -$signal "$session"
	[ $signal = KILL ] || : >"$tap_folder/wait" &
	finish
	clean "nothing is left of threads after SIG$signal"
done
mkdir $cgroups/t
echo $$ >$cgroups/t/cgroup.procs
fails_with 1 ':2: /t cpuset: the cgroup that memtoy is in has no cpusets for its threads .*try: .*cpuset mems=\*' \
	'a cgroup without the controller' 'thread t' '/t cpuset mems=@1'
holds 'is left by the process first' "$(printf '%s\n' 'thread t' 'expect fail EOPNOTSUPP /t cpuset mems=@1' 'cpuset mems=*' \
	'/t cpuset mems=@1')"
echo $$ >$cgroups/cgroup.procs
eventually rmdir $cgroups/t 2>/dev/null
clean 'and nothing is left there'

# A page that goes nowhere because its memory kept another policy is not told to be held.
run_memtoy -c 'tmpfs f 8p' -c 'map f' -c 'mbind f bind @2' -c 'touch f write' -c 'cpuset mems=@1' \
	-c 'cpuset off' -c 'move f @2' -c 'mbind f bind+move @1' -c 'why f'
case $MEMTOY_GUEST in
6.1/*)
	like "$output" '8 left behind \(8 other policy\)' 'pages that another policy keeps are told so'
	like "$output" 'the last migration left it: its memory kept the policy it had' 'by why, too'
	;;
*)
	like "$output" '8 asked, 8 moved|8 pages asked, 8 moved' 'no other policy keeps pages'
	;;
esac
unlike "$output" ' held' 'and nothing is told to be held'

# From a cgroup of our own it goes beside that.
mkdir $cgroups/t $cgroups/t/u
echo $$ >$cgroups/t/u/cgroup.procs
before=$(state)
run_memtoy -c 'cpuset mems=@2' -c 'expect fail EINVAL cpuset off mems=0' -c 'cpuset off' -c cpuset
is "$status:$errors" '0:' 'from another cgroup'
like "$output" '^memtoy:  cpuset = /(t/)?memtoy-' 'into one beside it or above'
is "$(sed -n 's/^0:://p' $own)" /t/u 'whoever started it has not moved'
clean 'and nothing is left'
echo $$ >$cgroups/cgroup.procs

# Where none is mounted it mounts it for itself.  In a tree of mounts of its own, as nobody else may miss it.
cat >"$tap_folder/bare" <<END
umount $cgroups || exit 77
"$MEMTOY" -c 'cpuset mems=@2' || exit
! grep cgroup2 /proc/mounts || exit
! ls -d "${TMPDIR:-/tmp}"/memtoy-cgroup*
END
status=0
unshare -m sh "$tap_folder/bare" >"$tap_folder/said" 2>&1 || status=$?
if [ $status = 77 ]; then
	skip 'without a mount' 'it cannot be unmounted'
else
	is "$status" 0 'without a mount it makes one, which is gone again'
	[ $status = 0 ] || diag "$(cat "$tap_folder/said")"
fi
done_testing
