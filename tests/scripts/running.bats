#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "-c CMD (repeatable) and -f FILE run in the order given, in one session; without them, a SCRIPT;
# without that, standard input or the prompt.  Several SCRIPTs: each in a fresh session; the status is
# the worst of theirs.  A script stops at the first error with status 1 (-k goes on, and still ends
# with 1); wrong options 2; skipped 4; interrupted 130."

load ../lib/helpers

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
}

@test "-c and -f run in the order given, in one session" {
	echo 'echo file; shows' >f1
	printf 'map foo\ntouch foo w\n' >f2
	run_memtoy -c 'echo one' -f f1 -c 'anon foo 4p' -f f2 -c 'expect present foo all' -c 'echo last'
	is "$status" 0
	is "$errors" ''
	is "$(grep -E '^(one|file|last)' <<<"$output" | tr '\n' ' ')" 'one file; shows last '
}

@test "--command and --file are the same" {
	echo 'echo two' >f
	run_memtoy --command='echo one' --file=f --command 'echo three'
	succeeded
	is "$output" $'one\ntwo\nthree'
}

@test "a -c may hold several lines" {
	run_memtoy -c $'anon foo 4p\nmap foo\n# comment\necho done'
	succeeded
	is "$output" 'done'
}

@test "the first error ends a row of -c and -f" {
	echo 'echo file' >f
	run_memtoy -c 'echo one' -c nonsense -c 'echo two' -f f
	failed_with 1 "^-c:[0-9]+: .*nonsense"
	is "$output" one
	printf 'echo file\nnonsense\necho no\n' >f
	run_memtoy -f f -c 'echo two'
	failed_with 1 "^f:2: .*nonsense"
	is "$output" file
}

@test "an error tells which -c it was, counting their lines" {
	echo 'echo file' >f
	run_memtoy -c 'echo one' -f f -c $'# two\necho three' -c '' -c $'echo \\\nfive' -c nonsense
	failed_with 1 '^-c:7: .*nonsense'
	run_memtoy -k -c 'nonsense' -c $'echo two\nnonsense' -c $'nonsense\n' -c 'nonsense'
	is "$(grep -o '^-c:[0-9]*' <<<"$errors" | tr '\n' ' ')" '-c:1 -c:3 -c:4 -c:5 '
}

@test "-c leaves standard input alone" {
	run_memtoy -c 'echo one' <<<'echo stdin'
	succeeded
	is "$output" one
}

@test "standard input is a script, without prompt, banner or echo" {
	run_memtoy <<'END'
# a comment
echo one
echo two
END
	succeeded
	is "$output" $'one\ntwo'
}

@test "an error on standard input has a place too" {
	run_memtoy <<'END'
echo one
nonsense
echo two
END
	failed_with 1 '^(stdin|-|standard input|<stdin>):2: .*nonsense'
	is "$output" one
}

@test "a script stops at the first error, with file and line" {
	run_script <<'END'
echo one

# comment
touch foo
echo two
END
	failed_with 1 '^script:4: touch: .*foo'
	is "$output" one
}

@test "-k goes on, and still ends with 1" {
	for option in -k --keep-going; do
		run_script $option <<'END'
echo one
nonsense
echo two
touch foo
echo three
END
		is "$status" 1
		is "$output" $'one\ntwo\nthree'
		is "$(grep -c . <<<"$errors")" 2
		like "$errors" '^script:2: '
		like "$errors" '^script:4: '
	done
}

@test "-k goes on across -c, -f and SCRIPTs" {
	printf 'nonsense\necho file\n' >f
	run_memtoy -k -c nonsense -c 'echo one' -f f -c 'echo two'
	is "$status" 1
	is "$output" $'one\nfile\ntwo'
	run_memtoy -k f f
	is "$status" 1
	is "$output" $'file\nfile'
}

@test "set keep-going is -k from there on" {
	run_script <<'END'
set keep-going on
nonsense
echo one
set keep-going off
nonsense
echo two
END
	is "$status" 1
	is "$output" one
	is "$(grep -c . <<<"$errors")" 2
}

@test "-v echoes each command before it runs" {
	run_script -v <<'END'
# comment

echo   one
nonsense
END
	is "$status" 1
	like "$output" '^memtoy>echo +one$'
	is "$(grep -A 1 '^memtoy>echo' <<<"$output" | tail -n 1)" one
	like "$output" '^memtoy>nonsense$'
	run_memtoy --verbose -c 'echo x'
	like "$output" '^memtoy>echo x$'
}

@test "without -v nothing is echoed" {
	run_script <<<'pid'
	succeeded
	is "$(grep -c . <<<"$output")" 1
	like "$output" '^memtoy:  pid = [0-9]+$'
}

@test "several SCRIPTs each have a fresh session" {
	printf 'anon foo 4p\nmap foo\nset verbose on\n' >a
	printf 'anon foo 8p\nmap foo\nshow foo\n' >b
	run_memtoy a b a
	is "$status" 0
	is "$errors" ''
	unlike "$output" '^memtoy>anon foo 8p'
}

@test "a SCRIPT that fails does not keep the next from running" {
	printf 'echo a\nnonsense\necho no\n' >a
	echo 'echo b' >b
	run_memtoy a b
	is "$status" 1
	is "$output" $'a\nb'
	like "$errors" '^a:2: '
	is "$(grep -c . <<<"$errors")" 1
}

@test "a SCRIPT that is not there does not either" {
	echo 'echo b' >b
	run_memtoy nosuch b
	is "$status" 1
	is "$output" b
	like "$errors" 'nosuch'
}

@test "the policy of one SCRIPT is not that of the next" {
	needs 'nodes >= 1'
	echo 'mpol bind @1' >a
	echo mpol >b
	run_memtoy a b
	is "$status" 0
	like "$(tail -n 1 <<<"$output")" 'default'
}

@test "the status of several SCRIPTs is the worst of theirs" {
	echo 'echo fine' >good
	echo 'nonsense' >bad
	echo 'require nodes >= 1000' >skipped
	run_memtoy good good
	is "$status" 0
	run_memtoy good skipped
	is "$status" 4
	run_memtoy skipped good
	is "$status" 4
	run_memtoy good bad
	is "$status" 1
	run_memtoy bad good
	is "$status" 1
	run_memtoy bad skipped good
	is "$status" 1
	run_memtoy skipped bad
	is "$status" 1
}

@test "children of one SCRIPT are gone in the next" {
	printf 'child a\n/a pid\n' >one
	printf '/\n' >two
	run_memtoy one two
	is "$status" 0
	unlike "$(tail -n +2 <<<"$output")" '\ba\b.*pid'
}

@test "quit ends with 0, or the status that is said" {
	for command in quit exit q e; do
		run_memtoy -c "$command" -c 'echo no'
		succeeded
		is "$output" ''
	done
	for code in 0 1 7 42 255; do
		run_memtoy -c "quit $code"
		is "$status" $code
		is "$errors" ''
	done
	for code in 256 -1 x 1k 99999999999999999999 ''; do
		[ -n "$code" ] || code="''"
		run_memtoy -c "quit $code"
		is "$status" 1
		like "$errors" '^-c:1: quit: '
	done
}

@test "quit ends a script there" {
	run_script <<'END'
echo one
quit 3
echo two
END
	is "$status" 3
	is "$errors" ''
	is "$output" one
}

@test "quit in a sourced script ends the session, not the file" {
	echo 'quit 5' >inner
	run_memtoy -c 'source inner' -c 'echo no'
	is "$status" 5
	is "$output" ''
}

@test "wrong options are status 2, said on standard error" {
	for option in --nonsense -Z -c -f -o '--output=nonsense' '-onothing' '--command'; do
		run_memtoy "$option"
		is "$status" 2
		is "$output" ''
		[ -n "$errors" ]
	done
}

@test "-c together with a SCRIPT is refused or runs both, never drops one silently" {
	echo 'echo script' >s
	run_memtoy -c 'echo command' s
	case $status in
	0) is "$output" $'command\nscript' ;;
	*) is "$status" 2; is "$output" '' ;;
	esac
}

@test "-- ends the options" {
	echo 'echo dashed' >-script
	run_memtoy -- -script
	succeeded
	is "$output" dashed
}

@test "a script may be run by its first line" {
	printf '#!%s\necho ran\n' "$MEMTOY" >prog
	chmod +x prog
	is "$(./prog)" ran
}

@test "results go to standard output, messages to standard error" {
	run_memtoy -k -c 'pid' -c nonsense -c 'anon foo 4p' -c 'map foo' -c 'where foo'
	is "$status" 1
	unlike "$output" nonsense
	is "$(grep -c . <<<"$errors")" 1
}

@test "in a merged log messages stand where they happened" {
	printf 'echo one\nnonsense\necho two\nnonsense\necho three\n' >s
	"$MEMTOY" -k s >log 2>&1 || true
	is "$(sed 's/.*nonsense.*/error/' log | tr '\n' ' ')" 'one error two error three '
}

@test "an output that is closed or full is an error" {
	[ -e /dev/full ] || skip 'needs /dev/full'
	status=0
	"$MEMTOY" -c 'echo one' >/dev/full 2>err || status=$?
	is "$status" 1
	like "$(<err)" 'ENOSPC|No space'
	status=0
	"$MEMTOY" -c 'echo one' >&- 2>err || status=$?
	is "$status" 1
	like "$(<err)" 'EBADF|Bad file'
}

@test "a reader that went away ends memtoy quietly" {
	mkdir -p pipes
	{ "$MEMTOY" -c 'repeat 100000 help' 2>err || echo "$?" >code; } | head -n 1 >/dev/null
	is "$(<err)" ''
	[ ! -e code ] || like "$(<code)" '^(0|1|141)$'
}

@test "start-up files and history are no part of a script's run" {
	mkdir -p config/memtoy state
	echo 'echo from rc' >config/memtoy/rc
	XDG_CONFIG_HOME=$PWD/config XDG_STATE_HOME=$PWD/state run_memtoy -c 'echo one'
	succeeded
	is "$output" one
	is "$(ls -A state)" ''
}

@test "what is opened gets nothing of a closed output" {
	cd "$BATS_TEST_TMPDIR"
	status=0
	"$MEMTOY" -c 'file data create=8k' -c 'map data' -c 'echo one' -c 'child c' -c '/c echo two' <&- >&- 2>err || status=$?
	is "$status" 1
	like "$(<err)" 'EBADF|Bad file'
	status=0
	"$MEMTOY" -c 'echo one' >/dev/null <&- 2>&- || status=$?
	is "$status" 0
}
