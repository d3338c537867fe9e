/* Threads that read the batches of a look beside each other.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_CREW_H
#define MEMORY_CREW_H

#include "memory/batch.h"

struct crew;

/* How many threads are worth having: as many as there are CPUs for us, two at most. */
unsigned crew_size_here(void);

/* A crew of 'size' threads, the caller's among them, that read batches of 'view', which is
 * borrowed. Threads that cannot be had are done without.  crew_free() ends it at once. */
struct crew *crew_new(struct view *view, unsigned size);
void crew_free(struct crew *crew);

/* The next batch to fill in: 'first' and 'count', or a hole; NULL while all have work. */
struct batch *crew_idle(struct crew *crew);

/* Hand it over to be read, or, if it is a hole, as it is. */
void crew_hand(struct crew *crew);

/* Is anything handed over that was not taken? */
bool crew_has_work(const struct crew *crew);

/* Take the oldest batch that was handed over, when it has been read; it stays as it is until the
 * next is taken.  0 or -errno. */
int crew_take(struct crew *crew, struct batch **batch);

#endif
