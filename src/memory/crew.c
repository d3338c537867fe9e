/* Threads that read the batches of a look beside each other.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Batches stand in a ring and are counted from 0: those before 'taken' are done with, those before
 * 'claimed' are being read or have been, those before 'handed' are to be read.  The last one taken
 * is still in use. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/threads.h"
#include "base/xalloc.h"
#include "kernel/affinity.h"
#include "memory/crew.h"

/* More have not been faster where it was measured. */
enum { MOST_THREADS = 2 };

struct place {
	struct batch batch;
	bool done;
	int result;
};

struct crew {
	struct view *view;
	struct place *places;
	size_t place_count;
	uint64_t handed, claimed, taken;

	pthread_mutex_t lock; /* of all that can change */
	pthread_cond_t more, done;
	bool ending;
	pthread_t *threads;
	unsigned thread_count;
};

unsigned
crew_size_here(void)
{
	unsigned cpus = affinity_count();

	return cpus < MOST_THREADS ? cpus : MOST_THREADS;
}

static struct place *
place_of(const struct crew *crew, uint64_t number)
{
	return &crew->places[number % crew->place_count];
}

/* Read one batch that nobody has claimed; the lock is held before and after. */
static void
read_one(struct crew *crew)
{
	struct place *place = place_of(crew, crew->claimed++);

	if (!place->batch.hole) {
		pthread_mutex_unlock(&crew->lock);
		place->result = batch_read(&place->batch, crew->view);
		pthread_mutex_lock(&crew->lock);
	}
	place->done = true;
	pthread_cond_signal(&crew->done);
}

static void *
thread_main(void *argument)
{
	struct crew *crew = argument;

	pthread_mutex_lock(&crew->lock);
	while (!crew->ending) {
		if (crew->claimed < crew->handed)
			read_one(crew);
		else
			pthread_cond_wait(&crew->more, &crew->lock);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

struct crew *
crew_new(struct view *view, unsigned size)
{
	struct crew *crew = xcalloc(1, sizeof(*crew));

	crew->view = view;
	crew->place_count = 2 * (size_t)size + 1;
	crew->places = xcalloc(crew->place_count, sizeof(*crew->places));
	for (size_t i = 0; i < crew->place_count; i++)
		batch_init(&crew->places[i].batch, PLACEMENT_BATCH);
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->more, NULL);
	pthread_cond_init(&crew->done, NULL);
	crew->threads = xcalloc(size, sizeof(*crew->threads));
	crew->thread_count = threads_start(crew->threads, size - 1, thread_main, crew);
	return crew;
}

void
crew_free(struct crew *crew)
{
	if (!crew)
		return;
	pthread_mutex_lock(&crew->lock);
	crew->ending = true;
	pthread_cond_broadcast(&crew->more);
	pthread_mutex_unlock(&crew->lock);
	for (unsigned i = 0; i < crew->thread_count; i++)
		pthread_join(crew->threads[i], NULL);
	pthread_mutex_destroy(&crew->lock);
	pthread_cond_destroy(&crew->more);
	pthread_cond_destroy(&crew->done);
	for (size_t i = 0; i < crew->place_count; i++)
		batch_release(&crew->places[i].batch);
	free(crew->places);
	free(crew->threads);
	free(crew);
}

/* One place is kept for the batch that was taken last. */
struct batch *
crew_idle(struct crew *crew)
{
	if (crew->handed - crew->taken + 1 >= crew->place_count)
		return NULL;
	place_of(crew, crew->handed)->batch.hole = false;
	return &place_of(crew, crew->handed)->batch;
}

void
crew_hand(struct crew *crew)
{
	struct place *place = place_of(crew, crew->handed);

	pthread_mutex_lock(&crew->lock);
	place->done = false;
	place->result = 0;
	crew->handed++;
	pthread_cond_signal(&crew->more);
	pthread_mutex_unlock(&crew->lock);
}

bool
crew_has_work(const struct crew *crew)
{
	return crew->taken < crew->handed;
}

int
crew_take(struct crew *crew, struct batch **batch)
{
	struct place *place = place_of(crew, crew->taken);

	pthread_mutex_lock(&crew->lock);
	while (!place->done) {
		if (crew->claimed < crew->handed)
			read_one(crew);
		else
			pthread_cond_wait(&crew->done, &crew->lock);
	}
	crew->taken++;
	pthread_mutex_unlock(&crew->lock);
	*batch = &place->batch;
	return place->result;
}
