/* Where records go.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "report/json.h"
#include "report/nouns.h"
#include "report/output.h"

const struct keyword output_formats[] = {
	{ "text", OUTPUT_TEXT, false, "for people" },
	{ "json", OUTPUT_JSON, false, "one object a line" },
	{ "tap", OUTPUT_TAP, false, "KTAP version 1" },
	{ 0 },
};

static void
send_text(struct output *output, enum output_stream stream, const struct text *text)
{
	if (text->length)
		output->sink->bytes(output->sink, stream, text->bytes, text->length);
}

/* The same lines, each behind "# ". */
static void
comment(const char *lines, struct text *text)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");

		text_add(text, "# ");
		text_add_bytes(text, lines, length);
		text_add(text, "\n");
		lines += length + (lines[length] == '\n');
	}
}

void
output_text(struct output *output, const char *text)
{
	struct text commented = { 0 };

	if (output->format == OUTPUT_JSON)
		return;
	if (output->format == OUTPUT_TAP)
		comment(text, &commented);
	else
		text_add_bytes(&commented, text, strlen(text));
	send_text(output, STREAM_RESULTS, &commented);
	text_release(&commented);
}

static void
say_json(struct output *output, const struct record *record)
{
	struct text text = { 0 };

	json_draw(record, &text);
	send_text(output, STREAM_RESULTS, &text);
	text_release(&text);
}

void
output_record(struct output *output, const struct record *record)
{
	struct text text = { 0 };

	if (output->format == OUTPUT_JSON) {
		say_json(output, record);
		return;
	}
	record->noun->draw(record, &text);
	output_text(output, text_string(&text));
	text_release(&text);
}

void
output_problem(struct output *output, const struct record *record, const char *line)
{
	if (output->format == OUTPUT_JSON)
		say_json(output, record);
	output->sink->bytes(output->sink, STREAM_MESSAGES, line, strlen(line));
}

/* A description or reason may not hold what TAP gives a meaning to. */
static void
add_plain(struct text *text, const char *words)
{
	for (; *words; words++) {
		if (*words == '#' || *words == '\\')
			text_add_char(text, '\\');
		text_add_char(text, *words == '\n' ? ' ' : *words);
	}
}

static void
tap_test(struct output *output, enum verdict verdict, const char *claim, const char *detail)
{
	struct text line = { 0 };

	add_plain(&line, claim);
	if (verdict == VERDICT_SKIPPED) {
		text_add(&line, " # SKIP ");
		add_plain(&line, detail ? detail : "");
	}
	text_add(&line, "\n");
	if (verdict == VERDICT_FAILED && detail)
		comment(detail, &line);
	output->sink->test(output->sink, verdict, text_string(&line));
	text_release(&line);
}

void
output_test(struct output *output, enum verdict verdict, const char *claim, const char *detail,
	    const struct record *record)
{
	if (output->format == OUTPUT_TAP) {
		tap_test(output, verdict, claim, detail);
		return;
	}
	output_record(output, record);
	output->sink->test(output->sink, verdict, NULL);
}

void
output_open(struct output *output)
{
	static const char version[] = "KTAP version 1\n";

	if (output->format == OUTPUT_JSON)
		say_header(output);
	if (output->format == OUTPUT_TAP)
		output->sink->bytes(output->sink, STREAM_RESULTS, version, sizeof(version) - 1);
}

void
output_plan(struct output *output, unsigned tests)
{
	struct text plan = { 0 };

	if (output->format != OUTPUT_TAP)
		return;
	text_add(&plan, "1..%u\n", tests);
	send_text(output, STREAM_RESULTS, &plan);
	text_release(&plan);
}
