/* What the kinds of actors share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKERS_ACTING_H
#define WORKERS_ACTING_H

#include "kernel/access.h"
#include "workers/actor.h"

/* A thread of an actor.  'slot' is its word in each base page, -1 where it needs none. */
struct actor_task {
	struct actor *actor;
	int slot;
	uint64_t counts[ACTOR_COUNTS]; /* written by the thread, read by all */

	uint64_t pages;	       /* base pages in the range */
	uint64_t next;	       /* the page to go on with */
	uint64_t *first, *now; /* a page each: what its word was, and what it must be */
	void *buffer;	       /* directio: what a piece held before */
	uint64_t round;	       /* directio: which content is on its way */
	struct forkings *forkings;
	bool broken; /* it met a fault, and ends */
};

bool task_stopping(const struct actor_task *task);
void task_count(struct actor_task *task, enum actor_count count, uint64_t more);

/* The word of the task in a page. */
uint64_t *task_word(const struct actor_task *task, uint64_t page);

/* Note something that went wrong at a byte of the range. */
void task_violation(struct actor_task *task, struct actor_violation *violation, uint64_t at);

/* Compare a word with what it must be, counting; on
 * a mismatch 'count' and 'who' tell what it means. */
bool task_expect(struct actor_task *task, const uint64_t *word, uint64_t expected,
		 enum actor_count count, const char *who);

/* Run body(task) guarded against signals; false, noted, and the task broken, if one came. */
bool task_guard(struct actor_task *task, void (*body)(void *task));

/* Learn what the words are; put them back if they are what they must be. */
bool task_learn(struct actor_task *task);
void task_put_back(struct actor_task *task, enum actor_count count, const char *who);

/* Where memory that the task's words stand for is; base pages are what words are counted in. */
uint64_t task_page_size(void);

/* The bodies of the threads. */
void read_until_stopped(struct actor_task *task);
void write_until_stopped(struct actor_task *task);
void fork_until_stopped(struct actor_task *task);
void transfer_until_stopped(struct actor_task *task);

/* One pass of a reader. */
void read_once(struct actor_task *task);

#endif
