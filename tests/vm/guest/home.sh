#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes 6.12/uneven
# "home <seg> [<range>] <node>: home node (remembered: the kernel shows it nowhere)."
. "${0%/*}/../../lib/tap.sh"

needs 'nodes >= 2' 'kernel >= 5.17'

# holds DESCRIPTION COMMAND...: on a segment foo of 8 pages
holds()
{
	tap_about=$1
	shift
	printf '%s\n' 'anon foo 8p' 'map foo' "$@" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	is "$status:$errors" '0:' "$tap_about"
}

holds 'pages of a bind policy go to the home node' \
	'mbind foo bind @1,@2' 'home foo @2' 'policy foo' 'touch foo w' 'expect where foo on @2'
like "$output" 'home foo: node [0-9] for 8 pages, remembered by memtoy' 'which is told'
like "$output" 'policy foo pages 0x0\+8: bind:.* \(its own\), home node [0-9] \(remembered by memtoy\)' \
	'and is remembered'
holds 'those of preferred-many too' 'mbind foo preferred-many @1,@2' 'home foo @2' 'touch foo w' \
	'expect where foo on @2'
holds 'shared memory has one too' 'shmem s 8p' 'map s' 'mbind s bind @1,@2' 'home s @2' 'touch s w' \
	'expect where s on @2'

holds 'a part of a segment has its own' 'mbind foo bind @1,@2' 'home foo @1' 'home foo 2p 3p @2' 'policy foo' \
	'touch foo w' 'expect where foo 0 2p on @1' 'expect where foo 2p 3p on @2' 'expect where foo 5p 3p on @1'
is "$(printf '%s\n' "$output" | grep -c 'policy foo.*home node')" 3 'in three runs'

holds 'mbind forgets it' 'mbind foo bind @1,@2' 'home foo @2' 'mbind foo 0 4p bind @1,@2' 'policy foo'
like "$output" 'pages 0x0\+4: bind:[^,]*,?[^,]*\(its own\)$' 'where it sets a policy'
like "$output" 'pages 0x4\+4: .*home node' 'and only there'
holds 'unmap forgets it' 'mbind foo bind @1,@2' 'home foo @2' 'unmap foo' 'map foo' \
	'mbind foo bind @1,@2' 'policy foo'
unlike "$output" 'policy foo.*home node' 'as the kernel does'
holds 'a child knows what its parent set' 'mbind foo bind @1,@2' 'home foo @2' 'child c' '/c policy foo'
like "$output" '^memtoy\(c\):  policy foo.*home node' 'and remembers it'

holds 'pages without a policy are passed over' 'mbind foo 0 2p bind @1,@2' 'home foo @2'
like "$output" 'home foo: node [0-9] for 2 pages' 'how many have it is told'
like "$output" 'partly honoured: 6 pages have no policy of their own' 'and how many have not'
run_memtoy --json -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind 0' -c 'home foo 0' -c 'policy foo'
like "$output" '"record":"home","segment":"foo","home":0,.*"pages":8,"grade":"honoured"' 'JSON has it'
like "$output" '"record":"policy".*"home":0' 'also of the policy'

fails_with 1 ':3: home: .*no policy was set.*ENOENT.*try: mbind foo bind' 'without a policy there is no home' \
	'anon foo 8p' 'map foo' 'home foo 0'
fails_with 1 ':4: home: .*interleaved:.*EOPNOTSUPP.*bind or preferred-many' 'interleaving has none' \
	'anon foo 8p' 'map foo' 'mbind foo interleaved 0,1' 'home foo 0'
fails_with 1 ':3: home: node 77 does not exist' 'the node must exist' 'anon foo 8p' 'map foo' 'home foo 77'
fails_with 1 ':3: home: a home is one node, not 2' 'and be one' 'anon foo 8p' 'map foo' 'home foo 0-1'
fails_with 1 ':3: home: needs nodes' 'and be given' 'anon foo 8p' 'map foo' 'home foo'

# What is before the page that is refused has the new home node all the same.
printf '%s\n' 'anon foo 8p' 'map foo' 'mbind foo 0 4p bind @1,@2' 'mbind foo 4p 4p interleaved @1,@2' \
	'expect fail EOPNOTSUPP home foo @2' 'policy foo' 'touch foo 0 4p w' 'expect where foo 0 4p on @2' \
	>"$tap_folder/script"
run_memtoy "$tap_folder/script"
is "$status:$errors" '0:' 'a range that is refused in the middle is changed up to there'
like "$output" 'pages 0x0\+4: .*home node' 'and that is remembered'
unlike "$output" 'pages 0x4\+4: .*home node' 'and no more'
fails_with 1 'EOPNOTSUPP' 'the error tells how many' 'anon foo 8p' 'map foo' 'mbind foo 0 4p bind 0' \
	'mbind foo 4p 4p interleaved 0,1' 'home foo 0'
like "$errors" '4 pages before it have it now' 'pages were changed'

case $MEMTOY_GUEST in
*/uneven)
	holds 'the kernel takes a node without memory' 'mbind foo bind 0,1' 'home foo 2' 'touch foo w'
	like "$output" 'honoured: node 2 has no memory, which the kernel accepts' 'and that is told'
	;;
*/4nodes)
	holds 'the kernel takes a node outside of the policy' 'mbind foo bind 0,1' 'home foo 3' 'touch foo w' \
		'expect where foo on 0-1'
	like "$output" 'honoured: node 3 is none of the policy' 'and that is told'
	;;
esac

printf '%s\n' 'shmem s 8p' 'map s' 'mbind s bind 0' 'unmap s' 'map s' 'home s 0' >"$tap_folder/script"
run_memtoy "$tap_folder/script"
like "$errors" ':6: home: .*no policy was set through this mapping' \
	'a policy that shared memory kept is none of the mapping'
done_testing
