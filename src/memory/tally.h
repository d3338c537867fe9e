/* What is known of pages: a node or a state, runs of the same answer, and how many have which.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_TALLY_H
#define MEMORY_TALLY_H

#include <stdint.h>

#include "memory/nodeset.h"

/* What is known of a page: the node it is on (0 and up), or one of these. */
enum page_state {
	PAGE_ABSENT = -1,  /* not mapped here: never touched, or only its object has it */
	PAGE_SWAPPED = -2, /* in swap */
	PAGE_ZERO = -3,	   /* the kernel's shared page of zeros, which is on no node of ours */
	PAGE_REFUSED = -4, /* there, but the kernel will not say where */
	PAGE_GUARD = -5, /* a guard region: any access is a SIGSEGV (Linux 6.13; seen since 6.15) */
	PAGE_POISONED = -6, /* broken: any access is a SIGBUS; who sees no frames sees "swapped" */
};
enum { PAGE_STATES = 6 };

/* The letter and the word for a state: '.' "absent", '~' "swapped", 'z' "zero", '!' "refused",
 * 'g' "guard", 'x' "poisoned". */
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
void tally_add(struct tally *tally, int state, uint64_t pages);
void tally_release(struct tally *tally);

#endif
