/* Checked claims: expectations, skips, and the verdict of bounce.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "report/nouns.h"

static void
draw_expectation(const struct record *record, struct text *text)
{
	/* A claim that fails is worded by the error that follows from it. */
	if (!record_get_truth(record, "held"))
		return;
	say_speaker(record, text);
	text_add(text, "held: %s\n", record_get_text(record, "claim"));
}

void
say_expectation(struct output *output, const char *script, const char *claim, const char *failure)
{
	static const struct noun noun = { "expectation", draw_expectation };
	struct record record = say_begin(output, &noun);
	struct text name = { 0 };

	record_text(&record, "script", script);
	record_text(&record, "claim", claim);
	record_truth(&record, "held", !failure);
	if (failure)
		record_text(&record, "failure", failure);
	text_add(&name, "%s: %s", record_get_text(&record, "script"),
		 record_get_text(&record, "claim"));
	output_test(output, failure ? VERDICT_FAILED : VERDICT_HELD, text_string(&name), failure,
		    &record);
	text_release(&name);
	record_release(&record);
}

static void
draw_script(const struct record *record, struct text *text)
{
	const char *reason = record_get_text(record, "skipped");

	if (!*reason)
		return;
	say_speaker(record, text);
	text_add(text, "SKIPPED %s: %s\n", record_get_text(record, "script"), reason);
}

static const struct noun script_noun = { "script", draw_script };

void
say_skipped(struct output *output, const char *script, const char *reason)
{
	struct record record = say_begin(output, &script_noun);

	record_text(&record, "script", script);
	record_text(&record, "skipped", reason);
	output_test(output, VERDICT_SKIPPED, record_get_text(&record, "script"),
		    record_get_text(&record, "skipped"), &record);
	record_release(&record);
}

static const char *
plural(int64_t count)
{
	return count == 1 ? "" : "s";
}

static void
draw_bounced(const struct record *record, struct text *text)
{
	int64_t bounces = record_get_number(record, "bounces");
	int64_t failed = record_get_number(record, "bounces_failed");

	if (!bounces)
		return;
	text_add(text, "; %" PRId64 " bounce%s, %" PRIu64 " page migrations", bounces,
		 plural(bounces), record_get_size(record, "moved"));
	if (!record_get_truth(record, "held") || failed == bounces)
		return;
	if (failed)
		text_add(text, ": in all but %" PRId64, failed);
	else
		text_add(text, ": in each");
	text_add(text,
		 ", every page migrated at least %" PRIu64
		 " times, and was on its node with its content after every step",
		 record_get_size(record, "fewest"));
}

static void
draw_verdict(const struct record *record, struct text *text)
{
	int64_t claims = record_get_number(record, "claims_held");
	int64_t failed = record_get_number(record, "claims_failed");
	const char *verdict = record_get_text(record, "verdict");

	say_speaker(record, text);
	text_add(text, "%s ", record_get_text(record, "script"));
	for (const char *letter = verdict; *letter; letter++)
		text_add_char(text, (char)toupper((unsigned char)*letter));
	text_add(text, ": ");
	if (strcmp(verdict, "failed") == 0 && !failed)
		text_add(text, "a command failed; ");
	text_add(text, "%" PRId64 " expectation%s held, %" PRId64 " failed", claims, plural(claims),
		 failed);
	draw_bounced(record, text);
	text_add(text, "\n");
}

void
say_verdict(struct output *output, const char *script, const char *verdict, unsigned held,
	    unsigned failed, const struct bounce_total *bounced)
{
	static const struct noun noun = { "verdict", draw_verdict };
	struct record record = say_begin(output, &noun);

	record_text(&record, "script", script);
	record_text(&record, "verdict", verdict);
	record_truth(&record, "held", strcmp(verdict, "held") == 0);
	record_number(&record, "claims_held", held);
	record_number(&record, "claims_failed", failed);
	record_number(&record, "bounces", bounced->bounces);
	record_number(&record, "bounces_failed", bounced->failed);
	record_size(&record, "pages", bounced->pages);
	record_size(&record, "moved", bounced->moved);
	record_size(&record, "fewest", bounced->fewest);
	say_end(output, &record);
}

static double
share(const struct bounce *bounce)
{
	double useful = bounce->migrating + bounce->content;

	return bounce->seconds > 0 ? 100 * useful / bounce->seconds : 100;
}

/* "each page 40 times", "each page 39 to 40 times" */
static void
draw_times(const struct record *record, struct text *text)
{
	uint64_t fewest = record_get_size(record, "fewest"), most = record_get_size(record, "most");

	text_add(text, "each page %" PRIu64, fewest);
	if (most != fewest)
		text_add(text, " to %" PRIu64, most);
	text_add(text, " time%s", most == 1 ? "" : "s");
}

static void
draw_bounce(const struct record *record, struct text *text)
{
	int64_t pages = (int64_t)record_get_size(record, "pages");
	int64_t rounds = record_get_number(record, "rounds");
	int64_t steps = record_get_number(record, "steps");

	say_speaker(record, text);
	text_add(text,
		 "bounce %s by %s: %" PRId64 " page%s, %" PRId64 " round%s, %" PRId64 " step%s, ",
		 record_get_text(record, "segment"), record_get_text(record, "by"), pages,
		 plural(pages), rounds, plural(rounds), steps, plural(steps));
	text_add(text, "%" PRIu64 " page migrations, ", record_get_size(record, "moved"));
	draw_times(record, text);
	text_add(text, ", in %.3f secs (%.3f migrating, %.3f content, %.3f looking)\n",
		 record_get_real(record, "seconds"), record_get_real(record, "migrating"),
		 record_get_real(record, "content"), record_get_real(record, "looking"));
}

void
say_bounce(struct output *output, const char *segment, const struct bounce *bounce)
{
	static const struct noun noun = { "bounce", draw_bounce };
	struct record record = say_begin(output, &noun);

	record_text(&record, "segment", segment);
	record_text(&record, "by", keyword_name(bounce_calls, bounce->call));
	record_size(&record, "pages", bounce->area.pages);
	record_number(&record, "rounds", bounce->rounds);
	record_number(&record, "steps", (int64_t)bounce->steps);
	record_size(&record, "moved", bounce->moved);
	record_size(&record, "fewest", bounce->fewest);
	record_size(&record, "most", bounce->most);
	record_truth(&record, "held", bounce->end == BOUNCE_HELD);
	record_real(&record, "seconds", bounce->seconds);
	record_real(&record, "migrating", bounce->migrating);
	record_real(&record, "content", bounce->content);
	record_real(&record, "looking", bounce->looking);
	record_real(&record, "useful_percent", share(bounce));
	say_end(output, &record);
}
