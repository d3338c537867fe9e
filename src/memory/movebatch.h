/* Moving the pages of one batch: which addresses are asked for, in which calls, and what became of
 * each page.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_MOVEBATCH_H
#define MEMORY_MOVEBATCH_H

#include "memory/move.h"
#include "memory/placement.h"

enum { NO_TARGET = -1 };

/* One job's desk: what it knows of the batch before it, and its own counts of all it did. */
struct movebatch {
	const struct move *move;
	struct view view;
	struct migration counts;
	size_t call_pages; /* base pages for a call that is not to take long */

	/* The batch: of each page where it was, where it is to be (NO_TARGET: nowhere), what the
	 * kernel said. */
	uint64_t first, count;
	int *before, *targets, *statuses;
	int refusal; /* of the last call that was refused as a whole: -errno */
	/* Where they are now, or, until they were moved, only what pagemap said before. */
	struct batch look;

	/* The request: of each address its place in the batch, and how many pages it stands for. */
	void **addresses;
	int *nodes, *answers;
	size_t *places, *weights, request_count;
	bool *guessed; /* ... and whether that is a guess */
};

void movebatch_init(struct movebatch *batch, const struct move *move);
void movebatch_release(struct movebatch *batch);

/* Take over what a look before found; it may then go on. */
void movebatch_take(struct movebatch *batch, const struct placement *before);

/* Move its pages, look where they are, and count.  0, or -errno where the kernel refused all. */
int movebatch_run(struct movebatch *batch);

#endif
