/* What a migration did: asked, moved, already there, left behind by reason, absent.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "memory/migration.h"
#include "memory/room.h"

uint64_t
migration_left(const struct migration *migration)
{
	uint64_t left = 0;

	for (int reason = 0; reason < REASONS; reason++)
		left += migration->left[reason];
	return left;
}

void
migration_note_left(struct migration *migration, enum reason reason, uint64_t page, int node)
{
	if (!migration_left(migration)) {
		migration->first_left.page = page;
		migration->first_left.node = node;
		migration->first_left.reason = reason;
	}
	migration->left[reason]++;
}

void
latencies_add(struct latencies *latencies, double seconds)
{
	int bucket = 0;

	while (bucket < LATENCIES - 1 && seconds * 1e6 >= (double)(2ULL << bucket))
		bucket++;
	latencies->in_bucket[bucket]++;
	latencies->calls++;
	if (seconds > latencies->longest)
		latencies->longest = seconds;
}

int
migration_begin(struct migration *migration, const char *call, const struct migration_area *area)
{
	struct tally before;
	int result = placement_tally(&area->area, &before);

	*migration = (struct migration){ .call = call,
					 .page_size = area->area.page_size,
					 .asked = area->area.pages,
					 .already = tally_on(&before, &area->target) };
	tally_release(&before);
	return result;
}

/* Count one batch of the look afterwards. */
static void
judge_batch(struct migration *migration, const struct migration_area *area,
	    const struct placement *now, uint64_t *on_target)
{
	uint64_t room = UINT64_MAX;

	if (now->hole)
		migration->absent += now->count;
	for (size_t i = 0; !now->hole && i < now->count; i++) {
		int state = now->states[i];

		if (state == PAGE_REFUSED) {
			migration_note_left(migration, REASON_REFUSED, now->first + i, -1);
		} else if (state < 0) {
			migration->absent++;
		} else if (nodeset_has(&area->target, (unsigned)state)) {
			(*on_target)++;
		} else {
			if (room == UINT64_MAX)
				room = room_on(&area->target);
			migration_note_left(migration,
					    reason_of_entry(now->entries[i], area->all, room,
							    area->area.page_size),
					    now->first + i, state);
		}
	}
}

int
migration_end(struct migration *migration, const struct migration_area *area)
{
	struct placement now;
	uint64_t on_target = 0;
	int result = placement_begin(&now, &area->area);

	now.to_the_end = true;
	migration->absent = 0;
	memset(migration->left, 0, sizeof(migration->left));
	if (result >= 0)
		while ((result = placement_next(&now)) > 0)
			judge_batch(migration, area, &now, &on_target);
	placement_end(&now);
	/* Something else may have moved pages off the target meanwhile. */
	if (migration->already > on_target)
		migration->already = on_target;
	migration->moved = on_target - migration->already;
	return result;
}
