#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "switch [<name> [<value>]]: the kernel's switches by short names"; what is set is read back, and put
# back when the session ends.  tests/vm/guest/switches.sh sets them.

load ../lib/helpers

@test "the list names switches, values and meanings" {
	run_memtoy -c switch
	is "$status" 0
	like "$output" '^switch +value +meaning$'
	like "$output" '^swappiness +[0-9]+ +[a-z]'
}

@test "one is shown, by a prefix of its name too" {
	value=$(cat /proc/sys/vm/swappiness)
	run_memtoy -c 'switch swappiness' -c 'switch swa'
	is "$status" 0
	is "$output" "memtoy:  switch swappiness $value
memtoy:  switch swappiness $value"
}

@test "json has the value, the meaning and the file" {
	run_memtoy --json -c 'switch swappiness'
	is "$status" 0
	like "$output" '"record":"switch","name":"swappiness","value":"[0-9]+","changed":false,"meaning":"[^"]+","path":"/proc/sys/vm/swappiness"'
}

@test "an unknown switch is told with the nearest" {
	run_memtoy -c 'switch swapiness'
	failed_with 1 "unknown switch 'swapiness' \(try: swappiness\)"
	run_memtoy -c 'switch qwertyuiop'
	failed_with 1 "unknown switch 'qwertyuiop' \(try: switch\)"
}

@test "an ambiguous one is told with its rivals" {
	run_memtoy -c 'switch khuge'
	failed_with 1 "switch 'khuge' is ambiguous: khugepaged_defrag, khugepaged_pages, khugepaged_sleep"
}

@test "a size of huge pages that is none is not there" {
	run_memtoy -c 'expect fail ENOENT switch thp-3k'
	is "$status" 0
	run_memtoy -c 'switch thp-3k always'
	failed_with 1 "this kernel has no switch 'thp-3k' \(try: Linux 6.8"
}

@test "what is set at boot only is not set" {
	run_memtoy -c 'expect fail EPERM switch secretmem 1'
	is "$status" 0
}

@test "surplus words are refused" {
	run_memtoy -c 'switch swappiness 1 2'
	failed_with 1 "'2'"
}

@test "it can be required, with its value" {
	value=$(cat /proc/sys/vm/swappiness)
	run_memtoy -c 'require switch swappiness' -c "require switch swappiness $value"
	is "$status" 0
	run_memtoy -c "require switch swappiness $((value + 1))"
	is "$status" 4
	run_memtoy -c 'require switch thp-3k'
	is "$status" 4
	run_memtoy -c 'require switch swapiness'
	failed_with 1 "unknown switch 'swapiness'"
}
