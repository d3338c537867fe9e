/* Short things said: notes, errors, options, who we are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "kernel/mapping.h"
#include "kernel/rights.h"
#include "report/json.h"
#include "report/nouns.h"

struct record
say_begin(const struct output *output, const struct noun *noun)
{
	struct record record = record_new(noun);

	if (output->child)
		record_text(&record, "child", output->child);
	return record;
}

void
say_speaker(const struct record *record, struct text *text)
{
	const struct field *child = record_field(record, "child");

	if (child)
		text_add(text, "memtoy(%s):  ", child->text);
	else
		text_add(text, "memtoy:  ");
}

void
say_end(struct output *output, struct record *record)
{
	output_record(output, record);
	record_release(record);
}

static void
draw_nothing(const struct record *record, struct text *text)
{
	(void)record;
	(void)text;
}

void
say_header(struct output *output)
{
	static const struct noun noun = { "header", draw_nothing };
	struct record record = say_begin(output, &noun);

	record_number(&record, "schema", JSON_SCHEMA);
	record_text(&record, "tool", PACKAGE_NAME);
	record_text(&record, "version", PACKAGE_VERSION);
	record_text(&record, "kernel", kernel_release());
	record_size(&record, "page_size", base_page_size());
	record_text(&record, "host", kernel_host());
	say_end(output, &record);
}

static void
draw_pid(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "pid = %lld\n", (long long)record_get_number(record, "pid"));
}

void
say_pid(struct output *output, pid_t pid)
{
	static const struct noun noun = { "pid", draw_pid };
	struct record record = say_begin(output, &noun);

	record_number(&record, "pid", pid);
	say_end(output, &record);
}

static void
draw_note(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "%s\n", record_get_text(record, "text"));
}

void
say_note(struct output *output, const char *format, ...)
{
	static const struct noun noun = { "note", draw_note };
	struct record record = say_begin(output, &noun);
	struct text words = { 0 };
	va_list arguments;

	va_start(arguments, format);
	text_add_list(&words, format, arguments);
	va_end(arguments);
	record_text(&record, "text", text_string(&words));
	text_release(&words);
	say_end(output, &record);
}

static void
draw_words(const struct record *record, struct text *text)
{
	text_add(text, "%s\n", record_get_text(record, "text"));
}

void
say_words(struct output *output, const char *words)
{
	static const struct noun noun = { "echo", draw_words };
	struct record record = say_begin(output, &noun);

	record_text(&record, "text", words);
	say_end(output, &record);
}

static void
draw_seconds(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "%.6f secs: %s\n", record_get_real(record, "seconds"),
		 record_get_text(record, "command"));
}

void
say_seconds(struct output *output, const char *command, double seconds)
{
	static const struct noun noun = { "time", draw_seconds };
	struct record record = say_begin(output, &noun);

	record_text(&record, "command", command);
	record_real(&record, "seconds", seconds);
	say_end(output, &record);
}

void
say_place(const struct say_place *place, struct text *text)
{
	const struct say_place *from;

	if (!place || !place->file)
		return;
	for (from = place->from; from && from->file; from = from->from) {
		text_add(text, "in script sourced from ");
		text_add_shown(text, from->file, SIZE_MAX);
		text_add(text, ":%lu:\n", from->line);
	}
	text_add_shown(text, place->file, SIZE_MAX);
	text_add(text, ":%lu: ", place->line);
}

static void
record_place(struct record *record, const struct say_place *place)
{
	static const struct noun noun = { NULL, draw_nothing };

	if (!place || !place->file)
		return;
	record_text(record, "file", place->file);
	record_number(record, "line", (int64_t)place->line);
	for (place = place->from; place && place->file; place = place->from) {
		struct record from = record_new(&noun);

		record_text(&from, "file", place->file);
		record_number(&from, "line", (int64_t)place->line);
		record_record(record, "sourced_from", &from);
	}
}

static void
word_error(const struct say_place *place, const char *command, const struct error *error,
	   struct text *line)
{
	if (!place || !place->file)
		text_add(line, "memtoy: ");
	say_place(place, line);
	if (*command)
		text_add(line, "%s: ", command);
	text_add_shown(line, error->message, SIZE_MAX);
	if (error->hint) {
		text_add(line, " (try: ");
		text_add_shown(line, error->hint, SIZE_MAX);
		text_add(line, ")");
	}
	text_add(line, "\n");
}

void
say_error(struct output *output, const char *script, const struct say_place *place,
	  const char *command, const struct error *error)
{
	static const struct noun noun = { "error", draw_nothing };
	struct record record = say_begin(output, &noun);
	struct text line = { 0 };

	record_place(&record, place);
	record_text(&record, "command", command);
	record_text(&record, "message", error->message);
	if (error->number)
		record_text(&record, "errno", error_name(error->number));
	if (error->hint)
		record_text(&record, "hint", error->hint);
	word_error(place, command, error, &line);
	if (output->format == OUTPUT_TAP)
		output_test(output, VERDICT_FAILED, script, text_string(&line), &record);
	else
		output_problem(output, &record, text_string(&line));
	text_release(&line);
	record_release(&record);
}

static void
draw_child(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "child %s, pid %lld: %s\n", record_get_text(record, "name"),
		 (long long)record_get_number(record, "pid"), record_get_text(record, "state"));
}

void
say_child(struct output *output, const char *name, pid_t pid, const char *state)
{
	static const struct noun noun = { "child", draw_child };
	struct record record = say_begin(output, &noun);

	record_text(&record, "name", name);
	record_number(&record, "pid", pid);
	record_text(&record, "state", state);
	say_end(output, &record);
}

static void
draw_thread(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "thread %s, tid %lld\n", record_get_text(record, "name"),
		 (long long)record_get_number(record, "tid"));
}

void
say_thread(struct output *output, const char *name, pid_t id)
{
	static const struct noun noun = { "thread", draw_thread };
	struct record record = say_begin(output, &noun);

	record_text(&record, "name", name);
	record_number(&record, "tid", id);
	say_end(output, &record);
}

static void
draw_option(const struct record *record, struct text *text)
{
	text_add(text, "%-12s %-10s %s\n", record_get_text(record, "name"),
		 record_get_text(record, "value"), record_get_text(record, "help"));
}

void
say_option(struct output *output, const char *name, const char *value, const char *help)
{
	static const struct noun noun = { "option", draw_option };
	struct record record = say_begin(output, &noun);

	record_text(&record, "name", name);
	record_text(&record, "value", value);
	record_text(&record, "help", help);
	say_end(output, &record);
}
