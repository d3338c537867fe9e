#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "Every command that changes placement or policy reads it back."
. "${0%/*}/../../lib/tap.sh"

case $MEMTOY_GUEST in
*/4nodes) ;;
*) skip_all 'needs four nodes with memory' ;;
esac

# tells DESCRIPTION PATTERN COMMAND...: on a mapped segment foo of 8 pages, the last line said matches
tells()
{
	tap_wanted=$2 tap_about=$1
	shift 2
	printf '%s\n' 'anon foo 8p' 'map foo' "$@" >"$tap_folder/script"
	run_memtoy "$tap_folder/script"
	like "$(printf '%s\n' "$output" | tail -n 1)$errors" "$tap_wanted" "$tap_about"
}

tells 'a policy of a segment is read back' 'bind.*[: ]1\b' 'mbind foo bind 1' 'policy foo'
tells 'one of several nodes too' 'interleaved.*[: ]0,2-3\b' 'mbind foo interleaved 0,2,3' 'policy foo'
tells 'preferred' 'preferred.*[: ]2\b' 'mbind foo preferred 2' 'policy foo'
tells 'preferred *, the local node' 'preferred|local' "mbind foo preferred '*'" 'policy foo'
tells 'interleaved *, all nodes' 'interleaved.*[: ]0-3\b' 'mbind foo interleaved *' 'policy foo'
tells 'local' 'local' 'mbind foo local' 'policy foo'
tells 'preferred-many' 'preferred-many.*[: ]1-2\b' 'mbind foo preferred-many 1,2' 'policy foo'
tells 'default takes a policy away' 'default' 'mbind foo bind 1' 'mbind foo default' 'policy foo'
tells 'without one of its own a segment has the task'\''s' 'bind.*[: ]2\b' 'mpol bind 2' 'policy foo'
tells 'a static policy' 'bind.*static.*1' 'mbind foo bind+static 1' 'policy foo'
tells 'a relative policy' 'bind.*relative.*1' 'mbind foo bind+relative 1' 'policy foo'
tells 'shared memory keeps its policy over unmap' 'bind.*[: ]3\b' 'shmem s 4p' 'map s' 'mbind s bind 3' \
	'unmap s' 'map s' 'policy s'

tells 'policies of parts are told apart' '^' 'mbind foo 2p 2p bind 1' 'policy foo'
is "$(printf '%s\n' "$output" | grep -c 'policy foo')" 3 'as three runs'

tells 'mpol tells the task'\''s policy' 'interleaved.*[: ]1,3\b' 'mpol interleaved 1,3' 'mpol'
tells 'mpol default' 'default' 'mpol bind 1' 'mpol default' 'mpol'
tells 'mems tells what it set' 'mems = 1-2$' 'mems 1,2' 'mems'
tells 'mems is a bind policy' 'bind.*[: ]1-2\b' 'mems 1,2' 'mpol'
tells 'mems takes a mask' 'mems = 0,2$' 'mems 0x5' 'mems'
tells 'mems without a policy is all' 'mems = 0-3$' 'mems'
tells 'cpus tells what it set' 'cpus = 1,3$' 'cpus 1,3' 'cpus'
tells 'cpus takes a mask' 'cpus = 0,2$' 'cpus 0x5' 'cpus'
tells 'cpus at first is all' 'cpus = 0-3$' 'cpus'

is "$("$MEMTOY" -c 'cpus 2' -c 'child a' -c '/a cpus')" "memtoy:  cpus = 2
memtoy(a):  cpus = 2" 'a child inherits them'
printf '%s\n' 'cpus 2' 'mems 1' 'repeat 3 pid' 'source there' >"$tap_folder/script"
mkfifo "$tap_folder/there"
"$MEMTOY" "$tap_folder/script" >/dev/null &
pid=$!
exec 7>"$tap_folder/there"
like "$(cat /proc/$pid/status)" '^Cpus_allowed_list:	2$' 'the kernel agrees about the CPUs'
like "$(cat /proc/$pid/numa_maps)" 'heap' 'numa_maps can be read'
like "$(head -n 1 /proc/$pid/numa_maps)" ' bind:1 ' 'the kernel agrees about the policy'
exec 7>&-
wait $pid

fails_with 1 '^[^ ]+:3: mbind: .*noop.*never merged' 'noop is refused with its story' \
	'anon foo 8p' 'map foo' 'mbind foo noop'
fails_with 1 '^[^ ]+:3: mbind: .*lazy.*never merged' '+lazy too' \
	'anon foo 8p' 'map foo' 'mbind foo bind+move+lazy 1'
fails_with 1 '^[^ ]+:3: mbind: .*shared.*never merged' '+shared too' \
	'anon foo 8p' 'map foo' 'mbind foo bind+shared 1'
fails_with 1 "^[^ ]+:3: mbind: .*'nonsense'" 'an unknown policy is named' \
	'anon foo 8p' 'map foo' 'mbind foo nonsense 1'
fails_with 1 "^[^ ]+:3: mbind: .*'nonsense'" 'an unknown flag too' \
	'anon foo 8p' 'map foo' 'mbind foo bind+nonsense 1'
fails_with 1 '^[^ ]+:3: mbind: .*static.*relative' 'static and relative exclude each other' \
	'anon foo 8p' 'map foo' 'mbind foo bind+static+relative 1'

# What the kernel cannot do, it is told.
printf '%s\n' 'anon foo 8p' 'map foo' 'mbind foo weighted-interleaved 0,1' 'policy foo' >"$tap_folder/script"
run_memtoy "$tap_folder/script"
case $MEMTOY_GUEST in
6.1/*) like "$errors" ':3: mbind: .*EINVAL.*6\.9|:3: mbind: .*6\.9' 'weighted interleave needs kernel 6.9, and that is said' ;;
*) like "$output" 'policy foo.*weighted-interleaved.*0-1' 'weighted interleave is read back' ;;
esac

# So it does of the others that a kernel does not know, for a task too.
refused() { fails_with 1 "$1" "$2" 'anon foo 8p' 'map foo' "$3"; }
case $MEMTOY_GUEST in
6.1/*)
	refused ':3: mbind: .*EINVAL.*Linux 6\.9 or later, which brought weighted-interleaved: this is 6\.1\.' \
		'the kernel that brought it is named' 'mbind foo weighted-interleaved 0'
	refused ':3: mbind: .*EINVAL.*Linux 6\.10 or later, which brought preferred-many\+balancing' \
		'and the one that brought a flag' 'mbind foo preferred-many+balancing 0'
	refused ':3: mpol: .*EINVAL.*Linux 6\.9 or later' 'mpol says it too' 'mpol weighted-interleaved 0'
	;;
*) tells 'preferred-many+balancing' 'preferred-many.balancing:0' 'mbind foo preferred-many+balancing 0' 'policy foo' ;;
esac
tells 'bind+balancing' 'bind.balancing:0' 'mbind foo bind+balancing 0' 'policy foo'
refused ':3: mbind: .*EINVAL.*bind\+balancing or preferred-many' '+balancing does not go with others' \
	'mbind foo interleaved+balancing 0'
refused ':3: mbind: .*EINVAL.*static.*need nodes' '+static needs nodes' 'mbind foo local+static'

# graded DESCRIPTION GRADE WHY COMMAND...: on a mapped segment foo of 16 pages; the grade of the last
# mbind or mpol, and a word of the reason
graded()
{
	tap_about=$1 tap_grade=$2 tap_why=$3
	shift 3
	printf '%s\n' 'anon foo 16p' 'map foo' "$@" >"$tap_folder/script"
	run_memtoy -k --json "$tap_folder/script"
	like "$(printf '%s\n' "$output" | grep '"grade"' | tail -n 1)" \
		"\"grade\":\"$tap_grade\",\"grade_why\":\"$tap_why" "$tap_about"
}

graded 'what is kept as asked is honoured' honoured '"' 'mbind foo bind 1'
graded 'of a task too' honoured '"' 'mpol interleaved 0-1'
graded 'of several preferred nodes one counts' partly 'preferred takes the first node' 'mbind foo preferred 1,2'
graded 'with all moved it is honoured' honoured '"' 'mbind foo bind 1' 'touch foo w' 'mbind foo bind+move 2'
graded 'pages that were inside stay' partly '.*node 0 has 16, node 1 has 0' 'mbind foo bind 0' 'touch foo w' \
	'mbind foo interleaved+move 0-1'
graded 'those from outside are spread' honoured '"' 'mbind foo bind 2' 'touch foo w' \
	'mbind foo interleaved+move 0-1'
graded 'pages of others are skipped, and that is told' partly '16 pages that others map too were skipped' \
	'mbind foo bind 1' 'touch foo w' 'child c' 'mbind foo bind+move 2'
graded 'also under +strict, which hides it' partly '16 pages that others map too .*even with .strict' \
	'mbind foo bind 1' 'touch foo w' 'child c' 'mbind foo bind+move+strict 2'
graded 'with +all they move' honoured '"' 'mbind foo bind 1' 'touch foo w' 'child c' 'mbind foo bind+move+all 2'
graded 'after EIO of +strict nothing is set' ignored '16 pages are elsewhere.*bind:1 stays in force' \
	'mbind foo bind 1' 'touch foo w' 'mbind foo bind+strict 2'
like "$output" '"answer":-5.*"there":0,"elsewhere":16.*"in_force":"bind:1"' 'the record tells what is in force'
graded 'default takes nothing from who did not set it' ignored 'bind:1 stays: another process' 'shmem s 4p' 'map s' \
	'child c' '/c mbind s bind 1' 'mbind s default'
graded 'a static policy may wait' honoured '"' 'mbind foo bind+static 0-3'

mkdir "$tap_folder/ramfs" && mount -t ramfs none "$tap_folder/ramfs"
dd if=/dev/zero of="$tap_folder/ramfs/f" bs=4096 count=8 2>/dev/null
graded 'a file on disk keeps a policy and ignores it' ignored '.*by the task.s policy' "file $tap_folder/ramfs/f" \
	'map f shared' 'mbind f bind 1'
graded 'what is there is moved by it' partly '.*only those that were there were moved' "file $tap_folder/ramfs/f" \
	'map f shared' 'touch f' 'mbind f bind+move 1' 'expect where f on 1'
graded 'a private mapping obeys for what it writes' partly '.*those that are written obey' \
	"file $tap_folder/ramfs/f" 'map f private' 'mbind f bind 2' 'touch f w' 'expect where f on 2'
umount "$tap_folder/ramfs"
graded 'a file on tmpfs obeys' honoured '"' 'tmpfs t 8p' 'map t' 'mbind t bind 1' 'touch t w' 'expect where t on 1'

# STRICT: the kernel's own word on what is elsewhere.
fails_with 1 '^[^ ]+:5: mbind: .*EIO' '+strict refuses while a page is elsewhere' \
	'anon foo 8p' 'map foo' 'mbind foo bind 1' 'touch foo w' 'mbind foo bind+strict 2'
is "$("$MEMTOY" -k -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind 1' -c 'touch foo w' \
	-c 'mbind foo bind+strict 2' -c 'expect policy foo bind 1' 2>/dev/null | grep -c '^memtoy:  held: ')" 1 \
	'and the old policy stays'
ok 'with +move+strict they move' "$MEMTOY" -c 'anon foo 8p' -c 'map foo' -c 'mbind foo bind 1' \
	-c 'touch foo w' -c 'mbind foo bind+move+strict 2' -c 'expect where foo on 2' -c 'expect policy foo bind 2'
done_testing
