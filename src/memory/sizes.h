/* How many pages are parts of folios of which size, and where those are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_SIZES_H
#define MEMORY_SIZES_H

#include "memory/tally.h"
#include "memory/witness.h"

enum { MOST_SIZES = 32 };

/* Pages of one size, in bytes; the tally counts pages of the segment. */
struct size_tally {
	uint64_t size;
	struct tally tally;
};

/* Sizes from small to large.  Pages that are not there have size 0. */
struct sizes {
	struct size_tally items[MOST_SIZES];
	size_t count;
};

void sizes_add(struct sizes *sizes, uint64_t size, int state, uint64_t pages);

/* Add all pages that the witness has left to tell of.  0 or -errno. */
int sizes_add_told(struct sizes *sizes, struct witness *witness);

void sizes_release(struct sizes *sizes);

#endif
