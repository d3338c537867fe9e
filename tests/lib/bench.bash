# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For bats: what holds of the JSON that scripts/bench writes.

# rows_are_sound FILE: each has times and their median
rows_are_sound()
{
	jq -c '.rows[] | select(.seconds | length != 5)' "$1"
	jq -e '.rows | length > 0 and all(.[];
		(.seconds | length == 5 and all(. > 0))
		and .median == (.seconds | sort)[2]
		and (.who == "memtoy" or .who == "peer"))' "$1"
}

# measured FILE GROUP KIND WHAT...: there is a row for each
measured()
{
	local file=$1 group=$2 kind=$3 what

	shift 3
	for what; do
		jq -e --arg group "$group" --arg kind "$kind" --arg what "$what" \
			'any(.rows[]; .group == $group and .kind == $kind and .what == $what)' \
			"$file" >/dev/null ||
			{ echo "no row: $group, $kind, $what"; jq -c '.skipped[]' "$file"; return 1; }
	done
}

# verdicts_are_sound FILE: each follows from the number, the sense and the limit
verdicts_are_sound()
{
	jq -e '.targets | length >= 14' "$1" &&
		jq -e 'all(.targets[]; .verdict == (
			if .measured == null then "not measured"
			elif .sense == ">=" and .measured >= .limit
				or .sense == "<=" and .measured <= .limit then "pass"
			else "miss" end))' "$1"
}
