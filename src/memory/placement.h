/* Where pages are: looked at in batches of fixed size, faulting none in.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_PLACEMENT_H
#define MEMORY_PLACEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory/area.h"
#include "memory/nodeset.h"

/* What is known of a page: the node it is on (0 and up), or one of these. */
enum page_state {
	PAGE_ABSENT = -1,  /* not mapped here: never touched, or only its object has it */
	PAGE_SWAPPED = -2, /* in swap */
	PAGE_ZERO = -3,	   /* the kernel's shared page of zeros, which is on no node of ours */
	PAGE_REFUSED = -4, /* there, but the kernel will not say where */
};
enum { PAGE_STATES = 4 };

/* The letter and the word for a state: '.' "absent", '~' "swapped", 'z' "zero", '!' "refused". */
char page_state_letter(int state);
const char *page_state_name(int state);

/* 'pages' pages from 'page' on with the same answer. */
struct run {
	uint64_t page, pages;
	int state;
};

/* How many pages have which answer. */
struct tally {
	uint64_t pages;
	uint64_t in_state[PAGE_STATES]; /* [-1 - state] */
	uint64_t *on_node;		/* [0 .. nodes - 1] */
	unsigned nodes;
};

uint64_t tally_state(const struct tally *tally, enum page_state state);
uint64_t tally_node(const struct tally *tally, unsigned node);
uint64_t tally_on(const struct tally *tally, const struct nodeset *set);

/* Pages that are on some node. */
uint64_t tally_present(const struct tally *tally);
void tally_add(struct tally *tally, int state, uint64_t pages);
void tally_clear(struct tally *tally);
void tally_release(struct tally *tally);

enum { PLACEMENT_BATCH = 4096 };

/* A look at an area.  What it
 * needs does not grow with the number of pages.  placement_next() fills 'states' and 'runs' with the
 * answers for the next batch of at most PLACEMENT_BATCH pages; 'first' and 'count' tell which.  A
 * batch may also be a hole, of any length: all its pages are absent, and 'states' is not filled. */
struct placement {
	struct area area;
	uint64_t first;
	size_t count, run_count;
	bool hole;
	int *states;
	struct run *runs;
	struct tally tally; /* of all batches so far */

	bool aligned;	    /* set after placement_begin(): no huge page lies in two batches */
	bool to_the_end;    /* set after placement_begin(): no interrupt ends this look */
	bool without_nodes; /* a kernel without NUMA: what is there is on node 0 */
	bool no_skipping;   /* this kernel cannot tell where the next page is */
	bool no_frames;	    /* frame numbers were caught telling other nodes than the kernel */
	int pagemap;
	uint64_t *entries;
	void **addresses;
	int *answers;
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
