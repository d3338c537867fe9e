#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "Script errors carry file:line, through source."

load ../lib/helpers

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
}

@test "source runs a file in this session" {
	printf 'anon foo 4p\nmap foo\n' >inner
	run_script <<'END'
source inner
touch foo w
expect present foo all
END
	is "$status" 0
	is "$errors" ''
}

@test "an error in a sourced file is told with that file and line" {
	printf 'echo inner\n\nnonsense\necho no\n' >inner
	run_script <<'END'
echo outer
source inner
echo no
END
	is "$status" 1
	like "$errors" '\binner:3: .*nonsense'
	is "$output" $'outer\ninner'
}

@test "the message says who sourced it" {
	printf 'nonsense\n' >inner
	printf '\nsource inner\n' >middle
	run_script <<'END'


source middle
END
	is "$status" 1
	like "$errors" 'inner:1: '
	like "$errors" 'middle:2'
	like "$errors" 'script:3'
}

@test "a path counts from the folder of the script that has the command" {
	mkdir -p a/b
	echo 'source b/two' >a/one
	echo 'source three' >a/b/two
	echo 'echo three' >a/b/three
	echo 'echo wrong' >three
	run_memtoy a/one
	succeeded
	is "$output" three
	run_memtoy -c 'source a/one'
	succeeded
	is "$output" three
	run_memtoy -f a/one
	succeeded
	is "$output" three
	echo "source $PWD/a/b/three" >absolute
	run_memtoy absolute
	succeeded
	is "$output" three
}

@test "a script that sources itself is refused, and does not eat the machine" {
	echo 'source self' >self
	run_memtoy self
	is "$status" 1
	like "$errors" 'self:1: source: '
	[ ${#errors} -lt 4000 ]
}

@test "scripts that source each other are refused" {
	echo 'source two' >one
	echo 'source one' >two
	run_memtoy one
	is "$status" 1
	like "$errors" '(one|two):1: source: '
	[ ${#errors} -lt 4000 ]
}

@test "one file may be sourced many times, one after the other" {
	echo 'echo x' >inner
	{
		for ((i = 0; i < 200; i++)); do
			echo 'source inner'
		done
	} >many
	run_memtoy many
	succeeded
	is "$(grep -c x <<<"$output")" 200
}

@test "-k goes on in the sourced file, and after it" {
	printf 'nonsense\necho inner\n' >inner
	printf 'source inner\necho outer\n' >outer
	run_memtoy -k outer
	is "$status" 1
	is "$output" $'inner\nouter'
	like "$errors" 'inner:1: '
}

@test "a sourced file that is missing, a folder or junk is named, where it was asked for" {
	mkdir folder
	for name in nothing folder; do
		printf '\nsource %s\n' $name >outer
		run_memtoy outer
		is "$status" 1
		like "$errors" "^outer:2: source: .*$name"
	done
	run_memtoy -c "source $MEMTOY"
	is "$status" 1
	like "$errors" 'NUL'
}

@test "a failed expectation in a sourced file has its place" {
	printf '\nexpect where foo on all\nexpect present foo none\n' >inner
	printf 'anon foo 4p\nmap foo\ntouch foo w\nsource inner\n' >outer
	run_memtoy outer
	is "$status" 1
	like "$errors" 'inner:3: expect: '
}

@test "where a sourced file is skipped, the one that sourced it goes on" {
	printf 'require nodes >= 1000\necho no\n' >inner
	printf 'source inner\necho outer\n' >outer
	run_memtoy outer
	like "$output" '^outer$'
	unlike "$output" '^no$'
	case $status in 0|4) ;; *) false ;; esac
}
