# SPDX-License-Identifier: GPL-2.0-or-later
# What machines said of scenarios, a line each: file, kernel, result; tabs between.  The input is what
# tests/run-in-vm prints, or tests.log; the result is "held", "skipped: why" or "failed: what".

{ sub(/\r$/, "") }
/^#piece / {
	finish("stopped half way")
	split($2, place, "/")
	file = $2
	sub(/^[^\/]*\/[^\/]*\//, "", file)
	kernel = place[1]
	held = claims = 0
	failure = reason = ""
	watched = (place[2] == "library" && file ~ /^scripts\//)
	next
}
/^#status / { finish($2 == 0 || $2 == 4 || failure != "" ? "" : "status " $2); next }
/^ok.*# SKIP / { reason = $0; sub(/^.*# SKIP */, "", reason); sub(/: found kernel .*/, "", reason); next }
/^ok.* leaves the machine as it was$/ { next }
/^ok/ { held++; next }
/^not ok/ && failure == "" { failure = $0; sub(/^not ok [0-9]* *(- )?/, "", failure); sub(/^[^ ]*: /, "", failure) }

END { finish("stopped half way") }

function finish(why)
{
	if (watched) {
		if (failure == "")
			failure = why
		if (failure == "" && reason == "" && !held)
			failure = "claims nothing"
		print file "\t" kernel "\t" \
			(failure != "" ? "failed: " failure : reason != "" ? "skipped: " reason : "held")
	}
	watched = 0
}
