#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "actor <name> reader|writer|forker|directio <seg>, stop, until: background load that counts and checks
# what it sees; a violation makes 'stop' fail and names it.  It survives everything, and leaves nothing."

load ../lib/helpers
load session

@test "bad words are refused" {
	local define=(-c 'anon a 16p' -c 'map a' -c 'fill a')

	run_memtoy "${define[@]}" -c 'actor x writing a'
	failed_with 1 "writing.* is no kind of actor|kind of actor"
	run_memtoy "${define[@]}" -c 'actor x'
	failed_with 1 'needs .*kind of actor'
	run_memtoy "${define[@]}" -c 'actor x writer b'
	failed_with 1 "no segment 'b'"
	run_memtoy "${define[@]}" -c 'actor x writer a 99p 1p'
	failed_with 1 'past the end'
	run_memtoy "${define[@]}" -c 'actor x writer a threads=0'
	failed_with 1 'number of threads'
	run_memtoy "${define[@]}" -c 'actor x writer a threads=65'
	failed_with 1 'number of threads'
	run_memtoy "${define[@]}" -c 'actor x writer a dir=/tmp'
	failed_with 1 'dir= is for a directio actor'
	run_memtoy "${define[@]}" -c 'actor x writer a seed=3'
	failed_with 1 'seed= is for a reader'
	run_memtoy "${define[@]}" -c 'actor x writer a' -c 'actor x reader a'
	failed_with 1 "there is an actor 'x' already"
	run_memtoy "${define[@]}" -c 'stop x'
	failed_with 1 "there is no actor 'x'"
	run_memtoy "${define[@]}" -c 'actor x writer a' -c 'stop x' -c 'stop x'
	failed_with 1 "actor 'x' is stopped already"
	run_memtoy "${define[@]}" -c 'expect actor x lost == 0'
	failed_with 1 "there is no actor 'x'"
	run_memtoy "${define[@]}" -c 'actor x writer a' -c 'expect actor x losses == 0'
	failed_with 1 'losses'
	run_memtoy "${define[@]}" -c 'actor x writer a' -c 'until x updates > 5'
	failed_with 1 'needs a command'
}

@test "actors count, put back what was there, and are told" {
	run_script <<'END'
anon a 64p
map a
fill a
actor r reader a
actor w writer a threads=3
actor f forker a
until w updates >= 100000 snooze .01
until f forks >= 20 snooze .01
actor
stop
expect actor w lost == 0
expect actor f leaked == 0
expect actor f hung == 0
expect actor r wrong == 0
expect actor r checks > 1000
expect content a
END
	succeeded
	like "$output" '^memtoy:  actor w, writer of a, 3 threads, running for '
	like "$output" '^memtoy:  actor f, forker of a, 1 thread, stopped after .* forks$'
}

@test "a forker tells children that a signal ended from forks that were refused" {
	run_memtoy -c 'anon a 4p' -c 'map a' -c 'touch a w' -c 'madvise a dontfork' -c 'actor f forker a' \
		-c 'expect within 60s actor f failed >= 1' -c 'stop f'
	failed_with 1 "actor 'f' of 'a' saw .*SIGSEGV or SIGBUS ended a child"
}

@test "a child of a forker of shared memory sees what its parent writes" {
	run_memtoy -c 'anon a 4p shared' -c 'map a' -c 'actor f forker a' -c 'until f forks > 20 snooze .01' \
		-c 'stop' -c 'expect actor f failed == 0'
	succeeded
}

@test "an update that somebody overwrites is lost, and named" {
	run_script <<'END'
anon a 16p
map a
fill a
actor w writer a
until w updates > 1000 snooze .01
fill a seed=9
until w lost > 0 snooze .01
END
	is "$status" 1
	like "$errors" "actor 'w' saw something wrong before|actor 'w' of 'a' saw"
	run_script <<'END'
anon a 16p
map a
actor w writer a
fill a seed=9
stop w
END
	failed_with 1 "stop: actor 'w' of 'a' saw [0-9]+ violations?: an update is lost at offset 0x[0-9a-f]+, page 0x[0-9a-f]+: expected 0x[0-9a-f]+, found 0x[0-9a-f]+ \(on node [0-9]+\)"
}

@test "a wrong word is named by a reader, and at the end if nobody stops it" {
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'fill a' -c 'actor r reader a' -c 'fill a 3p 1p seed=9' \
		-c 'until r checks > 1000000 snooze .01'
	is "$status" 1
	like "$errors" "actor 'r' of 'a' saw a violation: a word is wrong at offset 0x3000, page 0x3: "
}

@test "a reader wants what fill writes" {
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'fill a seed=4' -c 'actor r reader a'
	failed_with 1 "'a' does not hold what 'fill' writes with seed 1 \(try: fill a\)"
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'fill a seed=4' -c 'actor r reader a seed=4' -c 'stop'
	succeeded
}

@test "a segment in use stays" {
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'actor w writer a' -c 'expect fail EBUSY unmap a' \
		-c 'expect fail EBUSY remove a' -c 'stop' -c 'unmap a' -c 'remove a'
	succeeded
}

@test "memory that answers with a signal ends an actor, no more" {
	local kind

	for kind in writer forker reader; do
		run_memtoy -k -c 'anon a 16p' -c 'map a' -c 'fill a' -c "actor x $kind a" -c 'mprotect a none' \
			-c 'until x checks >= 1000000000 snooze .01' -c 'stop'
		is "$status" 1
		like "$errors" "stop: actor 'x' of 'a' saw [0-9]+ violations?: SIGSEGV at offset 0x"
	done
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'mprotect a read' -c 'actor x writer a'
	failed_with 1 "segment 'a' may not be written"
	truncate -s 64k "$BATS_TEST_TMPDIR/f"
	run_memtoy -c "file $BATS_TEST_TMPDIR/f shared" -c 'map f' -c 'actor x writer f'
	failed_with 1 'shared file'
}

@test "bounce leaves content to an actor that writes, and says so" {
	needs 'nodes >= 1'
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'actor w writer a' -c 'bounce a @1'
	failed_with 1 "actor 'w' writes to 'a'.*content=none"
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'fill a' -c 'actor w writer a' -c 'actor r reader a' \
		-c 'bounce a @1 content=none retries=9' -c 'stop' -c 'expect content a'
	succeeded
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'bounce a @1 content=some'
	failed_with 1 "content=none"
}

@test "direct I/O checks its transfers; without a file system for it nothing starts" {
	run_memtoy -c 'anon a 64p' -c 'map a' -c 'fill a' -c 'actor d directio a dir=/dev/shm'
	failed_with 1 "no O_DIRECT in '/dev/shm'"
	run_memtoy -c 'anon a 64p' -c 'map a' -c 'fill a' -c 'actor d directio a threads=2'
	[ "$status" = 0 ] || skip 'no file system with O_DIRECT here'
	run_memtoy -c 'anon a 64p' -c 'map a' -c 'fill a' -c 'actor d directio a threads=2' \
		-c 'expect fail EBUSY actor r reader a' -c 'until d transfers > 40 snooze .01' -c 'stop' \
		-c 'expect actor d wrong == 0' -c 'expect content a'
	succeeded
}

# no_copy_lives: of a memtoy that ran 'script'
no_copy_lives()
{
	! pgrep -f "$MEMTOY script$" >/dev/null
}

# leaves_nothing SIGNAL: memtoy with all actors ends by it, and no process of it lives on
leaves_nothing()
{
	local family

	meeting there
	start_memtoy script <<'END'
anon a 64p
map a
fill a
actor r reader a
actor w writer a threads=2
actor f forker a threads=2
until f forks > 3 snooze .01
source there
snooze 60
END
	meet there
	mapfile -t family < <(ps -o pid= -g "$pid"; ps -eo pid=,ppid= | awk -v p="$pid" '$2 == p { print $1 }')
	part
	kill "-$1" "$pid"
	finish
	until_true gone "$pid" "${family[@]}"
	until_true no_copy_lives
}

@test "Ctrl-C leaves nothing" {
	leaves_nothing INT
	is "$status" 130
}

@test "SIGKILL leaves nothing" {
	leaves_nothing KILL
	is "$status" 137
}

@test "SIGTERM leaves nothing" {
	leaves_nothing TERM
	[ "$status" != 0 ]
}

@test "a child has none of its parent's actors" {
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'actor w writer a' -c 'child c' -c '/c actor' -c '/c unmap a' \
		-c '/c quit' -c 'stop'
	succeeded
	unlike "$output" 'memtoy\(c\).*actor w'
}

@test "JSON and TAP tell it too" {
	run_memtoy --json -c 'anon a 16p' -c 'map a' -c 'actor w writer a' -c 'stop'
	succeeded
	like "$output" '"counts":\[\{"name":"updates","value":[0-9]+'
	run_memtoy --tap -c 'anon a 16p' -c 'map a' -c 'actor w writer a' -c 'fill a' -c 'stop'
	like "$output" "^not ok 1 " && like "$output" "^# -c:5: stop: actor .w. of .a. saw"
}

@test "a reader that is stopped at once has looked at everything" {
	run_memtoy -c 'memfd d 64p' -c 'map d' -c 'fill d' -c 'actor r reader d' -c 'madvise d 63p 1p remove' -c 'stop'
	failed_with 1 "actor 'r' of 'd' saw .* a word is wrong at offset 0x3f000"
}
