/* Whoever wants to see the system calls that memtoy makes on memory, NUMA and the kernel's switches.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nobody watches as a rule; then a call costs one branch more.  A watcher is called in the thread that
 * made the call, of which there may be several at a time. */
#ifndef KERNEL_SEEN_H
#define KERNEL_SEEN_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "kernel/rawcall.h"

/* A call that was made; 'number' is SYS_*.  Where 'path' is set, 'words' were written to that file. */
struct seen_call {
	long number;
	unsigned long arguments[RAW_ARGUMENTS];
	const char *path, *words;
	long result; /* or -errno */
	double seconds;
};

struct watcher {
	void (*saw)(struct watcher *watcher, const struct seen_call *call);
};

/* Set by who watches, and NULL again before that goes. */
extern struct watcher *call_watcher;

/* The value of 'call', an expression that makes the system call 'number' with these arguments and gives
 * -1 with errno for an error, as libc does; it is shown to the watcher. */
#define SEEN(call, number, ...)                                                                \
	__extension__({                                                                        \
		double seen_at = __builtin_expect(!!call_watcher, 0) ? clock_now() : 0;        \
		long seen_result = (long)(call);                                               \
		if (__builtin_expect(!!call_watcher, 0))                                       \
			seen_tell((number), (const unsigned long[]){ __VA_ARGS__ },            \
				  sizeof((const unsigned long[]){ __VA_ARGS__ }), seen_result, \
				  seen_at);                                                    \
		seen_result;                                                                   \
	})

/* For SEEN(); errno stays. */
void seen_tell(long number, const unsigned long *arguments, size_t size, long result, double since);

/* 'words' were written to a file of the kernel's. */
void seen_write(const char *path, const char *words, int result, double since);

/* Copy 'size' bytes of our own memory from an address that may be bad.  0 or -errno. */
int memory_peek(uintptr_t from, void *to, size_t size);

/* The thread that asks. */
int thread_id(void);

#endif
