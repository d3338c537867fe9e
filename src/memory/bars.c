/* A stretch of pages in a few cells.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory/bars.h"

void
bars_init(struct bars *bars, uint64_t first, uint64_t pages)
{
	*bars = (struct bars){ .first = first };
	bars->cell_pages = pages / MOST_CELLS + (pages % MOST_CELLS != 0);
	if (bars->cell_pages)
		bars->count = (unsigned)((pages - 1) / bars->cell_pages + 1);
}

void
bars_add(struct bars *bars, const struct run *run)
{
	uint64_t page = run->page - bars->first, left = run->pages;

	while (left) {
		uint64_t cell = page / bars->cell_pages;
		uint64_t pages = (cell + 1) * bars->cell_pages - page;

		if (pages > left)
			pages = left;
		tally_add(&bars->cells[cell], run->state, pages);
		page += pages;
		left -= pages;
	}
}

void
bars_release(struct bars *bars)
{
	for (unsigned cell = 0; cell < bars->count; cell++)
		tally_release(&bars->cells[cell]);
	bars->count = 0;
}

char
bars_mark(const struct tally *cell, int state)
{
	uint64_t pages = state < 0 ? tally_state(cell, (enum page_state)state)
				   : tally_node(cell, (unsigned)state);

	if (!pages)
		return ' ';
	if (pages == cell->pages)
		return '#';
	return pages >= cell->pages - pages ? '+' : '-';
}
