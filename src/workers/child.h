/* Child processes that carry out commands sent to them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKERS_CHILD_H
#define WORKERS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "report/output.h"

enum child_state {
	CHILD_READY,
	CHILD_PAUSED, /* in 'pause': a signal wakes it */
	CHILD_BUSY,   /* a command that we no longer wait for */
	CHILD_ENDED,  /* it was told to quit */
};

struct child {
	char *name;
	pid_t pid;
	int channel;
	bool background; /* it was given a command that child_wait() is to wait for */
	bool started;	 /* it has begun with the command it was sent last */
	enum child_state state;
};

struct children {
	struct child *items;
	size_t count, capacity;
};

/* Fork a child called 'name', which runs serve(channel, context) and ends with its result.  It
 * lives in a process group of its own, so that Ctrl-C reaches the session alone, and dies with it.
 * 0 in the parent; or -errno with an error. */
int children_fork(struct children *children, const char *name,
		  int (*serve)(int channel, void *context), void *context, struct error *error);

/* The child with that name, or NULL; 'length' is that of the name, which need not end there. */
struct child *children_find(const struct children *children, const char *name, size_t length);

/* Have the child carry out a line, passing on what it says, and wait for its outcome, a number that
 * it sent, with its error in 'error' if it had one.  An interrupt is passed on to it; with a second
 * one we stop waiting.  0; or -errno with an error: a child that is busy, or dead (it is forgotten
 * then). */
int child_command(struct children *children, struct child *child, const char *line,
		  struct sink *sink, int *outcome, struct error *error);

/* Give it a line to carry out in the background; then wait for that, as child_command() does.  To
 * wait for a child that was given none is done at once. */
int child_begin(struct children *children, struct child *child, const char *line, struct sink *sink,
		struct error *error);
int child_wait(struct children *children, struct child *child, struct sink *sink, int *outcome,
	       struct error *error);

/* Send it a signal; a paused child is given time to wake.  0; or -errno with an error: a child that
 * is dead is forgotten. */
int child_kick(struct children *children, struct child *child, int signal, struct error *error);

/* "ready", "paused", "busy"; a child that has died is noticed, and forgotten by children_reap(). */
const char *child_state_name(const struct child *child);

/* Forget the children that have ended, telling 'gone' of each. */
void children_reap(struct children *children, void (*gone)(const char *what, void *context),
		   void *context);

/* End all children and forget them. */
void children_release(struct children *children);

/* In a child just forked: let go of its parent's other children, which are not its own. */
void children_disown(struct children *children);

#endif
