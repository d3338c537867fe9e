/* The kernel's own account of migrations: its event migrate:mm_migrate_pages, which tells for each
 * time it migrates pages how many went, how, and for what.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It is read from a trace instance of ours, so that nobody else's tracing is disturbed.  To enable
 * or disable an event, the kernel patches its own code, which takes some milliseconds and wakes
 * every CPU: so it is enabled once, and stays so until the end. */
#ifndef KERNEL_TRACE_H
#define KERNEL_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"
#include "kernel/keeper.h"

/* All zero is one that is not open. */
struct trace {
	char *folder; /* the instance; NULL: not open */
	pid_t owner;  /* who made it and removes it; a child reads only */
	pid_t self;   /* the id of this process in the trace: not that of a pid namespace */
	int held;     /* a file of it: nobody can remove the folder while it is open */
	struct keeper *keeper; /* whose promise it is to remove it, however we end */
	int promise;
};

/* One time that the kernel migrated pages.  Counts are base pages, of huge pages too; those of
 * 'thp_' and 'split' are folios.  A field that this kernel does not have is 0 or "". */
struct trace_event {
	pid_t pid;   /* the thread */
	pid_t group; /* its process; 0 where the kernel does not know it */
	bool own;    /* it is this process's, whichever thread's */
	uint64_t succeeded, failed, thp_succeeded, thp_failed, thp_split, split;
	char mode[24];	 /* "MIGRATE_SYNC" */
	char reason[24]; /* "syscall_or_cpuset" */
};

/* Add the folder where tracefs is mounted to 'folder'.  0; -ENODEV where it is not; -ENOSYS where
 * the kernel has none, or there is no /proc that would tell. */
int trace_find(struct text *folder);

/* Make the instance memtoy-PID and enable the event in it.  It goes with
 * trace_release(), or when the process dies; the keeper must stay where it is
 * until then.  0; -ENOSYS: this kernel has no tracefs or not that event; -ENODEV:
 * tracefs is not mounted; or another -errno, EACCES where it is only root's. */
int trace_open(struct trace *trace, struct keeper *keeper);

/* Forget the events so far: those count that come from now on.  0 or -errno. */
int trace_begin(struct trace *trace);

/* Take the events that came since then, one by one.  '*lost' counts those for which the kernel's
 * buffer was too small.  0 or -errno. */
int trace_read(struct trace *trace, void (*take)(const struct trace_event *event, void *context),
	       void *context, uint64_t *lost);

/* An event from its line in the trace; 'own' is not decided.  False: the line is none of these. */
bool trace_parse(const char *line, struct trace_event *event);

/* In a child just forked: leave the instance to its parent, who may remove it at any time. */
void trace_disown(struct trace *trace);

/* Remove the instance, if it is ours. */
void trace_release(struct trace *trace);

#endif
