/* Raw system calls and what they answered.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "report/nouns.h"

static void
draw_entries(const struct field *entries, struct text *text)
{
	for (size_t i = 0; entries && i < entries->records.count; i++) {
		const struct record *entry = &entries->records.items[i];
		uint64_t pages = record_get_size(entry, "pages");

		text_add(text, "    %s", record_get_text(entry, "address"));
		if (pages > 1)
			text_add(text, " and %" PRIu64 " more", pages - 1);
		if (record_field(entry, "asked"))
			text_add(text, ": to %" PRId64 ",", record_get_number(entry, "asked"));
		else
			text_add_char(text, ':');
		text_add(text, " status %s, is %s%s\n", record_get_text(entry, "status"),
			 *record_get_text(entry, "actual") == 'E' ? "" : "on ",
			 record_get_text(entry, "actual"));
	}
}

static void
draw_call(const struct record *record, struct text *text)
{
	const char *number = record_get_text(record, "errno");

	say_speaker(record, text);
	text_add(text, "call %s: ", record_get_text(record, "call"));
	if (*number)
		text_add(text, "%s (%s)", number, record_get_text(record, "errno_text"));
	else
		text_add(text, "%" PRId64, record_get_number(record, "returned"));
	if (record_field(record, "answer"))
		text_add(text, ", %s", record_get_text(record, "answer"));
	text_add(text, "\n");
	draw_entries(record_field(record, "entries"), text);
}

static struct record
entry_record(const struct call_entry *entry)
{
	static const struct noun noun = { "entry", NULL };
	struct record record = record_new(&noun);
	struct text text = { 0 };

	record_text(&record, "address", entry->address);
	record_size(&record, "pages", entry->pages);
	if (entry->has_asked)
		record_number(&record, "asked", entry->asked);
	status_format(entry->status, &text);
	record_text(&record, "status", text_string(&text));
	text_clear(&text);
	status_format(entry->actual, &text);
	record_text(&record, "actual", text_string(&text));
	text_release(&text);
	return record;
}

void
say_call(struct output *output, const struct answer *answer, const struct call_entry *entries,
	 size_t count)
{
	static const struct noun noun = { "call", draw_call };
	struct record record = say_begin(output, &noun);

	record_text(&record, "call", answer->call);
	record_number(&record, "returned", answer->returned < 0 ? -1 : answer->returned);
	if (answer->returned < 0) {
		record_text(&record, "errno", error_name((int)-answer->returned));
		record_text(&record, "errno_text", strerror((int)-answer->returned));
	}
	if (answer->said)
		record_text(&record, "answer", answer->said);
	for (size_t i = 0; i < count; i++) {
		struct record entry = entry_record(&entries[i]);

		record_record(&record, "entries", &entry);
	}
	say_end(output, &record);
}
