/* Claims that do not hold, as reports: where, with what evidence, and how to see it again.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "config.h"
#include "kernel/rights.h"
#include "report/evidence.h"
#include "report/nouns.h"

static void
draw_steps(const struct record *record, struct text *text)
{
	const struct field *steps = record_field(record, "script_lines");

	say_speaker(record, text);
	text_add(text, "the shortest script that shows it:\n");
	if (record_get_size(record, "dropped"))
		text_add(text, "    # %" PRIu64 " lines from the middle were not kept\n",
			 record_get_size(record, "dropped"));
	for (size_t i = 0; steps && i < steps->records.count; i++)
		text_add(text, "    %s\n", record_get_text(&steps->records.items[i], "line"));
}

/* The claim, what was expected and what found stand above it already. */
static void
draw_deviation(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "found on Linux %s, %s; memtoy %s\n", record_get_text(record, "kernel"),
		 record_get_text(record, "machine"), record_get_text(record, "version"));
	if (*record_get_text(record, "page")) {
		say_speaker(record, text);
		text_add(text, "evidence: %s\n", record_get_text(record, "page"));
	}
	if (record_field(record, "command")) {
		draw_changes(record, text);
		draw_events(record, text);
	}
	draw_steps(record, text);
}

void
say_deviation(struct output *output, const struct deviation *deviation)
{
	static const struct noun noun = { "deviation", draw_deviation };
	static const struct noun step_noun = { NULL, NULL };
	struct record record = say_begin(output, &noun);

	record_text(&record, "script", deviation->script);
	record_text(&record, "failure", deviation->failure);
	record_text(&record, "kernel", kernel_release());
	record_text(&record, "machine", deviation->machine);
	record_text(&record, "version", PACKAGE_VERSION);
	record_text(&record, "page", deviation->page);
	if (deviation->evidence->command && !deviation->evidence->open) {
		record_text(&record, "command", deviation->evidence->command);
		record_changes(&record, deviation->evidence);
		record_events(&record, deviation->evidence);
	}
	record_size(&record, "dropped", deviation->dropped);
	record_record(&record, "script_lines", NULL);
	for (size_t i = 0; i < deviation->count; i++) {
		struct record step = record_new(&step_noun);

		record_text(&step, "line", deviation->lines[i]);
		record_record(&record, "script_lines", &step);
	}
	say_end(output, &record);
}
