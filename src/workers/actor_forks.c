/* Actors: forkers.  A child must not see what its parent writes after the fork, nor the parent what
 * a child writes; of shared memory the child must see it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "kernel/forks.h"
#include "kernel/mapping.h"
#include "workers/acting.h"

enum {
	CHILDREN = 4,	 /* of a thread at a time */
	WINDOW = 8,	 /* pages that a parent and a child write to */
	PATIENCE = 30,	 /* seconds that a child may take */
	REFUSALS = 1000, /* forks in a row that the kernel may refuse for want of room */
};

/* How a child ended: its exit status. */
enum { CHILD_HELD, CHILD_SAW, CHILD_MET_SIGNAL, CHILD_GAVE_UP };

/* What a parent and a child tell each other, in shared memory. */
struct post {
	int written; /* the parent has written */
	int ready;   /* the child has found what is wrong: */
	uint64_t at, expected, found, checks;
};

struct forking {
	pid_t pid; /* 0: none */
	struct post *post;
};

struct forkings {
	struct forking items[CHILDREN];
	unsigned next;
	uint64_t window; /* first page of those being written */
};

static uint64_t
window_page(const struct actor_task *task, unsigned i)
{
	return (task->forkings->window + i) % task->pages;
}

static unsigned
window_size(const struct actor_task *task)
{
	return task->pages < WINDOW ? (unsigned)task->pages : WINDOW;
}

/* Everything below, up to run_child(), happens in the child, which has its own copy of 'now': what
 * the words were when it was made. */

static struct post *child_post;

static bool
child_wrong(struct actor_task *task, const uint64_t *word, uint64_t expected, uint64_t found)
{
	child_post->at = (uintptr_t)word - task->actor->start;
	child_post->expected = expected;
	child_post->found = found;
	return false;
}

/* 'later': the parent has written by now, which shared memory has to show. */
static bool
child_looks(struct actor_task *task, bool later)
{
	for (unsigned i = 0; i < window_size(task); i++) {
		uint64_t page = window_page(task, i), expected = task->now[page];
		const uint64_t *word = task_word(task, page);
		uint64_t found = __atomic_load_n(word, __ATOMIC_RELAXED);

		child_post->checks++;
		if (!task->actor->shared && found != expected)
			return child_wrong(task, word, expected, found);
		/* The parent counts up, maybe further already. */
		if (task->actor->shared && found < expected + later)
			return child_wrong(task, word, expected + later, found);
	}
	return true;
}

static bool
child_waits(void)
{
	static const struct timespec nap = { .tv_nsec = 100000 };
	double since = clock_now();

	while (!__atomic_load_n(&child_post->written, __ATOMIC_ACQUIRE)) {
		if (clock_now() - since > PATIENCE)
			return false;
		nanosleep(&nap, NULL);
	}
	return true;
}

static void
child_writes(struct actor_task *task)
{
	for (unsigned i = 0; i < window_size(task); i++) {
		uint64_t page = window_page(task, i);

		__atomic_store_n(task_word(task, page), ~task->now[page], __ATOMIC_RELAXED);
	}
}

static void
child_acts(void *argument)
{
	struct actor_task *task = argument;

	if (!child_looks(task, false))
		_exit(CHILD_SAW);
	if (!child_waits())
		_exit(CHILD_GAVE_UP);
	if (!child_looks(task, true))
		_exit(CHILD_SAW);
	if (!task->actor->shared)
		child_writes(task);
	_exit(CHILD_HELD);
}

static void
run_child(struct actor_task *task, struct post *post)
{
	struct fault fault;

	child_post = post;
	access_guard(child_acts, task, &fault);
	_exit(CHILD_MET_SIGNAL);
}

static void
child_hangs(struct actor_task *task, const struct forking *child)
{
	struct actor_violation violation = { .count = COUNT_HUNG };
	struct text where = { 0 };

	forks_where(child->pid, &where);
	strncpy(violation.where, text_string(&where), sizeof(violation.where) - 1);
	text_release(&where);
	forks_end(child->pid);
	task_violation(task, &violation, 0);
}

/* Wait for a child, and hear what it has seen. */
static void
bury_child(struct actor_task *task, struct forking *child)
{
	const struct post *post = child->post;
	struct actor_violation leak = { .count = task->actor->shared ? COUNT_LOST : COUNT_LEAKED,
					.expected = post->expected,
					.who = "the child" };
	struct actor_violation failure = { .count = COUNT_FAILED };
	int status = 0, result;

	if (!child->pid)
		return;
	result = forks_await(child->pid, PATIENCE * 1000, &status);
	if (result == -ETIMEDOUT) {
		child_hangs(task, child);
	} else if (!result && WIFEXITED(status) && WEXITSTATUS(status) == CHILD_HELD) {
		task_count(task, COUNT_FORKS, 1);
		task_count(task, COUNT_CHECKS, post->checks);
	} else if (!result && WIFEXITED(status) && WEXITSTATUS(status) == CHILD_SAW) {
		leak.expected = post->expected;
		leak.found = post->found;
		task_violation(task, &leak, post->at);
	} else {
		failure.error = result ? result : WIFSIGNALED(status) ? WTERMSIG(status) : -ECHILD;
		task_violation(task, &failure, 0);
	}
	child->pid = 0;
}

/* What the parent writes after the fork; what is there must be its own. */
static void
write_window(void *argument)
{
	struct actor_task *task = argument;

	for (unsigned i = 0; i < window_size(task); i++) {
		uint64_t page = window_page(task, i), *word = task_word(task, page);

		if (!task_expect(task, word, task->now[page], COUNT_LEAKED, "the parent"))
			task->now[page] = __atomic_load_n(word, __ATOMIC_RELAXED);
		task->now[page]++;
		__atomic_store_n(word, task->now[page], __ATOMIC_RELAXED);
	}
	task_count(task, COUNT_UPDATES, window_size(task));
}

/* Fork once.  0, or -errno where the kernel does not let us. */
static int
fork_once(struct actor_task *task, struct forking *child)
{
	pid_t pid;

	memset(child->post, 0, sizeof(*child->post));
	pid = forks_make();
	if (pid == 0)
		run_child(task, child->post);
	if (pid < 0)
		return pid;
	child->pid = pid;
	task_guard(task, write_window);
	__atomic_store_n(&child->post->written, 1, __ATOMIC_RELEASE);
	task->forkings->window = window_page(task, window_size(task));
	return 0;
}

static void
fork_on(struct actor_task *task, struct forkings *forkings)
{
	struct actor_violation refused = { .count = COUNT_FAILED };
	int refusals = 0;

	while (!task_stopping(task)) {
		struct forking *child = &forkings->items[forkings->next++ % CHILDREN];
		int result;

		bury_child(task, child);
		result = fork_once(task, child);
		refusals = result ? refusals + 1 : 0;
		if (result)
			sched_yield();
		if (refusals <= REFUSALS)
			continue;
		refused.error = result;
		task_violation(task, &refused, 0);
		task->broken = true;
	}
}

void
fork_until_stopped(struct actor_task *task)
{
	struct mapping posts = { .length = CHILDREN * sizeof(struct post),
				 .fd = -1,
				 .protection = PROT_READ | PROT_WRITE,
				 .shared = true };
	struct actor_violation refused = { .count = COUNT_FAILED };
	struct forkings forkings = { 0 };
	uintptr_t start;

	refused.error = mapping_make(&posts, &start);
	if (refused.error) {
		task_violation(task, &refused, 0);
		return;
	}
	for (unsigned i = 0; i < CHILDREN; i++)
		forkings.items[i].post = (struct post *)start + i;
	/* Taken back below, before it goes. */
	/* cppcheck-suppress autoVariables */
	task->forkings = &forkings;
	fork_on(task, &forkings);
	for (unsigned i = 0; i < CHILDREN; i++)
		bury_child(task, &forkings.items[i]);
	task_put_back(task, COUNT_LEAKED, "the parent");
	task->forkings = NULL;
	mapping_drop(start, posts.length);
}
