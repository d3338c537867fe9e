/* Memory blocks: the pieces in which memory goes off line and comes back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_BLOCKS_H
#define KERNEL_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { ZONE_NAME = 16 };

struct memory_block {
	unsigned long number;
	bool online;
	char zone
		[ZONE_NAME]; /* "Movable", "DMA32", "Normal"; "none" where it lies in two; "" off line */
};

/* The blocks of a node, by number. */
struct memory_blocks {
	struct memory_block *items;
	size_t count, capacity;
};

/* 0, with none for a node without memory of its own; -ENOSYS on a kernel that has no blocks; or
 * -errno. Release with memory_blocks_release() in either case. */
int memory_blocks_read(unsigned node, struct memory_blocks *blocks);
void memory_blocks_release(struct memory_blocks *blocks);
size_t memory_blocks_online(const struct memory_blocks *blocks);

/* Bytes of a block; 0 where it is not known. */
uint64_t memory_block_size(void);

/* The file that has its state, added to 'path'; and
 * whether this process may write it: 0 or -errno. */
void memory_block_path(unsigned long number, struct text *path);
int memory_block_writable(unsigned long number);

/* Its state as it is now.  0 or -errno. */
int memory_block_read(unsigned long number, struct memory_block *block);

/* The zone it is in: user pages only? */
bool memory_block_is_movable(const struct memory_block *block);

/* Ask the kernel to bring it into 'state': "offline", "online", "online_movable", "online_kernel".
 * The kernel tries for ever where pages will not go now but may: it is told to stop after
 * 'seconds'.  0; -EBUSY: there are pages that cannot be moved; -ETIMEDOUT; -EINTR where an
 * interrupt is pending; or another -errno. */
int memory_block_set(unsigned long number, const char *state, double seconds);

/* Pages of a block that are the kernel's own, as far as their flags tell: neither free nor a
 * user's. 'first' is the frame number of the first one, 'what' what it is: "slab". */
struct kernel_pages {
	uint64_t count, first, pages;
	const char *what;
};

/* 0 or -errno; -EACCES where only root may ask. */
int memory_block_kernel_pages(unsigned long number, struct kernel_pages *found);

#endif
