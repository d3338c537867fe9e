/* What a migration did: asked, moved, already there, left behind by reason, absent.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "kernel/dax.h"
#include "kernel/rights.h"
#include "memory/migration.h"
#include "memory/policy.h"
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

static void
merge_latencies(struct latencies *into, const struct latencies *from)
{
	for (int i = 0; i < LATENCIES; i++)
		into->in_bucket[i] += from->in_bucket[i];
	into->calls += from->calls;
	if (from->longest > into->longest)
		into->longest = from->longest;
}

static void
merge_ends(struct migration *into, const struct migration *from)
{
	into->unkept += from->unkept;
	for (size_t i = 0; i < from->end_count; i++) {
		if (into->end_count < MIGRATION_ENDS)
			into->ends[into->end_count++] = from->ends[i];
		else
			into->unkept++;
	}
}

void
migration_merge(struct migration *into, const struct migration *from)
{
	if (migration_left(from) &&
	    (!migration_left(into) || from->first_left.page < into->first_left.page))
		into->first_left = from->first_left;
	for (int i = 0; i < REASONS; i++)
		into->left[i] += from->left[i];
	into->asked += from->asked;
	into->moved += from->moved;
	into->already += from->already;
	into->absent += from->absent;
	into->seconds += from->seconds;
	into->retried += from->retried;
	if (from->answer < 0)
		into->answer = from->answer;
	else if (into->answer >= 0)
		into->answer += from->answer;
	merge_latencies(&into->latencies, &from->latencies);
	merge_ends(into, from);
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

/* Did mbind(2) answer 0 and leave shared memory a policy that wants none of the target's nodes?
 * Before Linux 6.7 that is what it allocates by, so that a page which nothing holds stays, too. */
static bool
kept_other_policy(const struct migration_area *area, uint64_t page)
{
	struct policy policy = { 0 };
	unsigned major, minor, patch;
	struct nodeset both;

	kernel_version(&major, &minor, &patch);
	if (major > 6 || (major == 6 && minor >= 7) ||
	    policy_at(area->area.start + page * area->area.page_size, &policy))
		return false;
	both = nodeset_both(&policy.nodes, &area->target);
	return !nodeset_is_empty(&policy.nodes) && nodeset_is_empty(&both);
}

/* Why a page stayed that mbind(2) or migrate_pages(2) say nothing of. */
static enum reason
reason_found(const struct migration *migration, const struct migration_area *area, uint64_t page,
	     uint64_t entry, uint64_t room)
{
	enum reason reason = reason_of_entry(entry, area->all, room, area->area.page_size);

	if (reason == REASON_HELD && migration->answer == 0 &&
	    strcmp(migration->call, "mbind") == 0 && kept_other_policy(area, page))
		return REASON_POLICY;
	return reason;
}

/* Count one batch of the look afterwards. */
static void
judge_batch(struct migration *migration, const struct migration_area *area,
	    const struct placement *now, uint64_t *on_target)
{
	uint64_t room = UINT64_MAX;
	bool dax = false;

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
			if (room == UINT64_MAX) {
				room = room_on(&area->target);
				dax = dax_maps_at(area->area.pid, area->area.start);
			}
			migration_note_left(migration,
					    dax ? REASON_REFUSED
						: reason_found(migration, area, now->first + i,
							       now->entries[i], room),
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
