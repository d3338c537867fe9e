/* A node's memory going off line and coming back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "kernel/nodes.h"
#include "memory/hotplug.h"
#include "memory/machine.h"
#include "memory/room.h"
#include "memory/size.h"

void
plugged_blocks_release(struct plugged_blocks *plugged)
{
	free(plugged->items);
	*plugged = (struct plugged_blocks){ 0 };
}

bool
plugged_has(const struct plugged_blocks *plugged, unsigned node)
{
	for (size_t i = 0; i < plugged->count; i++)
		if (plugged->items[i].node == node)
			return true;
	return false;
}

static int
check_zones(unsigned node, const struct memory_blocks *blocks, struct error *error)
{
	for (size_t i = 0; i < blocks->count; i++) {
		const struct memory_block *block = &blocks->items[i];

		if (!block->online || memory_block_is_movable(block))
			continue;
		error_note(
			error, EPERM,
			"block memory%lu of node %u is of zone %s: the kernel's own memory may lie "
			"there, and it may come back as another zone",
			block->number, node, *block->zone ? block->zone : "unknown");
		error_hint(error, "a node that is movable, or 'force'");
		return -EPERM;
	}
	return 0;
}

/* The kernel would look for room for ever. */
static int
check_room(unsigned node, const struct nodeset *others, struct error *error)
{
	struct node_memory memory;
	struct text used = { 0 }, room = { 0 };
	int result = 0;

	if (node_memory_read(node, &memory) || node_memory_used(&memory) <= room_on(others))
		return 0;
	size_format(node_memory_used(&memory), &used);
	size_format(room_on(others), &room);
	result = error_note(error, ENOMEM,
			    "node %u holds %s, and there is room for %s on the other nodes", node,
			    text_string(&used), text_string(&room));
	text_release(&used);
	text_release(&room);
	return result;
}

static int
check_blocks(unsigned node, const struct memory_blocks *blocks, struct error *error)
{
	int result = 0;

	if (!blocks->count)
		return error_note(error, ENODEV, "node %u has no memory that could go off line",
				  node);
	if (!memory_blocks_online(blocks))
		return error_note(error, ENODEV, "the memory of node %u is off line already", node);
	for (size_t i = 0; i < blocks->count && !result; i++)
		result = memory_block_writable(blocks->items[i].number);
	if (!result)
		return 0;
	error_refused(error, -result, "the memory of node %u cannot be taken off line from here",
		      node);
	error_hint(error, "run as root, where /sys may be written");
	return result;
}

int
hotplug_check(unsigned node, bool force, struct error *error)
{
	struct memory_blocks blocks;
	struct machine machine;
	int result = memory_blocks_read(node, &blocks);

	machine_read(&machine);
	nodeset_drop(&machine.memory, node);
	if (result == -ENOSYS)
		error_note(error, ENOSYS, "this kernel cannot take memory off line");
	else if (result)
		error_refused(error, -result, "cannot read the memory blocks of node %u", node);
	else
		result = check_blocks(node, &blocks, error);
	if (!result && nodeset_is_empty(&machine.memory))
		result = error_note(error, EBUSY, "node %u is the last that has memory", node);
	if (!result && !force)
		result = check_zones(node, &blocks, error);
	if (!result && !force)
		result = check_room(node, &machine.memory, error);
	memory_blocks_release(&blocks);
	return result;
}

/* Cpusets hear of it from the kernel in the background, up to 6.9: wait until they have. */
static void
wait_for_cpusets(unsigned node)
{
	const struct timespec moment = { .tv_nsec = 5000000 };
	struct machine machine;

	for (int tries = 0; tries < 1000; tries++) {
		machine_read(&machine);
		if (nodeset_has(&machine.allowed, node) == nodeset_has(&machine.memory, node))
			return;
		nanosleep(&moment, NULL);
	}
}

/* Change a block, and promise before to put it back. */
static int
change(struct hotplug *plug, const struct memory_block *block, const char *state, const char *back)
{
	struct plugged_blocks *plugged = plug->plugged;
	struct text path = { 0 };
	int promise, result;

	memory_block_path(block->number, &path);
	promise = keeper_promise(plug->keeper, PROMISE_MEMORY, text_string(&path), back);
	text_release(&path);
	if (promise < 0)
		return promise;
	result = memory_block_set(block->number, state, plug->seconds);
	if (result) {
		keeper_forget(plug->keeper, promise);
		return result;
	}
	plug->changed++;
	plugged->items = xgrow(plugged->items, &plugged->capacity, plugged->count + 1,
			       sizeof(*plugged->items));
	plugged->items[plugged->count++] =
		(struct plugged_block){ plug->node, block->number, promise };
	return 0;
}

/* Put back the last 'most' changes to blocks of the node. */
static int
put_back(struct hotplug *plug, size_t most)
{
	struct plugged_blocks *plugged = plug->plugged;
	int result = 0;

	for (size_t i = plugged->count; i-- > 0 && most && !result;) {
		struct plugged_block block = plugged->items[i];

		if (block.node != plug->node)
			continue;
		result = keeper_fulfil(plug->keeper, block.promise);
		plug->refused = block.number;
		plug->changed += !result;
		most--;
		memmove(&plugged->items[i], &plugged->items[i + 1],
			(plugged->count - i - 1) * sizeof(block));
		plugged->count--;
	}
	return result;
}

static const char *
online_as(const struct memory_block *block)
{
	return memory_block_is_movable(block) ? "online_movable" : "online_kernel";
}

/* Look at the node as it is now; which of its blocks are in another zone than 'before' had them? */
static void
look_back(struct hotplug *plug, const struct memory_blocks *before)
{
	struct memory_blocks now;

	wait_for_cpusets(plug->node);
	if (memory_blocks_read(plug->node, &now) == 0) {
		plug->blocks = now.count;
		plug->online = memory_blocks_online(&now);
		for (size_t i = 0; i < now.count && now.count == before->count; i++)
			if (now.items[i].online && before->items[i].online &&
			    strcmp(now.items[i].zone, before->items[i].zone) != 0)
				plug->changed_zone = true;
	}
	memory_blocks_release(&now);
}

int
hotplug_offline(struct hotplug *plug)
{
	struct memory_blocks blocks;
	int result = memory_blocks_read(plug->node, &blocks);

	plug->block_size = memory_block_size();
	for (size_t i = blocks.count; i-- > 0 && !result;) {
		plug->refused = blocks.items[i].number;
		if (blocks.items[i].online)
			result = change(plug, &blocks.items[i], "offline",
					online_as(&blocks.items[i]));
	}
	if (result) {
		unsigned long refused = plug->refused;

		memory_block_kernel_pages(refused, &plug->found);
		put_back(plug, plug->changed);
		plug->refused = refused;
	}
	look_back(plug, &blocks);
	memory_blocks_release(&blocks);
	return result;
}

int
hotplug_online(struct hotplug *plug)
{
	struct memory_blocks blocks;
	int result = memory_blocks_read(plug->node, &blocks);

	plug->block_size = memory_block_size();
	if (!result && !plug->zone && plugged_has(plug->plugged, plug->node))
		result = put_back(plug, SIZE_MAX);
	else
		for (size_t i = 0; i < blocks.count && !result; i++) {
			plug->refused = blocks.items[i].number;
			if (!blocks.items[i].online)
				result = change(plug, &blocks.items[i],
						plug->zone ? plug->zone : "online", "offline");
		}
	look_back(plug, &blocks);
	memory_blocks_release(&blocks);
	return result;
}
