#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "Size or offset: C notation with one suffix.  Overflow, negative, trailing rubbish: an error,
# never wrapped."

load ../lib/helpers

# defines SIZE WANTED...: 'anon a SIZE' makes a segment of that many bytes, in hexadecimal
defines()
{
	run_memtoy -c "anon a $1" -c 'show a'
	succeeded && like "$output" "^a \*+ ?not-mapped.* $(printf '0x%012x' "$2") 0x000000000000 "
}

# refuses SIZE: no segment comes of it, and the message repeats what was wrong
refuses()
{
	run_memtoy -c "anon a $1" -c 'show a'
	failed_with 1 "^-c:[0-9]+: anon: .*" && is "$output" '' && [[ $errors == *"${1//[\'\"]/}"* ]]
}

@test "a size is decimal, hexadecimal or octal as in C" {
	page=$(getconf PAGESIZE)
	defines 1048576 0x100000
	defines 0x100000 0x100000
	defines 0X10000 0x10000
	defines 04000000 0x100000
	defines 1 "$page"
	defines 010000 $((page > 010000 ? page : 010000))
}

@test "k, m, g and t are powers of 1024, in either case" {
	defines 64k 0x10000
	defines 64K 0x10000
	defines 3m 0x300000
	defines 3M 0x300000
	defines 2g 0x80000000
	defines 2G 0x80000000
	defines 1t 0x10000000000
	defines 1T 0x10000000000
	defines 0x40k 0x10000
	defines 0100k 0x10000
}

@test "KiB, MiB, GiB and TiB are the same powers" {
	defines 64KiB 0x10000
	defines 3MiB 0x300000
	defines 2GiB 0x80000000
	defines 1TiB 0x10000000000
}

@test "p is pages and h huge pages of the default size" {
	page=$(getconf PAGESIZE)
	defines 3p $((3 * page))
	defines 3P $((3 * page))
	defines 0x10p $((16 * page))
	huge=$(awk '$1 == "Hugepagesize:" { print $2 * 1024 }' /proc/meminfo)
	[ -n "$huge" ] || skip 'this kernel has no huge pages'
	defines 2h $((2 * huge))
	defines 2H $((2 * huge))
}

@test "p is pages of the segment's own size" {
	huge=$(awk '$1 == "Hugepagesize:" { print $2 * 1024 }' /proc/meminfo)
	[ -n "$huge" ] || skip 'this kernel has no huge pages'
	run_memtoy -c 'memfd a 3p huge' -c 'show a'
	succeeded
	like "$output" " $(printf '0x%012x' $((3 * huge))) "
}

@test "lengths are rounded up to whole pages" {
	page=$(getconf PAGESIZE)
	defines $((page + 1)) $((2 * page))
	defines $((2 * page)) $((2 * page))
	defines $((2 * page - 1)) $((2 * page))
}

@test "a size of nothing is refused" {
	for size in 0 0p 0k 0x0 00; do
		run_memtoy -c "anon a $size" -c 'show a'
		failed_with 1 '^-c:[0-9]+: anon: '
		is "$output" ''
	done
}

@test "a negative size is refused, not wrapped" {
	for size in -1 -4096 -1k -0 -18446744073709547520; do
		refuses "$size"
	done
}

@test "a size that overflows is refused, not wrapped" {
	for size in 18446744073709551616 18446744073709555712 0x10000000000001000 \
		0xffffffffffffffff 18446744073709551615 16777217t 17592186044417m 17179869185g \
		18014398509481985k 4503599627370497p 9999999999999999999999999 \
		02000000000000000010000; do
		refuses "$size"
	done
}

@test "rubbish after a number is refused" {
	for size in 4096q 1kk 1kb 1pk 1.5k 1e3 1k- "4096," 0x 0xg 08 019 1KiBs 1Ki 1iB 4096_ ١ "'1 k'" "'4k '"; do
		refuses "$size"
	done
}

@test "what is no number at all is no size" {
	for size in many k p +4096 "''" '*' '&' 0y1000; do
		refuses "$size"
	done
}

@test "an offset obeys the same rules as a size" {
	page=$(getconf PAGESIZE)
	for offset in 8q 0x 1.5 18446744073709551616 9999999999t 08; do
		run_memtoy -c 'anon a 16p' -c 'map a' -c "touch a $offset 1p" -c 'where a'
		failed_with 1 "^-c:[0-9]+: touch: .*$offset"
		is "$output" ''
	done
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'touch a 010000 1p w' -c "where a $page 1p counts"
	succeeded
	like "$output" '^ *0 +1 '
}

@test "an offset without a length is refused" {
	for command in 'touch a 0' 'where a 0' 'mbind a 0 bind 0' 'lock a 1p' 'fill a 0'; do
		run_memtoy -c 'anon a 16p' -c 'map a' -c "$command"
		is "$status" 1
		like "$errors" '^-c:[0-9]+: '
		is "$output" ''
	done
}

@test "length * or 0 reaches to the end" {
	for length in '*' 0; do
		run_memtoy -c 'anon a 16p' -c 'map a' -c "touch a 12p $length w" -c 'expect present a 0 12p none' \
			-c 'expect present a 12p 4p all'
		is "$status" 0
		is "$errors" ''
	done
}

@test "offsets are rounded down and lengths up to whole pages" {
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'touch a 4097 1 w' -c 'expect present a 1' \
		-c 'expect present a 1p 1p 1'
	is "$status" 0
	page=$(getconf PAGESIZE)
	# From the middle of page 3 for one page's length: the end lies in page 4.
	run_memtoy -c 'anon a 16p' -c 'map a' -c "touch a $((3 * page + page / 2)) 1p w" -c 'where a runs'
	succeeded
	like "$output" '^ *3: '
}

@test "a range that starts past the end is refused" {
	for range in '16p 1p' '17p 1' '1g 1p' '16p *' '16p 0' '0x7ffffffffffff000 1p'; do
		for command in touch where lock fill; do
			run_memtoy -c 'anon a 16p' -c 'map a' -c "$command a $range" -c 'expect present a none'
			is "$status" 1
			like "$errors" "^-c:[0-9]+: $command: .*(past|beyond|end)"
		done
	done
}

@test "a range that runs past the end is cut there, and the report says so" {
	for command in touch fill; do
		run_memtoy -c 'anon a 16p' -c 'map a' -c "$command a 12p 1g" -c 'expect present a 12p *  all' \
			-c 'expect present a 0 12p none'
		is "$status" 0
		like "$output$errors" '(cut|end)'
	done
	run_memtoy -c 'anon a 16p' -c 'map a' -c 'where a 12p 5p'
	is "$status" 0
	like "$output$errors" '(cut|end)'
	like "$output" '^ +c: +\. +\. +\. +\.$'
}
