/* Where pages are, as a picture: a bar for each node and state.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/nouns.h"

/* Colours of nodes, in turn, and of what is on none.  They only repeat what the bar's name says. */
static const char *const node_colours[] = { "32", "34", "33", "35", "36", "31" };
static const char state_colour[] = "2";
enum { NODE_COLOURS = sizeof(node_colours) / sizeof(*node_colours) };

static const char *
colour_of(int state)
{
	return state < 0 ? state_colour : node_colours[state % NODE_COLOURS];
}

static void
draw_bar(const struct record *bar, uint64_t all, bool coloured, struct text *text)
{
	int state = (int)record_get_number(bar, "state");
	uint64_t pages = record_get_size(bar, "pages");
	const char *cells = record_get_text(bar, "cells");

	if (state < 0)
		text_add(text, "%-8s |", page_state_name(state));
	else
		text_add(text, "node %-3d |", state);
	if (coloured)
		text_add(text, "\033[%sm%s\033[0m", colour_of(state), cells);
	else
		text_add(text, "%s", cells);
	text_add(text, "| %" PRIu64 " page%s, %.2f %%\n", pages, pages == 1 ? "" : "s",
		 (double)pages * 100 / (double)all);
}

static void
draw(const struct record *record, bool coloured, struct text *text)
{
	const struct field *bars = record_field(record, "bars");
	uint64_t pages = record_get_size(record, "pages");
	uint64_t cell = record_get_size(record, "cell_pages");

	for (size_t i = 0; i < bars->records.count; i++)
		draw_bar(&bars->records.items[i], pages, coloured, text);
	text_add(text, "%" PRIu64 " page%s of ", pages, pages == 1 ? "" : "s");
	size_format(record_get_size(record, "page_size"), text);
	text_add(text,
		 " from 0x%" PRIx64 " on, %" PRIu64
		 " a cell: # all of it, + half or more, - less\n",
		 record_get_size(record, "first"), cell);
}

static void
draw_plain(const struct record *record, struct text *text)
{
	draw(record, false, text);
}

static void
draw_coloured(const struct record *record, struct text *text)
{
	draw(record, true, text);
}

/* A terminal that knows colours, and a user who has not declined them (no-color.org). */
static bool
wants_colour(const struct output *output)
{
	const char *declined = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return output->format == OUTPUT_TEXT && isatty(STDOUT_FILENO) && !(declined && *declined) &&
	       terminal && strcmp(terminal, "dumb") != 0;
}

static void
add_bar(struct record *record, const struct bars *bars, const struct tally *all, int state)
{
	static const struct noun noun = { NULL, NULL };
	uint64_t pages = state < 0 ? tally_state(all, (enum page_state)state)
				   : tally_node(all, (unsigned)state);
	struct record bar;
	char cells[MOST_CELLS + 1] = "";

	if (!pages)
		return;
	bar = record_new(&noun);
	for (unsigned cell = 0; cell < bars->count; cell++)
		cells[cell] = bars_mark(&bars->cells[cell], state);
	record_number(&bar, "state", state);
	record_size(&bar, "pages", pages);
	record_text(&bar, "cells", cells);
	record_record(record, "bars", &bar);
}

void
say_bars(struct output *output, const struct segment *segment, const struct bars *bars,
	 const struct tally *tally)
{
	static const struct noun plain = { "counts", draw_plain },
				 coloured = { "counts", draw_coloured };
	struct record record = say_begin(output, wants_colour(output) ? &coloured : &plain);

	record_text(&record, "segment", segment->name);
	record_size(&record, "page_size", segment->page_size);
	record_size(&record, "pages", tally->pages);
	record_tally(&record, "tally", tally);
	record_size(&record, "first", bars->first);
	record_size(&record, "cell_pages", bars->cell_pages);
	record_record(&record, "bars", NULL);
	for (unsigned node = 0; node < tally->nodes; node++)
		add_bar(&record, bars, tally, (int)node);
	for (int state = -1; state >= -PAGE_STATES; state--)
		add_bar(&record, bars, tally, state);
	say_end(output, &record);
}
