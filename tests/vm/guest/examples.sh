#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# The examples of README and the manuals print on this machine what they say there.
#
# An example is a file in tests/vm/guest/examples: a remark, an empty line, and the transcript,
# which tests/static/transcripts holds against the documents.  A transcript is a session at the
# prompt, of lines that start with 'memtoy>', or a session of the shell, of lines that start with
# '$ '.  There, what 'cat FILE' prints is FILE for the commands that follow.
. "${0%/*}/../../lib/tap.sh"
needs 'nodes == 4' 'cap sys_nice'

transcript()
{
	sed '1,/^$/d' "$1"
}

# Addresses, process ids, times, kernels, and the memory and the counters of this machine are as they
# are.
plain()
{
	sed -E -e 's/0x0000[0-9a-f]{12}/ADDRESS/; s/\(0x[0-9a-f]+\)/(ADDRESS)/' \
		-e 's/ *[0-9]+\.[0-9]{3} (secs|migrating|content|looking)/ TIME \1/g' \
		-e 's/pid( =)? [0-9]+/pid\1 PID/' \
		-e 's/(migrate_pages pid.*: )[0-9]+ pages asked, [0-9]+ moved/\1N pages asked, N moved/' \
		-e 's/^( +[0-9]) +[0-9]+ +[0-9]+$/\1 TOTAL FREE/' \
		-e 's/"(address|kernel)":"[^"]*"/"\1":X/g' \
		-e 's/"((pages_per_|bytes_per_)?seconds?|elapsed|longest_call|from_us)":[0-9.e+-]+/"\1":X/g' \
		-e 's/"system_wide":\[[^]]*\]/"system_wide":X/'
}

# As at the prompt, where an error has no place in a script.
replay_prompt()
{
	transcript "$1" | sed -n 's/^memtoy>//p' | "$MEMTOY" -v -k 2>&1 |
		sed -E 's/^stdin:[0-9]+: /memtoy: /'
}

replay_shell()
(
	cd "$(mktemp -d -p "$tap_folder")" || exit
	transcript "$1" | awk '/^\$ / { file = "" } file { print > file } /^\$ cat / { file = $3 }'
	transcript "$1" | sed -n 's/^\$ //p' >commands
	status=0
	while IFS= read -r command; do
		printf '$ %s\n' "$command"
		(exit $status)
		eval "$command" 2>&1 </dev/null
		status=$?
	done <commands
)

for example in "$PWD/${0%/*}"/examples/*; do
	case $(transcript "$example" | head -n 1) in
	'memtoy>'*) replay_prompt "$example" ;;
	*) replay_shell "$example" ;;
	esac | plain >"$tap_folder/printed"
	is "$(cat "$tap_folder/printed")" "$(transcript "$example" | plain)" \
		"${example##*/} prints what the documents say"
done
done_testing
