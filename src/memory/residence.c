/* Where all the memory of a process is, by nodes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/maps.h"
#include "memory/residence.h"

int
residence_read(pid_t pid, unsigned count, struct residence *residence)
{
	residence->count = count;
	residence->bytes = xcalloc(count, sizeof(*residence->bytes));
	return numa_maps_total(pid, residence->bytes, count);
}

void
residence_release(struct residence *residence)
{
	free(residence->bytes);
	*residence = (struct residence){ 0 };
}

static uint64_t
pages_on(const struct residence *residence, const struct nodeset *set)
{
	uint64_t bytes = 0;

	for (unsigned node = 0; node < residence->count; node++)
		if (nodeset_has(set, node))
			bytes += residence->bytes[node];
	return bytes / base_page_size();
}

void
residence_judge(struct migration *migration, const struct residence *before,
		const struct residence *after, const struct nodeset *sources)
{
	uint64_t still = pages_on(after, sources);

	migration->asked = pages_on(before, sources);
	still = still < migration->asked ? still : migration->asked;
	migration->moved = migration->asked - still;
	migration->left[REASON_UNTOLD] = still;
	migration->first_left.node = -1;
	migration->first_left.reason = REASON_UNTOLD;
}
