/* What a migration did: asked, moved, already there, left behind by reason, absent.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/migrate.h"
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

static void
note_left(struct migration *migration, enum reason reason, uint64_t page, int node)
{
	if (!migration_left(migration)) {
		migration->first_left.page = page;
		migration->first_left.node = node;
		migration->first_left.reason = reason;
	}
	migration->left[reason]++;
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
			note_left(migration, REASON_REFUSED, now->first + i, -1);
		} else if (state < 0) {
			migration->absent++;
		} else if (nodeset_has(&area->target, (unsigned)state)) {
			(*on_target)++;
		} else {
			if (room == UINT64_MAX)
				room = room_on(&area->target);
			note_left(migration,
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

/* The arrays for one move_pages(2) call. */
struct request {
	void **pages;
	int *nodes, *status;
	size_t *index; /* of each entry, its place in the batch */
	size_t count;

	const struct nodelist *targets;
	uint64_t *rooms; /* of each target, once it is asked for; else UINT64_MAX */
};

static struct request
request_new(const struct nodelist *targets)
{
	return (struct request){ .pages = xcalloc(PLACEMENT_BATCH, sizeof(void *)),
				 .nodes = xcalloc(PLACEMENT_BATCH, sizeof(int)),
				 .status = xcalloc(PLACEMENT_BATCH, sizeof(int)),
				 .index = xcalloc(PLACEMENT_BATCH, sizeof(size_t)),
				 .targets = targets,
				 .rooms = xcalloc(targets->count, sizeof(uint64_t)) };
}

static void
request_release(struct request *request)
{
	free(request->pages);
	free(request->nodes);
	free(request->status);
	free(request->index);
	free(request->rooms);
}

/* Which of the targets a page is dealt. */
static size_t
target_of(const struct request *request, uint64_t page)
{
	return page % request->targets->count;
}

/* The room on a target, asked for once a batch: to ask takes longer than to move a page. */
static uint64_t
room_of(struct request *request, size_t target)
{
	struct nodeset node = { 0 };

	if (request->rooms[target] == UINT64_MAX) {
		nodeset_add(&node, request->targets->nodes[target]);
		request->rooms[target] = room_on(&node);
	}
	return request->rooms[target];
}

/* Ask for the pages of this batch that are somewhere else than they should be. */
static void
request_fill(struct request *request, struct migration *migration, const struct placement *before)
{
	request->count = 0;
	for (size_t i = 0; i < request->targets->count; i++)
		request->rooms[i] = UINT64_MAX;
	if (before->hole)
		migration->absent += before->count;
	for (size_t i = 0; !before->hole && i < before->count; i++) {
		uint64_t page = before->first + i;
		int node = (int)request->targets->nodes[target_of(request, page)];

		if (before->states[i] < 0 && before->states[i] != PAGE_REFUSED) {
			migration->absent++;
		} else if (before->states[i] == node) {
			migration->already++;
		} else {
			request->pages[request->count] =
				(void *)(before->area.start + page * before->area.page_size);
			request->nodes[request->count] = node;
			request->index[request->count++] = i;
		}
	}
}

/* Count one batch: 'now' is where its pages are after the call. */
static void
request_judge(struct request *request, struct migration *migration,
	      const struct migration_area *area, const struct placement *now)
{
	for (size_t i = 0; i < request->count; i++) {
		size_t place = request->index[i];
		int state = now->states[place], node = request->nodes[i];
		int reason = reason_of_status(request->status[i]);
		uint64_t room;

		if (state == node) {
			migration->moved++;
			continue;
		}
		if (state < 0 && state != PAGE_REFUSED) {
			migration->absent++;
			continue;
		}
		room = room_of(request, target_of(request, now->first + place));
		/* Other parts of a huge page count as duplicates, also of one that found no room. */
		if (reason < 0 || (reason == REASON_DUPLICATE && room < area->area.page_size))
			reason = (int)reason_of_entry(now->entries[place], area->all, room,
						      area->area.page_size);
		note_left(migration, (enum reason)reason, now->first + place, state);
	}
}

static uint64_t
counted(const struct migration *migration)
{
	return migration->moved + migration->already + migration->absent +
	       migration_left(migration);
}

/* Move one batch and look where its pages are then. */
static int
move_batch(struct request *request, struct migration *migration, const struct migration_area *area,
	   const struct placement *before)
{
	struct area piece = area->area;
	struct placement now;
	double started;
	long answer;
	int result;

	request_fill(request, migration, before);
	if (!request->count)
		return 0;
	started = clock_now();
	answer = migrate_move(area->area.pid, request->count, request->pages, request->nodes,
			      request->status, area->all);
	migration->seconds += clock_now() - started;
	if (answer < 0)
		migration->answer = answer;
	else if (migration->answer >= 0)
		migration->answer += answer;
	piece.start += before->first * piece.page_size;
	piece.pages = before->count;
	result = placement_begin(&now, &piece);
	now.to_the_end = true;
	if (result >= 0)
		result = placement_next(&now);
	now.first = before->first;
	if (result > 0)
		request_judge(request, migration, area, &now);
	placement_end(&now);
	/* A full target is told page by page, like everything else that stays behind. */
	return answer < 0 && answer != -ENOMEM ? (int)answer : result < 0 ? result : 0;
}

int
migration_move(struct migration *migration, const struct migration_area *area,
	       const struct nodelist *nodes)
{
	struct placement before;
	struct request request = request_new(nodes);
	int result = placement_begin(&before, &area->area);

	*migration = (struct migration){ .call = "move_pages",
					 .page_size = area->area.page_size,
					 .asked = area->area.pages };
	/* A huge page moves as a whole: what moved with one batch must not be there already in the
	 * next. */
	before.aligned = true;
	while (result >= 0 && (result = placement_next(&before)) > 0)
		result = move_batch(&request, migration, area, &before);
	placement_end(&before);
	request_release(&request);
	for (uint64_t page = counted(migration); page < migration->asked; page++)
		note_left(migration, REASON_NOT_TRIED, page, -1);
	return result;
}
