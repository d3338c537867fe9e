/* A log of the system calls that memtoy makes on
 * memory, NUMA and the kernel's switches, for people.
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
	char *path; /* "": standard error */
	int fd;
	int lost[2]; /* a pipe, in which who could not write a line says why, children too */
	pid_t owner; /* the process that began it */
	bool on;
};

/* Log to the file 'path', behind what is there; "" is standard error.  0 or -errno with an error;
 * also where a log that ends with that had not all been written. */
int tracing_begin(struct tracing *tracing, const struct session *session, const char *path,
		  struct error *error);

/* 0; or -errno with an error where lines were lost, which is told once, and to who began it. */
int tracing_check(const struct tracing *tracing, struct error *error);

/* End it, as tracing_check() does. */
int tracing_end(struct tracing *tracing, struct error *error);

#endif
