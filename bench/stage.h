/* What one contest is about: the memory, who holds it, and what it is made of.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STAGE_H
#define BENCH_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/subject.h"

/* Known once, for all contests. */
struct bench {
	int program;	     /* memtoy, opened */
	const char *place;   /* such as native */
	bool quick;	     /* few and small */
	bool privileged;     /* not a user without rights */
	bool knows_settings; /* set threads, set source */
	bool knows_thp;	     /* anon ... thp */
	bool knows_jobs;     /* move ... jobs= */
	bool knows_stall;    /* move ... stall= */
	bool thp_everywhere; /* the kernel gives THP to who does not ask */
	int nodes[2];	     /* the first two that have memory; -1 if there is none */
};

struct stage {
	const struct bench *bench;
	const char *group, *kind;
	bool huge;    /* THP is wanted */
	bool hugetlb; /* in huge pages of the pool */
	bool dealt;   /* over all nodes */
	size_t size;  /* bytes */
	size_t step;  /* bytes from one page to ask for to the next */
	size_t pages; /* that are in memory, in steps */
	struct subject subject;
	char *address;	    /* of memtoy's memory, in memtoy */
	char *own;	    /* equal memory, ours; NULL if there is none */
	int node, own_node; /* where they are, while they migrate */
	json_t *migration;  /* the last report of memtoy's; owned */
	char error[256];    /* why the last contestant failed */
};

/* Let memtoy have the memory: 'define' is its command, "anon seg 1048576".  Nothing is touched
 * yet.  0, or -errno with the reason in stage->error; stage_end() in either case. */
int stage_start(struct stage *stage, const char *define);

/* What to add to memtoy's 'anon' for pages that are all transparent huge pages. */
const char *stage_thp(const struct bench *bench);

/* Map as much ourselves, in the same kind of pages, and write to all.  Errors as above. */
int stage_equip(struct stage *stage);

void stage_end(struct stage *stage);

/* Note why, for the row that is missing; returns 'result'. */
int stage_failed(struct stage *stage, int result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
