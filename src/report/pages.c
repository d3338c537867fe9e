/* Where pages are: the grid, runs and counts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/nouns.h"
#include "report/table.h"

enum { COLUMNS = 8, CELL = 4 };

static void
draw_where(const struct record *record, struct text *text)
{
	if (!record_get_truth(record, "grid"))
		return;
	text_add(text, "page offset   ");
	for (int column = 0; column < COLUMNS; column++)
		text_add(text, " +%02x", column);
	text_add(text, "\n");
}

void
say_where(struct output *output, const struct segment *segment, bool grid, uint64_t first,
	  uint64_t pages)
{
	static const struct noun noun = { "where", draw_where };
	struct record record;

	say_segment(output, segment);
	record = say_begin(output, &noun);
	record_text(&record, "segment", segment->name);
	record_truth(&record, "grid", grid);
	record_size(&record, "page_size", segment->page_size);
	record_size(&record, "first", first);
	record_size(&record, "pages", pages);
	say_end(output, &record);
}

/* A row of the grid while it is filled: cells of at least CELL characters, right-justified. */
struct row {
	char cells[COLUMNS * 16];
	size_t length;
	uint64_t first;
	unsigned count;
};

static void
end_row(struct row *row, struct text *text)
{
	if (!row->count)
		return;
	text_add(text, "%12" PRIx64 ": ", row->first);
	text_add_bytes(text, row->cells, row->length);
	text_add_char(text, '\n');
	row->length = row->count = 0;
}

static void
add_cell(struct row *row, uint64_t page, const char *cell, size_t width, struct text *text)
{
	if (!row->count)
		row->first = page;
	memcpy(row->cells + row->length, cell, width);
	row->length += width;
	if (++row->count == COLUMNS)
		end_row(row, text);
}

static void
draw_grid(const struct record *record, struct text *text)
{
	const struct field *runs = record_field(record, "runs");
	struct row row = { .count = 0 };

	for (size_t i = 0; i < runs->runs.count; i++) {
		const struct run *run = &runs->runs.items[i];
		char cell[16];
		int width = run->state >= 0 ? snprintf(cell, sizeof(cell), "%*d", CELL, run->state)
					    : snprintf(cell, sizeof(cell), "%*c", CELL,
						       page_state_letter(run->state));

		for (uint64_t page = run->page; page < run->page + run->pages; page++)
			add_cell(&row, page, cell, (size_t)width, text);
	}
	end_row(&row, text);
}

static void
say_pages(struct output *output, const struct noun *noun, const struct run *runs, size_t count)
{
	struct record record = say_begin(output, noun);

	record_runs(&record, "runs", runs, count);
	say_end(output, &record);
}

void
say_grid(struct output *output, const struct run *runs, size_t count)
{
	static const struct noun noun = { "pages", draw_grid };

	say_pages(output, &noun, runs, count);
}

static void
draw_runs(const struct record *record, struct text *text)
{
	const struct field *runs = record_field(record, "runs");

	for (size_t i = 0; i < runs->runs.count; i++) {
		const struct run *run = &runs->runs.items[i];

		text_add(text, "%12" PRIx64 ": %" PRIu64 " page%s ", run->page, run->pages,
			 run->pages == 1 ? "" : "s");
		if (run->state >= 0)
			text_add(text, "on node %d\n", run->state);
		else
			text_add(text, "%s\n", page_state_name(run->state));
	}
}

void
say_runs(struct output *output, const struct run *runs, size_t count)
{
	static const struct noun noun = { "pages", draw_runs };

	say_pages(output, &noun, runs, count);
}

void
say_tally(const struct tally *tally, struct text *text)
{
	const char *comma = "";

	for (unsigned node = 0; node < tally->nodes; node++) {
		if (!tally->on_node[node])
			continue;
		text_add(text, "%s%" PRIu64 " on node %u", comma, tally->on_node[node], node);
		comma = ", ";
	}
	for (int state = -1; state >= -PAGE_STATES; state--) {
		uint64_t pages = tally_state(tally, (enum page_state)state);

		if (!pages)
			continue;
		text_add(text, "%s%" PRIu64 " %s", comma, pages, page_state_name(state));
		comma = ", ";
	}
	if (!*comma)
		text_add(text, "none");
}

static void
add_count(struct libscols_table *table, uint64_t pages, uint64_t all, uint64_t size)
{
	struct text bytes = { 0 };

	table_cell(table, "%" PRIu64, pages);
	size_format(pages * size, &bytes);
	table_cell(table, "%s", text_string(&bytes));
	text_release(&bytes);
	table_cell(table, "%.2f", (double)pages * 100 / (double)all);
}

static void
draw_counts(const struct record *record, struct text *text)
{
	static const char *const columns[] = { ">node", ">pages", ">size", ">%", NULL };
	const struct tally *tally = record_field(record, "tally")->tally;
	uint64_t size = record_get_size(record, "page_size");
	struct libscols_table *table = table_new(columns);

	for (unsigned node = 0; node < tally->nodes; node++) {
		if (!tally->on_node[node])
			continue;
		table_row(table);
		table_cell(table, "%u", node);
		add_count(table, tally->on_node[node], tally->pages, size);
	}
	for (int state = -1; state >= -PAGE_STATES; state--) {
		uint64_t pages = tally_state(tally, (enum page_state)state);

		if (!pages)
			continue;
		table_row(table);
		table_cell(table, "%s", page_state_name(state));
		add_count(table, pages, tally->pages, size);
	}
	table_draw(table, text);
}

void
say_counts(struct output *output, const struct segment *segment, const struct tally *tally)
{
	static const struct noun noun = { "counts", draw_counts };
	struct record record = say_begin(output, &noun);

	record_text(&record, "segment", segment->name);
	record_size(&record, "page_size", segment->page_size);
	record_size(&record, "pages", tally->pages);
	record_tally(&record, "tally", tally);
	say_end(output, &record);
}

/* A row for each size and place: "2 MiB 0 1024 4 MiB 50.00". */
static void
draw_sizes(const struct record *record, struct text *text)
{
	static const char *const columns[] = {
		">page size", ">node", ">pages", ">size", ">%", NULL
	};
	const struct field *sizes = record_field(record, "sizes");
	uint64_t page_size = record_get_size(record, "page_size");
	uint64_t all = record_get_size(record, "pages");
	struct libscols_table *table = table_new(columns);

	for (size_t i = 0; i < sizes->records.count; i++) {
		const struct record *part = &sizes->records.items[i];
		const struct tally *tally = record_field(part, "tally")->tally;
		struct text size = { 0 };

		if (record_get_size(part, "size"))
			size_format(record_get_size(part, "size"), &size);
		for (int state = -PAGE_STATES; state < (int)tally->nodes; state++) {
			uint64_t pages = state < 0 ? tally_state(tally, (enum page_state)state)
						   : tally->on_node[state];

			if (!pages)
				continue;
			table_row(table);
			table_cell(table, "%s", text_string(&size));
			if (state < 0)
				table_cell(table, "%s", page_state_name(state));
			else
				table_cell(table, "%d", state);
			add_count(table, pages, all, page_size);
		}
		text_release(&size);
	}
	table_draw(table, text);
}

void
say_sizes(struct output *output, const struct segment *segment, const struct sizes *sizes)
{
	static const struct noun noun = { "sizes", draw_sizes }, part_noun = { NULL, NULL };
	struct record record = say_begin(output, &noun);
	uint64_t pages = 0;

	record_text(&record, "segment", segment->name);
	record_size(&record, "page_size", segment->page_size);
	record_record(&record, "sizes", NULL);
	for (size_t i = 0; i < sizes->count; i++) {
		struct record part = record_new(&part_noun);

		pages += sizes->items[i].tally.pages;
		record_size(&part, "size", sizes->items[i].size);
		record_tally(&part, "tally", &sizes->items[i].tally);
		record_record(&record, "sizes", &part);
	}
	record_size(&record, "pages", pages);
	say_end(output, &record);
}

static void
draw_walked(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "%s %" PRIu64 " page%s in %6.3f secs; ", record_get_text(record, "done"),
		 record_get_size(record, "pages"), record_get_size(record, "pages") == 1 ? "" : "s",
		 record_get_real(record, "seconds"));
	if (record_field(record, "now"))
		say_tally(record_field(record, "now")->tally, text);
	else
		text_add(text, "where they are cannot be seen");
	text_add(text, "\n");
}

void
say_walked(struct output *output, const struct segment *segment, const char *done, uint64_t pages,
	   double seconds, const struct tally *now)
{
	static const struct noun noun = { "walked", draw_walked };
	struct record record = say_begin(output, &noun);

	record_text(&record, "segment", segment->name);
	record_text(&record, "done", done);
	record_size(&record, "pages", pages);
	record_size(&record, "page_size", segment->page_size);
	record_real(&record, "seconds", seconds);
	if (now)
		record_tally(&record, "now", now);
	say_end(output, &record);
}
