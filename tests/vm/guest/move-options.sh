#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "jobs in parallel, chunks sized so that no single call holds the target longer than asked, with a
# histogram of call times, retry for pages that were busy, move to the layout of another segment;
# requested, kernel status and actual node side by side."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing

# Of shared memory: a huge page would go with its first page, also out of a range.
made='shmem foo 12000p
map foo
mbind foo bind @1
fill foo
mbind foo default'

for jobs in 1 2 5; do
	holds "$jobs jobs move every page, once" "$made
move foo @2 jobs=$jobs
expect moved all
expect moved 12000
expect where foo on @2
expect content foo
move foo 1000p 9000p @1,@2 jobs=$jobs
expect moved 4500
expect where foo 0 1000p on @2
expect where foo 1001p 1p on @2
expect where foo 1000p 1p on @1
expect where foo 10000p * on @2
expect content foo"
done

holds 'a short stall makes many calls, and they are told' "$made
move foo @2 stall=5ms jobs=1
expect moved all
expect content foo"
like "$output" '^memtoy:  [1-9][0-9]+ calls, the longest [0-9.]+ ms: [0-9]+ from [0-9.]+ ms' \
	'how long calls took is told'
calls=$(printf '%s\n' "$output" | sed -n 's/^memtoy:  \([0-9]*\) calls.*/\1/p')
ok 'a stall cuts 12000 pages into more than 20 calls' test "$calls" -gt 20

holds 'the layout of another segment is copied, holes and all' '
anon model 64p
anon foo 64p
map model
map foo
mbind foo bind @1
fill foo
mbind foo default
mbind model bind @1
touch model 0 16p w
mbind model bind @2
touch model 16p 16p w
touch model 48p 16p w
move foo like=model
expect moved 32
expect where foo 0 16p on @1
expect where foo 16p 16p on @2
expect where foo 32p 16p on @1
expect where foo 48p 16p on @2
expect content foo
move foo 0 20p like=model all
expect moved 0'
like "$output" 'foo to the layout of model: 48 pages asked, 32 moved, 16 already there, 0 left behind' \
	'pages without a model are not asked for'

fails_with 1 'ends before' 'a model that is too short is refused' 'anon a 4p' 'anon b 8p' 'map a' 'map b' \
	'move b like=a'
fails_with 1 'not mapped' 'a model must be mapped' 'anon a 8p' 'anon b 8p' 'map b' 'move b like=a'
fails_with 1 'number of jobs' 'no jobs are refused' 'anon a 4p' 'map a' 'move a @1 jobs=0'
fails_with 1 "is no time" 'a stall is a time' 'anon a 4p' 'map a' 'move a @1 stall=soon'
fails_with 1 "less than" 'a stall of nothing is refused' 'anon a 4p' 'map a' 'move a @1 stall=0'
fails_with 1 'number of retries' 'retries are counted' 'anon a 4p' 'map a' 'move a @1 retry=often'

# Ctrl-C ends it between two calls, and the report adds up.
mkfifo "$tap_folder/begun"
for jobs in 1 3; do
	printf '%s\n' 'shmem foo 40000p' 'map foo' 'mbind foo bind @1' 'fill foo' 'mbind foo default' \
		"source $tap_folder/begun" "move foo @2 stall=1ms jobs=$jobs" >"$tap_folder/script"
	"$MEMTOY" "$tap_folder/script" >"$tap_folder/output" 2>"$tap_folder/errors" &
	pid=$!
	before=$(migrated)
	: >"$tap_folder/begun"
	when_migrating "$before" kill -INT $pid
	status=0
	wait $pid || status=$?
	is "$status" 130 "$jobs jobs: an interrupted move ends the script with 130"
	line=$(grep 'asked' "$tap_folder/output")
	like "$line" '40000 pages asked, [1-9][0-9]* moved, 0 already there, [1-9][0-9]* left behind \(.*[0-9]+ not tried' \
		"$jobs jobs: the report says what was not tried"
	# shellcheck disable=SC2046
	set -- $(printf '%s\n' "$line" | sed 's/.*asked, \([0-9]*\) moved.*there, \([0-9]*\) left.*/\1 \2/')
	is "$(($1 + $2))" 40000 "$jobs jobs: what moved and what was left add up"
done

# A page that stays for another reason than the rest gets a line of its own.
holds 'what was asked, what the kernel said and what is are side by side' '
shmem foo 8p
map foo
mbind foo bind @1
touch foo 0 5p w
child c
/c touch foo 2p 1p r
move foo @2'
like "$output" '^ *page +pages +before +requested +status +actual +end$' 'the table has a heading'
like "$output" '^ *0x5 +3 +absent +[0-9]+ +ENOENT +absent +nothing to move$' 'absent pages are told as such'
like "$output" '^ *0x[0-9] +[0-9] +[0-9] +[0-9]+ +EACCES +[0-9]+ +shared$' 'shared pages with their status'
done_testing
