#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# "where never changes what it looks at: placement, RSS and fault counts before and after."  And it
# tells the same on every kernel.
. "${0%/*}/../../lib/tap.sh"

without_balancing
cd "$tap_folder" || exit 1
mkfifo before after

# area: what the kernel says of the mappings at the addresses used below
area()
{
	grep -E '^7[0-9]0000001000 ' "/proc/$pid/numa_maps"
	awk '/^[0-9a-f]+-/ { mine = /^7[0-9]0000001000-/ } mine && /^(Rss|Swap|Locked|Anonymous|Referenced):/' \
		"/proc/$pid/smaps"
}

minor_faults()
{
	sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 8
}

cat >script <<'END'
anon foo 8192p addr=0x700000001000
anon bar 8192p shared addr=0x710000001000
map foo
map bar
touch foo 0 100p w
touch foo 100p 100p r
touch bar 0 100p w
mprotect foo read
where foo counts
where bar counts
where foo 0 9p
where foo 0 9p runs
policy foo
source before
where foo
where foo 0 *
where foo counts
where foo runs
where bar
where bar 0 * runs
policy foo
policy bar
expect present foo 200
expect present bar 100
expect where bar 0 100p on all
source after
END
"$MEMTOY" script >output 2>errors &
pid=$!
exec 7>before
area >area.before
faults=$(minor_faults)
exec 7>&-
exec 7>after
area >area.after
faults=$(($(minor_faults) - faults))
exec 7>&-
status=0
wait $pid || status=$?
is "$status:$(cat errors)" '0:' 'it looks in every form'
is "$(cat area.after)" "$(cat area.before)" 'placement and residence are as before'
like "$(cat area.before)" 'Rss: +[1-9]' 'there was something'
ok 'it took few page faults for 40000 pages looked at' test "$faults" -lt 300
diag "$faults faults"

# The letters are the kernel's states, not its version's answers.
cat >letters <<'END'
anon foo 8p
anon shared 8p shared
shmem shm 8p
memfd memfd 8p
map foo
map shared
map shm
map memfd
mbind foo bind @1
mbind shared bind @1
mbind shm bind @1
mbind memfd bind @1
touch foo 1p 1p r
touch foo 2p 1p w
touch shared 1p 1p r
touch shared 2p 1p w
touch shm 1p 1p r
touch memfd 2p 1p w
where foo
where shared
where shm
where memfd
mprotect foo none
where foo
unmap memfd
map memfd
where memfd
touch memfd 2p 1p r
where memfd
alias twice memfd
map twice
where twice
END
run_memtoy letters
is "$(printf '%s\n' "$output" | grep -E '^ +0: ')" '           0:    .   z   0   .   .   .   .   .
           0:    .   0   0   .   .   .   .   .
           0:    .   0   .   .   .   .   .   .
           0:    .   .   0   .   .   .   .   .
           0:    .   z   0   .   .   .   .   .
           0:    .   .   .   .   .   .   .   .
           0:    .   .   0   .   .   .   .   .
           0:    .   .   .   .   .   .   .   .' 'absent, zero, private, shared and protected pages have their letters'
is "$errors" '' 'without complaint'

printf '%s\n' 'anon foo 4p' 'map foo' 'where stack counts' 'where foo' >script
run_memtoy script
diag "$output$errors"

# A page of another size is still shown by base pages, or by its own: the counts add up.
if [ -e /sys/kernel/mm/transparent_hugepage/enabled ]; then
	run_memtoy -c 'mems @1' -c 'anon foo 8m' -c 'map foo' -c 'touch foo w' -c 'where foo counts' -c 'where foo 2m 4m runs'
	like "$output" '^ +[0-9]+ +2048 ' 'huge pages that the kernel chose count as their base pages'
fi
done_testing
