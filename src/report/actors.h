/* Actors: what they have done so far.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_ACTORS_H
#define REPORT_ACTORS_H

#include "base/keyword.h"
#include "report/output.h"

/* What is told of one.  'counts' are named by 'names', in its order; 'violation' may be NULL. */
struct actor_news {
	const char *name, *kind, *segment;
	unsigned threads;
	bool running;
	double seconds;
	const struct keyword *names;
	const uint64_t *counts;
	const char *violation;
};
void say_actor(struct output *output, const struct actor_news *news);

#endif
