/* All that is free on a node, taken.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <sys/mman.h>

#include "base/interrupt.h"
#include "kernel/mapping.h"
#include "kernel/mempolicy.h"
#include "kernel/nodes.h"
#include "memory/machine.h"
#include "memory/move.h"
#include "memory/occupy.h"
#include "memory/policy.h"

/* Addresses for what the kernel finds room for beyond what it says is free. */
#define SPARE (256ULL << 20)

/* A segment that is being filled: 'taken' bytes from its start are locked on the node. */
struct filling {
	struct segment *segment;
	unsigned node;
	uint64_t taken;
};

static uint64_t
free_on(unsigned node)
{
	struct node_memory memory;

	if (node_memory_read(node, &memory) || memory.free <= memory.reserve)
		return 0;
	return memory.free - memory.reserve;
}

/* Lock what is free at once, in pieces that end where huge pages do; others use the node too. */
static int
take_free(struct filling *filling)
{
	const struct segment *segment = filling->segment;
	uint64_t huge = transparent_huge_page_size();
	struct policy bind = { .mode = MPOL_BIND };
	int result;

	huge = huge ? huge : segment->page_size;
	nodeset_add(&bind.nodes, filling->node);
	result = policy_bind(&bind, segment->start, segment->length, 0);
	while (!result) {
		uintptr_t start = segment->start + filling->taken;
		uint64_t piece = 16 * huge - start % huge;

		if (piece > free_on(filling->node) || filling->taken + piece > segment->length)
			break;
		result = interrupt_pending() ? -EINTR : mapping_lock(start, piece);
		filling->taken += result ? 0 : piece;
	}
	bind = (struct policy){ .mode = MPOL_DEFAULT };
	return result ? result : policy_bind(&bind, segment->start, segment->length, 0);
}

/* Make 'piece' bytes more anywhere, and move them.  1, or 0 where
 * not all of them found room, and are given back; or -errno. */
static int
take_by_moving(struct filling *filling, uint64_t piece)
{
	const struct segment *segment = filling->segment;
	uintptr_t start = segment->start + filling->taken;
	unsigned nodes[] = { filling->node };
	struct nodelist list = { .nodes = nodes, .count = 1, .capacity = 1 };
	struct range range = { .offset = filling->taken, .length = piece };
	struct move move = { .area = segment_area(segment, &range), .nodes = &list, .jobs = 1 };
	struct migration migration;
	int result = mapping_lock(start, piece);

	if (result)
		return result;
	result = move_run(&migration, &move);
	if (migration.moved + migration.already == move.area.pages) {
		filling->taken += piece;
		return 1;
	}
	mapping_unlock(start, piece);
	mapping_advise(start, piece, MADV_DONTNEED);
	return result == -ENOMEM || result == -ENODEV ? 0 : result;
}

/* In smaller and smaller pieces, down to a page. */
static int
take_rest(struct filling *filling)
{
	const struct segment *segment = filling->segment;
	int result = 0;

	for (uint64_t pages = 512; pages && result >= 0; pages /= 8) {
		uint64_t piece = pages * segment->page_size;

		do
			result = interrupt_pending() ? -EINTR : take_by_moving(filling, piece);
		while (result == 1 && filling->taken + piece <= segment->length);
	}
	return result < 0 ? result : 0;
}

/* Keep 'length' bytes of the mapping. */
static int
cut(struct segment *segment, uint64_t length)
{
	int result = mapping_drop(segment->start + length, segment->length - length);

	if (!result)
		segment->length = segment->defined_length = length;
	return result;
}

static struct segment *
fill(const char *name, unsigned node, uint64_t leave, int *result)
{
	uint64_t page_size = base_page_size();
	struct segment *segment = segment_new(name, SEGMENT_ANON, free_on(node) + SPARE, page_size);
	struct range all = { .length = segment->length };
	struct filling filling = { .segment = segment, .node = node };
	struct segments none = { 0 };
	struct error error = { 0 };

	leave = (leave + page_size - 1) / page_size * page_size;
	if (transparent_huge_page_size())
		segment->advice = MADV_HUGEPAGE;
	*result = segment_map(segment, &all, false, &none, &error);
	if (!*result)
		*result = take_free(&filling);
	/* A huge page would move, or not, as a whole. */
	if (!*result && segment->advice >= 0)
		*result = mapping_advise(segment->start + filling.taken,
					 segment->length - filling.taken, MADV_NOHUGEPAGE);
	if (!*result)
		*result = take_rest(&filling);
	if (!*result && filling.taken > leave)
		*result = cut(segment, filling.taken - leave);
	error_clear(&error);
	if (!*result && filling.taken > leave)
		return segment;
	segment_free(segment);
	return NULL;
}

struct segment *
occupy_node(const char *name, unsigned node, uint64_t leave, int *result)
{
	struct machine machine;
	struct nodeset others;

	machine_read(&machine);
	others = machine_usable(&machine);
	nodeset_drop(&others, node);
	/* Without another node to go on with, everybody would fail, and somebody be killed. */
	*result = nodeset_is_empty(&others) ? -EBUSY : 0;
	return *result || free_on(node) <= leave ? NULL : fill(name, node, leave, result);
}
