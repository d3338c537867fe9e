/* Other processes: which are attached, and where all their memory is.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "report/nouns.h"

static void
draw_attached(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "%s: process %" PRId64 " (%s), %" PRId64 " mappings\n",
		 record_get_text(record, "name"), record_get_number(record, "pid"),
		 record_get_text(record, "command"), record_get_number(record, "mappings"));
}

void
say_attached(struct output *output, const struct attachment *attachment)
{
	static const struct noun noun = { "attached", draw_attached };
	struct record record = say_begin(output, &noun);

	record_text(&record, "name", attachment->name);
	record_number(&record, "pid", attachment->process.pid);
	record_text(&record, "command", attachment->command);
	record_number(&record, "mappings", (int64_t)attachment->mappings.count);
	say_end(output, &record);
}

/* The columns of the table are the nodes, and what is on none. */
static void
draw_spread_title(const struct record *record, struct text *text)
{
	const struct field *nodes = record_field(record, "nodes");

	for (size_t i = 0; i < nodes->records.count; i++)
		text_add(text, " %4s%-3" PRId64 " KiB", "node",
			 record_get_number(&nodes->records.items[i], "node"));
	text_add(text, " swapped KiB unknown KiB  mapping\n");
}

static void
draw_spread(const struct record *record, struct text *text)
{
	const struct field *nodes = record_field(record, "nodes");

	for (size_t i = 0; i < nodes->records.count; i++)
		text_add(text, " %11" PRIu64,
			 record_get_size(&nodes->records.items[i], "size") >> 10);
	text_add(text, " %11" PRIu64 " %11" PRIu64 "  %s\n",
		 record_get_size(record, "swapped") >> 10, record_get_size(record, "unknown") >> 10,
		 record_get_text(record, "segment"));
}

static const struct noun part_noun = { NULL, NULL };

void
say_spread_title(struct output *output, const struct attachment *attachment,
		 const struct nodeset *nodes)
{
	static const struct noun noun = { "process", draw_spread_title };
	struct record record = say_begin(output, &noun);

	record_text(&record, "name", attachment->name);
	record_number(&record, "pid", attachment->process.pid);
	record_text(&record, "command", attachment->command);
	record_record(&record, "nodes", NULL);
	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		struct record part = record_new(&part_noun);

		record_number(&part, "node", node);
		record_record(&record, "nodes", &part);
	}
	say_end(output, &record);
}

static uint64_t
pages_present(const struct tally *tally)
{
	uint64_t pages = 0;

	for (unsigned node = 0; node < tally->nodes; node++)
		pages += tally->on_node[node];
	return pages;
}

void
say_spread(struct output *output, const char *segment, bool total, uint64_t page_size,
	   const struct tally *tally, const struct nodeset *nodes)
{
	static const struct noun row = { "mapping", draw_spread }, sum = { "total", draw_spread };
	struct record record = say_begin(output, total ? &sum : &row);

	record_text(&record, "segment", segment);
	record_size(&record, "page_size", page_size);
	record_size(&record, "present", pages_present(tally) * page_size);
	record_size(&record, "swapped", tally_state(tally, PAGE_SWAPPED) * page_size);
	record_size(&record, "unknown", tally_state(tally, PAGE_REFUSED) * page_size);
	record_record(&record, "nodes", NULL);
	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		struct record part = record_new(&part_noun);

		record_number(&part, "node", node);
		record_size(&part, "size", tally_node(tally, (unsigned)node) * page_size);
		record_record(&record, "nodes", &part);
	}
	say_end(output, &record);
}
