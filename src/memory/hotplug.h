/* A node's memory going off line and coming back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_HOTPLUG_H
#define MEMORY_HOTPLUG_H

#include "base/error.h"
#include "kernel/blocks.h"
#include "kernel/keeper.h"

/* A block that the session changed, and the promise that puts it back. */
struct plugged_block {
	unsigned node;
	unsigned long number;
	int promise;
};

/* Those of a session, in the order they were changed. */
struct plugged_blocks {
	struct plugged_block *items;
	size_t count, capacity;
};

void plugged_blocks_release(struct plugged_blocks *plugged);

/* Has the session changed blocks of this node? */
bool plugged_has(const struct plugged_blocks *plugged, unsigned node);

/* One change of all blocks of a node. */
struct hotplug {
	/* Filled by the caller. */
	unsigned node;
	double seconds;	  /* to try for with each block */
	const char *zone; /* "online_movable" or "online_kernel"; NULL: as it was */
	struct keeper *keeper;
	struct plugged_blocks *plugged;

	/* What came of it. */
	uint64_t block_size;
	size_t blocks, changed, online; /* of the node; changed now; on line afterwards */
	bool changed_zone;		/* some are in another zone than they were */
	unsigned long refused;		/* the block at which it ended */
	struct kernel_pages found;	/* what is in that block; nothing where it is not known */
};

/* Can this node go off line?  With 'force' only what the kernel itself needs
 * is asked: that there are blocks on line, and that they may be written.  0;
 * or -errno with an error: -ENODEV: it has no memory; -EPERM: kernel memory
 * may be on it; -EBUSY: it is the last; -ENOMEM: what is on it fits nowhere. */
int hotplug_check(unsigned node, bool force, struct error *error);

/* Take all blocks that are on line off line, the last first; where one will not, those that went
 * are put back at once.  0 or -errno, of block 'refused'. */
int hotplug_offline(struct hotplug *plug);

/* Put the blocks back that the session took off line, the last first; or, with a 'zone', or where
 * the session took none, bring those on line that are not.  0 or -errno, of block 'refused'. */
int hotplug_online(struct hotplug *plug);

#endif
