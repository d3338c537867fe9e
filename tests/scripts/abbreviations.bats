#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "A command may be shortened to any prefix that is unique among the classic commands; only when no
# classic command matches are the new ones searched.  An ambiguous prefix is an error that names the
# rivals; an unknown command suggests the nearest."

load ../lib/helpers

classic='help man quit exit pid pause snooze numa migrate show anon file shmem map unmap remove lock
	unlock slock sunlock touch mbind where cpus mems mpol mprotect child kick'

# usage_of WORD: the first line of its help, or of what is said about it
usage_of()
{
	"$MEMTOY" -c "help $1" 2>&1 | head -n 1
}

@test "every classic command is there" {
	for command in $classic; do
		run_memtoy -c "help $command"
		succeeded
		like "$output" "^usage: $command( |$)"
	done
}

@test "every prefix that only one classic command has stands for it" {
	for command in $classic; do
		for ((length = 1; length < ${#command}; length++)); do
			prefix=${command:0:length}
			rivals=0
			for other in $classic; do
				[[ $other != "$prefix"* ]] || rivals=$((rivals + 1))
			done
			[ $rivals = 1 ] || continue
			is "$(usage_of "$prefix")" "$(usage_of "$command")"
		done
	done
}

@test "every prefix that several classic commands have is refused, naming them" {
	for prefix in m ma p s sh sl; do
		rivals=()
		for other in $classic; do
			[[ $other != "$prefix"* ]] || rivals+=("$other")
		done
		run_memtoy -c "$prefix"
		[ ${#rivals[@]} -gt 1 ] || continue
		failed_with 1 "ambiguous"
		for rival in "${rivals[@]}"; do
			like "$errors" "\b$rival\b"
		done
	done
}

@test "a command's whole name is never ambiguous" {
	# 'map' and 'man' begin nothing else; 'lock' ends others only.
	for command in $classic; do
		unlike "$(usage_of "$command")" ambiguous
	done
}

@test "new commands break no old abbreviation" {
	for pair in 'an anon' 'f file' 'shm shmem' 'unm unmap' 'r remove' 't touch' 'w where' 'e exit' \
		'q quit' 'sn snooze' 'pi pid' 'pa pause' 'mi migrate' 'k kick' 'mb mbind' 'mpo mpol' 'mpr mprotect' \
		'a anon' 'n numa' 'h help' 'su sunlock' 'slo slock' 'ch child' 'cp cpus' 'me mems'; do
		read -r short long <<<"$pair"
		is "$(usage_of "$short")" "$(usage_of "$long")"
	done
}

@test "new commands have abbreviations of their own where no classic command has them" {
	for pair in 'bou bounce' 'v verify' 'al alias' 'ver verify' 'tm tmpfs' 'sou source' 'ex exit' 'exp expect' \
		'ec echo' 'rep repeat' 'pol policy' 'poo pool' 'mo move' 'fill fill' 'req require' 'ti time' 'set set'; do
		read -r short long <<<"$pair"
		is "$(usage_of "$short")" "$(usage_of "$long")"
	done
}

@test "an abbreviation that is ambiguous among the new commands only is refused, naming them" {
	run_memtoy -c 'rep' -c 'echo no'
	is "$status" 1
	run_memtoy -c 're' -c 'echo no'
	is "$status" 1
	is "$output" ''
}

@test "an old script in abbreviations runs" {
	run_script <<'END'
an foo 8p
map foo
to foo w
w foo
shm bar 4p
map bar sh
t bar
unm foo
rem foo bar
q
END
	succeeded
	like "$output" '^ +0: +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+$'
}

@test "an unknown command suggests the nearest" {
	run_memtoy -c 'tuoch a'
	failed_with 1 "^-c:1: .*tuoch.*touch"
	run_memtoy -c 'mbimd a'
	failed_with 1 "mbimd.*mbind"
	run_memtoy -c 'wheer'
	failed_with 1 'wheer.*where'
	run_memtoy -c 'bounze'
	failed_with 1 'bounze.*bounce'
}

@test "an unknown command that is near to none is refused as well" {
	run_memtoy -c 'xyzzy' -c 'echo no'
	failed_with 1 "^-c:1: .*xyzzy"
	is "$output" ''
}

@test "commands are lower case" {
	run_memtoy -c 'TOUCH a'
	is "$status" 1
	like "$errors" 'TOUCH'
}

@test "private and shared may be shortened to any prefix" {
	for share in p pr priv private; do
		run_memtoy -c "anon a 1p $share" -c 'show a'
		succeeded
		like "$output" ' private a$'
	done
	for share in s sh shar shared; do
		run_memtoy -c "anon a 1p $share" -c 'show a'
		succeeded
		like "$output" ' shared +a$'
	done
	run_memtoy -c 'anon a 1p x'
	failed_with 1 "'x'"
	run_memtoy -c 'anon a 1p sharedd'
	failed_with 1 "'sharedd'"
}

@test "help lists every command, and help of nonsense fails" {
	run_memtoy -c help
	succeeded
	list=$output
	for command in $classic tmpfs memfd alias fill verify move bounce policy source echo repeat set time \
		require expect; do
		like "$list" "^$command "
	done
	run_memtoy -c man
	is "$output" "$list"
	run_memtoy -c 'help xyzzy'
	failed_with 1 xyzzy
	run_memtoy -c 'help m'
	is "$status" 1
}
