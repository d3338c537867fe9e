/* Actors: direct I/O.  A piece of the range gets new content, is written to the file past the page
 * cache, is overwritten, and read back; then it gets what it held before.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "kernel/direct.h"
#include "memory/content.h"
#include "workers/acting.h"

enum { PIECE = 1 << 16 };

/* The piece being worked on. */
static uint64_t
piece_length(const struct actor_task *task)
{
	uint64_t left = (task->pages - task->next) * task_page_size();

	return left < PIECE ? left : PIECE;
}

static uint64_t *
piece_words(const struct actor_task *task)
{
	return (uint64_t *)(task->actor->start + task->next * task_page_size());
}

static void
write_content(struct actor_task *task, uint64_t seed)
{
	uint64_t *words = piece_words(task);

	for (uint64_t i = 0; i < piece_length(task) / sizeof(*words); i++)
		__atomic_store_n(&words[i], content_word(seed, i * sizeof(*words)),
				 __ATOMIC_RELAXED);
	task_count(task, COUNT_UPDATES, piece_length(task) / sizeof(*words));
}

static void
check_content(struct actor_task *task, uint64_t seed)
{
	const uint64_t *words = piece_words(task);

	for (uint64_t i = 0; i < piece_length(task) / sizeof(*words); i++)
		if (!task_expect(task, &words[i], content_word(seed, i * sizeof(*words)),
				 COUNT_WRONG, NULL))
			return;
}

static bool
transfer(struct actor_task *task, int (*way)(int, uintptr_t, uint64_t, uint64_t))
{
	struct actor_violation refused = { .count = COUNT_FAILED };
	uint64_t at = task->next * task_page_size();

	refused.error = way(task->actor->file, task->actor->start + at, piece_length(task), at);
	if (!refused.error)
		task_count(task, COUNT_TRANSFERS, 1);
	else
		task_violation(task, &refused, at);
	task->broken |= refused.error != 0;
	return !refused.error;
}

static void
work_on_piece(void *argument)
{
	struct actor_task *task = argument;
	uint64_t seed = ++task->round;

	memcpy(task->buffer, piece_words(task), piece_length(task));
	write_content(task, seed);
	if (transfer(task, direct_write)) {
		/* What is read must come from the file. */
		write_content(task, ~seed);
		if (transfer(task, direct_read))
			check_content(task, seed);
	}
	memcpy(piece_words(task), task->buffer, piece_length(task));
}

void
transfer_until_stopped(struct actor_task *task)
{
	/* Each thread has pieces of its own. */
	uint64_t step = PIECE / task_page_size();
	uint64_t begin = (uint64_t)(task - task->actor->tasks) * step;

	task->next = begin;
	while (begin < task->pages && !task_stopping(task)) {
		task_guard(task, work_on_piece);
		task->next += step * task->actor->thread_count;
		if (task->next >= task->pages)
			task->next = begin;
	}
}
