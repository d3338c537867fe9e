/* The sink of the program itself: standard output and standard error.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_STREAMS_H
#define REPORT_STREAMS_H

#include "report/output.h"

/* 'sink' comes first: a pointer to it is one to the whole. */
struct streams {
	struct sink sink;
	unsigned held, failed, skipped; /* checked claims */
	unsigned tests;			/* TAP lines */
	int error;			/* errno of the first failure to write results, or 0 */
};

void streams_init(struct streams *streams);

#endif
