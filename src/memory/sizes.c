/* How many pages are parts of folios of which size, and where those are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "memory/sizes.h"

/* Sizes are powers of two, so that there is room for all. */
static struct size_tally *
place_of(struct sizes *sizes, uint64_t size)
{
	size_t i = 0;

	while (i < sizes->count && sizes->items[i].size < size)
		i++;
	if (i < sizes->count && sizes->items[i].size == size)
		return &sizes->items[i];
	if (sizes->count == MOST_SIZES)
		return &sizes->items[MOST_SIZES - 1];
	memmove(&sizes->items[i + 1], &sizes->items[i], (sizes->count - i) * sizeof(*sizes->items));
	sizes->items[i] = (struct size_tally){ .size = size };
	sizes->count++;
	return &sizes->items[i];
}

void
sizes_add(struct sizes *sizes, uint64_t size, int state, uint64_t pages)
{
	tally_add(&place_of(sizes, state < 0 ? 0 : size)->tally, state, pages);
}

static void
add_told(struct witness *witness, size_t place, uint64_t pages, struct facts *facts, void *argument)
{
	(void)witness;
	(void)place;
	sizes_add(argument, facts->size, facts->state, pages);
}

int
sizes_add_told(struct sizes *sizes, struct witness *witness)
{
	return witness_tell(witness, add_told, sizes);
}

void
sizes_release(struct sizes *sizes)
{
	for (size_t i = 0; i < sizes->count; i++)
		tally_release(&sizes->items[i].tally);
	sizes->count = 0;
}
