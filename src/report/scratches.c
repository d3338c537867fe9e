/* File systems of our own.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "memory/mkfs.h"
#include "report/nouns.h"
#include "report/table.h"

static const struct noun part_noun = { NULL, NULL };

static void
add_scratch(struct record *record, const struct scratch *scratch)
{
	record_text(record, "name", scratch->name);
	record_text(record, "type", mkfs_name(scratch->type));
	record_text(record, "folder", scratch->folder);
	record_text(record, "options", scratch->options);
	if (scratch->device)
		record_text(record, "device", scratch->device);
	record_truth(record, "loop", scratch->loop >= 0);
	record_size(record, "size", scratch->size);
}

static void
draw_scratch(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "scratch %s: %s %s ", record_get_text(record, "name"),
		 record_get_text(record, "type"), record_field(record, "device") ? "on" : "in");
	if (record_field(record, "device"))
		text_add(text, "%s%s", record_get_text(record, "device"),
			 record_get_truth(record, "loop") ? ", a file in place of a disk"
							  : "; what was there is lost");
	else
		text_add(text, "memory");
	text_add(text, "; mounted at %s\n", record_get_text(record, "folder"));
}

static void
draw_scratches(const struct record *record, struct text *text)
{
	static const char *const columns[] = { "scratch",    "type",	"device", ">MiB",
					       "mounted at", "options", NULL };
	const struct field *list = record_field(record, "scratches");
	struct libscols_table *table;

	if (!list->records.count) {
		say_speaker(record, text);
		text_add(text, "there are no scratches\n");
		return;
	}
	table = table_new(columns);
	for (size_t i = 0; i < list->records.count; i++) {
		const struct record *each = &list->records.items[i];

		table_row(table);
		table_cell(table, "%s", record_get_text(each, "name"));
		table_cell(table, "%s", record_get_text(each, "type"));
		table_cell(table, "%s",
			   record_field(each, "device") ? record_get_text(each, "device") : "-");
		table_cell(table, "%" PRIu64, record_get_size(each, "size") >> 20);
		table_cell(table, "%s", record_get_text(each, "folder"));
		table_cell(table, "%s", record_get_text(each, "options"));
	}
	table_draw(table, text);
}

void
say_scratch(struct output *output, const struct scratch *scratch)
{
	static const struct noun noun = { "scratch", draw_scratch };
	struct record record = say_begin(output, &noun);

	add_scratch(&record, scratch);
	say_end(output, &record);
}

void
say_scratches(struct output *output, const struct scratches *scratches)
{
	static const struct noun noun = { "scratches", draw_scratches };
	struct record record = say_begin(output, &noun);

	record_record(&record, "scratches", NULL);
	for (size_t i = 0; i < scratches->count; i++) {
		struct record part = record_new(&part_noun);

		add_scratch(&part, &scratches->items[i]);
		record_record(&record, "scratches", &part);
	}
	say_end(output, &record);
}
