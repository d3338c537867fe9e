/* Threads of this process that carry out what they are handed, one after the other.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/threads.h"
#include "base/xalloc.h"
#include "workers/thread.h"

struct thread {
	char *name;
	pthread_t self;
	pid_t id; /* 0 until it runs */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void (*work)(void *argument); /* NULL: it has nothing to do */
	void *argument;
	bool ending;
	struct cpuset cpuset;
};

/* The signals that commands are interrupted and woken by. */
static void
mask_signals(int how)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	pthread_sigmask(how, &signals, NULL);
}

/* Carry it out without the lock; who waits for it sees that it is gone. */
static void
do_work(struct thread *thread)
{
	pthread_mutex_unlock(&thread->lock);
	mask_signals(SIG_UNBLOCK);
	thread->work(thread->argument);
	mask_signals(SIG_BLOCK);
	pthread_mutex_lock(&thread->lock);
	thread->work = NULL;
	pthread_cond_broadcast(&thread->changed);
}

static void *
live(void *argument)
{
	struct thread *thread = argument;

	pthread_mutex_lock(&thread->lock);
	thread->id = gettid();
	pthread_cond_broadcast(&thread->changed);
	while (!thread->ending) {
		if (thread->work)
			do_work(thread);
		else
			pthread_cond_wait(&thread->changed, &thread->lock);
	}
	pthread_mutex_unlock(&thread->lock);
	return NULL;
}

static void
thread_free(struct thread *thread)
{
	pthread_cond_destroy(&thread->changed);
	pthread_mutex_destroy(&thread->lock);
	cpuset_release(&thread->cpuset);
	free(thread->name);
	free(thread);
}

int
threads_add(struct threads *threads, const char *name, struct error *error)
{
	struct thread *thread = xcalloc(1, sizeof(*thread));

	thread->name = xstrdup(name);
	pthread_mutex_init(&thread->lock, NULL);
	pthread_cond_init(&thread->changed, NULL);
	if (!threads_start(&thread->self, 1, live, thread)) {
		thread_free(thread);
		return error_refused(error, EAGAIN, "cannot make a thread");
	}
	pthread_mutex_lock(&thread->lock);
	while (!thread->id)
		pthread_cond_wait(&thread->changed, &thread->lock);
	pthread_mutex_unlock(&thread->lock);
	threads->items = xgrow(threads->items, &threads->capacity, threads->count + 1,
			       sizeof(*threads->items));
	threads->items[threads->count++] = thread;
	return 0;
}

struct thread *
threads_find(const struct threads *threads, const char *name, size_t length)
{
	for (size_t i = 0; i < threads->count; i++)
		if (strlen(threads->items[i]->name) == length &&
		    strncmp(threads->items[i]->name, name, length) == 0)
			return threads->items[i];
	return NULL;
}

const char *
thread_name(const struct thread *thread)
{
	return thread->name;
}

pid_t
thread_tid(const struct thread *thread)
{
	return thread->id;
}

struct thread *
threads_current(const struct threads *threads)
{
	pid_t self = gettid();

	for (size_t i = 0; i < threads->count; i++)
		if (threads->items[i]->id == self)
			return threads->items[i];
	return NULL;
}

struct cpuset *
thread_cpuset(struct thread *thread)
{
	return &thread->cpuset;
}

bool
threads_have_cpuset(const struct threads *threads)
{
	for (size_t i = 0; i < threads->count; i++)
		if (threads->items[i]->cpuset.folder)
			return true;
	return false;
}

int
thread_do(struct thread *thread, void (*work)(void *argument), void *argument)
{
	sigset_t before;

	/* The others wait, and only one hands over: this is no race. */
	if (thread->work)
		return -EBUSY;
	pthread_sigmask(SIG_BLOCK, NULL, &before);
	mask_signals(SIG_BLOCK);
	pthread_mutex_lock(&thread->lock);
	thread->argument = argument;
	thread->work = work;
	pthread_cond_broadcast(&thread->changed);
	while (thread->work)
		pthread_cond_wait(&thread->changed, &thread->lock);
	pthread_mutex_unlock(&thread->lock);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return 0;
}

static void
end(struct thread *thread)
{
	pthread_mutex_lock(&thread->lock);
	thread->ending = true;
	pthread_cond_broadcast(&thread->changed);
	pthread_mutex_unlock(&thread->lock);
	pthread_join(thread->self, NULL);
	thread_free(thread);
}

void
threads_remove(struct threads *threads, struct thread *thread)
{
	for (size_t i = 0; i < threads->count; i++) {
		if (threads->items[i] != thread)
			continue;
		memmove(&threads->items[i], &threads->items[i + 1],
			(threads->count - i - 1) * sizeof(*threads->items));
		threads->count--;
		end(thread);
		return;
	}
}

void
threads_release(struct threads *threads)
{
	while (threads->count)
		end(threads->items[--threads->count]);
	threads_disown(threads);
}

void
threads_disown(struct threads *threads)
{
	/* Their locks may be held by threads that are not here: they are left as they are. */
	while (threads->count) {
		struct thread *thread = threads->items[--threads->count];

		cpuset_release(&thread->cpuset);
		free(thread->name);
		free(thread);
	}
	free(threads->items);
	*threads = (struct threads){ 0 };
}
