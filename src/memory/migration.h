/* What a migration did: asked, moved, already there, left behind by reason, absent.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What counts is where pages are afterwards: mbind(2) hides what it could not move, and the statuses
 * of move_pages(2) can be stale or missing. */
#ifndef MEMORY_MIGRATION_H
#define MEMORY_MIGRATION_H

#include <stdbool.h>
#include <stdint.h>

#include "memory/area.h"
#include "memory/nodelist.h"
#include "memory/placement.h"
#include "memory/reason.h"

/* All counts are pages of 'page_size' bytes; asked = moved + already + absent + all that was left.
 * 'absent' are those there was nothing to move of: never touched, swapped, zero page. */
struct migration {
	const char *call; /* "mbind", "move_pages", "migrate_pages" */
	uint64_t page_size;
	uint64_t asked, moved, already, absent;
	uint64_t left[REASONS];
	struct {
		uint64_t page; /* the first page that was left, with its node and the reason */
		int node;
		enum reason reason;
	} first_left;
	long answer;	/* what the system call returned, -errno where it failed */
	double seconds; /* in the system call */
};

uint64_t migration_left(const struct migration *migration);

/* What is to move: the area whose pages are to be on 'target'. */
struct migration_area {
	struct area area;
	struct nodeset target;
	bool all; /* pages that others map were to move too */
};

/* Begin: look how many pages are on the target already.  0 or -errno. */
int migration_begin(struct migration *migration, const char *call,
		    const struct migration_area *area);

/* End: look where the pages are now, and find out why those are left that are.  0 or -errno. */
int migration_end(struct migration *migration, const struct migration_area *area);

/* move_pages(2) on the area: to one node, or dealt page by page over a list.  The area's target is
 * not looked at.  0; or -errno, -EINTR among them, with the counts of what was done so far. */
int migration_move(struct migration *migration, const struct migration_area *area,
		   const struct nodelist *nodes);

#endif
