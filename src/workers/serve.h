/* The child's side of the channel: what it says goes to its parent as frames.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKERS_SERVE_H
#define WORKERS_SERVE_H

#include "base/error.h"
#include "report/output.h"

/* 'sink' comes first: a pointer to it is one to the whole. */
struct channel_sink {
	struct sink sink;
	int channel;
};

void channel_sink_init(struct channel_sink *sink, int channel);

/* Carry out command after command with run(line, context, error), which returns an outcome and may
 * fill the error, until the parent is gone or done(context) says so.  Returns 0. */
int serve_commands(int channel, int (*run)(const char *line, void *context, struct error *error),
		   bool (*done)(void *context), void *context);

/* Tell the parent that this command waits for a signal, and is not to be waited for. */
void serve_paused(int channel);

#endif
