/* Is there room on the nodes that pages must go to?
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>

#include "kernel/mapping.h"
#include "kernel/mempolicy.h"
#include "kernel/nodes.h"
#include "memory/hugepool.h"
#include "memory/placement.h"
#include "memory/room.h"
#include "memory/size.h"

static uint64_t
spare_of(const struct node_memory *memory)
{
	uint64_t free = memory->free + memory->file;

	return free > memory->reserve ? free - memory->reserve : 0;
}

static uint64_t
listed_of(const struct node_memory *memory)
{
	return memory->listed;
}

/* The sum of what these nodes have of something, in bytes. */
static uint64_t
sum_over(const struct nodeset *nodes, uint64_t (*share)(const struct node_memory *memory))
{
	uint64_t sum = 0;

	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		struct node_memory memory;

		if (node_memory_read((unsigned)node, &memory) == 0)
			sum += share(&memory);
	}
	return sum;
}

uint64_t
room_on(const struct nodeset *nodes)
{
	return sum_over(nodes, spare_of);
}

static int
refuse_huge(const struct nodeset *nodes, uint64_t pages, uint64_t room, uint64_t page_size,
	    struct error *error)
{
	struct text list = { 0 }, amount = { 0 }, size = { 0 };

	nodeset_format(nodes, &list);
	hugepool_amount(pages, page_size, &amount);
	hugepool_format_size(page_size, &size);
	error_note(error, ENOMEM,
		   "policy bind allows node %s only, where %" PRIu64
		   " huge pages are free, and it takes %s: a SIGBUS would end this process",
		   text_string(&list), room, text_string(&amount));
	error_hint(error, "pool %s %" PRIu64 " on %s", text_string(&size), pages,
		   text_string(&list));
	text_release(&list);
	text_release(&amount);
	text_release(&size);
	return -ENOMEM;
}

static int
refuse(const struct nodeset *nodes, uint64_t need, uint64_t room, struct error *error)
{
	struct text list = { 0 }, needed = { 0 }, there = { 0 }, listed = { 0 };

	nodeset_format(nodes, &list);
	size_format(need, &needed);
	size_format(room, &there);
	size_format(sum_over(nodes, listed_of), &listed);
	error_note(
		error, ENOMEM,
		"policy bind allows node %s only, which has room for %s (%s more are free on lists of "
		"CPUs, out of reach), and %s are needed: the OOM killer would end this process",
		text_string(&list), text_string(&there), text_string(&listed),
		text_string(&needed));
	error_hint(error, "bind to more nodes, use preferred, or free memory there");
	text_release(&list);
	text_release(&needed);
	text_release(&there);
	text_release(&listed);
	return -ENOMEM;
}

/* Bytes of huge pages, or of base pages with what swap could take. */
static uint64_t
room_for(const struct nodeset *nodes, uint64_t page_size)
{
	if (page_size == base_page_size())
		return room_on(nodes) + swap_free();
	return hugepool_room(nodes, page_size) * page_size;
}

int
room_check(const struct area *area, struct error *error)
{
	struct policy policy;
	struct tally tally;
	uint64_t need, room;
	int result;

	if (policy_in_force(area->start, &policy) || policy.mode != MPOL_BIND)
		return 0;
	room = room_for(&policy.nodes, area->page_size);
	/* Where even all of it would fit there is no need to look which pages are absent. */
	if (area->pages * area->page_size <= room)
		return 0;
	result = placement_tally(area, &tally);
	need = (tally_state(&tally, PAGE_ABSENT) + tally_state(&tally, PAGE_SWAPPED) +
		tally_state(&tally, PAGE_ZERO)) *
	       area->page_size;
	tally_release(&tally);
	if (result || need <= room)
		return result;
	if (area->page_size > base_page_size())
		return refuse_huge(&policy.nodes, need / area->page_size, room / area->page_size,
				   area->page_size, error);
	return refuse(&policy.nodes, need, room, error);
}
