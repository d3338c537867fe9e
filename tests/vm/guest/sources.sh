#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "All sources must agree": frame numbers, move_pages and what is chosen between them tell the same
# of every kind of segment, with one thread as with three, and so does a user without privileges.
. "${0%/*}/../../lib/tap.sh"

without_balancing
pool=/proc/sys/vm/nr_hugepages
cd "$tap_folder" || exit 1
set_meanwhile $pool 8
dd if=/dev/zero of=/tmp/file bs=4096 count=300 2>/dev/null
chmod 666 /tmp/file
at_end "rm /tmp/file"

# Every kind, dealt over the nodes, with holes, pages that were only read, no access, and a mapping
# that is big enough for threads.
cat >made <<'END2'
anon private 40p
anon both 40p shared
shmem sysv 40p
tmpfs tmp 40p dir=/tmp
memfd mem 40p
file /tmp/file 0 300p shared
anon big 40000p nothp
alias twice both
map private
map both
map sysv
map tmp
map mem
map file
map big
map twice
touch private 0 16p write
touch private 20p 4p read
touch both 0 16p write
touch both 20p 4p read
touch twice 0 3p read
touch sysv 3p 20p write
touch tmp 0 16p write
touch mem 9p 16p write
touch file 0 100p read
touch big 0 20000p write
touch big 39999p 1p write
move private @1,@2,@3
move both @3,@2
move sysv @2
move mem @4,@1
move big 0 100p @2,@3
mprotect mem none
END2

# look NAME [SET...]: the same looks, in a memtoy of its own
cat >looks <<'END2'
where private runs
where both runs
where sysv runs
where tmp runs
where mem runs
where file runs
where big runs
where big 3p 30000p runs
where twice runs
END2

[ "$(cat /sys/devices/system/node/has_memory)" = 0-3 ] || skip_all 'needs four nodes with memory'

cat made >script
for setting in 'source auto' 'source pagemap' 'source move_pages' 'threads 1' 'threads 3'; do
	printf 'set source auto\nset threads auto\nset %s\necho === %s\n' "$setting" "$setting"
	cat looks
done >>script
run_memtoy script
is "$status" 0 'all sources can be asked'
# looked SETTING: the runs that this setting gave
looked()
{
	printf '%s\n' "$output" | sed -n "/=== $1\$/,/===/p" | grep 'pages\{0,1\} on\|absent\|zero'
}
looked 'source auto' >auto
ok 'there is something to compare' test "$(wc -l <auto)" -gt 120
for setting in 'source pagemap' 'source move_pages' 'threads 1' 'threads 3'; do
	looked "$setting" >other
	ok "$setting agrees with auto" diff auto other
done

# Huge pages of a pool are one page each, whatever is asked.
cat >huge <<'END2'
shmem h 8m huge
map h
touch h 0 6m write
move h @1
move h 0 2m @2
END2
for setting in auto pagemap move_pages; do
	printf 'set source %s\nwhere h runs\n' $setting
done >>huge
run_memtoy huge
is "$(printf '%s\n' "$output" | grep -c ': 1 page on node 1$')" 3 'every source counts the huge page that moved'
is "$(printf '%s\n' "$output" | grep -c ': 1 page absent$')" 3 'and the one that is absent'

# A huge page without access, as NUMA balancing makes them, too, is no page of zeros, though before Linux
# 6.12 the kernel answers the same of both; the huge page of zeros looks like a file's.
cat >thp <<'END2'
anon hidden 4m thp
anon zeros 4m thp
map hidden
fill hidden
mprotect hidden none
map zeros
touch zeros read
END2
cat >looks <<'END2'
expect where hidden on @3
where zeros counts
END2
{
	printf 'mpol bind @3\n'
	cat thp
	for setting in auto pagemap move_pages; do
		printf 'set source %s\n' $setting
		cat looks
	done
} >script
run_memtoy script
is "$status:$errors" 0: 'every source tells the node of a huge page without access'
is "$(printf '%s\n' "$output" | grep -c '^zero  *1024 .* 100.00$')" 3 'and that a page of zeros is one'

# Pages that move while they are looked at are no reason to mistrust frame numbers, but it is said.
mkfifo begun
printf '%s\n' 'shmem moving 30000p' 'map moving' 'fill moving' 'source begun' \
	'repeat 40 bounce moving @1,@2,@3' >script
"$MEMTOY" script >/dev/null 2>&1 &
pid=$!
: >begun
said=no
until [ $said = yes ] || ! kill -0 $pid 2>/dev/null; do
	"$MEMTOY" -p $pid -c 'repeat 10 where SYSV00000000 counts' >looked 2>&1
	! grep -q 'moved, came or went while they were looked at' looked || said=yes
done
kill -INT $pid 2>/dev/null
wait $pid
is "$said" yes 'pages that move while they are looked at are told'
is "$(grep -c swapped looked)" 0 'and none of them is called swapped'

# Without privileges frame numbers are hidden: asking for them is an error that says so.
chmod 777 .
cat thp - >script <<'END2'
where hidden counts
where zeros counts
END2
output=$(su nobody -s /bin/sh -c "exec '$MEMTOY' '$tap_folder/script'" 2>&1)
is "$(printf '%s\n' "$output" | grep -c '^zero')" 1 'a huge page without access is no page of zeros either where frames are hidden'
like "$output" '^zero  *1024 .* 100.00$' 'but one that was only read is'
cat made - >script <<'END2'
where private runs
set source pagemap
where private runs
END2
status=0
output=$(su nobody -s /bin/sh -c "exec '$MEMTOY' '$tap_folder/script'" 2>&1) || status=$?
is "$status" 1 'hidden frame numbers cannot be a source'
like "$output" 'frame numbers are hidden' 'and the error says so'
done_testing
