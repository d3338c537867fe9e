# SPDX-License-Identifier: GPL-2.0-or-later
# docs/scenarios.md, of two files: the heads of scenarios, and their results.
BEGIN { FS = "\t" }

FNR == NR {
	count = split($2, numbers, ",")
	if ($2 !~ /(^|,)[0-9S]/)
		numbers[count = 1] = "–"
	for (i = 1; i <= count; i++)
		if (numbers[i] !~ /^A/)
			scripts[numbers[i]] = scripts[numbers[i]] (scripts[numbers[i]] == "" ? "" : "\t") $1
	title[$1] = $3
	kernels[$1] = $4
	next
}
{ result[$1, $2] = $3 }

END {
	print "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->"
	print "<!-- scripts/scenarios writes this from the scripts and from what machines say of them. -->"
	print "# What happens to pages that migrate\n"
	print "Each scenario is a script in memtoy's language, which fails on a kernel that does otherwise.  Where"
	print "kernels differ, the script's head says what each does, and so does the table.  Results are those of"
	print "the machine that `tests/run-in-vm KERNEL library` makes; other machines may have more, or less.\n"
	summary()
	print "| # | What is so | Script | 6.1 | 6.12 |"
	print "|---|---|---|---|---|"
	for (i = 1; i <= 68; i++)
		rows(i)
	for (i = 1; i <= 5; i++)
		rows("S" i)
	rows("–")
}

function names(i) { return i <= 68 ? i : "S" (i - 68) }

# How many of the scenarios hold: some script of theirs does, and none fails.
function summary(	kernel, i, j, n, files, holds, fails, all, kinds, k)
{
	n = split("6.1 6.12", kinds, " ")
	for (k = 1; k <= n; k++) {
		all = 0
		for (i = 1; i <= 73; i++) {
			holds = fails = 0
			count = split(scripts[names(i)], files, "\t")
			for (j = 1; j <= count; j++) {
				holds += result[files[j], kinds[k]] == "held"
				fails += result[files[j], kinds[k]] ~ /^failed/
			}
			all += holds && !fails
		}
		print "On " kinds[k] ", " all " of 73 scenarios hold." (k == n ? "\n" : "")
	}
}

function rows(number,	files, count, j)
{
	count = split(scripts[number], files, "\t")
	for (j = 1; j <= count; j++)
		print "| " number " | " cell(said(files[j])) " | [" short(files[j]) "](../" files[j] ") | " \
			cell(shown(files[j], "6.1")) " | " cell(shown(files[j], "6.12")) " |"
}

function said(file)
{
	return title[file] (kernels[file] ~ /^[Tt]he same on 6.1 and 6.12\.?$/ ? "" : " *" kernels[file] "*")
}

function shown(file, kernel)
{
	return (file, kernel) in result ? result[file, kernel] : "not tried"
}

function short(file)
{
	sub(/^scripts\//, "", file)
	return file
}

function cell(text)
{
	gsub(/\|/, "\\|", text)
	return text
}
