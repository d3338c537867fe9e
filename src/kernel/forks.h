/* Short-lived copies of this process, made by a thread beside others.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_FORKS_H
#define KERNEL_FORKS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/text.h"

/* fork(2) as it is: in the child, 0, only calls that a signal handler may make, and _exit(2), are
 * allowed.  The child dies with the thread that made it.  -errno. */
pid_t forks_make(void);

/* Wait until a child has ended, for so many milliseconds.  0 with '*status' as waitpid(2) gives it;
 * -ETIMEDOUT; -errno. */
int forks_await(pid_t pid, int milliseconds, int *status);

/* End it.  False where it does not die: it hangs in the kernel. */
bool forks_end(pid_t pid);

/* Where in the kernel it is, as /proc tells; "" where it does not. */
void forks_where(pid_t pid, struct text *where);

#endif
