/* Threads that take no signals.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>

#include "base/threads.h"

unsigned
threads_start(pthread_t *threads, unsigned count, void *(*body)(void *argument), void *argument)
{
	unsigned started = 0;
	sigset_t all, before;

	sigfillset(&all);
	/* What a thread brings upon itself comes to it, or the kernel ends the program. */
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	/* Where the thread that forked holds it back, the end of a child interrupts another thread,
	 * and with it what the kernel lets any signal cut short, such as a pool that grows. */
	sigdelset(&all, SIGCHLD);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started < count && pthread_create(&threads[started], NULL, body, argument) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}
