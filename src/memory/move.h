/* move_pages(2) over an area: chunk by chunk, in parallel, no call longer than asked for.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_MOVE_H
#define MEMORY_MOVE_H

#include "memory/migration.h"
#include "memory/nodelist.h"

/* What is asked for: either 'nodes', dealt page by page, or the layout of 'like', an area of as
 * many pages of the same size; of that, pages that are on no node ask for nothing.  Or 'by_node'
 * says, of NODESET_BITS nodes, where their pages are to go; those on nodes with -1 are not asked
 * for, and 'nodes' only tells all targets. */
struct move {
	struct area area;
	const struct nodelist *nodes;
	const struct area *like;
	const int *by_node; /* or NULL */
	bool all;	    /* pages that others map are to move too */
	unsigned jobs;	    /* beside each other; 0: as many as seems good */
	unsigned retries;   /* how often pages that were busy are asked again */
	double stall;	    /* seconds that a call should take at most; 0: no matter */

	/* Called now and then from the thread that runs
	 * it, with how many pages are done; or NULL. */
	void (*progress)(void *argument, uint64_t done, uint64_t pages);
	void *argument;
};

/* Move, and look where each page is then.  0; or -errno, -EINTR among them, with the counts of what
 * was done so far. */
int move_run(struct migration *migration, const struct move *move);

/* With 'by_node': where a page goes that is on 'node' (or a page_state); -1: nowhere. */
int move_target(const struct move *move, int node);

#endif
