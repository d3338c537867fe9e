/* Whoever wants to see the system calls that memtoy makes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "kernel/seen.h"

struct watcher *call_watcher;

void
seen_tell(long number, const unsigned long *arguments, size_t size, long result, double since)
{
	int number_of_error = errno;
	struct seen_call call = { .number = number,
				  .result = result == -1 ? -number_of_error : result,
				  .seconds = clock_now() - since };

	memcpy(call.arguments, arguments,
	       size < sizeof(call.arguments) ? size : sizeof(call.arguments));
	call_watcher->saw(call_watcher, &call);
	errno = number_of_error;
}

void
seen_step(const struct seen_call *step, double since)
{
	struct seen_call call = *step;

	call.seconds = clock_now() - since;
	call_watcher->saw(call_watcher, &call);
}

/* The C library makes another call of it on some machines. */
void
seen_fork(long result, double since)
{
	static const unsigned long none[1];

	seen_tell(SYS_clone, none, 0, result, since);
}

int
memory_peek(uintptr_t from, void *to, size_t size)
{
	struct iovec local = { to, size }, remote = { (void *)from, size };
	ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	if (got < 0)
		return -errno;
	return (size_t)got == size ? 0 : -EFAULT;
}

int
thread_id(void)
{
	return (int)gettid();
}
