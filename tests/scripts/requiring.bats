#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "require <condition>: nodes, kernel, cap, free, swap, hugepages, command; unmet = the script is
# SKIPPED", with status 4.

load ../lib/helpers

met()
{
	local condition

	for condition; do
		run_memtoy -c "require $condition" -c 'echo ran on'
		is "$status" 0 && is "$errors" '' && like "$output" '^ran on$' || return
	done
}

unmet()
{
	local condition

	for condition; do
		run_memtoy -c "require $condition" -c 'echo ran on'
		is "$status" 4 && unlike "$output" 'ran on' || return
		# The reason is told.
		[ -n "$output$errors" ] || return
	done
}

refused()
{
	local condition

	for condition; do
		run_memtoy -c "require $condition" -c 'echo ran on'
		failed_with 1 '^-c:1: require: ' && is "$output" '' || return
	done
}

@test "nodes" {
	nodes=$("$MEMTOY" -c numa | grep -cE '^ *[0-9]+ ')
	met "nodes >= $nodes" "nodes == $nodes" "nodes <= $nodes" "nodes > 0" "nodes != 99" "nodes < 99" \
		"nodes >= 1"
	unmet "nodes > $nodes" "nodes >= $((nodes + 1))" "nodes < $nodes" "nodes != $nodes" "nodes == 99"
	like "$output$errors" '99'
}

@test "cpus, and those of some nodes" {
	run_memtoy -c 'cpus @1' -c 'require cpus == 1' -c 'require cpus == 1 on all' -c 'require cpus <= 1 on @1' \
		-c 'if cpus == 1 on all echo one'
	is "$status" 0
	like "$output" '^one$'
	unmet 'cpus > 8192' 'cpus > 8192 on @1' 'cpus == 0 on all'
	refused 'cpus >= 1 of @1' 'cpus >= 1 on' 'cpus >= 1 @1'
	"$MEMTOY" -c 'require node @cpuless' >/dev/null 2>&1 || return 0
	unmet 'cpus >= 1 on @cpuless'
}

@test "kernel" {
	met 'kernel >= 2.6.17' 'kernel >= 4.0' 'kernel < 99' 'kernel != 1.0'
	unmet 'kernel >= 99' 'kernel < 3.0' 'kernel == 2.6' 'kernel >= 99.1.2'
	# Versions are no decimals: 6.10 comes after 6.9.
	release=$(uname -r)
	minor=${release#*.}
	minor=${minor%%[!0-9]*}
	major=${release%%.*}
	met "kernel >= $major.$minor" "kernel < $major.$((minor + 1))" "kernel < $major.${minor}0" \
		"kernel > $((major - 1)).99"
}

@test "cap" {
	command -v setpriv >/dev/null || skip 'needs setpriv'
	status=0
	setpriv --bounding-set -sys_nice --inh-caps -sys_nice "$MEMTOY" -c 'require cap sys_nice' -c 'echo on' \
		>"$BATS_TEST_TMPDIR/out" 2>&1 || status=$?
	if [ "$(id -u)" = 0 ]; then
		is "$status" 4
		like "$(<"$BATS_TEST_TMPDIR/out")" 'sys_nice|SYS_NICE'
		met 'cap sys_nice' 'cap SYS_NICE' 'cap cap_sys_nice'
	else
		unmet 'cap sys_nice'
	fi
	refused 'cap nonsense' 'cap'
}

@test "free" {
	met 'free 1m on @1' 'free 4k on all'
	unmet 'free 1000t on @1'
	refused 'free' 'free x on @1' 'free 1m' 'free 1m on' 'free 1m @1'
}

@test "swap" {
	if [ "$(awk '$1 == "SwapTotal:" { print $2 }' /proc/meminfo)" -gt 0 ]; then
		met swap
	else
		unmet swap
	fi
	refused 'swap now'
}

@test "hugepages" {
	unmet 'hugepages 2m 100000000 on @1'
	met 'hugepages 2m 0 on @1'
	refused 'hugepages' 'hugepages 2m' 'hugepages x 1 on @1'
}

@test "hugepages of a size that the machine has not are not there" {
	unmet 'hugepages 3m 1 on @1'
}

@test "a pool that cannot be is not there" {
	unmet 'pool 3m 1 on @1' 'pool 2m 1 on @99'
	refused 'pool' 'pool 2m' 'pool x 1 on @1' 'pool 2m x on @1' 'pool 2m 1'
}

@test "command" {
	met 'command touch' 'command bounce'
	unmet 'command nosuchcommand'
	refused 'command'
}

@test "an unknown condition is an error, not a skip" {
	refused '' nonsense 'nodes' 'nodes 2' 'nodes >=' 'nodes => 2' 'nodes >= two' 'nodes >= -1' \
		'nodes >= 99999999999999999999' 'kernel' 'kernel >= x' 'nodes >= 1 2'
}

@test "what stood before an unmet require was done, what stands behind is not" {
	run_script <<'END'
echo before
require nodes >= 1000
echo behind
nonsense
END
	is "$status" 4
	like "$output" '^before$'
	unlike "$output" 'behind'
	unlike "$errors" nonsense
}

@test "-k does not run over an unmet require" {
	run_script -k <<'END'
require nodes >= 1000
echo behind
END
	is "$status" 4
	unlike "$output" '^behind$'
}

@test "a failure before a skip is still a failure" {
	run_script -k <<'END'
nonsense
require nodes >= 1000
END
	is "$status" 1
}

@test "a node that does not exist is not met, or refused, but named" {
	run_memtoy -c 'require free 1m on 1023'
	case $status in 1|4) ;; *) false ;; esac
	like "$output$errors" 1023
	run_memtoy -c 'require free 1m on @1000'
	case $status in 1|4) ;; *) false ;; esac
	like "$output$errors" 1000
}

@test "a condition can be turned round" {
	met 'not nodes >= 65' 'not command nosuch'
	unmet 'not nodes >= 1' 'not kernel >= 3.0'
	run_memtoy -c 'require not kernel >= 3.0'
	like "$output$errors" 'not kernel >= 3.0: found that it is so'
	refused 'not' 'not not nodes >= 1'
}

# carried_out CONDITION...: under each 'if' carries out its command, and 'unless' does not
carried_out()
{
	local condition

	for condition; do
		is "$("$MEMTOY" -c "if $condition echo 'said so'" 2>&1)" 'said so' || return
		is "$("$MEMTOY" -c "unless $condition echo 'said so'" 2>&1)" '' || return
	done
}

@test "if and unless carry out a command where a condition is met or not" {
	carried_out 'kernel >= 3.0' 'not nodes >= 65' 'command fill' 'free 1p on @1'
}

@test "what they carry out fails as it would alone" {
	run_memtoy -c 'if kernel >= 3.0 map nosuch'
	failed_with 1 "^-c:1: if: map: there is no segment 'nosuch'"
	run_memtoy -c 'unless kernel >= 3.0 map nosuch' -c 'echo ran on'
	succeeded
	like "$output" '^ran on$'
	run_memtoy --tap -c 'anon a 2p' -c 'map a' -c 'touch a' -c 'if kernel >= 3.0 expect present a all'
	like "$output" '^ok 1 - -c: expect present a all$'
}

@test "if and unless need a condition and a command" {
	local words

	for words in '' 'nosuch' 'kernel >= 3.0' 'kernel' 'swap' 'nodes >= 1 '; do
		run_memtoy -c "if $words"
		failed_with 1 '^-c:1: if: ' || return
		run_memtoy -c "unless $words"
		failed_with 1 '^-c:1: unless: ' || return
	done
}

@test "advice" {
	met 'advice pageout' 'advice dontneed'
	refused 'advice' 'advice good'
}

@test "expendable" {
	MEMTOY_EXPENDABLE=1 met expendable
	unset MEMTOY_EXPENDABLE
	unmet expendable
	refused 'expendable machine'
}

@test "swap on a disk" {
	refused 'swap tape'
}

@test "behind swap and a file system, what is no disk is the command" {
	local condition

	for condition in swap 'filesystem tmpfs' 'filesystem ext4'; do
		run_memtoy -c "if $condition echo said" -c "unless $condition echo said"
		is "$status $output" '0 said' || return
	done
	unmet 'filesystem ext4 /nothing'
	refused 'filesystem tmpfs nothing'
}

@test "a switch is compared, and one that is not here is not set to anything" {
	local value

	value=$(cat /proc/sys/vm/swappiness)
	carried_out "switch swappiness == $value" "switch swappiness != $((value + 1))" \
		"switch swappiness >= $value" "switch swappiness < $((value + 1))" \
		'not switch thp-3k != 0' 'not switch thp-3k always' 'not switch thp-3k madvise'
	run_memtoy -c 'require switch thp-3k always'
	is "$status" 4
	run_memtoy -c 'if switch swappiness > high echo said'
	failed_with 1 "^-c:1: if: 'high' and '$value' are no numbers"
	run_memtoy -c 'require switch swappiness !='
	failed_with 1 'needs a value'
}

@test "behind a switch, a command's name is the command, unless the switch takes that word" {
	[ -e /sys/kernel/mm/transparent_hugepage/enabled ] || skip 'needs transparent huge pages'
	carried_out 'switch swappiness' 'switch thp' 'switch swapp'
	run_memtoy -c 'if switch thp-3k echo said' -c 'unless switch thp-3k echo so'
	is "$output" so
	# A value of these two, so that nothing is left to carry out; no command's name in the others.
	for words in 'thp madvise' 'thp_defrag madvise' 'auto_online online' 'thp-3k madvise' 'swappiness ech'; do
		run_memtoy -c "if switch $words"
		failed_with 1 'if: needs a command' || return
	done
	# And so with every word that this kernel lists.
	for words in thp=enabled shmem_thp=shmem_enabled thp_defrag=defrag; do
		for word in $(tr -d '[]' <"/sys/kernel/mm/transparent_hugepage/${words#*=}"); do
			run_memtoy -c "if switch ${words%=*} $word"
			failed_with 1 'if: needs a command' || return
		done
	done
	run_memtoy -c 'if switch swappiness madvise nosuch dontneed'
	failed_with 1 "if: madvise: there is no segment 'nosuch'"
}

@test "a script that is skipped half-way has not failed" {
	run_script <<'END'
expect fail touch nosuch
require nodes >= 4096
END
	is "$status" 4
	like "$output" '^memtoy:  script SKIPPED: 1 expectation held, 0 failed$'
	unlike "$output" 'FAILED'
	run_memtoy --json script
	is "$(jq -r 'select(.record == "verdict") | .verdict' <<<"$output")" skipped
	run_memtoy --tap script
	succeeded
	unlike "$output" 'HELD'
}

@test "a hint tells the words of the condition that is meant" {
	run_memtoy -c 'require nodes'
	failed_with 1 'require: needs a comparison \(try: require nodes <op> <n>\)'
	run_memtoy -c 'require events now'
	failed_with 1 'one word too many \(try: require events\)'
	run_memtoy -c 'if nodes >= 1'
	failed_with 1 'if: needs a command \(try: if \[not\] <condition> <command'
}
