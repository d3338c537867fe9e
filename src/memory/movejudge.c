/* What became of the pages of a batch, and why.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/interrupt.h"
#include "kernel/migrate.h"
#include "memory/machine.h"
#include "memory/movejudge.h"
#include "memory/moverequest.h"
#include "memory/room.h"

/* The room on a node, and whether we may use it: asked for
 * once a batch, as to ask takes longer than to move a page. */
struct room {
	int node;
	uint64_t bytes;
	bool barred;
};

static bool
is_barred(int node)
{
	struct machine machine;

	machine_read(&machine);
	return !nodeset_has(&machine.allowed, (unsigned)node);
}

static uint64_t
room_of(struct room *room, int node)
{
	struct nodeset set = { 0 };

	if (room->node != node) {
		nodeset_add(&set, (unsigned)node);
		*room = (struct room){ node, room_on(&set), is_barred(node) };
	}
	return room->bytes;
}

static enum reason
reason_of(const struct movebatch *batch, size_t place, struct room *known)
{
	const struct move *move = batch->move;
	int status = batch->statuses[place], reason = reason_of_status(status);
	uint64_t room = room_of(known, batch->targets[place]);

	if (status == batch->targets[place] || batch->before[place] == batch->targets[place])
		return REASON_MOVED_ON;
	/* Other parts of a huge page count as duplicates, also of one that found no room. */
	if (reason >= 0 && (reason != REASON_DUPLICATE || room >= move->area.page_size))
		return (enum reason)reason;
	if (batch->refusal && batch->refusal != -ENOMEM)
		return REASON_NOT_TRIED;
	if (batch->refusal && known->barred)
		return REASON_BARRED;
	return reason_of_entry(batch->look.entries[place], move->all, room, move->area.page_size);
}

static void
note_end(struct migration *counts, const struct page_end *found)
{
	struct page_end *last = counts->end_count ? &counts->ends[counts->end_count - 1] : NULL;

	if (last && last->page + last->pages == found->page && last->before == found->before &&
	    last->requested == found->requested && last->status == found->status &&
	    last->actual == found->actual && last->reason == found->reason)
		last->pages++;
	else if (counts->end_count < MIGRATION_ENDS)
		counts->ends[counts->end_count++] = *found;
	else
		counts->unkept++;
}

/* Count one page, by where it is now. */
static void
judge(struct movebatch *batch, size_t place, struct room *room)
{
	struct migration *counts = &batch->counts;
	struct page_end found = { .page = batch->first + place,
				  .pages = 1,
				  .before = batch->before[place],
				  .requested = batch->targets[place],
				  .status = batch->statuses[place],
				  .actual = batch->look.states[place],
				  .reason = -1 };

	counts->asked++;
	if (found.actual == found.requested && batch->before[place] == found.requested)
		counts->already++;
	else if (found.actual == found.requested)
		counts->moved++;
	else if (!movebatch_can_move(found.actual) || !movebatch_can_move(batch->before[place]))
		counts->absent++;
	else {
		found.reason = interrupt_pending() && found.status == MIGRATE_UNANSWERED
				       ? REASON_NOT_TRIED
				       : reason_of(batch, place, room);
		migration_note_left(counts, (enum reason)found.reason, found.page, found.actual);
	}
	if (found.reason >= 0 || movebatch_is_detailed(batch) ||
	    (found.status >= 0 && found.actual >= 0 && found.status != found.actual))
		note_end(counts, &found);
}

void
movebatch_judge(struct movebatch *batch)
{
	struct room room = { .node = -1 };

	for (size_t i = 0; i < batch->count; i++)
		if (batch->targets[i] != NO_TARGET)
			judge(batch, i, &room);
}
