#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "One command per line.  Words are separated by blanks and tabs.  A line whose first non-blank is
# # is a comment.  New: quotes, # after a blank, \ at the line's end, CRLF line ends, lines of any
# length."

load ../lib/helpers

# says LINE WANTED: the line, given as printf writes it, echoes that
says()
{
	# shellcheck disable=SC2059
	printf "$1\n" >"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script"
	succeeded && is "$output" "$2"
}

@test "words are separated by blanks and tabs, however many" {
	says 'echo a b' 'a b'
	says '  \t echo \t a\t\t  b \t ' 'a b'
}

@test "empty lines and lines of blanks do nothing" {
	says '\n\n \t \n\techo a\n\n' 'a'
	run_memtoy /dev/null
	succeeded
	is "$output" ''
}

@test "a line whose first non-blank is # is a comment" {
	says '# echo a\n#echo b\n \t # "unclosed\n########\necho c' c
}

@test "a # after a blank starts a comment" {
	says 'echo a # b' a
	says 'echo a\t# "b' a
}

@test "a # within a word does not" {
	says 'echo a#b #c' 'a#b'
	says 'echo "a # b"' 'a # b'
	says "echo '#'" '#'
}

@test "quotes of both kinds keep blanks" {
	says 'echo "a  b"' 'a  b'
	says "echo 'a  b'" 'a  b'
	says "echo 'a \"b\" c'" 'a "b" c'
	says "echo \"it's\"" "it's"
}

@test "a quoted word may be empty, and is still a word" {
	run_memtoy -c "anon '' 1p"
	failed_with 1 '^-c:[0-9]+: anon: .*empty'
}

@test "a quoted name is one name" {
	run_memtoy -c 'anon "two words" 1p' -c "map 'two words'" -c 'touch "two words"' -c 'remove "two words"'
	succeeded
}

@test "a quote that is not closed is refused" {
	for line in 'echo "a' "echo 'a" 'echo a"' 'anon "a 1p'; do
		printf 'echo first\n%s\necho third"\n' "$line" >"$BATS_TEST_TMPDIR/script"
		run_memtoy "$BATS_TEST_TMPDIR/script"
		failed_with 1 "^$BATS_TEST_TMPDIR/script:2: .*clos"
		is "$output" first
	done
}

@test "a backslash at the line's end continues it" {
	says 'echo a \\\nb' 'a b'
	says 'echo a \\\n   b \\\n c' 'a b c'
}

@test "an error in a continued line is reported where the line starts, and later lines keep their numbers" {
	run_script -k <<'END'
echo \
a
anon \
a \
0
nonsense
END
	is "$status" 1
	is "$output" a
	like "$errors" '^script:[345]: anon: '
	like "$errors" '^script:6: '
}

@test "a continuation that the file's end cuts off is an end of line" {
	printf '%s' "echo a \\" >"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script"
	is "$status" 0
	is "$output" a
}

@test "the last line needs no line end" {
	printf 'echo a\necho b' >"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script"
	succeeded
	is "$output" $'a\nb'
}

@test "CRLF line ends are line ends" {
	printf '# comment\r\n\r\nanon a 8k\r\nmap a\r\ntouch a w\r\nexpect present a all\r\necho x \\\r\ny\r\n' \
		>"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script"
	is "$status" 0
	is "$errors" ''
	like "$output" '^x y$'
	[[ $output != *$'\r'* ]]
}

@test "CRLF in a file named on the command line, sourced and on standard input" {
	printf 'echo a\r\n' >"$BATS_TEST_TMPDIR/script"
	run_memtoy -f "$BATS_TEST_TMPDIR/script" -c "source $BATS_TEST_TMPDIR/script"
	succeeded
	is "$output" $'a\na'
	run_memtoy <"$BATS_TEST_TMPDIR/script"
	succeeded
	is "$output" a
}

@test "a NUL byte is refused where it stands, never cut off silently" {
	printf 'echo a\necho b\0c\necho d\n' >"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script"
	failed_with 1 ":2: .*NUL"
	is "$output" a
	run_memtoy <"$BATS_TEST_TMPDIR/script"
	failed_with 1 ":2: .*NUL"
	is "$output" a
}

@test "a line of a megabyte is a line" {
	{ printf 'echo '; head -c 1048576 /dev/zero | tr '\0' x; printf '\necho after\n'; } \
		>"$BATS_TEST_TMPDIR/script"
	"$MEMTOY" "$BATS_TEST_TMPDIR/script" >"$BATS_TEST_TMPDIR/long"
	is "$(wc -c <"$BATS_TEST_TMPDIR/long")" $((1048576 + 1 + 6))
	is "$(tail -n 1 "$BATS_TEST_TMPDIR/long")" after
}

@test "a line of a hundred thousand words is a line" {
	{ printf 'echo'; yes ' x' | head -n 100000 | tr -d '\n'; printf '\n'; } >"$BATS_TEST_TMPDIR/script"
	"$MEMTOY" "$BATS_TEST_TMPDIR/script" >"$BATS_TEST_TMPDIR/long"
	is "$(wc -w <"$BATS_TEST_TMPDIR/long")" 100000
}

@test "a megabyte that is no command gets one short message" {
	{ echo 'echo a'; head -c 1048576 /dev/zero | tr '\0' x; echo; } >"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script" >/dev/null
	failed_with 1 '^.*script:2: '
	[ ${#errors} -lt 1000 ]
	{ printf 'anon '; head -c 1048576 /dev/zero | tr '\0' x; echo ' 0'; } >"$BATS_TEST_TMPDIR/script"
	run_memtoy "$BATS_TEST_TMPDIR/script" >/dev/null
	failed_with 1 '^.*script:1: '
	[ ${#errors} -lt 1000 ]
}

@test "binary junk gets one message and no crash" {
	for junk in '\x7fELF\x02\x01\x01\n' '\xff\xfe\xfd\n' '\x1b[2J\x07\n' '\x80\x81 \x82\n' '\xc0\xaf\n'; do
		# shellcheck disable=SC2059
		printf "$junk" >"$BATS_TEST_TMPDIR/script"
		run_memtoy "$BATS_TEST_TMPDIR/script"
		failed_with 1 'script:1: '
		# Nothing of it may drive the reader's terminal.
		[[ $errors != *[$'\x1b\x07']* ]]
	done
	run_memtoy "$MEMTOY"
	failed_with 1 ':1: '
}

@test "a folder, a missing and an unreadable file are no scripts" {
	cd "$BATS_TEST_TMPDIR"
	run_memtoy .
	failed_with 1 'EISDIR|directory'
	run_memtoy nothing
	failed_with 1 'nothing.*ENOENT'
	run_memtoy -f nothing
	failed_with 1 'nothing.*ENOENT'
	run_memtoy -c 'source nothing'
	failed_with 1 '^-c:[0-9]+: source: .*nothing.*ENOENT'
}
