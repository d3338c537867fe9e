/* Where pages are: looked at in batches of fixed size, faulting none in.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_PLACEMENT_H
#define MEMORY_PLACEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory/batch.h"
#include "memory/crew.h"

/* A look at an area.  What it needs does not grow with the number of pages.  placement_next() fills
 * 'states' and 'runs' with the answers for the next batch of at most PLACEMENT_BATCH pages, and
 * 'entries' with what the pagemap says of each; 'first' and 'count' tell which.  A batch may also
 * be a hole, of any length: all its pages are absent, and 'states' and 'entries' are not filled.
 *
 * In a big area threads look at the next batches meanwhile; batches come in the order of pages. */
struct placement {
	struct area area;
	uint64_t first;
	size_t count, run_count;
	bool hole;
	int *states;
	uint64_t *entries;
	struct run *runs;
	struct tally tally; /* of all batches so far */

	bool aligned;	 /* set after placement_begin(): no huge page lies in two batches */
	bool to_the_end; /* set after placement_begin(): no interrupt ends this look */

	struct view view;
	bool no_skipping;    /* this kernel cannot tell where the next page is */
	uint64_t planned;    /* pages that are in batches, of these and earlier calls */
	uint64_t full;	     /* batches in a row that were as large as can be, */
	double since;	     /* and when the first of them was handed out */
	struct batch single; /* as long as nobody helps */
	struct crew *crew;
};

/* Begin a look.  0 or -errno; placement_end() releases it in either case. */
int placement_begin(struct placement *placement, const struct area *area);

/* The next batch: 1, or 0 when there is no more, or -errno; -EINTR when an interrupt is pending. */
int placement_next(struct placement *placement);
void placement_end(struct placement *placement);

/* Look at all of it and keep only the tally, which the caller releases.  0 or -errno. */
int placement_tally(const struct area *area, struct tally *tally);

/* The first page whose answer is a node outside 'set', with its node.  1, 0 if there is none, or
 * -errno. */
int placement_find_stray(const struct area *area, const struct nodeset *set, uint64_t *page,
			 unsigned *node);

#endif
