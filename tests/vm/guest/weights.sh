#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes 6.1/1node 6.12/uneven
# "weights: show and set weighted interleave.  What memtoy changes on the machine it puts back, also
# after a signal."
. "${0%/*}/../../lib/tap.sh"

folder=/sys/kernel/mm/mempolicy/weighted_interleave

case $MEMTOY_GUEST in
6.1/*)
	fails_with 1 ':1: weights: this kernel has no weights.*Linux 6\.9.*6\.1\.' \
		'before Linux 6.9 there are no weights, and that is said' weights
	fails_with 1 ':1: weights: this kernel has no weights.*Linux 6\.9' 'to set one is refused so too' \
		'weights 0=2'
	done_testing
	;;
esac

# there: the weights of the machine, blank between
there()
{
	cat $folder/node* | tr '\n' ' ' | sed 's/ $//'
}

before=$(there)

# later_there: the same, as soon as they are back; what a signal ends is put back by another process
later_there()
{
	eventually becomes "$before" there
	there
}

is "$("$MEMTOY" -c weights | tr -c '0-9=\n' ' ' | sed 's/[0-9]*=//g; s/  */ /g; s/^ //; s/ $//')" "$before" \
	'each node'\''s weight is shown'
run_memtoy --json -c weights
like "$output" '"record":"weights".*"nodes":\[\{"node":0,"weight":[0-9]+\}' 'and in JSON'
run_memtoy --tap -c weights
like "$output" '^# memtoy:  weights 0=' 'and in TAP'
fails_with 1 ":1: weights: '0' is no weight" '0 is no weight' 'weights 0=0'
fails_with 1 ":1: weights: '256' is no weight" '256 is none' 'weights 0=256'
fails_with 1 ":1: weights: '-1' is no weight" 'a negative one neither' 'weights 0=-1'
fails_with 1 ":1: weights: '3x' is no weight" 'nor what has more behind it' 'weights 0=3x'
fails_with 1 ":1: weights: '' is no weight" 'nor nothing' 'weights 0='
fails_with 1 ":1: weights: '5' is no <nodes>=<weight>" 'a weight needs a node' 'weights 5'
fails_with 1 ':1: weights: node 77 does not exist' 'which must exist' 'weights 77=1'
fails_with 1 ':1: weights: node 0 is given two weights' 'and be named once' 'weights 0=1 0=2'
is "$(there)" "$before" 'after all that they are as they were'

# begin COMMAND...: memtoy in the background, which waits behind the last one; $pid
mkfifo "$tap_folder/there"
begin()
{
	printf '%s\n' "$@" 'source there' >"$tap_folder/script"
	(cd "$tap_folder" && exec "$MEMTOY" script) >"$tap_folder/output" 2>&1 &
	pid=$!
	exec 7>"$tap_folder/there"
}

begin 'weights 0=7'
is "$(cat $folder/node0)" 7 'the kernel has the weight that was set'
exec 7>&-
wait $pid
is "$(there)" "$before" 'it is put back at the end'
like "$(cat "$tap_folder/output")" '^memtoy:  weights 0=7' 'it was read back'

for signal in INT TERM HUP KILL; do
	begin 'weights 0=9' 'weights 0=8'
	is "$(cat $folder/node0)" 8 "before SIG$signal it is set"
	kill -$signal $pid
	status=0
	wait $pid || status=$?
	exec 7>&-
	is "$(later_there)" "$before" "after SIG$signal it is put back"
	case $signal in
	# A shell has what is in the background ignore INT; memtoy takes it all the same.
	INT) is $status 130 'memtoy was interrupted' ;;
	TERM) is $status 143 'memtoy died of SIGTERM' ;;
	esac
done

begin 'child c' '/c weights 0=5'
is "$(cat $folder/node0)" 5 'a child sets it for all'
exec 7>&-
wait $pid
is "$(there)" "$before" 'it is put back when the parent ends'

begin 'weights 0=4' 'child c' '/c weights 0=5' '/c quit'
is "$(cat $folder/node0)" 5 'a child that ends puts nothing back'
exec 7>&-
wait $pid
is "$(there)" "$before" 'its parent does, to what was there at first'

begin 'child c' '/c weights 0=5'
kill -TERM $pid
wait $pid
exec 7>&-
is "$(later_there)" "$before" 'also if that is killed'

begin 'weights 0=4' 'child c' '/c weights 0=5'
kill -KILL $pid
wait $pid 2>/dev/null
exec 7>&-
is "$(later_there)" "$before" 'and if it had changed it itself'

begin 'child c' '/c weights 0=5' 'weights 0=4'
exec 7>&-
wait $pid
is "$(there)" "$before" 'whoever was the first'

run_memtoy -c 'weights 0=6' -c 'uid nobody'
is "$status:$(there)" "0:$before" 'what root changed is put back by who is not root any more'

beside "$tap_folder/output" "$MEMTOY" -c 'weights 0=6' -c 'uid nobody' -c 'echo set' -c pause
pid=$!
eventually says "$tap_folder/output" set
kill -KILL $pid
wait $pid
is "$(later_there)" "$before" 'after a signal, too'

case $MEMTOY_GUEST in
*/1node) ;;
*)
	printf '%s\n' 'weights @1=3 @2=1' 'anon foo 16p' 'map foo' 'mbind foo weighted-interleaved @1,@2' \
		'touch foo w' 'expect where foo on @1 >= 75%' 'expect fail expect where foo on @1 >= 80%' \
		>"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$status:$errors" '0:' 'pages are spread by the weights'
	run_memtoy -c 'weights @1-@2=2'
	is "$status" 1 'a list is made of numbers'
	run_memtoy -c 'weights 0-1=6'
	like "$output" '^memtoy:  weights 0=6 1=6' 'nodes may be a list'

	# Inside the mask pages stay: interleaving by 3:1 leaves all of them on one node.
	printf '%s\n' 'weights @1=3 @2=1' 'anon foo 16p' 'map foo' 'mbind foo bind @1' 'touch foo w' \
		'mbind foo weighted-interleaved+move @1,@2' >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	like "$output" 'partly honoured: .*stay where they were, so that node [0-9] has 16, node [0-9] has 0' \
		'pages that were inside are told to have stayed'
	;;
esac
if [ "$(id -u)" = 0 ] && mount -o remount,ro /sys 2>/dev/null; then
	fails_with 1 ':1: weights: .*EROFS.*/sys' 'a read-only /sys is told' 'weights 0=2'
	mount -o remount,rw /sys
fi
done_testing
