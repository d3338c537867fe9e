/* The one flag that a signal handler of memtoy sets.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stddef.h>

#include "base/interrupt.h"

static volatile sig_atomic_t pending, resumed, woken;

static void
take_note(int signal)
{
	if (signal == SIGINT)
		pending = 1;
	if (signal == SIGCONT)
		resumed = 1;
	else
		woken = 1;
}

void
interrupt_install(void)
{
	/* No SA_RESTART: a system call that waits must return, so that the flag is looked at. */
	struct sigaction action = { .sa_handler = take_note };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	sigaction(SIGCONT, &action, NULL);
}

bool
interrupt_pending(void)
{
	return pending;
}

void
interrupt_clear(void)
{
	pending = 0;
}

void
interrupt_set(void)
{
	pending = 1;
}

bool
interrupt_resumed(void)
{
	bool was = resumed;

	resumed = 0;
	return was;
}

/* Hold all signals back, so that none comes between looking and waiting. */
static void
hold_signals(sigset_t *before)
{
	sigset_t held;

	sigfillset(&held);
	sigprocmask(SIG_BLOCK, &held, before);
}

int
interrupt_poll_unless(bool (*caught)(void), struct pollfd *fds, nfds_t count,
		      const struct timespec *timeout)
{
	sigset_t before;
	int result;

	hold_signals(&before);
	result = pending || (caught && caught()) ? -EINTR : ppoll(fds, count, timeout, &before);
	if (result == -1)
		result = -errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}

int
interrupt_poll(struct pollfd *fds, nfds_t count, const struct timespec *timeout)
{
	return interrupt_poll_unless(NULL, fds, count, timeout);
}

void
interrupt_await(void)
{
	woken = 0;
}

void
interrupt_wait(void)
{
	sigset_t before;

	hold_signals(&before);
	while (!woken && !pending)
		sigsuspend(&before);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
