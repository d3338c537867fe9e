/* A stretch of pages in a few cells: how many pages of each cell are where.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_BARS_H
#define MEMORY_BARS_H

#include "memory/tally.h"

enum { MOST_CELLS = 64 };

/* All cells have 'cell_pages' pages, but the last one may have fewer. */
struct bars {
	uint64_t first, cell_pages;
	unsigned count;
	struct tally cells[MOST_CELLS];
};

/* Cells for 'pages' pages from page 'first' on. */
void bars_init(struct bars *bars, uint64_t first, uint64_t pages);

/* Add a run of those pages. */
void bars_add(struct bars *bars, const struct run *run);
void bars_release(struct bars *bars);

/* How much of a cell is in a state or on a node: '#' all, '+' at least half, '-' less, ' ' none. */
char bars_mark(const struct tally *cell, int state);

#endif
