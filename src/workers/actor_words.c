/* Actors: words of pages, and the readers and writers of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "kernel/mapping.h"
#include "kernel/migrate.h"
#include "memory/content.h"
#include "workers/acting.h"

/* Between pieces they take a nap: work without pause leaves a small machine no time for anything
 * that they are to be in the way of. */
enum {
	NAP = 1000000,	/* nanoseconds */
	READ_PIECE = 8, /* pages */
	PIECE = 32,	/* pages that are worked on before somebody asks whether to stop */
	COUNTS = 64,	/* how often a writer counts in a word before it goes on to the next page */
};

uint64_t
task_page_size(void)
{
	return base_page_size();
}

bool
task_stopping(const struct actor_task *task)
{
	return task->broken || __atomic_load_n(&task->actor->stopping, __ATOMIC_ACQUIRE);
}

void
task_count(struct actor_task *task, enum actor_count count, uint64_t more)
{
	/* One writer: no need to lock the bus. */
	__atomic_store_n(&task->counts[count], task->counts[count] + more, __ATOMIC_RELAXED);
}

uint64_t *
task_word(const struct actor_task *task, uint64_t page)
{
	return (uint64_t *)(task->actor->start + page * base_page_size()) + task->slot;
}

static void
nap(void)
{
	static const struct timespec time = { .tv_nsec = NAP };

	nanosleep(&time, NULL);
}

static int
node_now(uintptr_t address)
{
	void *page = (void *)(address & ~(base_page_size() - 1));
	int node = -1;

	return migrate_query(0, 1, &page, &node) ? -1 : node;
}

void
task_violation(struct actor_task *task, struct actor_violation *violation, uint64_t at)
{
	struct actor *actor = task->actor;

	task_count(task, violation->count, 1);
	violation->offset = actor->range.offset + at;
	violation->node = node_now(actor->start + at);
	pthread_mutex_lock(&actor->lock);
	if (!actor->violation.count)
		actor->violation = *violation;
	pthread_mutex_unlock(&actor->lock);
}

bool
task_expect(struct actor_task *task, const uint64_t *word, uint64_t expected,
	    enum actor_count count, const char *who)
{
	uint64_t found = __atomic_load_n(word, __ATOMIC_RELAXED);
	struct actor_violation violation = {
		.count = count, .expected = expected, .found = found, .who = who
	};

	task_count(task, COUNT_CHECKS, 1);
	if (found == expected)
		return true;
	task_violation(task, &violation, (uintptr_t)word - task->actor->start);
	return false;
}

bool
task_guard(struct actor_task *task, void (*body)(void *task))
{
	struct actor_violation violation = { .count = COUNT_FAILED };
	struct fault fault;

	if (access_guard(body, task, &fault) == 0)
		return true;
	task->broken = true;
	violation.error = fault.signal;
	task_violation(task, &violation, fault.address - task->actor->start);
	return false;
}

static void
learn(void *argument)
{
	struct actor_task *task = argument;

	for (uint64_t page = 0; page < task->pages; page++)
		task->first[page] = task->now[page] =
			__atomic_load_n(task_word(task, page), __ATOMIC_RELAXED);
}

bool
task_learn(struct actor_task *task)
{
	return task_guard(task, learn);
}

/* What putting back needs to know, for a body that takes one argument. */
struct last_look {
	struct actor_task *task;
	enum actor_count count;
	const char *who;
};
static _Thread_local struct last_look last_look;

static void
put_back(void *argument)
{
	struct actor_task *task = argument;

	for (uint64_t page = 0; page < task->pages; page++) {
		uint64_t *word = task_word(task, page);

		if (task_expect(task, word, task->now[page], last_look.count, last_look.who))
			__atomic_store_n(word, task->first[page], __ATOMIC_RELAXED);
	}
}

void
task_put_back(struct actor_task *task, enum actor_count count, const char *who)
{
	last_look = (struct last_look){ task, count, who };
	if (!task->broken)
		task_guard(task, put_back);
}

/* Count in one word, checking before each count that the last one is there. */
static void
count_in(struct actor_task *task, uint64_t page)
{
	uint64_t *word = task_word(task, page);

	for (int i = 0; i < COUNTS; i++) {
		if (!task_expect(task, word, task->now[page], COUNT_LOST, NULL))
			task->now[page] = __atomic_load_n(word, __ATOMIC_RELAXED);
		task->now[page]++;
		__atomic_store_n(word, task->now[page], __ATOMIC_RELAXED);
	}
	task_count(task, COUNT_UPDATES, COUNTS);
}

static void
count_in_piece(void *argument)
{
	struct actor_task *task = argument;

	for (unsigned i = 0; i < PIECE; i++) {
		count_in(task, task->next);
		task->next = task->next + 1 < task->pages ? task->next + 1 : 0;
	}
}

void
write_until_stopped(struct actor_task *task)
{
	for (; !task_stopping(task); nap())
		task_guard(task, count_in_piece);
	task_put_back(task, COUNT_LOST, NULL);
}

/* Check the words of one page from 'from' on.  False where it has to be read again: somebody has
 * begun to write in it meanwhile. */
static bool
check_page(struct actor_task *task, uint64_t page)
{
	struct actor *actor = task->actor;
	uint64_t size = base_page_size(), at = page * size;
	const uint64_t *words = (const uint64_t *)(actor->start + at);
	uint64_t claims = __atomic_load_n(&actor->actors->claims, __ATOMIC_ACQUIRE);
	uint64_t slots = __atomic_load_n(&actor->actors->slots, __ATOMIC_ACQUIRE);
	uint64_t expected = content_word(actor->seed, actor->range.offset + at);
	const uint64_t step = content_word(0, sizeof(*words)) - content_word(0, 0);

	for (size_t i = 0; i < size / sizeof(*words); i++, expected += step) {
		bool used = i < ACTOR_SLOTS && (slots >> i & 1);

		if (used || __atomic_load_n(&words[i], __ATOMIC_RELAXED) == expected)
			continue;
		if (claims != __atomic_load_n(&actor->actors->claims, __ATOMIC_ACQUIRE))
			return false;
		task_expect(task, &words[i], expected, COUNT_WRONG, NULL);
		break;
	}
	task_count(task, COUNT_CHECKS, size / sizeof(*words));
	return true;
}

static void
read_piece(void *argument)
{
	struct actor_task *task = argument;

	for (unsigned i = 0; i < READ_PIECE; i++) {
		while (!check_page(task, task->next))
			;
		task->next = task->next + 1 < task->pages ? task->next + 1 : 0;
	}
}

void
read_once(struct actor_task *task)
{
	for (uint64_t page = 0; page < task->pages && !task->actor->violation.count;
	     page += READ_PIECE)
		task_guard(task, read_piece);
	task->next = 0;
}

void
read_until_stopped(struct actor_task *task)
{
	for (; !task_stopping(task); nap())
		task_guard(task, read_piece);
	/* A last look at everything, which one of them takes. */
	task->next = 0;
	if (!task->broken && task == task->actor->tasks)
		read_once(task);
}
