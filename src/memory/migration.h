/* What a migration did: asked, moved, already there, left behind by reason, absent.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What counts is where pages are afterwards: mbind(2) hides what it could not move, and the
 * statuses of move_pages(2) can be stale or missing. */
#ifndef MEMORY_MIGRATION_H
#define MEMORY_MIGRATION_H

#include <stdbool.h>
#include <stdint.h>

#include "memory/area.h"
#include "memory/placement.h"
#include "memory/reason.h"

enum {
	MIGRATION_ENDS = 64, /* kept, of pages that have a tale of their own */
	LATENCIES = 32,
	MAPPING_NAME = 64,
};

/* 'pages' neighbours of which the same was asked and became: where they were (a node or a
 * page_state), the node that was asked for, the status that the kernel gave (a node, -errno, or
 * MIGRATE_UNANSWERED), and where they are now; with the reason if they were left, else -1. */
struct page_end {
	uint64_t page, pages;
	int before, requested, status, actual;
	int reason;
};

/* How long system calls took: [i] counts those of 2^i microseconds and more, but less than the
 * double; the last those of more, too. */
struct latencies {
	uint64_t calls, in_bucket[LATENCIES];
	double longest; /* seconds */
};

void latencies_add(struct latencies *latencies, double seconds);

/* All counts are pages of 'page_size' bytes; asked = moved + already + absent + all that was left.
 * 'absent' are those there was nothing to move of: never touched, swapped, zero page, guard. */
struct migration {
	const char *call; /* "mbind", "move_pages", "migrate_pages" */
	uint64_t page_size;
	uint64_t asked, moved, already, absent;
	uint64_t left[REASONS];
	struct {
		uint64_t page; /* the first page that was left, with its node and the reason */
		int node;
		enum reason reason;

		/* Where all of a process was to move: the page's address, and the name of the
		 * mapping that 'page' is counted in. */
		uintptr_t address;
		char mapping[MAPPING_NAME];
	} first_left;
	long answer;	/* what the system call returned, -errno where it failed */
	double seconds; /* in the system call */

	/* Of move_pages alone.  'elapsed' is the time for all of it, 'seconds' adds up the jobs',
	 * 'stall' is what a call was to take at most (0: no matter). */
	unsigned jobs;
	double elapsed, stall;
	uint64_t retried; /* pages that moved when they were asked again */
	struct latencies latencies;
	struct page_end ends[MIGRATION_ENDS];
	size_t end_count;
	uint64_t unkept; /* ends for which there was no place */
};

uint64_t migration_left(const struct migration *migration);

/* Note a page that was left.  The first one noted is the first left. */
void migration_note_left(struct migration *migration, enum reason reason, uint64_t page, int node);

/* Add what was counted beside it, or after it, to
 * 'into'.  Of what was left first the lower page stays. */
void migration_merge(struct migration *into, const struct migration *from);

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

#endif
