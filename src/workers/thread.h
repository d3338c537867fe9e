/* Threads of this process that carry out what they are handed, one after the other.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Policy, CPUs, cpuset and first touch are a thread's own; memory and all else is everybody's.  Who
 * hands over waits until it is done, so that there is never more than one at work, and no lock. */
#ifndef WORKERS_THREAD_H
#define WORKERS_THREAD_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "kernel/cpusets.h"

struct thread;
struct threads {
	struct thread **items;
	size_t count, capacity;
};

/* A new one, with the policy and the CPUs of who makes it.  0; or -errno with an error. */
int threads_add(struct threads *threads, const char *name, struct error *error);

/* The one with that name, or NULL; 'length' is that of the name, which need not end there. */
struct thread *threads_find(const struct threads *threads, const char *name, size_t length);
const char *thread_name(const struct thread *thread);

/* Its id in the kernel. */
pid_t thread_tid(const struct thread *thread);

/* The one that calls, or NULL: none of them. */
struct thread *threads_current(const struct threads *threads);

/* Its own cpuset, which is to be left before it ends; is there any thread that has one? */
struct cpuset *thread_cpuset(struct thread *thread);
bool threads_have_cpuset(const struct threads *threads);

/* Have it do(argument), and wait.  SIGINT, SIGUSR1 and SIGUSR2 come to it meanwhile.  0; -EBUSY
 * where it does something already, which is to ask for this. */
int thread_do(struct thread *thread, void (*work)(void *argument), void *argument);

/* End it and forget it; all of them; or, in a child, which has none of them, forget them. */
void threads_remove(struct threads *threads, struct thread *thread);
void threads_release(struct threads *threads);
void threads_disown(struct threads *threads);

#endif
