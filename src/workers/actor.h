/* Actors: threads that work on memory while it migrates, and check that nobody loses anything.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each thread of a writer or forker has a word of every base page for itself, among the first
 * ACTOR_SLOTS, so that several can work on the same pages; what was there before comes back when it
 * is stopped.  A reader looks at all words but those. */
#ifndef WORKERS_ACTOR_H
#define WORKERS_ACTOR_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/keyword.h"
#include "memory/segment.h"

enum { ACTOR_SLOTS = 64 };

enum actor_kind {
	ACTOR_READER,	/* reads every word, which must be what 'fill' wrote */
	ACTOR_WRITER,	/* counts in its words, each of which must hold what it was given last */
	ACTOR_FORKER,	/* forks; neither side of a private page may see the other's later writes */
	ACTOR_DIRECTIO, /* transfers pages to a file and back, past the page cache */
};
extern const struct keyword actor_kinds[];

/* What is counted, by its name in claims. */
enum actor_count {
	COUNT_UPDATES,	 /* words written */
	COUNT_CHECKS,	 /* words compared with what they must be */
	COUNT_FORKS,	 /* children that have ended */
	COUNT_TRANSFERS, /* reads and writes past the page cache */
	COUNT_LOST,	 /* updates that a later look did not find */
	COUNT_LEAKED,	 /* writes that the other side of a fork saw */
	COUNT_WRONG,	 /* words that are not what they must be, otherwise */
	COUNT_HUNG,	 /* children that did not end */
	COUNT_FAILED,	 /* accesses that met a signal, transfers and forks that were refused */
	ACTOR_COUNTS,
};
extern const struct keyword actor_counts[];

/* The first thing that went wrong.  'offset' counts from the segment's start. */
struct actor_violation {
	enum actor_count count; /* of COUNT_LOST and those behind it; 0: none */
	uint64_t offset, expected, found;
	int node;	 /* where the page was then; negative: not known */
	int error;	 /* COUNT_FAILED: a signal, or -errno */
	const char *who; /* "the child", "the parent" or NULL */
	char where[64];	 /* COUNT_HUNG: in the kernel */
};

struct actor_task;

struct actor {
	char *name;
	enum actor_kind kind;
	struct segment *segment; /* while it runs */
	char *segment_name;
	struct range range;
	bool running;
	double seconds; /* it ran for, once it is stopped */

	/* Its own business. */
	struct actors *actors;
	struct actor_task *tasks;
	pthread_t *threads;
	unsigned thread_count;
	uintptr_t start;
	bool shared;
	uint64_t seed;
	int file;
	double started;
	int stopping;
	pthread_mutex_t lock;
	struct actor_violation violation;
};

struct actors {
	struct actor **items;
	size_t count, capacity;
	uint64_t slots;	 /* which words of pages are in use, a bit each */
	uint64_t claims; /* how many were ever taken */
};

struct actor_request {
	const char *name;
	enum actor_kind kind;
	struct segment *segment;
	struct range range;
	unsigned threads;
	uint64_t seed;
	const char *directory; /* for directio; NULL: a usual one */
};

/* Start one; one that was stopped and has its name is forgotten.  NULL with an error, and nothing
 * started.  It belongs to 'actors'; its segment must stay until it is stopped. */
struct actor *actors_start(struct actors *actors, const struct actor_request *request,
			   struct error *error);
struct actor *actors_find(const struct actors *actors, const char *name);

/* The running one that uses a segment, or NULL. */
const struct actor *actors_using(const struct actors *actors, const struct segment *segment);

/* Stop it, with a last check, and put back what it wrote; it is kept, with what it counted. */
void actor_stop(struct actor *actor);

/* What it has counted so far; and the sum of what went wrong. */
uint64_t actor_counted(const struct actor *actor, enum actor_count count);
uint64_t actor_violations(const struct actor *actor);

/* Word the first violation; false where there is none. */
bool actor_describe(const struct actor *actor, struct text *text);

/* Stop and forget all.  Or, in a child, which has none of the threads, forget them. */
void actors_release(struct actors *actors);
void actors_disown(struct actors *actors);

#endif
