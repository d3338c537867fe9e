#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The command line itself keeps the habits of GNU programs.

load ../lib/helpers

@test "--help explains on standard output and succeeds" {
	run_memtoy --help
	succeeded
	like "$output" '^[Uu]sage: memtoy'
	like "$output" '--version'
}

@test "-h is --help" {
	run_memtoy --help
	long=$output
	run_memtoy -h
	succeeded
	is "$output" "$long"
}

@test "--version starts with name and version" {
	run_memtoy --version
	succeeded
	is "${output%%$'\n'*}" 'memtoy 0.90'
}

@test "-V is --version" {
	run_memtoy --version
	long=$output
	run_memtoy -V
	succeeded
	is "$output" "$long"
}

@test "an unknown option is a usage error" {
	run_memtoy --no-such-option
	is "$status" 2
	is "$output" ''
	like "$errors" 'no-such-option'
}

@test "an option without its argument is a usage error" {
	run_memtoy -c
	is "$status" 2
	is "$output" ''
	like "$errors" '^memtoy: '
}

@test "a script that is not there is named" {
	run_memtoy "$BATS_TEST_TMPDIR/nowhere"
	is "$status" 1
	is "$output" ''
	like "$errors" 'nowhere.*(ENOENT|No such file)'
}
