/* A contest: who does the same thing to the same memory, round by round, and how long each takes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_CONTEST_H
#define BENCH_CONTEST_H

#include "bench/stage.h"

#define ROUNDS 5

struct contestant {
	const char *what; /* the name of its row */
	/* Do it once; 0 and the seconds, or -errno and the reason in stage->error. */
	int (*run)(struct stage *stage, const struct contestant *self, double *seconds);
	const char *command; /* memtoy's, which makes it ours; NULL for a peer */
	const char *prepare; /* a command that memtoy is told before, outside the time */
	size_t batch;	     /* pages or bytes a call, where that can be chosen */
};

/* Let each of them run once a round and print a row for each.  One that needs seconds is asked
 * once only. */
void contest_run(struct stage *stage, const struct contestant *contestants, size_t count);

/* The same contestant with the batch that was quickest in a trial of each. */
struct contestant contest_best_batch(struct stage *stage, struct contestant contestant,
				     const size_t *batches, size_t count);

/* Let memtoy carry out the contestant's command. */
int contest_command(struct stage *stage, const struct contestant *self, double *seconds);

/* Say that something was not measured, and why; 'what' may be NULL for all of it. */
void contest_skipped(const struct stage *stage, const char *what, const char *why);

/* Print a fact of the contest that is no time. */
void contest_fact(const struct stage *stage, const char *what, const char *unit, double value);

/* Print a record, and release it. */
void contest_print(json_t *record);

#endif
