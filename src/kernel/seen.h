/* Whoever wants to see the system calls that memtoy
 * makes on memory, NUMA and the kernel's switches.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nobody watches as a rule; then a call costs one branch more.  A watcher is called in the thread
 * that made the call, of which there may be several at a time. */
#ifndef KERNEL_SEEN_H
#define KERNEL_SEEN_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "kernel/rawcall.h"

/* A call that was made; 'number' is SYS_*.  What a structure of the kernel's holds may stand among
 * its arguments in place of the pointer: memory/watched*.c tell of each call which these are. Or,
 * where 'verb' is set, what was done to a file: "write", with the words that were written to it;
 * 'by_keeper' says that the keeper did it (kernel/keeper.h). */
struct seen_call {
	long number;
	unsigned long arguments[RAW_ARGUMENTS];
	const char *verb, *path, *words;
	bool by_keeper;
	long result; /* or -errno */
	double seconds;
};

struct watcher {
	void (*saw)(struct watcher *watcher, const struct seen_call *call);
};

/* Set by who watches, and NULL again before that goes. */
extern struct watcher *call_watcher;

/* The value of 'call', an expression that makes the system call 'number' with these arguments and
 * gives -1 with errno for an error, as libc does; it is shown to the watcher. */
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

/* Show a step with a verb that was begun at 'since'. */
void seen_step(const struct seen_call *step, double since);

/* This process forked; 'result' is what its parent got. */
void seen_fork(long result, double since);

/* Copy 'size' bytes of our own memory from an address that may be bad.  0 or -errno. */
int memory_peek(uintptr_t from, void *to, size_t size);

/* The thread that asks. */
int thread_id(void);

#endif
