/* The switches of the kernel.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "report/nouns.h"
#include "report/table.h"

static void
draw_switches(const struct record *record, struct text *text)
{
	static const char *const columns[] = { "switch", "value", "", "meaning", NULL };
	const struct field *list = record_field(record, "switches");
	struct libscols_table *table = table_new(columns);

	for (size_t i = 0; i < list->records.count; i++) {
		const struct record *each = &list->records.items[i];

		table_row(table);
		table_cell(table, "%s", record_get_text(each, "name"));
		table_cell(table, "%s", record_get_text(each, "value"));
		table_cell(table, "%s", record_get_truth(each, "changed") ? "changed" : "");
		table_cell(table, "%s", record_get_text(each, "meaning"));
	}
	table_draw(table, text);
}

static void
draw_switch(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "switch %s", record_get_text(record, "name"));
	if (record_field(record, "value"))
		text_add(text, " %s", record_get_text(record, "value"));
	if (record_get_truth(record, "changed"))
		text_add(text, " (changed, and put back when the session ends)");
	text_add(text, "\n");
}

static void
add_state(struct record *record, const struct switch_state *state)
{
	record_text(record, "name", state->row->name);
	if (state->value)
		record_text(record, "value", state->value);
	record_truth(record, "changed", state->changed);
	record_text(record, "meaning", state->row->meaning);
	record_text(record, "path", state->row->path);
}

void
say_switch(struct output *output, const struct switch_state *state)
{
	static const struct noun noun = { "switch", draw_switch };
	struct record record = say_begin(output, &noun);

	add_state(&record, state);
	say_end(output, &record);
}

void
say_switches(struct output *output, const struct switch_state *states, size_t count)
{
	static const struct noun noun = { "switches", draw_switches }, each = { NULL, NULL };
	struct record record = say_begin(output, &noun);

	record_record(&record, "switches", NULL);
	for (size_t i = 0; i < count; i++) {
		struct record part = record_new(&each);

		add_state(&part, &states[i]);
		record_record(&record, "switches", &part);
	}
	say_end(output, &record);
}
