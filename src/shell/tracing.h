/* A log of the system calls that memtoy makes on memory, NUMA and the kernel's switches, for people.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_TRACING_H
#define SHELL_TRACING_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "kernel/seen.h"

struct session;

/* All zero is none.  The session that it belongs to must stay where it is. */
struct tracing {
	struct watcher watcher;
	const struct session *session;
	int fd;
	bool on, opened; /* 'fd' is ours to close */
};

/* Log to the file 'path', behind what is there; "" is standard error.  0 or -errno with an error. */
int tracing_begin(struct tracing *tracing, const struct session *session, const char *path,
		  struct error *error);
void tracing_end(struct tracing *tracing);

#endif
