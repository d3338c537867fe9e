/* Swap areas: which there are, and making new ones.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_SWAP_H
#define KERNEL_SWAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "kernel/keeper.h"

/* A line of /proc/swaps; sizes in bytes. */
struct swap_area {
	char *path, *kind; /* "partition" (any device), "file" */
	uint64_t size, used;
	int priority;
};

/* All that are in use.  0 or -errno; released with swap_areas_release() in either case. */
struct swap_areas {
	struct swap_area *items;
	size_t count, capacity;
};
int swap_areas_read(struct swap_areas *areas);
void swap_areas_release(struct swap_areas *areas);

/* Is one of them no memory?  What is swapped to memory comes back past the swap cache. */
bool swap_is_on_disk(void);

/* Swap to an area no more: what is in it comes back into memory.  It is swapped to again when the
 * session ends.  0 or -errno. */
int swap_stop(struct keeper *keeper, const struct swap_area *area);

/* Swap to a device or file until the session ends.  One that is marked as swap is taken as it is;
 * one that begins with zeros is marked ('size' bytes of it, 0: all), and blank again at the end; of
 * any other the answer is -EEXIST.  -ENOSPC: less than ten pages, here and below. */
int swap_start(struct keeper *keeper, const char *path, uint64_t size);

/* The same, with a compressed disk in memory made for it; -ENOENT where the kernel has none.  And
 * with a new file, which is gone when the session ends; -EINTR after an interrupt.  -EFBIG where
 * there is less memory, or space on the disk.  The path is added. */
int swap_start_zram(struct keeper *keeper, uint64_t size, struct text *path);
int swap_start_file(struct keeper *keeper, const char *path, uint64_t size);

#endif
