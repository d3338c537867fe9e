/* How far long work is, for a person at a terminal.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "report/output.h"

/* Work that began when it was made. */
struct progress {
	const struct output *output;
	const char *what;
	double started, shown_at;
	bool wanted, shown;
};

/* 'what' is borrowed.  Nothing is ever shown but in text,
 * with standard error a terminal, and by the session itself. */
struct progress progress_begin(const struct output *output, const char *what);

/* 'done' of 'pages' are done: shown on a line of its own that is written over, ten times a second
 * at most, and not in the first second. */
void progress_show(struct progress *progress, uint64_t done, uint64_t pages);

/* Take the line away. */
void progress_end(struct progress *progress);

#endif
