/* Which home nodes were set where.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "memory/homes.h"

static void
insert(struct homes *homes, size_t place, struct home home)
{
	homes->items =
		xgrow(homes->items, &homes->capacity, homes->count + 1, sizeof(*homes->items));
	memmove(&homes->items[place + 1], &homes->items[place],
		(homes->count - place) * sizeof(*homes->items));
	homes->items[place] = home;
	homes->count++;
}

static void
drop(struct homes *homes, size_t place)
{
	homes->count--;
	memmove(&homes->items[place], &homes->items[place + 1],
		(homes->count - place) * sizeof(*homes->items));
}

void
homes_forget(struct homes *homes, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < homes->count;) {
		struct home *home = &homes->items[i];
		struct home behind = { end, home->end, home->node };

		if (home->end <= start || home->start >= end) {
			i++;
		} else if (home->start < start) {
			home->end = start;
			i++;
			if (behind.end > end)
				insert(homes, i, behind);
		} else if (home->end > end) {
			home->start = end;
		} else {
			drop(homes, i);
		}
	}
}

void
homes_set(struct homes *homes, uint64_t start, uint64_t end, unsigned node)
{
	size_t place = 0;

	homes_forget(homes, start, end);
	while (place < homes->count && homes->items[place].end <= start)
		place++;
	if (place < homes->count && homes->items[place].start == end &&
	    homes->items[place].node == node) {
		end = homes->items[place].end;
		drop(homes, place);
	}
	if (place && homes->items[place - 1].end == start && homes->items[place - 1].node == node)
		homes->items[place - 1].end = end;
	else
		insert(homes, place, (struct home){ start, end, node });
}

int
homes_at(const struct homes *homes, uint64_t at, uint64_t *end)
{
	*end = UINT64_MAX;
	for (size_t i = 0; i < homes->count; i++) {
		const struct home *home = &homes->items[i];

		if (at < home->start) {
			*end = home->start;
			return -1;
		}
		if (at < home->end) {
			*end = home->end;
			return (int)home->node;
		}
	}
	return -1;
}

void
homes_release(struct homes *homes)
{
	free(homes->items);
	*homes = (struct homes){ 0 };
}
