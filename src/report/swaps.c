/* Swap areas.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "report/nouns.h"
#include "report/table.h"

static void
size_cell(struct libscols_table *table, uint64_t bytes)
{
	struct text size = { 0 };

	size_format(bytes, &size);
	table_cell(table, "%s", text_string(&size));
	text_release(&size);
}

static void
draw_swaps(const struct record *record, struct text *text)
{
	static const char *const columns[] = { "swap area", "kind",	 ">size",
					       ">used",	    ">priority", NULL };
	const struct field *list = record_field(record, "areas");
	struct libscols_table *table;

	if (!list->records.count) {
		say_speaker(record, text);
		text_add(text, "no swap\n");
		return;
	}
	table = table_new(columns);
	for (size_t i = 0; i < list->records.count; i++) {
		const struct record *each = &list->records.items[i];

		table_row(table);
		table_cell(table, "%s", record_get_text(each, "path"));
		table_cell(table, "%s", record_get_text(each, "kind"));
		size_cell(table, record_get_size(each, "size"));
		size_cell(table, record_get_size(each, "used"));
		table_cell(table, "%" PRId64, record_get_number(each, "priority"));
	}
	table_draw(table, text);
}

void
say_swaps(struct output *output, const struct swap_areas *areas)
{
	static const struct noun noun = { "swaps", draw_swaps }, each = { NULL, NULL };
	struct record record = say_begin(output, &noun);

	record_record(&record, "areas", NULL);
	for (size_t i = 0; i < areas->count; i++) {
		struct record part = record_new(&each);

		record_text(&part, "path", areas->items[i].path);
		record_text(&part, "kind", areas->items[i].kind);
		record_size(&part, "size", areas->items[i].size);
		record_size(&part, "used", areas->items[i].used);
		record_number(&part, "priority", areas->items[i].priority);
		record_record(&record, "areas", &part);
	}
	say_end(output, &record);
}
