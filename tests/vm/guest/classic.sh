#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "Scripts in the classic language give the placements that the kernel was asked for, in the classic
# where geometry."
. "${0%/*}/../../lib/tap.sh"

case $MEMTOY_GUEST in
*/4nodes) ;;
*) skip_all 'needs four nodes with memory' ;;
esac
without_balancing
cd "$tap_folder" || exit 1

heading='page offset    +00 +01 +02 +03 +04 +05 +06 +07'

# places DESCRIPTION SCRIPT WANTED: the script runs without complaint, and its pictures are those
places()
{
	printf '%s\n' "$2" >script
	run_memtoy script
	is "$(printf '%s\n' "$output" | grep -E '^ +[0-9a-f]+: |^page')${errors:+
$errors}" "$3" "$1"
	[ "$status" = 0 ] || diag "status $status"
}

places 'eight pages are preferred on node 1, then bound to and moved to node 2' '
anon foo 8p
map foo
mbind foo preferred 1
touch foo w
where foo
mbind foo 0 8p bind+move 2
where foo' "$heading
           0:    1   1   1   1   1   1   1   1
$heading
           0:    2   2   2   2   2   2   2   2"

places 'the same with shared memory' '
shm foo 8p
map foo
mbind foo preferred 1
touch foo w
where foo
mbind foo 0 8p bind+move 2
where foo' "$heading
           0:    1   1   1   1   1   1   1   1
$heading
           0:    2   2   2   2   2   2   2   2"

places 'parts of a segment have policies of their own' '
anon foo 16p
map foo
mbind foo bind 0
mbind foo 2p 3p bind 1
mbind foo 8p 4p preferred 2
mbind foo 12p * bind 3
touch foo w
where foo
mbind foo 1p 2p bind+move 3
where foo' "$heading
           0:    0   0   1   1   1   0   0   0
           8:    2   2   2   2   3   3   3   3
$heading
           0:    0   3   3   1   1   0   0   0
           8:    2   2   2   2   3   3   3   3"

places 'mbind without +move leaves pages, and places new ones' '
anon foo 8p
map foo
mbind foo bind 1
touch foo 0 4p w
mbind foo bind 3
touch foo w
where foo' "$heading
           0:    1   1   1   1   3   3   3   3"

# Which node is the first depends on the address.
places 'interleaved pages are dealt in turn' '
anon foo 8p addr=0x700000000000
map foo
mbind foo interleaved 0-3
touch foo w
where foo' "$heading
           0:    0   1   2   3   0   1   2   3"

places 'migrate 2,3 0,1 moves node 0 to 2 and node 1 to 3' '
anon foo 8p
map foo
mbind foo 0 4p bind 0
mbind foo 4p 4p bind 1
touch foo w
where foo
migrate 2,3 0,1
where foo' "$heading
           0:    0   0   0   0   1   1   1   1
$heading
           0:    2   2   2   2   3   3   3   3"

places 'migrate without <from> gathers all pages' '
anon foo 4p
map foo
mbind foo 0 1p bind 0
mbind foo 1p 1p bind 1
mbind foo 2p 1p bind 2
mbind foo 3p 1p bind 3
touch foo w
where foo
migrate 3
where foo' "$heading
           0:    0   1   2   3
$heading
           0:    3   3   3   3"

places 'two segments of 1 MiB shared memory go their own ways' '
shm one 1m
shm two 1m
map one
map two
mbind one bind 1
mbind two bind 2
touch one w
touch two w
mbind one bind+move 3
mbind two bind+move 0
where one 0xfc000 4p
where two 0xf8000 *
expect where one on 3
expect where two on 0
slock one
sunlock one' "$heading
          fc:    3   3   3   3
$heading
          f8:    0   0   0   0   0   0   0   0"

# What dd brings into the page cache lies on the node of its CPU; moving is up to memtoy.
for size in 1 16; do
	taskset -c 0 dd if=/dev/zero of=file$size bs=1M count=$size 2>/dev/null
	pages=$((size * 256))
	places "a file of $size MiB moves with its page cache" "
file file$size shared
map file$size
touch file$size r
mbind file$size bind+move 2
expect where file$size on 2
where file$size 0 2p
migrate 1 2
expect where file$size on 1
where file$size $((pages - 2))p 8k" "$heading
           0:    2   2
$heading
$(printf '%12x:    1   1' $((pages - 2)))"
	places "it stays there, also for another process" "
file file$size
map file$size
touch file$size r
expect where file$size on 1
where file$size 0 1p" "$heading
           0:    1"
	places "a private mapping of it gets pages of its own by writing" "
file file$size
map file$size
mbind file$size bind 3
touch file$size 0 2p w
touch file$size 2p 2p r
where file$size 0 4p" "$heading
           0:    3   3   1   1"
	rm file$size
done

places 'two children share a segment, each touching its half' '
shm foo 8p
map foo
child a
child b
/a cpus 1
/b cpus 2
/a touch foo 0 4p w
/b touch foo 4p 4p w
/a where foo 0 4p
/b where foo 4p 4p
touch foo r
where foo
mbind foo bind+move+all 3
where foo
/a touch foo r
/b where foo 4p 4p' "$heading
           0:    1   1   1   1
$heading
           4:    2   2   2   2
$heading
           0:    1   1   1   1   2   2   2   2
$heading
           0:    3   3   3   3   3   3   3   3
$heading
           4:    3   3   3   3"

places "a task's policy is its own: a child's does not change its parent's" '
anon foo 4p shared
anon bar 4p
map foo
map bar
mpol bind 3
child a
/a mpol bind 2
/a touch foo w
touch bar w
touch foo r
where foo
where bar' "$heading
           0:    2   2   2   2
$heading
           0:    3   3   3   3"

# 1 GiB of the machine's 2 GiB, a quarter of it on each of nodes of 512 MiB.  Where the mapping begins
# at no multiple of 1 GiB, 6.12 puts six huge pages more on node 0.
printf '%s\n' 'anon big 1g' 'map big' 'mbind big interleaved *' 'touch big w' 'where big counts' \
	'where big 0x3fffc000 4p' 'expect where big on 0 >= 24%' 'expect where big on 3 >= 24%' \
	'mbind big 0 64m interleaved+move 2,3' 'expect where big 0 64m on 2,3' \
	'expect where big 0 64m on 2 >= 40%' 'expect where big 0 64m on 3 >= 40%' \
	'expect where big 64m 64m on 0 >= 20%' >script
run_memtoy script
is "$errors" '' '1 GiB is interleaved over four nodes'
is "$status" 0 'all that was expected of it holds'
is "$(printf '%s\n' "$output" | awk '/^ +[0-3] / && $2 > 60000 && $2 < 71000' | wc -l)" 4 \
	'each node has about a quarter'
done_testing
