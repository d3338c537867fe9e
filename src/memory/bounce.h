/* Migrate pages through a list of nodes, round after round, and check each page's node and content
 * after every step.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_BOUNCE_H
#define MEMORY_BOUNCE_H

#include "base/keyword.h"
#include "kernel/access.h"
#include "memory/migration.h"
#include "memory/nodelist.h"

enum bounce_call { BOUNCE_MBIND, BOUNCE_MOVE_PAGES, BOUNCE_MIGRATE_PAGES };
extern const struct keyword bounce_calls[];

enum bounce_end {
	BOUNCE_HELD,	/* every page was where it should be, with its content, after each step */
	BOUNCE_LEFT,	/* a page was not on its node */
	BOUNCE_ABSENT,	/* a page was on no node: swapped, or unmapped by someone */
	BOUNCE_CONTENT, /* a byte was wrong */
	BOUNCE_FAULT,	/* filling or checking met a signal */
	BOUNCE_ERROR,	/* a system call failed, or an interrupt came: 'error' */
};

struct bounce {
	/* What is asked for. */
	struct area area;
	uint64_t offset, seed;
	const struct nodelist *nodes;
	unsigned rounds;
	enum bounce_call call;
	bool all;
	bool no_content;  /* neither written nor checked: somebody else works on the pages */
	unsigned retries; /* how often a step goes on with pages that the kernel could not move */

	/* What came of it.  'fewest' and 'most' bound how many times a page moved. */
	enum bounce_end end;
	uint64_t steps, moved, fewest, most;
	int target;    /* node of the last step */
	uint64_t bad;  /* page, or for BOUNCE_CONTENT byte offset, counted from the range's start */
	int node;      /* where that page was, or its state */
	uint64_t left; /* how many were left in that step */
	uint64_t retried;      /* how often a step went on */
	enum reason reason;    /* BOUNCE_LEFT: why */
	struct fault fault;    /* BOUNCE_FAULT */
	int error;	       /* BOUNCE_ERROR: -errno */
	struct migration last; /* of the last step that was judged */
	double seconds, migrating, content, looking;
};

/* Bounces added up; 'fewest' is that of the bounce
 * in which pages moved least, of those that held. */
struct bounce_total {
	unsigned bounces, failed;
	uint64_t pages, moved, fewest;
};

/* Run it.  0 if it held; else a negative number, and 'end' tells the rest. */
int bounce_run(struct bounce *bounce);

#endif
