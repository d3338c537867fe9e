/* Threads that take no signals.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

#include <pthread.h>

/* Start 'count' threads that run 'body' with 'argument'; signals stay with the one that calls.
 * 'threads' gets those that could be had, for pthread_join(3); the result is how many they are. */
unsigned threads_start(pthread_t *threads, unsigned count, void *(*body)(void *argument),
		       void *argument);

#endif
