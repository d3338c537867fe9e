/* Pools of huge pages: the machine has one for each size on each node.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "kernel/switches.h"
#include "memory/hugepool.h"
#include "memory/machine.h"
#include "memory/room.h"
#include "memory/size.h"

enum { MOST_SIZES = 8 };

/* Name the sizes that there are. */
static int
refuse_size(const char *word, const uint64_t *sizes, size_t count, struct error *error)
{
	struct text list = { 0 };

	for (size_t i = 0; i < count; i++) {
		text_add(&list, i ? ", " : "");
		hugepool_format_size(sizes[i], &list);
	}
	error_note(error, ENODEV, "this machine has no huge pages of '%s'", quote(word).text);
	if (count)
		error_hint(error, "one of %s", text_string(&list));
	text_release(&list);
	return -ENODEV;
}

int
hugepool_parse_size(const char *word, uint64_t *bytes, struct error *error)
{
	uint64_t sizes[MOST_SIZES];
	size_t count = huge_page_sizes(sizes, MOST_SIZES);
	int result = size_parse(word, base_page_size(), bytes, error);

	if (result)
		return result;
	for (size_t i = 0; i < count; i++)
		if (sizes[i] == *bytes)
			return 0;
	return refuse_size(word, sizes, count, error);
}

void
hugepool_format_size(uint64_t bytes, struct text *text)
{
	static const char units[] = "kmgt";
	size_t unit = 0;

	while (units[unit + 1] && bytes % (1ULL << 10 * (unit + 2)) == 0)
		unit++;
	text_add(text, "%" PRIu64 "%c", bytes >> 10 * (unit + 1), units[unit]);
}

void
hugepool_amount(uint64_t pages, uint64_t page_size, struct text *text)
{
	text_add(text, "%" PRIu64 " huge page%s of ", pages, pages == 1 ? "" : "s");
	size_format(page_size, text);
}

uint64_t
hugepool_count(const struct nodeset *nodes, uint64_t page_size, bool only_free)
{
	uint64_t count = 0, total, free;

	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1))
		if (node_huge_pages((unsigned)node, page_size, &total, &free) == 0)
			count += only_free ? free : total;
	return count;
}

uint64_t
hugepool_room(const struct nodeset *nodes, uint64_t page_size)
{
	uint64_t room = hugepool_count(nodes, page_size, true), spare, more;

	return huge_pages_spare(page_size, &spare, &more) == 0 ? room + more : room;
}

/* Write how many a node is to have; they are as many as before when the session ends. */
static int
write_pool(struct keeper *keeper, unsigned node, uint64_t page_size, uint64_t pages)
{
	struct text path = { 0 }, value = { 0 };
	int result;

	huge_pool_path(node, page_size, &path);
	text_add(&value, "%" PRIu64, pages);
	result = keeper_write(keeper, text_string(&path), text_string(&value));
	text_release(&path);
	text_release(&value);
	return result;
}

static int
refuse_write(unsigned node, int result, struct error *error)
{
	error_refused(error, -result, "cannot set the pool of huge pages of node %u", node);
	if (result == -EACCES || result == -EPERM || result == -EROFS)
		error_hint(error, "run as root, and not in a container");
	return result;
}

static int
refuse_more(unsigned node, uint64_t page_size, uint64_t pages, uint64_t room, struct error *error)
{
	struct text amount = { 0 };

	hugepool_amount(pages, page_size, &amount);
	error_note(error, ENOMEM, "node %u has room for %" PRIu64 " of %s", node, room,
		   text_string(&amount));
	error_hint(error,
		   "free memory there, or switch compact_memory 1: it is used, or in pieces");
	text_release(&amount);
	return -ENOMEM;
}

/* What cannot be is not tried: the kernel would take all memory before it gives up. */
static int
check_room(unsigned node, uint64_t page_size, uint64_t pages, uint64_t before, struct error *error)
{
	struct nodeset only = { 0 };
	struct node_memory memory;
	uint64_t room;

	if (pages <= before || node_memory_read(node, &memory))
		return 0;
	nodeset_add(&only, node);
	room = before + (room_on(&only) + memory.reserve + swap_free()) / page_size;
	return pages <= room ? 0 : refuse_more(node, page_size, pages, room, error);
}

/* What the kernel gave is what it has now: it may be fewer, where memory is short or in pieces, or
 * more, where they are in use. */
static int
check_pool(unsigned node, uint64_t page_size, uint64_t pages, struct error *error)
{
	uint64_t total, free;
	struct text amount = { 0 };
	int result = node_huge_pages(node, page_size, &total, &free);

	if (result)
		return refuse_write(node, result, error);
	if (total == pages)
		return 0;
	if (total < pages)
		return refuse_more(node, page_size, pages, total, error);
	hugepool_amount(pages, page_size, &amount);
	result = error_note(error, EBUSY,
			    "node %u keeps %" PRIu64 " and not %s: the others are in use", node,
			    total, text_string(&amount));
	text_release(&amount);
	return result;
}

/* How many each node has; those that have no such pool have 0. */
static void
read_pools(uint64_t page_size, const struct nodeset *nodes, uint64_t *pools)
{
	uint64_t free;

	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1))
		if (node_huge_pages((unsigned)node, page_size, &pools[node], &free))
			pools[node] = 0;
}

static int
write_pools(struct keeper *keeper, uint64_t page_size, const struct nodeset *nodes,
	    const uint64_t *pools, struct error *error)
{
	int result = 0;

	for (int node = nodeset_next(nodes, 0); !result && node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		result = write_pool(keeper, (unsigned)node, page_size, pools[node]);
		if (result)
			refuse_write((unsigned)node, result, error);
	}
	return result;
}

int
hugepool_set(struct keeper *keeper, uint64_t page_size, uint64_t pages, const struct nodeset *nodes,
	     struct error *error)
{
	struct machine machine;
	uint64_t *before;
	int result = 0;

	machine_read(&machine);
	before = xcalloc(nodeset_width(&machine.memory) + 1, sizeof(*before));
	read_pools(page_size, &machine.memory, before);
	for (int node = nodeset_next(nodes, 0); !result && node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1))
		result = check_room((unsigned)node, page_size, pages, before[node], error);
	if (result) {
		free(before);
		return result;
	}
	/* As they are, so that all are promised back. */
	result = write_pools(keeper, page_size, &machine.memory, before, error);
	for (int node = nodeset_next(nodes, 0); !result && node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		result = write_pool(keeper, (unsigned)node, page_size, pages);
		result = result ? refuse_write((unsigned)node, result, error)
				: check_pool((unsigned)node, page_size, pages, error);
	}
	if (result)
		write_pools(keeper, page_size, &machine.memory, before, error);
	free(before);
	return result;
}
