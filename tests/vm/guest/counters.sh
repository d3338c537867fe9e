#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes 6.1/1node
# "counters, and where tracefs may be used, the kernel's own migration events of each command; every
# migration report carries the evidence."  What memtoy makes on the machine is gone when it ends.
. "${0%/*}/../../lib/tap.sh"

instances=/sys/kernel/tracing/instances
without_balancing
chmod 755 "$tap_folder"

# script COMMAND...: a session of them
script()
{
	printf '%s\n' "$@" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
}

# at_events COMMAND...: start a memtoy that gets the kernel's events and waits; its id is in $pid.  By
# USR1 it goes on with what $then says.
then=
at_events()
{
	printf '%s\n' 'set events on' "$@" 'echo ready' pause "$then" >"$tap_folder/script"
	beside "$tap_folder/waiting" "$MEMTOY" "$tap_folder/script"
	pid=$!
	# Text that waits to be written is flushed before it pauses.
	eventually says "$tap_folder/waiting" ready || diag "memtoy did not get so far: $(cat "$tap_folder/waiting")"
}

# left_over: how many instances of memtoy there are; find would walk through all the events of each
left_over()
{
	set -- "$instances"/memtoy-*
	if [ -d "$1" ]; then echo $#; else echo 0; fi
}

# gone: wait until there is none; what a signal ends is cleared up by another process
gone()
{
	eventually becomes 0 left_over
	left_over
}

# An unprivileged user is told why there are none, and has the counters all the same.
status=0
su nobody -s /bin/sh -c "exec '$MEMTOY' -c 'set events on'" >"$tap_folder/output" 2>"$tap_folder/errors" || status=$?
is "$status" 1 'nobody gets no events'
like "$(cat "$tap_folder/errors")" 'set: .*tracefs.*EACCES.*root' 'and is told why, and how to get them'
ok 'but counters' su nobody -s /bin/sh -c "exec '$MEMTOY' -c counters"

# One instance and one look at it, on a machine of any shape.
at_events
like "$(ls "$instances")" "^memtoy-$pid$" 'the events have an instance of their own'
kill -KILL $pid
wait $pid 2>/dev/null
is "$(gone)" 0 'which goes with a SIGKILL, too'
at_events
like "$(ls "$instances")" "^memtoy-$pid$" 'another memtoy makes its own'
script 'set events on' 'anon foo 1p' 'map foo' 'touch foo w' 'counters'
is "$status:$errors" '0:' 'two have events at a time'
like "$output" "kernel's events: none$" 'and say so where none came'
is "$(left_over)" 1 'each removes its own, and leaves that of one who lives'
kill -TERM $pid
wait $pid 2>/dev/null
is "$?" 143 'a signal still ends it'
is "$(gone)" 0 'and the instance is gone'
at_events 'child c'
kill -HUP $pid
wait $pid 2>/dev/null
is "$(gone)" 0 'with a child, too'

needs_two=$("$MEMTOY" -c 'require nodes >= 2' >/dev/null 2>&1 && echo yes)
if [ "$needs_two" != yes ]; then
	skip 'the events of migrations' 'needs nodes >= 2'
	done_testing
fi

script 'set events on' 'set evidence on' 'anon foo 64p' 'map foo' 'mbind foo bind @1' 'touch foo w' \
	'mbind foo default' 'move foo @2' 'expect moved 64' 'expect counter pgmigrate_success >= 64' 'counters'
is "$status:$errors" '0:' '64 pages move, and the counters know'
like "$output" '^memtoy:  evidence: 64 moved in [0-9.]+ secs: [1-9][0-9]* pages a second, [0-9.]+ GB a second$' \
	'with the rate of what really moved'
like "$output" '^memtoy:  evidence: counters of the whole machine: .*pgmigrate_success \+[0-9]{2,}' \
	'and the counters that changed'
like "$output" "^memtoy:  kernel's events, ours: syscall_or_cpuset, MIGRATE_SYNC, [0-9]+ times?: 64 succeeded, 0 failed" \
	"and the kernel's own word, with its reason"
like "$output" '^pgmigrate_success +(6[4-9]|[1-9][0-9]{2,}) +[0-9]+$' 'counters has the same'
is "$(printf '%s\n' "$output" | grep -c "kernel's events, ours")" 2 'and the events again'

script 'set events on' 'anon foo 64p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'mbind foo bind+move @2' \
	'expect moved 64' 'counters' 'touch foo w' 'counters'
like "$output" "^memtoy:  kernel's events, ours: mempolicy_mbind, MIGRATE_SYNC, [0-9]+ times?: 64 succeeded" \
	'mbind has another reason'
like "$output" "^memtoy:  kernel's events: none$" 'and the next command none'

run_memtoy --json -c 'set events on' -c 'anon foo 16p' -c 'map foo' -c 'mbind foo bind @1' -c 'touch foo w' \
	-c 'move foo @2' -c 'move foo @2'
like "$output" '"record":"migration".*"pages_per_second":[0-9.]+.*"bytes_per_second":[0-9.e+]+.*"system_wide":\[\{"counter":"pgmigrate_success","change":[0-9]+\}.*"events":\[\{"own":true,"reason":"syscall_or_cpuset","mode":"MIGRATE_SYNC","calls":1,"succeeded":16,"failed":0,' \
	'JSON carries it all'
is "$(printf '%s\n' "$output" | grep -c pages_per_second)" 1 'but no rate where nothing moved'

# What the kernel's buffer has no room for is lost, and counted as lost.
then='bounce foo @2,@1 rounds=300
counters'
at_events 'anon foo 1p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'mbind foo default'
echo 4 >"$instances/memtoy-$pid/buffer_size_kb"
kill -USR1 $pid
wait $pid
seen=$(sed -nE "s/.* ours: .* ([0-9]+) succeeded.*/\1/p" "$tap_folder/waiting")
lost=$(sed -nE 's/.* events: ([0-9]+) more were lost .*/\1/p' "$tap_folder/waiting")
ok "some of 600 events were lost, ${lost:-none}" [ "${lost:-0}" -gt 0 ]
is "$((seen + lost))" 600 'and the others were seen'

# Of two memtoys that migrate, each takes the other's events for another's.
printf '%s\n' 'anon foo 8p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'repeat 1000000 bounce foo @2,@1' \
	>"$tap_folder/other"
"$MEMTOY" "$tap_folder/other" >/dev/null 2>&1 &
other=$!
# Both share the CPU that the host gives the machine, so that the other one may not come to its turn in
# one short bounce.
tries=0
while
	script 'set events on' 'anon foo 64p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'mbind foo default' \
		'bounce foo @2,@1 rounds=20' 'counters'
	tries=$((tries + 1))
	[ $tries -lt 20 ] && ! printf '%s\n' "$output" | grep -q 'events, other processes'
do :; done
kill $other
like "$output" "^memtoy:  kernel's events, ours: syscall_or_cpuset, .*: 2560 succeeded" 'our events are ours'
like "$output" "^memtoy:  kernel's events, other processes: syscall_or_cpuset" 'those of others are told apart'

script 'set events on' 'anon foo 8p' 'map foo' 'mbind foo bind @1' 'child c' '/c fill foo' '/c mbind foo bind+move @2' \
	'/c counters'
like "$output" "^memtoy\(c\):  kernel's events, ours: mempolicy_mbind, .*: 8 succeeded" 'a child has its own events'
printf '%s\n' 'set events on' 'anon foo 64p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'mbind foo bind+move @2' \
	counters >"$tap_folder/script"
unshare -p -f --mount-proc "$MEMTOY" "$tap_folder/script" >"$tap_folder/output" 2>&1
like "$(cat "$tap_folder/output")" "^memtoy:  kernel's events, ours: mempolicy_mbind, .*: 64 succeeded" \
	'events are ours in a pid namespace, too'
script 'child c' '/c set events on'
is "$status" 1 'but does not begin with them'
like "$errors" 'set: .*child.*set events on' 'which is said'
is "$(left_over)" 0 'nothing is left over'
done_testing
