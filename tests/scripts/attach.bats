#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "attach <pid>: another process's mappings as segments; looking and moving only."  "Processes that
# vanish, threads, zombies, kernel threads, other users' processes: one clear message."  "Without
# disturbing it."

load ../lib/helpers

setup()
{
	started=()
}

teardown()
{
	[ ${#started[@]} = 0 ] || kill "${started[@]}" 2>/dev/null || :
}

wait_until()
{
	local tries

	for ((tries = 0; tries < 1200; tries++)); do
		! "$@" || return 0
		sleep 0.05
	done
	printf 'in vain: %s\n' "$*"
	return 1
}

runs_as()
{
	[ "$(cat "/proc/$1/comm")" = "$2" ]
}

# start NAME COMMAND...: run it in the background until it is the program NAME; set $target
start()
{
	local name=$1

	shift
	"$@" </dev/null >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	target=$!
	started+=("$target")
	wait_until runs_as "$target" "$name"
	wait_until grep -q '\[stack\]' "/proc/$target/maps"
	# The loader has done its work when it sleeps.
	wait_until grep -q '^State:.S' "/proc/$target/status"
}

# as_nobody [ARG...]: like run_memtoy, without any right; the program is copied to where it may be read
as_nobody()
{
	[ "$(id -u)" = 0 ] || skip 'needs root, to be somebody else'
	command -v setpriv >/dev/null || skip 'needs setpriv'
	local place memtoy=$MEMTOY

	place=$(mktemp -d)
	chmod 755 "$place"
	install -m 755 "$MEMTOY" "$place/memtoy"
	cat >"$BATS_TEST_TMPDIR/nobody" <<-END
		#!/bin/sh
		exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$place/memtoy" "\$@"
	END
	chmod +x "$BATS_TEST_TMPDIR/nobody"
	MEMTOY=$BATS_TEST_TMPDIR/nobody
	run_memtoy "$@"
	MEMTOY=$memtoy
	rm -r "$place"
}

# what the kernel counts of the target: minor and major faults, and resident pages
disturbed()
{
	sed 's/.*) //' "/proc/$target/stat" | cut -d' ' -f8,10,22
}

@test "mappings of an attached process are segments of its name" {
	start sleep sleep 100
	run_memtoy -c "attach $target" -c "show pid$target:stack" -c "where pid$target:stack counts" \
		-c "attach $target as db" -c 'where db:sleep counts' -c attach
	succeeded
	like "$output" "^memtoy:  pid$target: process $target \(sleep\), [0-9]+ mappings\$"
	like "$output" "private pid$target:stack\$"
	like "$output" '^a 0x[0-9a-f]+ .* db:sleep$|^f 0x[0-9a-f]+ .* db:sleep$'
	is "$(grep -c 'memtoy:  db: process' <<<"$output")" 2
}

@test "addresses and lengths are those of the process's own maps" {
	start sleep sleep 100
	run_memtoy -p "$target" -c 'show stack'
	succeeded
	maps=$(grep '\[stack\]' "/proc/$target/maps")
	printf -v wanted 'a 0x%016x 0x%012x' "0x${maps%%-*}" \
		$((0x$(cut -d- -f2 <<<"${maps%% *}") - 0x${maps%%-*}))
	like "$output" "^$wanted "
}

@test "with one -p names need no prefix, and never mean memtoy's own mappings" {
	start sleep sleep 100
	run_memtoy -p "$target" -c 'where stack counts'
	succeeded
	like "$output" "pid$target:stack"
	run_memtoy -p "$target" -c 'where memtoy counts'
	failed_with 1 "process $target \(sleep\) has no mapping 'memtoy'"
	run_memtoy -p "$target" -c 'show +memtoy'
	succeeded
}

@test "a name without prefix is not guessed between two processes" {
	start sleep sleep 100
	local first=$target
	start sleep sleep 100
	run_memtoy -p "$first" -p "$target" -c "show pid$first:stack" -c "show pid$target:stack"
	succeeded
	run_memtoy -p "$first" -p "$target" -c 'show sleep'
	failed_with 1 "there is no segment 'sleep'"
}

@test "where NAME: gives what smaps gives, without the kernel's own areas" {
	start sleep sleep 100
	run_memtoy -p "$target" -c 'where :'
	succeeded
	local total rss

	total=$(awk '$NF == "total" { for (i = 1; i < NF - 2; i++) sum += $i; print sum }' <<<"$output")
	rss=$(awk '/^[0-9a-f]+-/ { own = !/\[v/ } /^Rss:/ && own { sum += $2 } END { print sum }' \
		"/proc/$target/smaps")
	is "$total" "$rss"
	run_memtoy --json -p "$target" -c 'where :'
	succeeded
	like "$output" "^\{\"record\":\"total\",\"segment\":\"total\",\"page_size\":4096,\"present\":$((rss * 1024)),"
}

@test "looking and moving change neither faults nor resident pages of the process" {
	start sleep sleep 100
	before=$(disturbed)
	run_memtoy -p "$target" -c 'where :' -c 'where stack' -c 'where stack runs' -c 'policy stack' \
		-c 'show :' -c 'where libc.so.6#2 counts' -c 'expect where stack on all >= 0%'
	succeeded
	is "$(disturbed)" "$before"
	like "$(cat "/proc/$target/status")" '^State:.S'
	like "$(cat "/proc/$target/status")" '^TracerPid:.0$'
}

@test "pages are asked to move, and move is measured" {
	needs 'nodes >= 1'
	start sleep sleep 100
	run_memtoy -p "$target" -c 'move stack 0' -c 'expect left none' -c 'migrate 0' -c "migrate 0 pid=$target" \
		-c "migrate 0 pid=pid$target"
	succeeded
	like "$output" "^memtoy:  move_pages pid$target:stack to node 0: .* 0 left behind"
	is "$(grep -c "migrate_pages pid $target to node 0" <<<"$output")" 3
	run_memtoy -p "$target" -c 'migrate 0 jobs=1' -c "migrate 0 pid=$target stall=5ms" \
		-c "migrate 0 0 retry=1 pid=pid$target"
	succeeded
	is "$(grep -c "move_pages pid $target to node 0: .* 0 left behind" <<<"$output")" 3
}

@test "migrate in calls of its own size refuses as it does in one" {
	needs 'nodes >= 1'
	for words in '' jobs=2 stall=20ms retry=1; do
		for pid in 0 x -1 4194305 99999999999; do
			run_memtoy -c "migrate 0 pid=$pid $words"
			failed_with 1 '^-c:1: migrate: '
		done
		run_memtoy -c "migrate 0 pid=4194304 $words"
		failed_with 1 '^-c:1: migrate: cannot migrate process 4194304: .*ESRCH'
		run_memtoy -c "migrate 0 pid=2 $words"
		failed_with 1 '^-c:1: migrate: cannot migrate process 2: .*(EINVAL|ESRCH)'
		run_memtoy -c "migrate $words"
		failed_with 1 '^-c:1: migrate: '
		run_memtoy -c "migrate 4000 $words"
		failed_with 1 '^-c:1: migrate: .*4000'
		run_memtoy -c "migrate 0 0 0 $words"
		failed_with 1 "^-c:1: migrate: '0' is one word too many"
	done
}

@test "migrate refuses jobs, stalls and retries that are none" {
	for pair in 'number of jobs|jobs=0' 'number of jobs|jobs=many' 'number of jobs|jobs=65' \
		'is no time|stall=soon' 'less than|stall=0' 'number of retries|retry=often' \
		'number of retries|retry=-1' 'number of jobs|jobs='; do
		run_memtoy -c "migrate 0 ${pair#*|}"
		failed_with 1 "^-c:1: migrate: .*${pair%|*}"
	done
}

@test "touching and defining commands are refused" {
	start sleep sleep 100
	for command in 'touch stack' 'fill stack' 'verify stack' 'lock stack' 'unlock stack' 'slock stack' \
		'mbind stack bind 0' 'mprotect stack read' 'map stack' 'unmap stack' 'remove stack' \
		'alias new stack' 'anon new 1p offset=stack' 'bounce stack 0' 'expect content stack' \
		"touch pid$target:stack" 'expect policy stack bind 0'; do
		run_memtoy -p "$target" -c "$command"
		failed_with 1 'is of process [0-9]+.* for looking and moving only'
	done
	like "$(cat "/proc/$target/maps")" '\[stack\]'
}

@test "special areas are told for what they are" {
	start sleep sleep 100
	for area in vvar vdso; do
		run_memtoy -p "$target" -c "where $area"
		failed_with 1 "'pid$target:$area' is an area of the kernel's"
		run_memtoy -c "where +$area"
		failed_with 1 "'$area' is an area of the kernel's"
	done
}

@test "a detached process is known no more" {
	start sleep sleep 100
	run_memtoy -c "attach $target as x" -c 'detach x' -c 'where x:stack'
	failed_with 1 "there is no segment 'x:stack'"
	run_memtoy -c 'detach x'
	failed_with 1 "there is no attached process 'x'"
}

@test "names that clash or cannot be are refused" {
	start sleep sleep 100
	run_memtoy -c "attach $target as x" -c "attach $target as x"
	failed_with 1 "there is an attached process 'x' already \(try: detach x"
	run_memtoy -c "attach $target as a:b"
	failed_with 1 "holds a ':'"
	run_memtoy -c "attach $target as 1x"
	failed_with 1 'starts with a digit'
	run_memtoy -c "attach $target like x"
	failed_with 1 "'as' is expected, not 'like'"
	run_memtoy -c "attach $target as"
	failed_with 1 "needs a name behind 'as'"
}

@test "what is no process id is refused" {
	for word in 0 -1 abc 1x 99999999999999999999 ''; do
		run_memtoy -c "attach '$word'"
		failed_with 1 'is no process id'
		run_memtoy -p "$word" -c pid
		failed_with 2 'is no process id'
	done
}

@test "a process that does not exist, and memtoy itself, are refused" {
	run_memtoy -c "attach $(cat /proc/sys/kernel/pid_max)"
	failed_with 1 'there is no process'
	run_memtoy -p "$(cat /proc/sys/kernel/pid_max)" -c 'echo not reached'
	failed_with 1 'there is no process'
	unlike "$output" 'not reached'
	# shellcheck disable=SC2016
	sh -c 'echo "attach $$" >"$1"; exec "$2" -f "$1"' sh "$BATS_TEST_TMPDIR/self" "$MEMTOY" \
		2>"$BATS_TEST_TMPDIR/errors" || :
	like "$(<"$BATS_TEST_TMPDIR/errors")" 'is memtoy itself .*try: show \+'
}

@test "a kernel thread is refused as such" {
	runs_as 2 kthreadd || skip 'no kernel threads are seen here'
	run_memtoy -c 'attach 2'
	failed_with 1 'process 2 \(kthreadd\) is a kernel thread'
}

@test "a zombie is refused as such" {
	start sleep sh -c 'sleep 0 & echo $!; exec sleep 100'
	local zombie

	wait_until test -s "$BATS_TEST_TMPDIR/said"
	zombie=$(<"$BATS_TEST_TMPDIR/said")
	wait_until grep -q '^State:.Z' "/proc/$zombie/status"
	run_memtoy -c "attach $zombie"
	failed_with 1 "process $zombie \(.*\) is a zombie: .* its parent $target "
}

@test "a thread's id attaches its process, and says so" {
	start python3 python3 -c '
import threading, time
thread = threading.Thread(target=time.sleep, args=(100,), daemon=True)
thread.start()
print(thread.native_id, flush=True)
time.sleep(100)'
	wait_until test -s "$BATS_TEST_TMPDIR/said"
	run_memtoy -c "attach $(<"$BATS_TEST_TMPDIR/said") as x" -c 'where x:stack counts'
	succeeded
	like "$output" "is a thread of process $target, which is attached"
	like "$output" "^memtoy:  x: process $target "
}

# converse: a memtoy that takes lines by 'tell', and what it has said in $BATS_TEST_TMPDIR/heard
converse()
{
	mkfifo "$BATS_TEST_TMPDIR/lines"
	"$MEMTOY" -k <"$BATS_TEST_TMPDIR/lines" >"$BATS_TEST_TMPDIR/heard" 2>&1 3>&- &
	started+=($!)
	exec 8>"$BATS_TEST_TMPDIR/lines"
}

# tell LINE: and wait until it is done
tell()
{
	told=$((${told-0} + 1))
	printf '%s\necho done %s\n' "$1" "$told" >&8
	wait_until grep -qx "done $told" "$BATS_TEST_TMPDIR/heard"
}

@test "a process that ends meanwhile is said to have ended, also where its id is in use again" {
	start sleep sleep 100
	converse
	tell "attach $target as x"
	kill "$target"
	wait "$target" || :
	tell 'where x:stack'
	tell 'where x:'
	tell 'detach x'
	like "$(<"$BATS_TEST_TMPDIR/heard")" "^memtoy:  x: process $target"
	is "$(grep -c "where: process $target (sleep) has ended (try: detach x)" "$BATS_TEST_TMPDIR/heard")" 2
}

@test "a process that starts another program meanwhile is not taken for the old one" {
	# shellcheck disable=SC2016
	start sh sh -c 'while [ ! -e "$1" ]; do sleep 0.05; done; exec sleep 100' sh \
		"$BATS_TEST_TMPDIR/go"
	converse
	tell "attach $target as x"
	touch "$BATS_TEST_TMPDIR/go"
	wait_until runs_as "$target" sleep
	tell 'where x:stack'
	tell 'detach x'
	tell "attach $target as x"
	tell 'expect where x:stack on all >= 1%'
	like "$(<"$BATS_TEST_TMPDIR/heard")" \
		"where: process $target \(sh\) has started another program since .*try: detach x, and attach it again"
	is "$(grep -c 'memtoy:  x: process' "$BATS_TEST_TMPDIR/heard")" 2
}

@test "a mapping that is gone or grown is looked up anew" {
	cat >"$BATS_TEST_TMPDIR/maps.py" <<-'END'
		import mmap, os, signal, sys, time
		area = mmap.mmap(-1, 1 << 20)
		def take_away(number, frame):
		    area.close()
		    print("gone", flush=True)
		signal.signal(signal.SIGUSR1, take_away)
		print("there", flush=True)
		while True:
		    time.sleep(1)
	END
	start python3 python3 "$BATS_TEST_TMPDIR/maps.py"
	wait_until grep -q there "$BATS_TEST_TMPDIR/said"
	converse
	tell "attach $target as x"
	tell 'expect present x:shared none'
	tell 'where x:heap counts'
	kill -USR1 "$target"
	wait_until grep -q gone "$BATS_TEST_TMPDIR/said"
	tell 'where x:shared counts'
	tell 'where x:heap counts'
	like "$(<"$BATS_TEST_TMPDIR/heard")" \
		"where: process $target \(python3\) has unmapped or moved 'shared' since it was attached"
	is "$(grep -c 'x:heap$' "$BATS_TEST_TMPDIR/heard")" 2
}

@test "another user's process is refused with the permission that is missing" {
	start sleep sleep 100
	as_nobody -p "$target" -c 'where stack'
	failed_with 1 "no ptrace access to process $target: it belongs to another user.* EACCES .*CAP_SYS_PTRACE"
}

@test "an undumpable process of one's own is refused as such" {
	[ "$(id -u)" = 0 ] || skip 'needs root, to be somebody else'
	# The system's: nobody may not read what is in somebody's home.
	[ -x /usr/bin/python3 ] || skip 'needs /usr/bin/python3'
	start python3 setpriv --reuid=65534 --regid=65534 --clear-groups /usr/bin/python3 -c '
import ctypes, time
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
print("ready", flush=True)
time.sleep(100)'
	wait_until grep -q ready "$BATS_TEST_TMPDIR/said"
	as_nobody -p "$target" -c 'where stack'
	failed_with 1 "no ptrace access to process $target: it is undumpable.*CAP_SYS_PTRACE"
}

@test "a process with more capabilities is refused as such" {
	[ "$(id -u)" = 0 ] || skip 'needs root, to be somebody else'
	start sleep setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+net_raw \
		--ambient-caps=+net_raw sleep 100
	as_nobody -p "$target" -c 'where stack'
	failed_with 1 "no ptrace access to process $target: it holds capabilities that memtoy does not"
}

@test "one's own process is looked at and moved without any capability" {
	[ "$(id -u)" = 0 ] || skip 'needs root, to be somebody else'
	start sleep setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all sleep 100
	as_nobody -p "$target" -c 'where stack counts' -c 'where :' -c 'policy stack' -c 'move stack 0'
	succeeded
	like "$output" '^ *0 +[1-9]'
}

@test "a child has the attached processes of its parent, and detaches its own" {
	start sleep sleep 100
	run_memtoy -c "attach $target as x" -c 'child c' -c '/c where x:stack counts' -c '/c detach x' \
		-c 'where x:stack counts'
	succeeded
	is "$(grep -c 'x:stack$' <<<"$output")" 2
}
