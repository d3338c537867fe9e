#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "migrate … pid=<pid>": another process's pages migrate.
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing
mkfifo "$tap_folder/here" "$tap_folder/there"

printf '%s\n' 'anon foo 64p' 'map foo' 'mbind foo bind @1' 'fill foo' "source here" \
	'expect where foo on @2' 'expect content foo' 'source there' 'expect where foo on @1' 'expect content foo' \
	>"$tap_folder/script"
"$MEMTOY" "$tap_folder/script" >"$tap_folder/other" 2>&1 &
other=$!
exec 7>"$tap_folder/here"
run_memtoy -c "migrate @2 @1 pid=$other" -c 'expect left none' 7>&-
is "$status:$errors" '0:' 'the pages of another process migrate'
like "$output" "pid $other\b.*: [1-9][0-9]* pages asked, [1-9][0-9]* moved, 0 already there, 0 left behind" \
	'and are counted'
exec 7>&-
exec 7>"$tap_folder/there"
run_memtoy -c "migrate @1 pid=$other" 7>&-
is "$status:$errors" '0:' 'also from all nodes'
exec 7>&-
wait $other
is "$?" 0 'it finds them there, with their content'
diag "$(cat "$tap_folder/other")"

fails_with 1 '^[^ ]+:1: migrate: .*ESRCH' 'a process that is not there is ESRCH' 'migrate @1 pid=4000000'
fails_with 1 '^[^ ]+:1: migrate: .*EINVAL' 'a kernel thread has no memory' 'migrate @1 pid=2'
for pid in 0 -1 x 99999999999999 1.5 "''"; do
	fails_with 1 '^[^ ]+:1: migrate: ' "pid=$pid is no process" "migrate @1 pid=$pid"
done
done_testing
