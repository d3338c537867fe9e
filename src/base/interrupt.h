/* The one flag that a signal handler of memtoy sets: "the user wants this to end".
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <poll.h>
#include <stdbool.h>
#include <time.h>

/* Have SIGINT set the flag instead of ending the
 * program, and SIGUSR1 and SIGUSR2 wake what waits. */
void interrupt_install(void);

/* Has SIGINT come since the flag was cleared?  Long loops ask between their steps. */
bool interrupt_pending(void);
void interrupt_clear(void);

/* Set it, as SIGINT does: one that was taken for others is for us, too. */
void interrupt_set(void);

/* Has the program been stopped and continued since this was asked last? */
bool interrupt_resumed(void);

/* poll(2) that no signal can slip past: -EINTR if the flag is set, before or while it waits, or
 * another signal comes; otherwise what poll returns, or -errno.  'timeout' may be NULL. */
int interrupt_poll(struct pollfd *fds, nfds_t count, const struct timespec *timeout);

/* The same for who has handlers of his own: 'caught' says, while all signals are held back, whether
 * one of them has come already; then -EINTR. */
int interrupt_poll_unless(bool (*caught)(void), struct pollfd *fds, nfds_t count,
			  const struct timespec *timeout);

/* Wait for SIGINT, SIGUSR1 or SIGUSR2, as pause(2) does: for one that has come since
 * interrupt_await(), so that none is missed by who says in between that it waits. */
void interrupt_await(void);
void interrupt_wait(void);

#endif
