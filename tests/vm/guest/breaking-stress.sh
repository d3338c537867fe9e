#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/stress finds nothing in eight scripts, and what is planted at once: a page with other content,
# a crash, a file that stays.
. "${0%/*}/../../lib/tap.sh"
stress=$PWD/${0%/*}/../../../scripts/stress

# stress_with BODY ARG...: with a memtoy that does BODY where it would run a script, "$1"
stress_with()
{
	cat >"$tap_folder/memtoy" <<END
#!/bin/sh
case \$1 in -*) exec $MEMTOY "\$@" ;; esac
$1
END
	chmod +x "$tap_folder/memtoy"
	shift
	status=0
	output=$(MEMTOY=$tap_folder/memtoy sh "$stress" "$@" 2>&1) || status=$?
}

stress_with "exec $MEMTOY \"\$1\"" --rounds 8 --seed 1
is "$status" 0 'eight scripts without a violation'
like "$output" '^stress: scripts 1 to [0-9]+, [0-9]+ claims, [0-9]+ s: no violation$' 'and says so'
[ "$status" = 0 ] || diag "$output"

# shellcheck disable=SC2016
stress_with 'awk "{ print } /^fill s1 / && !done++ { print \"fill s1 2p 1p seed=1\" }" "$1" >"$1.planted"
exec '"$MEMTOY"' "$1.planted"' --rounds 3 --seed 5
is "$status" 1 'a page with other content is a violation'
like "$output" '^VIOLATION, seed 5: it failed$' 'told with its seed'
like "$output" '^again: scripts/stress --seed 5 --rounds 1' 'and how to do it again'
like "$output" 'content .*wrong from offset 0x2000' 'what memtoy said is shown'
like "$output" '^require nodes >= ' 'and so is the script'

# shellcheck disable=SC2016
stress_with 'kill -SEGV $$' --rounds 1 --seed 7
like "$output" '^VIOLATION, seed 7: it ended with status 139$' 'a crash is a violation'
# shellcheck disable=SC2016
stress_with ': >/dev/shm/planted; exec '"$MEMTOY"' -c pid' --rounds 1
rm -f /dev/shm/planted
like "$output" '^VIOLATION, seed 1: something is left behind$' 'a file that stays is a violation'
like "$output" '\+/dev/shm/planted' 'and named'

is "$(sh "$stress" --show --seed 9)" "$(sh "$stress" --show --seed 9)" 'a seed is the same script each time'
done_testing
