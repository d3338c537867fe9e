/* Conditions on memory that is to be had: free, swap, huge pages, file systems.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "kernel/swap.h"
#include "memory/hugepool.h"
#include "memory/mkfs.h"
#include "memory/room.h"
#include "commands/conditions.h"

bool
condition_free(struct args *args, struct text *found)
{
	uint64_t wanted = args_size(args, "a size", base_page_size());
	struct nodeset nodes = args_on(args, NODES_TO_LOOK);
	uint64_t room;

	if (is_absent(args, found))
		return false;
	room = room_on(&nodes);
	size_format(room, found);
	text_add(found, " free on node ");
	nodeset_format(&nodes, found);
	return room >= wanted;
}

bool
condition_swap(struct args *args, struct text *found)
{
	bool on_disk = args_next_is(args, "disk");

	text_add(found, on_disk ? "no free swap on a disk" : "no free swap");
	return swap_free() > 0 && (!on_disk || swap_is_on_disk());
}

bool
condition_hugepages(struct args *args, struct text *found)
{
	uint64_t size = args_size(args, "a huge page size", base_page_size());
	uint64_t wanted = args_number(args, "number of huge pages", 0, INT64_MAX);
	uint64_t there = 0;
	struct nodeset nodes;

	nodes = args_on(args, NODES_TO_LOOK);
	if (is_absent(args, found))
		return false;
	for (int node = nodeset_next(&nodes, 0); node >= 0;
	     node = nodeset_next(&nodes, (unsigned)node + 1)) {
		uint64_t total, free;

		if (node_huge_pages((unsigned)node, size, &total, &free) == 0)
			there += free;
	}
	text_add(found, "%" PRIu64 " huge pages of ", there);
	size_format(size, found);
	text_add(found, " free on node ");
	nodeset_format(&nodes, found);
	return there >= wanted;
}

/* "pool 2m 4 on @1": it is had by making it, until the session ends. */
bool
condition_pool(struct args *args, struct text *found)
{
	const char *word = args_word(args, "a huge page size");
	struct error error = { 0 };
	uint64_t size = 0, pages;
	struct nodeset nodes;
	bool met;

	if (word && hugepool_parse_size(word, &size, &error) == -EINVAL)
		args_fail(args, EINVAL, "%s", error.message);
	pages = args_number(args, "number of huge pages", 0, INT32_MAX);
	nodes = args_on(args, NODES_TO_LOOK);
	if (is_absent(args, found)) {
		error_clear(&error);
		return false;
	}
	met = args_ok(args) && !error_is_set(&error) &&
	      hugepool_set(&args->session->keeper, size, pages, &nodes, &error) == 0;
	if (error_is_set(&error))
		text_add(found, "%s", error.message);
	error_clear(&error);
	return met;
}

/* Everything that scratch needs for it.  A disk is
 * a path: any other word is the command of 'if'. */
bool
condition_filesystem(struct args *args, struct text *found)
{
	int type = args_keyword(args, mkfs_words, "file system");
	const char *next = args_peek(args);
	const char *device = next && strchr(next, '/') ? args_optional(args) : NULL;
	struct error error = { 0 };
	bool there;

	if (!args_ok(args))
		return false;
	there = scratch_check(type, device, &error) == 0;
	text_add(found, "%s", there ? "" : error.message);
	error_clear(&error);
	return there;
}
