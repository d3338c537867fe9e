#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes 6.12/uneven
# "attach <pid>: another process's mappings as segments: where, policy, move, migrate, never touch."
# Here: pages of another process are found on their true nodes and moved, its content stays, and
# each refusal names what is missing.
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing
huge=/proc/sys/vm/nr_hugepages
target=
# shellcheck disable=SC2016
at_end 'kill $target 2>/dev/null; echo 0 >$huge'

# tell LINE: the target, another memtoy, carries it out
tell()
{
	told=$((${told-0} + 1))
	printf '%s\necho done %s\n' "$1" "$told" >&8
	eventually becomes "done $told" tail -n 1 "$tap_folder/heard"
}

# holds DESCRIPTION COMMAND...: memtoy -p the target carries these out without complaint
holds()
{
	description=$1
	shift
	for command; do
		set -- "$@" -c "$command"
		shift
	done
	run_memtoy -p "$target" "$@"
	is "$status:$errors" '0:' "$description"
}

# disturbed: what the kernel counts of the target: minor and major faults, resident pages
disturbed()
{
	sed 's/.*) //' "/proc/$target/stat" | cut -d' ' -f8,10,22
}

mkfifo "$tap_folder/lines"
"$MEMTOY" -k <"$tap_folder/lines" >"$tap_folder/heard" 2>&1 &
target=$!
exec 8>"$tap_folder/lines"
tell 'anon a 64p shared'
tell 'map a'
tell 'mbind a bind @1'
tell 'fill a'

holds 'pages are found where they are' 'expect where shared on @1' 'expect present shared all' \
	'policy shared' 'where : '
like "$output" ': bind:[0-9]+ \(its own, or else its task.s\)$' 'the policy of its mapping is told'
like "$output" "^ .* pid$target:shared$" 'the table of all mappings has it'

before=$(disturbed)
holds 'looking in every way' 'where :' 'where shared' 'where shared runs' 'where heap counts' 'show :' \
	'policy heap'
is "$(disturbed)" "$before" 'looking changes neither faults nor resident pages'

tell 'mbind a default'
holds 'pages move, and are then found there' 'move shared @2' 'expect moved all' 'expect where shared on @2'
tell 'expect where a on @2'
tell 'expect content a'
holds 'its heap moves as a whole' 'move heap @2' 'expect left none' 'move heap @1' 'expect left none'
holds 'a part moves' 'move shared 8p 8p @1' 'expect moved 8' 'expect where shared 8p 8p on @1' \
	'expect where shared 0 8p on @2'
holds 'pages are dealt over a list' 'move shared @1,@2' 'expect left none' 'expect where shared on @1 >= 50%'
holds 'migrate moves the process' 'migrate @2' 'expect where shared on @2' "migrate @1 pid=pid$target" \
	'expect where shared on @1'
tell 'expect content a'
unlike "$(cat "$tap_folder/heard")" 'expected|error' 'the process finds its pages, and its content, unharmed'

# Huge pages of another process have their size.
echo 4 >$huge
if [ "$(cat $huge)" = 4 ]; then
	tell 'shmem h 2h huge'
	tell 'map h'
	tell 'touch h write'
	run_memtoy --json -p "$target" -c 'where SYSV00000000 counts' -c 'where :'
	like "$output" '"counts","segment":"[^"]*SYSV00000000","page_size":2097152,"pages":2,.*"absent":0' \
		'huge pages are counted in their own size'
	like "$output" '"mapping","segment":"[^"]*SYSV00000000","page_size":2097152,"present":4194304,' \
		'and weigh what they weigh'
	tell 'remove h'
else
	skip 'huge pages are counted in their own size' 'no huge pages to be had'
fi

# A program that is not memtoy.
sleep 1000 &
sleeper=$!
eventually runs $sleeper sleep
run_memtoy -p $sleeper -c 'where :' -c 'move stack @2' -c 'expect left none' -c 'expect where stack on @2 >= 1%'
is "$status:$errors" '0:' 'the stack of another program moves'

# Refusals.
memtoy=$(command -v "$MEMTOY")
# as_nobody COMMAND: memtoy as the user nobody, attached to $sleeper
as_nobody()
{
	status=0
	errors=$(su -s /bin/sh nobody -c "$memtoy -p $sleeper -c '$1'" 2>&1 >/dev/null) || status=$?
}
as_nobody 'where stack'
like "$status:$errors" "^1:.*no ptrace access to process $sleeper: it belongs to another user.*CAP_SYS_PTRACE" \
	"another user's process is refused"
kill $sleeper
su -s /bin/sh nobody -c 'exec sleep 1000' &
sleeper=$!
eventually runs $sleeper sleep
as_nobody 'where stack counts'
is "$status:$errors" '0:' "one's own is not"
as_nobody 'move stack @2'
is "$status:$errors" '0:' 'and moves'
as_nobody 'move stack @1 all'
like "$status:$errors" '^1:.*EPERM.*CAP_SYS_NICE' "but not with 'all'"
kill $sleeper

# Nodes outside its cpuset.
with_controller cpuset
narrow=/sys/fs/cgroup/narrow
mkdir $narrow
echo 0 >$narrow/cpuset.mems
echo $target >$narrow/cgroup.procs
run_memtoy -p "$target" -c 'move shared 1'
like "$status:$errors" '^1:.*EACCES.*a node that its cpuset allows: 0\)' \
	'a node outside its cpuset is refused as such'
echo $target >/sys/fs/cgroup/cgroup.procs
rmdir $narrow

kill $target
wait $target 2>/dev/null
run_memtoy -p $target -c 'where heap'
like "$status:$errors" "^1:.*there is no process $target" 'what has ended is refused'
done_testing
