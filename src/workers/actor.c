/* Actors: starting and stopping them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/threads.h"
#include "base/xalloc.h"
#include "kernel/direct.h"
#include "kernel/mapping.h"
#include "kernel/migrate.h"
#include "memory/content.h"
#include "workers/acting.h"

const struct keyword actor_kinds[] = {
	{ "reader", ACTOR_READER, false, "read every word, which must be what 'fill' wrote" },
	{ "writer", ACTOR_WRITER, false, "count in words, which must hold what was written last" },
	{ "forker", ACTOR_FORKER, false,
	  "fork, and see that no side sees the other's later writes" },
	{ "directio", ACTOR_DIRECTIO, false, "transfer pages to a file and back with O_DIRECT" },
	{ 0 },
};

static void *
act(void *argument)
{
	static void (*const bodies[])(struct actor_task *) = {
		[ACTOR_READER] = read_until_stopped,
		[ACTOR_WRITER] = write_until_stopped,
		[ACTOR_FORKER] = fork_until_stopped,
		[ACTOR_DIRECTIO] = transfer_until_stopped,
	};
	struct actor_task *task = argument;

	bodies[task->actor->kind](task);
	return NULL;
}

/* A word of pages for a task; -1 where all are taken. */
static int
take_slot(struct actors *actors)
{
	for (int slot = 0; slot < ACTOR_SLOTS; slot++) {
		uint64_t bit = (uint64_t)1 << slot;

		if (__atomic_fetch_or(&actors->slots, bit, __ATOMIC_ACQ_REL) & bit)
			continue;
		__atomic_fetch_add(&actors->claims, 1, __ATOMIC_ACQ_REL);
		return slot;
	}
	return -1;
}

static void
drop_slots(struct actor *actor)
{
	for (unsigned i = 0; i < actor->thread_count; i++)
		if (actor->tasks[i].slot >= 0)
			__atomic_fetch_and(&actor->actors->slots,
					   ~((uint64_t)1 << actor->tasks[i].slot),
					   __ATOMIC_ACQ_REL);
}

static void
actor_free(struct actor *actor)
{
	for (unsigned i = 0; i < actor->thread_count; i++) {
		free(actor->tasks[i].first);
		free(actor->tasks[i].now);
		free(actor->tasks[i].buffer);
	}
	if (actor->file >= 0)
		close(actor->file);
	pthread_mutex_destroy(&actor->lock);
	free(actor->tasks);
	free(actor->threads);
	free(actor->segment_name);
	free(actor->name);
	free(actor);
}

static struct actor *
actor_new(struct actors *actors, const struct actor_request *request)
{
	struct actor *actor = xcalloc(1, sizeof(*actor));
	struct segment *segment = request->segment;

	*actor = (struct actor){ .name = xstrdup(request->name),
				 .kind = request->kind,
				 .segment_name = xstrdup(segment->name),
				 .range = request->range,
				 .actors = actors,
				 .start = segment->start + request->range.offset,
				 .shared = segment->shared,
				 .seed = request->seed,
				 .file = -1,
				 .thread_count = request->threads };
	pthread_mutex_init(&actor->lock, NULL);
	actor->tasks = xcalloc(actor->thread_count, sizeof(*actor->tasks));
	actor->threads = xcalloc(actor->thread_count, sizeof(*actor->threads));
	for (unsigned i = 0; i < actor->thread_count; i++)
		actor->tasks[i] =
			(struct actor_task){ .actor = actor,
					     .slot = -1,
					     .pages = request->range.length / task_page_size() };
	return actor;
}

/* What it must be allowed to do with the segment. */
static int
check_access(const struct actor_request *request, struct error *error)
{
	const struct segment *segment = request->segment;
	bool write = request->kind != ACTOR_READER;

	if (!(segment->protection & PROT_READ) || (write && !(segment->protection & PROT_WRITE))) {
		error_note(error, EACCES, "segment '%s' may not be %s", segment->name,
			   write ? "written" : "read");
		error_hint(error, "mprotect %s read%s", segment->name, write ? " write" : "");
		return -EACCES;
	}
	return 0;
}

/* Whole pages are written by directio: nobody else may look at them, or write there. */
static int
check_company(const struct actors *actors, const struct actor_request *request, struct error *error)
{
	uintptr_t start = request->segment->start + request->range.offset;

	for (size_t i = 0; i < actors->count; i++) {
		const struct actor *other = actors->items[i];
		bool apart = other->start >= start + request->range.length ||
			     start >= other->start + other->range.length;

		if (!other->running || apart ||
		    (other->kind != ACTOR_DIRECTIO && request->kind != ACTOR_DIRECTIO))
			continue;
		error_note(error, EBUSY,
			   "actor '%s' works on these pages, and directio takes whole pages",
			   other->name);
		error_hint(error, "stop %s", other->name);
		return -EBUSY;
	}
	return 0;
}

/* What a kind needs before its threads start; with words that say what is not there. */
static int
prepare_task(struct actor_task *task, struct error *error)
{
	struct actor *actor = task->actor;

	if (actor->kind == ACTOR_WRITER || actor->kind == ACTOR_FORKER) {
		task->slot = take_slot(actor->actors);
		if (task->slot < 0)
			return error_note(error, EAGAIN,
					  "all actors together can have %d threads that write",
					  ACTOR_SLOTS);
		task->first = xcalloc(task->pages, sizeof(*task->first));
		task->now = xcalloc(task->pages, sizeof(*task->now));
		task_learn(task);
	} else if (actor->kind == ACTOR_READER) {
		read_once(task);
		memset(task->counts, 0, sizeof(task->counts));
	} else if (posix_memalign(&task->buffer, task_page_size(), 1 << 16)) {
		return error_note(error, ENOMEM, "out of memory");
	}
	if (!actor->violation.count)
		return 0;
	if (actor->violation.count == COUNT_WRONG) {
		error_note(error, EBADMSG,
			   "'%s' does not hold what 'fill' writes with seed %" PRIu64,
			   actor->segment_name, actor->seed);
		error_hint(error, "fill %s", actor->segment_name);
		return -EBADMSG;
	}
	error_note(error, EFAULT, "SIG%s at offset 0x%" PRIx64 " of '%s'",
		   sigabbrev_np(actor->violation.error), actor->violation.offset,
		   actor->segment_name);
	return -EFAULT;
}

static int
prepare(struct actor *actor, const struct actor_request *request, struct error *error)
{
	int result = 0;

	if (actor->kind == ACTOR_DIRECTIO) {
		actor->file = direct_make(request->directory, actor->range.length);
		if (actor->file < 0) {
			error_refused(error, -actor->file, "there is no O_DIRECT %s%s%s",
				      request->directory ? "in '" : "in any usual place",
				      request->directory ? request->directory : "",
				      request->directory ? "'" : "");
			error_hint(error, "dir=<a folder of a file system on a disk>");
			return -EOPNOTSUPP;
		}
	}
	for (unsigned i = 0; i < actor->thread_count && !result; i++)
		result = prepare_task(&actor->tasks[i], error);
	return result;
}

static void
forget(struct actors *actors, struct actor *actor)
{
	for (size_t i = 0; i < actors->count; i++) {
		if (actors->items[i] != actor)
			continue;
		memmove(&actors->items[i], &actors->items[i + 1],
			(actors->count - i - 1) * sizeof(*actors->items));
		actors->count--;
		actor_free(actor);
		return;
	}
}

static void
launch(struct actors *actors, struct actor *actor, struct segment *segment)
{
	struct actor *old = actors_find(actors, actor->name);
	unsigned started = 0;

	if (old)
		forget(actors, old);
	actor->segment = segment;
	segment->users++;
	actor->started = clock_now();
	while (started < actor->thread_count &&
	       threads_start(&actor->threads[started], 1, act, &actor->tasks[started]))
		started++;
	actor->running = true;
	for (unsigned i = started; i < actor->thread_count; i++)
		actor->tasks[i].broken = true;
	actors->items =
		xgrow(actors->items, &actors->capacity, actors->count + 1, sizeof(*actors->items));
	actors->items[actors->count++] = actor;
}

/* The threads that could not be had did nothing. */
static unsigned
threads_of(const struct actor *actor)
{
	unsigned count = 0;

	while (count < actor->thread_count && actor->threads[count])
		count++;
	return count;
}

struct actor *
actors_start(struct actors *actors, const struct actor_request *request, struct error *error)
{
	struct actor *actor = actors_find(actors, request->name);

	if (actor && actor->running) {
		error_note(error, EEXIST, "there is an actor '%s' already", request->name);
		error_hint(error, "stop %s", request->name);
		return NULL;
	}
	if (check_access(request, error) || check_company(actors, request, error))
		return NULL;
	actor = actor_new(actors, request);
	if (prepare(actor, request, error)) {
		drop_slots(actor);
		actor_free(actor);
		return NULL;
	}
	launch(actors, actor, request->segment);
	return actor;
}

struct actor *
actors_find(const struct actors *actors, const char *name)
{
	for (size_t i = 0; i < actors->count; i++)
		if (strcmp(actors->items[i]->name, name) == 0)
			return actors->items[i];
	return NULL;
}

const struct actor *
actors_using(const struct actors *actors, const struct segment *segment)
{
	for (size_t i = 0; i < actors->count; i++)
		if (actors->items[i]->running && actors->items[i]->segment == segment)
			return actors->items[i];
	return NULL;
}

void
actor_stop(struct actor *actor)
{
	if (!actor->running)
		return;
	__atomic_store_n(&actor->stopping, 1, __ATOMIC_RELEASE);
	for (unsigned i = 0; i < threads_of(actor); i++)
		pthread_join(actor->threads[i], NULL);
	drop_slots(actor);
	actor->running = false;
	actor->seconds = clock_now() - actor->started;
	actor->segment->users--;
	actor->segment = NULL;
}

void
actors_release(struct actors *actors)
{
	for (size_t i = 0; i < actors->count; i++)
		actor_stop(actors->items[i]);
	actors_disown(actors);
}

void
actors_disown(struct actors *actors)
{
	for (size_t i = 0; i < actors->count; i++) {
		struct actor *actor = actors->items[i];

		if (actor->segment)
			actor->segment->users = 0;
		actor_free(actor);
	}
	free(actors->items);
	*actors = (struct actors){ 0 };
}
