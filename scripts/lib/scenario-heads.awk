# SPDX-License-Identifier: GPL-2.0-or-later
# What the heads of scenarios say, a line each: file, scenarios ("30,S4"), title, kernels, how many
# expectations; tabs between.  The head is the comment at the top:
#
#	# One sentence, a claim, which is the title.  It may be longer than a line.
#	# (blank comment lines and more words, as one likes)
#	# Scenario: 30, A44
#	# Kernels: what they do, on lines up to the next blank comment line.

FNR == 1 { finish(); file = FILENAME; part = "before"; scenarios = title = kernels = ""; claims = 0 }

part != "body" && !/^#/ { part = "body" }
part == "body" {
	if (!/^[ \t]*#/ && /(^|[ \t])expect[ \t]/)
		claims++
	next
}
/^#!/ || /SPDX-License-Identifier/ { next }
/^# *$/ { part = (part == "before" || part == "title" && title == "") ? "before" : "other"; next }
{ sub(/^# */, "") }
/^Scenario: / { sub(/^Scenario: */, ""); gsub(/ /, ""); scenarios = $0; part = "other"; next }
/^Kernels: / { sub(/^Kernels: */, ""); kernels = $0; part = "kernels"; next }
part == "before" || part == "title" { title = title (title == "" ? "" : " ") $0; part = "title"; next }
part == "kernels" { kernels = kernels " " $0 }

END { finish() }

function finish()
{
	if (file != "")
		printf "%s\t%s\t%s\t%s\t%d\n", file, scenarios, title, kernels, claims
}
