/* Actors: what they have done so far.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "report/actors.h"
#include "report/nouns.h"

/* Of what it does not do it says nothing. */
static void
draw_counts(const struct record *record, struct text *text)
{
	const struct field *counts = record_field(record, "counts");

	for (size_t i = 0; i < counts->records.count; i++) {
		const struct record *count = &counts->records.items[i];
		uint64_t value = record_get_size(count, "value");

		if (value)
			text_add(text, ", %" PRIu64 " %s", value, record_get_text(count, "name"));
	}
}

static void
draw_actor(const struct record *record, struct text *text)
{
	int64_t threads = record_get_number(record, "threads");
	const char *violation = record_get_text(record, "violation");

	say_speaker(record, text);
	text_add(text, "actor %s, %s of %s, %" PRId64 " thread%s, %s %.3f secs",
		 record_get_text(record, "name"), record_get_text(record, "kind"),
		 record_get_text(record, "segment"), threads, threads == 1 ? "" : "s",
		 record_get_truth(record, "running") ? "running for" : "stopped after",
		 record_get_real(record, "seconds"));
	draw_counts(record, text);
	if (*violation)
		text_add(text, ": %s", violation);
	text_add(text, "\n");
}

void
say_actor(struct output *output, const struct actor_news *news)
{
	static const struct noun noun = { "actor", draw_actor }, part = { NULL, NULL };
	struct record record = say_begin(output, &noun);

	record_text(&record, "name", news->name);
	record_text(&record, "kind", news->kind);
	record_text(&record, "segment", news->segment);
	record_number(&record, "threads", news->threads);
	record_truth(&record, "running", news->running);
	record_real(&record, "seconds", news->seconds);
	record_record(&record, "counts", NULL);
	for (size_t i = 0; news->names[i].name; i++) {
		struct record count = record_new(&part);

		record_text(&count, "name", news->names[i].name);
		record_size(&count, "value", news->counts[i]);
		record_record(&record, "counts", &count);
	}
	if (news->violation)
		record_text(&record, "violation", news->violation);
	say_end(output, &record);
}
