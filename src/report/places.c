/* The machine's nodes, and this process's place on it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "kernel/blocks.h"
#include "kernel/nodes.h"
#include "report/nouns.h"
#include "report/table.h"

enum { MOST_HUGE_SIZES = 8 };

static const char *const states[] = {
	[NUMA_NODES] = "nodes",
	[NUMA_ONE_NODE] = "one node",
	[NUMA_ABSENT] = "kernel without NUMA",
	[NUMA_REFUSED] = "NUMA system calls refused",
};

/* The classic columns come first: node, total MB, free MB. */
static void
draw_numa(const struct record *record, struct text *text)
{
	static const char *const columns[] = { ">node", ">total MB", ">free MB", NULL };
	static const char *const more[] = { ">node", ">total MB",  ">free MB", "cpus", "distances",
					    ">tier", "huge pages", "",	       NULL };
	bool all = record_get_truth(record, "all");
	struct libscols_table *table = table_new(all ? more : columns);
	const struct field *nodes = record_field(record, "nodes");

	for (size_t i = 0; i < nodes->records.count; i++) {
		const struct record *node = &nodes->records.items[i];

		table_row(table);
		table_cell(table, "%" PRId64, record_get_number(node, "node"));
		table_cell(table, "%" PRIu64, record_get_size(node, "total") >> 20);
		table_cell(table, "%" PRIu64, record_get_size(node, "free") >> 20);
		if (!all)
			continue;
		table_cell(table, "%s", record_get_text(node, "cpus"));
		table_cell(table, "%s", record_get_text(node, "distances"));
		if (record_field(node, "tier"))
			table_cell(table, "%" PRId64, record_get_number(node, "tier"));
		else
			table_cell(table, "%s", "");
		table_cell(table, "%s", record_get_text(node, "huge_pages"));
		table_cell(table, "%s%s", record_get_text(node, "memory"),
			   *record_get_text(node, "memory") || record_get_truth(node, "allowed")
				   ? ""
				   : "not allowed");
	}
	table_draw(table, text);
	if (strcmp(record_get_text(record, "state"), states[NUMA_NODES]) != 0)
		text_add(text, "(%s)\n", record_get_text(record, "state"));
}

static void
add_huge_pages(struct record *record, unsigned node)
{
	uint64_t sizes[MOST_HUGE_SIZES], total, free;
	size_t count = huge_page_sizes(sizes, MOST_HUGE_SIZES);
	struct text text = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (node_huge_pages(node, sizes[i], &total, &free))
			continue;
		if (text.length)
			text_add(&text, ", ");
		size_format(sizes[i], &text);
		text_add(&text, ": %" PRIu64 " of %" PRIu64 " free", free, total);
	}
	record_text(record, "huge_pages", text_string(&text));
	text_release(&text);
}

static void
add_list(struct record *record, const char *name, unsigned node,
	 int (*read)(unsigned node, struct text *text))
{
	struct text text = { 0 };

	if (read(node, &text) == 0)
		record_text(record, name, text_string(&text));
	text_release(&text);
}

/* A node without memory says whether there is none, or it is off line, or some of it is. */
static void
add_blocks(struct record *record, unsigned node, bool has_memory)
{
	struct memory_blocks blocks;
	struct text text = { 0 };
	size_t online;

	if (memory_blocks_read(node, &blocks) == 0) {
		online = memory_blocks_online(&blocks);
		if (online < blocks.count)
			text_add(&text, "%zu of %zu blocks off line", blocks.count - online,
				 blocks.count);
		record_size(record, "blocks", blocks.count);
		record_size(record, "blocks_online", online);
	}
	if (!has_memory && !text.length)
		text_add(&text, "no memory");
	record_text(record, "memory", text_string(&text));
	text_release(&text);
	memory_blocks_release(&blocks);
}

static void
add_node(struct record *record, const struct machine *machine, unsigned node, bool all)
{
	static const struct noun noun = { NULL, NULL };
	struct record part = record_new(&noun);
	struct node_memory memory;

	if (machine->state == NUMA_ABSENT)
		machine_memory_read(&memory);
	else
		node_memory_read(node, &memory);
	record_number(&part, "node", node);
	record_size(&part, "total", memory.total);
	record_size(&part, "free", memory.free);
	record_truth(&part, "allowed", nodeset_has(&machine->allowed, node));
	if (all) {
		add_list(&part, "cpus", node, node_cpus_read);
		add_list(&part, "distances", node, node_distances_read);
		if (node_tier(node) >= 0)
			record_number(&part, "tier", node_tier(node));
		add_huge_pages(&part, node);
		add_blocks(&part, node, nodeset_has(&machine->memory, node));
	}
	record_record(record, "nodes", &part);
}

void
say_numa(struct output *output, const struct machine *machine, bool all)
{
	static const struct noun noun = { "numa", draw_numa };
	struct nodeset nodes = all ? machine->online : machine_usable(machine);
	struct record record = say_begin(output, &noun);

	record_text(&record, "state", states[machine->state]);
	record_truth(&record, "all", all);
	record_record(&record, "nodes", NULL);
	for (int node = nodeset_next(&nodes, 0); node >= 0;
	     node = nodeset_next(&nodes, (unsigned)node + 1))
		add_node(&record, machine, (unsigned)node, all);
	say_end(output, &record);
}

static void
draw_pools(const struct record *record, struct text *text)
{
	static const char *const columns[] = { ">page size", ">node", ">pages", ">free", NULL };
	const struct field *pools = record_field(record, "pools");
	struct libscols_table *table = table_new(columns);

	for (size_t i = 0; i < pools->records.count; i++) {
		const struct record *pool = &pools->records.items[i];
		struct text size = { 0 };

		size_format(record_get_size(pool, "page_size"), &size);
		table_row(table);
		table_cell(table, "%s", text_string(&size));
		table_cell(table, "%" PRId64, record_get_number(pool, "node"));
		table_cell(table, "%" PRIu64, record_get_size(pool, "pages"));
		table_cell(table, "%" PRIu64, record_get_size(pool, "free"));
		text_release(&size);
	}
	table_draw(table, text);
}

static void
add_pools(struct record *record, const struct nodeset *nodes, uint64_t page_size)
{
	static const struct noun noun = { NULL, NULL };
	uint64_t total, free;

	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		struct record pool;

		if (node_huge_pages((unsigned)node, page_size, &total, &free))
			continue;
		pool = record_new(&noun);
		record_size(&pool, "page_size", page_size);
		record_number(&pool, "node", node);
		record_size(&pool, "pages", total);
		record_size(&pool, "free", free);
		record_record(record, "pools", &pool);
	}
}

void
say_pools(struct output *output, const struct machine *machine, uint64_t page_size)
{
	static const struct noun noun = { "pools", draw_pools };
	uint64_t sizes[MOST_HUGE_SIZES];
	size_t count = huge_page_sizes(sizes, MOST_HUGE_SIZES);
	struct record record = say_begin(output, &noun);

	record_record(&record, "pools", NULL);
	for (size_t i = 0; i < count; i++)
		if (!page_size || page_size == sizes[i])
			add_pools(&record, &machine->memory, sizes[i]);
	say_end(output, &record);
}

static void
draw_list(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "%s = %s\n", record->noun->name, record_get_text(record, "list"));
}

void
say_cpus(struct output *output, const char *list)
{
	static const struct noun noun = { "cpus", draw_list };
	struct record record = say_begin(output, &noun);

	record_text(&record, "list", list);
	say_end(output, &record);
}

void
say_mems(struct output *output, const char *list)
{
	static const struct noun noun = { "mems", draw_list };
	struct record record = say_begin(output, &noun);

	record_text(&record, "list", list);
	say_end(output, &record);
}

static const char *const cpuset_fields[] = { "path", "mems", "cpus", "mems_effective",
					     "cpus_effective" };

static void
draw_cpuset(const struct record *record, struct text *text)
{
	const char *mems = record_get_text(record, "mems"), *cpus = record_get_text(record, "cpus");

	say_speaker(record, text);
	text_add(text, "cpuset = %s: mems %s, cpus %s", record_get_text(record, "path"),
		 record_get_text(record, "mems_effective"),
		 record_get_text(record, "cpus_effective"));
	if (record_get_truth(record, "own"))
		text_add(text, "; our own: mems=%s cpus=%s", *mems ? mems : "*",
			 *cpus ? cpus : "*");
	text_add(text, "\n");
}

void
say_cpuset(struct output *output, bool own, const char *const words[5])
{
	static const struct noun noun = { "cpuset", draw_cpuset };
	struct record record = say_begin(output, &noun);

	for (size_t i = 0; i < sizeof(cpuset_fields) / sizeof(*cpuset_fields); i++)
		record_text(&record, cpuset_fields[i], words[i]);
	record_truth(&record, "own", own);
	say_end(output, &record);
}
