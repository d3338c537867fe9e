/* What is written into pages, so that it can be checked wherever they go.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_CONTENT_H
#define MEMORY_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/access.h"

/* The content of a byte depends on the seed and on its offset in the segment alone: no two words of
 * a segment are the same, so that a page in another's place shows. */

/* The word at 'offset', a multiple of 8. */
uint64_t content_word(uint64_t seed, uint64_t offset);

enum content_task { CONTENT_TOUCH_READ, CONTENT_TOUCH_WRITE, CONTENT_FILL, CONTENT_CHECK };

/* A walk over 'length' bytes at 'start', whose first byte is at 'offset' of its segment. */
struct content_walk {
	enum content_task task;
	uintptr_t start;
	uint64_t offset, length, page_size, seed;

	uint64_t done;	    /* bytes walked before it ended */
	struct fault fault; /* the signal that ended it, if one did */
	uint64_t bad;	    /* CONTENT_CHECK: offset in the segment of the first wrong byte */
};

/* Walk.  0; -EFAULT with 'fault' where the memory answered with a signal; -EBADMSG with 'bad' where
 * content is wrong; -EINTR, between steps of a few MiB, when an interrupt is pending. */
int content_walk(struct content_walk *walk);

#endif
