#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "-o text|json|tap: people, one JSON object a line (first a header with schema, version, kernel,
# page size, host)."  Errors are records too; names are always valid UTF-8.

load ../lib/helpers
load session

# valid: every line of standard output is one JSON object with a 'record', the first is the header,
# and no other is
valid()
{
	python3 - "$BATS_TEST_TMPDIR/output" <<'END'
import json, sys
lines = open(sys.argv[1], 'rb').read().decode('utf-8', 'strict').split('\n')
assert lines.pop() == '', 'the last line has no end'
assert lines, 'nothing was said'
for number, line in enumerate(lines):
    def refuse(word):
        raise ValueError(word)
    def unique(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), line
        return dict(pairs)
    record = json.loads(line, parse_constant=refuse, object_pairs_hook=unique)
    assert isinstance(record, dict), line
    assert (record['record'] == 'header') == (number == 0), line
END
}

# records KIND: them, one a line
records()
{
	jq -c "select(.record == \"$1\")" "$BATS_TEST_TMPDIR/output"
}

@test "the first line is a header with schema, version, kernel, page size and host" {
	run_memtoy --json -c 'echo x'
	succeeded
	valid
	header=$(head -n 1 <<<"$output")
	is "$(jq -r .tool <<<"$header")" memtoy
	is "$(jq -r .kernel <<<"$header")" "$(uname -r)"
	is "$(jq -r .page_size <<<"$header")" "$(getconf PAGESIZE)"
	is "$(jq -r .host <<<"$header")" "$(uname -n)"
	is "$(jq -r .version <<<"$header")" "$("$MEMTOY" --version | sed -n '1s/memtoy //p')"
	is "$(jq -r '.schema | type' <<<"$header")" number
}

@test "--json, -o json and --output=json are the same" {
	for option in --json '-o json' -ojson --output=json '--output json'; do
		# shellcheck disable=SC2086
		run_memtoy $option -c 'echo x'
		succeeded
		valid
	done
}

@test "an empty session still has its header, and one only for several scripts" {
	run_memtoy --json -c ''
	succeeded
	valid
	echo 'echo x' >"$BATS_TEST_TMPDIR/s"
	cd "$BATS_TEST_TMPDIR"
	run_memtoy --json s s s
	succeeded
	valid
}

@test "every command says valid JSON" {
	cd "$BATS_TEST_TMPDIR"
	head -c 65536 /dev/zero >data
	echo 'echo sourced' >inner
	run_script --json -k -v <<'END'
help
help touch
pid
snooze 0
numa
numa all
doctor
anon a 16p
anon sh 16p shared
file data shared
shmem s 16p
tmpfs t 16p
memfd m 16p
alias m2 m
show
map a
map sh
map data
map s
map t
map m
map m2
show
show +
touch a w
touch s r
touch sh 2p 3p w
where a
where a 2p 20p
where sh runs
why a
why sh
flags a
flags sh
where s counts
mbind a bind 0
mbind a 0 4p bind+move 0
mbind s interleaved+strict *
policy a
policy s
mpol
mpol preferred 0
mems
mems 0
cpus
cpus 0
mprotect a read
mprotect a read write
lock a 0 2p
unlock a
slock s
sunlock s
fill a
verify a
verify a seed=2
move a 0
bounce a 0 rounds=1
bounce a 0 rounds=1 by=mbind
bounce a 0 rounds=1 by=migrate_pages
migrate 0
expect where a on 0
expect where a on 0 >= 50%
expect present a all
expect present a none
expect moved all
expect left none
expect content a
expect policy a bind 0
expect fail touch nosuch
expect fail EINVAL touch nosuch
expect fail echo
expect counter pgfault >= 0
echo "a \"quoted\" \\ word" 'é'
repeat 2 echo twice
time echo timed
set
set verbose off
source inner
source nothing
child c
/c pid
/c touch a w
/c nonsense
/c child g
/c/g pid
/
/?
kick c USR1
kick ?
/c quit
nonsense
touch nosuch
remove a
unmap s
require nodes >= 1
END
	is "$status" 1
	valid
}

@test "errors are records, with place, message and errno" {
	run_script --json -k <<'END'
anon foo 4p

nonsense
touch foo
source nothing
END
	is "$status" 1
	valid
	is "$(records error | wc -l)" 3
	is "$(records error | jq -r '"\(.file):\(.line)"' | tr '\n' ' ')" 'script:3 script:4 script:5 '
	is "$(records error | jq -r '.message | type' | sort -u)" string
	is "$(records error | tail -n 1 | jq -r .errno)" ENOENT
}

@test "an error within a sourced file has that place" {
	printf '\nnonsense\n' >"$BATS_TEST_TMPDIR/inner"
	run_script --json <<<'source inner'
	is "$status" 1
	valid
	is "$(records error | jq -r '"\(.file):\(.line)"')" inner:2
}

@test "a child's records are in the same stream" {
	run_script --json -k <<'END'
anon foo 4p shared
map foo
child c
/c touch foo w
/c nonsense
/c where foo
END
	is "$status" 1
	valid
	is "$(records error | wc -l)" 1
	[ "$(records header | wc -l)" = 1 ]
	[ "$(records pages | wc -l)" = 1 ]
}

@test "addresses are strings, sizes are numbers of bytes" {
	run_memtoy --json -c 'anon foo 8p' -c 'map foo' -c 'show foo'
	succeeded
	valid
	segment=$(records segment)
	is "$(jq -r '.address | type' <<<"$segment")" string
	like "$(jq -r .address <<<"$segment")" '^0x[0-9a-f]+$'
	is "$(jq -r .length <<<"$segment")" $((8 * $(getconf PAGESIZE)))
}

@test "a placement adds up" {
	run_memtoy --json -c 'anon foo 20p' -c 'map foo' -c 'touch foo 0 5p w' -c 'touch foo 8p 2p r' \
		-c 'where foo' -c 'where foo counts'
	succeeded
	valid
	is "$(records pages | jq '[.runs[].pages] | add' | head -n 1)" 20
	is "$(records pages | jq -c '[.runs[].page]' | head -n 1)" '[0,5,8,10]'
	is "$(records pages | jq -r '.runs[0].node | type' | head -n 1)" number
}

@test "a failed expectation is a record that says so" {
	run_script --json -k <<'END'
anon foo 4p
map foo
expect present foo none
expect present foo all
END
	is "$status" 1
	valid
	is "$(records expectation | jq -c .held | tr '\n' ' ')" 'true false '
}

@test "a skip is a record with its reason" {
	run_script --json <<<'require nodes >= 1000'
	is "$status" 4
	valid
	like "$output" '1000'
}

@test "names that are not UTF-8 still give valid UTF-8" {
	cd "$BATS_TEST_TMPDIR"
	for bytes in '\xff' '\xc3' '\xe2\x82' '\xed\xa0\x80' '\xc0\xaf' '\xf5\x80\x80\x80' 'a\x80b' '\x01' '\x1b[31m' '\x7f' '\t"\\\\ '; do
		# shellcheck disable=SC2059
		name=$(printf "$bytes")
		printf "anon 'x%s' 4p\nmap 'x%s'\nshow\necho '%s'\ntouch 'y%s'\n" "$name" "$name" "$name" "$name" >script
		run_memtoy --json -k script
		is "$status" 1
		valid
		is "$(records error | wc -l)" 1
		is "$(records segment | wc -l)" 1
	done
}

@test "names that differ stay different" {
	printf "anon x\xff 4p\nanon x\xfe 4p\nshow\n" >"$BATS_TEST_TMPDIR/script"
	run_memtoy --json "$BATS_TEST_TMPDIR/script"
	succeeded
	valid
	is "$(records segment | jq -r .segment | sort -u | wc -l)" 2
}

@test "binary junk as a script gives valid JSON" {
	head -c 20000 "$MEMTOY" | tr -d '\0' >"$BATS_TEST_TMPDIR/junk"
	run_memtoy --json -k "$BATS_TEST_TMPDIR/junk" >/dev/null
	is "$status" 1
	valid
	run_memtoy --json -k -v "$BATS_TEST_TMPDIR/junk" >/dev/null
	valid
	run_memtoy --json "$MEMTOY"
	valid
}

@test "a number is never written in the locale's way" {
	LC_ALL=de_DE.UTF-8 run_memtoy --json -c 'anon foo 4p' -c 'map foo' -c 'touch foo w' -c 'time snooze 0.01'
	is "$status" 0
	valid
}

@test "an interrupted session ends with a whole line" {
	meeting there
	start_memtoy --json script <<'END'
echo one
source there
snooze 30
END
	meet there
	part
	until_true grep -q '^State:.*S' "/proc/$pid/status"
	sleep 0.2
	kill -INT "$pid"
	finish
	is "$status" 130
	valid
}
