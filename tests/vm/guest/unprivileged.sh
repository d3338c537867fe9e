#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "Errors name the errno, what was refused, and why where that can be known; then a hint": what a user
# without privileges gets.
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2'
without_balancing
chmod 755 "$tap_folder"

# as_nobody COMMAND...: a script of them, run by nobody
as_nobody()
{
	printf '%s\n' "$@" >"$tap_folder/script"
	status=0
	su nobody -s /bin/sh -c "exec '$MEMTOY' '$tap_folder/script'" \
		>"$tap_folder/output" 2>"$tap_folder/errors" || status=$?
	output=$(cat "$tap_folder/output")
	errors=$(cat "$tap_folder/errors")
}

is "$(su nobody -s /bin/sh -c 'id -u')" 65534 'nobody is nobody'

as_nobody 'anon foo 8p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'move foo @2' 'expect moved all' \
	'mbind foo bind+move @1' 'expect moved all' 'migrate @2 @1' 'expect where foo on @2' \
	'bounce foo @1,@2 rounds=2 by=mbind' 'bounce foo @1,@2 rounds=2' \
	'bounce foo @1,@2 rounds=2 by=migrate_pages' 'where foo' 'mpol bind @1' 'mems @2' 'numa'
is "$status:$errors" '0:' 'pages of its own it may move'

for command in 'move foo @2 all' 'mbind foo bind+move+all @2' 'bounce foo @2,@1 all'; do
	as_nobody 'anon foo 8p' 'map foo' 'mbind foo bind @1' 'touch foo w' "$command"
	is "$status" 1 "$command is refused"
	like "$errors" "^[^ ]+:5: ${command%% *}: .*EPERM" 'with EPERM'
	like "$errors" 'CAP_SYS_NICE' 'naming what is missing'
done
as_nobody 'anon foo 8p' 'map foo' 'mbind foo bind @1' 'touch foo w' 'expect fail EPERM move foo @2 all' \
	'expect where foo on @1'
is "$status" 0 'expect fail EPERM holds, and the pages stayed'

sleep 1000 &
other=$!
as_nobody "migrate @2 pid=$other"
is "$status" 1 'the process of another user is refused'
like "$errors" "^[^ ]+:1: migrate: .*EPERM" 'with EPERM'
like "$errors" "\b$other\b" 'and its id'
as_nobody "expect fail EPERM migrate @2 pid=$other"
is "$status" 0 'expect fail EPERM holds for it'
kill $other

# Without CAP_SYS_NICE migrate_pages leaves shared pages where they are, and says nothing.
as_nobody 'shmem foo 8p' 'map foo' 'mbind foo bind @1' 'fill foo' 'child c' '/c verify foo' 'migrate @2 @1' \
	'expect where foo on @1'
is "$status:$errors" '0:' 'pages of two processes stay'
like "$(printf '%s\n' "$output" | grep asked)" ' [1-9][0-9]* left behind' 'and are counted, which the kernel does not'

as_nobody 'require cap sys_nice'
is "$status" 4 'require cap sys_nice is unmet'

# shellcheck disable=SC3045
ulimit -l 64
as_nobody 'anon foo 1m' 'map foo' 'lock foo'
is "$status" 1 'lock over the limit is refused'
like "$errors" ':3: lock: .*RLIMIT_MEMLOCK' 'naming the limit'
as_nobody 'shmem foo 1m' 'map foo' 'slock foo'
is "$status" 1 'so is slock'
like "$errors" ':3: slock: .*RLIMIT_MEMLOCK' 'naming the limit'
as_nobody 'tmpfs foo 1m huge=always' 'map foo'
is "$status" 1 'a tmpfs of its own needs more'
like "$errors" ':1: tmpfs: .*EPERM' 'with EPERM'
done_testing
