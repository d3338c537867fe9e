#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: 6.12/4nodes 6.1/1node
# "switch <name> <value>": set, read back, and put back when the session ends, however it ends.
. "${0%/*}/../../lib/tap.sh"

value()
{
	cat "/sys/kernel/mm/ksm/$1"
}

before=$(cat /proc/sys/vm/swappiness)
cat >"$tap_folder/probe" <<'END'
switch swappiness 7
switch swappiness 9
require switch swappiness 9
switch swappiness
END
run_memtoy "$tap_folder/probe"
is "$status:$output" '0:memtoy:  switch swappiness 9 (changed, and put back when the session ends)' \
	'a switch is set, and told as changed'
is "$(cat /proc/sys/vm/swappiness)" "$before" 'the first value is back when the session ends'

run_memtoy -c 'switch swappiness 7' -c 'child c' -c '/c switch swappiness 8' -c 'kick c KILL' -c 'snooze 0.2' \
	-c 'expect fail /c pid'
is "$(cat /proc/sys/vm/swappiness)" "$before" 'so it is when a child changed it too'

mkfifo "$tap_folder/never"
beside "$tap_folder/said" "$MEMTOY" -c 'switch swappiness 7' -c 'switch thp always' -c 'echo set' \
	-c "source $tap_folder/never"
pid=$!
eventually says "$tap_folder/said" set
is "$(cat /proc/sys/vm/swappiness)" 7 'it stays while the session lives'
kill -KILL $pid
wait $pid 2>/dev/null
eventually becomes "$before" cat /proc/sys/vm/swappiness
is "$(cat /proc/sys/vm/swappiness)" "$before" 'SIGKILL puts it back too'

run_memtoy -c 'switch thp sometimes'
like "$errors" "cannot set switch 'thp' to 'sometimes': EINVAL .*one of: .*madvise" 'a wrong value is told with the right ones'
run_memtoy -c 'switch demotion 1' -c 'switch demotion'
like "$output" 'demotion true' 'a truth is read back as such'
run_memtoy -c 'switch drop_caches 1' -c 'switch compact_memory 1'
is "$status" 0 'what acts at once acts'

# Scenarios have NUMA balancing switched off, whatever it was set to.
before=$(cat /proc/sys/kernel/numa_balancing)
for mode in 0 1 2; do
	echo $mode >/proc/sys/kernel/numa_balancing
	run_memtoy -c 'if cap sys_admin if switch numa_balancing != 0 switch numa_balancing 0' \
		-c 'require switch numa_balancing == 0' -c 'require not switch numa_balancing != 0'
	is "$status:$(cat /proc/sys/kernel/numa_balancing)" "0:$mode" \
		"NUMA balancing of mode $mode is off in the session, and put back"
done
echo "$before" >/proc/sys/kernel/numa_balancing

# io_uring switched off, for all or for who has no rights, is what a pin then fails of; and of nothing else.
off=/proc/sys/kernel/io_uring_disabled
if [ -e $off ]; then
	old=$(cat $off)
	fails_with 1 "script:4: pin: cannot pin 'a' by io_uring: EPERM .*try: .*switched off: sysctl kernel.io_uring_disabled=0" \
		'without io_uring the switch is named' 'switch io_uring 2' 'anon a 8p' 'map a' 'pin a by=io_uring'
	fails_with 1 'script:7: pin: .*EPERM .*sysctl kernel.io_uring_disabled=0' 'so it is where root alone may have it' \
		'switch io_uring 1' 'anon a 8p' 'map a' 'pin a by=io_uring' 'unpin a' 'uid nobody' 'pin a by=io_uring'
	fails_with 1 'script:5: pin: .*ENOMEM .*try: raise RLIMIT_MEMLOCK' 'what root lacks is something else' \
		'switch io_uring 1' 'anon a 64m' 'map a' 'caps drop ipc_lock' 'pin a by=io_uring'
	is "$(cat $off)" "$old" 'and it is on again'
else
	skip 'without io_uring the switch is named' 'it came with Linux 6.6'
fi

# Merging: run, and before it is put back what was merged is unmerged, so that the rest can be put back.
old=$(value run):$(value merge_across_nodes)
cat >"$tap_folder/merging" <<'END'
switch ksm 1
switch ksm_sleep 1
switch ksm_pages_to_scan 5000
anon a 32p
map a
mbind a bind @1
touch a write
madvise a mergeable
END
run_memtoy "$tap_folder/merging" -c "pid"
is "$(value run):$(value merge_across_nodes)" "$old" 'merging is as it was'
run_memtoy -f "$tap_folder/merging" -c 'expect within 20s flags a not exclusive' -c 'switch ksm_merge_across_nodes 0'
like "$errors" 'EBUSY .*try: switch ksm 2' 'what merged pages keep as it is is refused, and why'
run_memtoy -f "$tap_folder/merging" -c 'expect within 20s flags a not exclusive' -c 'switch ksm 2' \
	-c 'switch ksm_merge_across_nodes 0' -c 'switch ksm 1' -c 'expect within 20s flags a not exclusive'
is "$status:$(value run):$(value merge_across_nodes)" "0:$old" 'it is put back though pages were merged since'
done_testing
