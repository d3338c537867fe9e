/* One batch of a look: what the pagemap and the kernel say of some thousand neighbouring pages.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_BATCH_H
#define MEMORY_BATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "memory/area.h"
#include "memory/tally.h"

/* Pages a batch has at most. */
enum { PLACEMENT_BATCH = 4096 };

/* What all batches of a look share.  The flags are learned on the way, and by whichever thread
 * learns first; each batch is right without them, only slower. */
struct view {
	struct area area;
	int pagemap;		   /* or -errno of opening it */
	atomic_bool without_nodes; /* a kernel without NUMA: what is there is on node 0 */
	atomic_bool no_frames; /* frame numbers were caught telling other nodes than the kernel */
	atomic_bool changing;  /* pages were caught changing between two looks at them */
};

/* Pages 'first' to 'first + count' of the area.  A hole has any number of pages, all absent, and
 * one run; otherwise 'states' has a node or a page_state for each page, 'entries' its pagemap
 * entry, and 'runs' the neighbours with the same answer. */
struct batch {
	uint64_t first, count;
	bool hole;
	uint64_t *entries;
	int *states;
	struct run *runs;
	size_t run_count;

	/* What the kernel is asked for. */
	uint32_t *places;
	size_t asked;
	void **addresses;
	int *answers;
};

/* Room for batches of 'pages' pages; all else is 0. */
void batch_init(struct batch *batch, size_t pages);
void batch_release(struct batch *batch);

/* Make it a hole. */
void batch_set_hole(struct batch *batch);

/* Look at its pages.  0 or -errno. */
int batch_read(struct batch *batch, struct view *view);

#endif
