/* Short-lived copies of this process, made by a thread beside others.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/forks.h"
#include "kernel/seen.h"

enum { DEATH = 5000 }; /* milliseconds that SIGKILL may take */

pid_t
forks_make(void)
{
	pid_t parent = getpid();
	/* No handlers of the C library, which would wait for locks that other threads hold. */
	double since = call_watcher ? clock_now() : 0;
	pid_t pid = _Fork();

	if (pid && call_watcher)
		seen_fork(pid, since);
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		/* It would take memory, whose locks other threads may hold. */
		call_watcher = NULL;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
	}
	return pid;
}

/* Without pidfds, or where a sandbox keeps them: look now and then. */
static int
await_slowly(pid_t pid, int milliseconds, int *status)
{
	static const struct timespec step = { .tv_nsec = 1000000 };

	for (int waited = 0; waited <= milliseconds; waited++) {
		pid_t ended = waitpid(pid, status, WNOHANG);

		if (ended)
			return ended < 0 ? -errno : 0;
		nanosleep(&step, NULL);
	}
	return -ETIMEDOUT;
}

int
forks_await(pid_t pid, int milliseconds, int *status)
{
	struct pollfd child = { .events = POLLIN };
	int ready;

	if (waitpid(pid, status, WNOHANG) == pid)
		return 0;
	child.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (child.fd < 0)
		return await_slowly(pid, milliseconds, status);
	do
		ready = poll(&child, 1, milliseconds);
	while (ready < 0 && errno == EINTR);
	close(child.fd);
	if (ready == 0)
		return -ETIMEDOUT;
	return waitpid(pid, status, 0) == pid ? 0 : -errno;
}

bool
forks_end(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	return forks_await(pid, DEATH, &status) == 0;
}

void
forks_where(pid_t pid, struct text *where)
{
	if (file_read(where, "/proc/%d/wchan", (int)pid) || strcmp(text_string(where), "0") == 0)
		text_clear(where);
}
