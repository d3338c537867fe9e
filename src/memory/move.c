/* move_pages(2) over an area: chunk by chunk, in parallel.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A look before goes over the area in batches; jobs take one after the other from it, move its
 * pages and look again.  Ctrl-C ends it between two calls. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/bits.h"
#include "base/clock.h"
#include "base/threads.h"
#include "base/xalloc.h"
#include "kernel/affinity.h"
#include "kernel/frames.h"
#include "memory/machine.h"
#include "memory/move.h"
#include "memory/movebatch.h"

enum {
	MOST_JOBS = 8,	     /* of our own choice */
	PAGES_A_JOB = 16384, /* fewer are not worth another */
};
static const double PROGRESS_EVERY = 0.1; /* seconds */

struct work {
	const struct move *move;
	struct migration *total;
	struct cpus cpus; /* of the target; no bits: any */

	pthread_mutex_t lock; /* of all below */
	pthread_cond_t ended;
	struct placement before;
	int result;
	unsigned running;
	uint64_t done;
};

/* Is every page asked for, also those that are not there? */
static bool
asks_for_all(const struct move *move)
{
	return !move->like && !move->by_node;
}

/* The next batch that has pages, for a job; 1, 0 or -errno. */
static int
take_batch(struct work *work, struct movebatch *batch)
{
	struct placement *before = &work->before;
	int result;

	pthread_mutex_lock(&work->lock);
	while ((result = work->result) == 0 && (result = placement_next(before)) > 0) {
		work->done = before->first;
		if (!before->hole)
			break;
		if (asks_for_all(work->move)) {
			work->total->asked += before->count;
			work->total->absent += before->count;
		}
	}
	if (result > 0)
		movebatch_take(batch, before);
	else if (!work->result)
		work->result = result;
	pthread_mutex_unlock(&work->lock);
	return result;
}

static void
note_result(struct work *work, int result)
{
	pthread_mutex_lock(&work->lock);
	if (!work->result)
		work->result = result;
	pthread_mutex_unlock(&work->lock);
}

static void
show_progress(const struct work *work, uint64_t done)
{
	if (work->move->progress)
		work->move->progress(work->move->argument, done, work->move->area.pages);
}

/* Move batch after batch, until there are no more. */
static void
work_off(struct work *work, bool alone)
{
	struct movebatch batch;

	movebatch_init(&batch, work->move);
	while (take_batch(work, &batch) > 0) {
		int result = movebatch_run(&batch);

		if (result)
			note_result(work, result);
		if (alone)
			show_progress(work, batch.first + batch.count);
	}
	pthread_mutex_lock(&work->lock);
	migration_merge(work->total, &batch.counts);
	pthread_mutex_unlock(&work->lock);
	movebatch_release(&batch);
}

static void *
job_main(void *argument)
{
	struct work *work = argument;

	if (work->cpus.bits)
		affinity_set(&work->cpus);
	work_off(work, false);
	pthread_mutex_lock(&work->lock);
	work->running--;
	pthread_cond_signal(&work->ended);
	pthread_mutex_unlock(&work->lock);
	return NULL;
}

/* Wait for the jobs, and show how far they are. */
static void
wait_for_jobs(struct work *work)
{
	pthread_mutex_lock(&work->lock);
	while (work->running) {
		struct timespec until;
		uint64_t done = work->done;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += (long)(PROGRESS_EVERY * 1e9);
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (pthread_cond_timedwait(&work->ended, &work->lock, &until) == ETIMEDOUT) {
			pthread_mutex_unlock(&work->lock);
			show_progress(work, done);
			pthread_mutex_lock(&work->lock);
		}
	}
	pthread_mutex_unlock(&work->lock);
}

/* Jobs that cannot be had are done without; if there is none at all, the
 * caller works. */
static void
run_jobs(struct work *work, unsigned jobs)
{
	pthread_t *threads = xcalloc(jobs, sizeof(*threads));
	unsigned count;

	work->running = jobs;
	count = threads_start(threads, jobs, job_main, work);
	pthread_mutex_lock(&work->lock);
	work->running -= jobs - count;
	pthread_mutex_unlock(&work->lock);
	wait_for_jobs(work);
	for (unsigned i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	free(threads);
	if (!count)
		work_off(work, true);
}

/* How many jobs, and on which CPUs: those of the target, unless they are fewer than the jobs that
 * are asked for. */
static unsigned
choose_jobs(const struct move *move, struct cpus *cpus)
{
	struct nodeset target = move->nodes ? nodelist_set(move->nodes) : (struct nodeset){ 0 };
	unsigned near = machine_cpus_of(&target, cpus), jobs = move->jobs;
	uint64_t worth = move->area.pages / PAGES_A_JOB;

	if (!jobs) {
		jobs = near ? near : affinity_count();
		jobs = jobs < MOST_JOBS ? jobs : MOST_JOBS;
		jobs = jobs < worth ? jobs : (unsigned)worth;
	}
	if (near < jobs) {
		free(cpus->bits);
		cpus->bits = NULL;
	}
	return jobs ? jobs : 1;
}

static int
by_page(const void *a, const void *b)
{
	const struct page_end *x = a, *y = b;

	return (x->page > y->page) - (x->page < y->page);
}

/* Pages that were on nodes to be left, and that no job came to. */
static void
note_unreached(struct work *work)
{
	const struct move *move = work->move;
	uint64_t reached = work->before.first + work->before.count;
	struct area rest = move->area;
	struct placement look;
	int result;

	rest.start += reached * rest.page_size;
	rest.pages -= reached;
	result = placement_begin(&look, &rest);
	look.to_the_end = true;
	if (result >= 0)
		while (placement_next(&look) > 0)
			for (size_t i = 0; !look.hole && i < look.count; i++) {
				if (move_target(move, look.states[i]) < 0)
					continue;
				work->total->asked++;
				migration_note_left(work->total, REASON_NOT_TRIED,
						    reached + look.first + i, look.states[i]);
			}
	placement_end(&look);
}

/* What nobody came to is left, too. */
static void
note_untried(struct work *work)
{
	struct migration *migration = work->total;
	uint64_t done = migration->moved + migration->already + migration->absent +
			migration_left(migration);

	if (work->move->by_node && work->result == -EINTR)
		note_unreached(work);
	if (!asks_for_all(work->move))
		return;
	migration->asked = work->move->area.pages;
	if (done < migration->asked) {
		migration_note_left(migration, REASON_NOT_TRIED, done, -1);
		migration->left[REASON_NOT_TRIED] += migration->asked - done - 1;
	}
}

int
move_target(const struct move *move, int node)
{
	return node >= 0 && node < NODESET_BITS ? move->by_node[node] : -1;
}

int
move_run(struct migration *migration, const struct move *move)
{
	struct work work = { .move = move,
			     .total = migration,
			     .lock = PTHREAD_MUTEX_INITIALIZER,
			     .ended = PTHREAD_COND_INITIALIZER };
	double started = clock_now();

	*migration = (struct migration){ .call = "move_pages",
					 .page_size = move->area.page_size,
					 .stall = move->stall };
	migration->jobs = choose_jobs(move, &work.cpus);
	work.result = placement_begin(&work.before, &move->area);
	/* A huge page moves as a whole: what moved with one batch must not be there already in the
	 * next. */
	work.before.aligned = true;
	frames_prepare();
	if (!work.result && migration->jobs > 1)
		run_jobs(&work, migration->jobs);
	else if (!work.result)
		work_off(&work, true);
	qsort(migration->ends, migration->end_count, sizeof(struct page_end), by_page);
	note_untried(&work);
	placement_end(&work.before);
	free(work.cpus.bits);
	migration->elapsed = clock_now() - started;
	return work.result;
}
