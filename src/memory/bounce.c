/* Migrate pages through a list of nodes, and check each page's node and content after every step.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/mempolicy.h"
#include "kernel/migrate.h"
#include "memory/bounce.h"
#include "memory/content.h"
#include "memory/migration.h"
#include "memory/policy.h"

const struct keyword bounce_calls[] = {
	{ "mbind", BOUNCE_MBIND, false, "bind the range to each node in turn, with MPOL_MF_MOVE" },
	{ "move_pages", BOUNCE_MOVE_PAGES, false, "move_pages(2); policies stay as they are" },
	{ "migrate_pages", BOUNCE_MIGRATE_PAGES, false,
	  "migrate_pages(2): the whole process moves" },
	{ 0 },
};

/* Pages a system call is asked for: enough for the call's fixed cost not to count, few enough for
 * an interrupt to be answered soon. */
enum { CHUNK = 16384 };

static int
ended(struct bounce *bounce, enum bounce_end end, int error)
{
	bounce->end = end;
	bounce->error = error;
	return error ? error : -EIO;
}

static int
walk_content(struct bounce *bounce, enum content_task task)
{
	struct content_walk walk = { .task = task,
				     .start = bounce->area.start,
				     .offset = bounce->offset,
				     .length = bounce->area.pages * bounce->area.page_size,
				     .page_size = bounce->area.page_size,
				     .seed = bounce->seed };
	double started = clock_now();
	int result = bounce->no_content ? 0 : content_walk(&walk);

	bounce->content += clock_now() - started;
	switch (result) {
	case 0:
		return 0;
	case -EBADMSG:
		bounce->bad = walk.bad - bounce->offset;
		return ended(bounce, BOUNCE_CONTENT, 0);
	case -EFAULT:
		bounce->fault = walk.fault;
		bounce->bad = (walk.fault.address - bounce->area.start) / bounce->area.page_size;
		return ended(bounce, BOUNCE_FAULT, 0);
	default:
		return ended(bounce, BOUNCE_ERROR, result);
	}
}

/* The policy is set once for all of it; chunks then only move, and leave the mapping whole. */
static long
bind_chunk(const struct bounce *bounce, uint64_t first, uint64_t count,
	   const struct nodeset *target)
{
	struct policy policy = { .mode = MPOL_BIND, .nodes = *target };
	unsigned flags = bounce->all ? MPOL_MF_MOVE_ALL : MPOL_MF_MOVE;
	int result = 0;

	if (first == 0)
		result = policy_bind(&policy, bounce->area.start,
				     bounce->area.pages * bounce->area.page_size, 0);
	if (result)
		return result;
	return policy_bind(&policy, bounce->area.start + first * bounce->area.page_size,
			   count * bounce->area.page_size, flags);
}

/* In as many calls as it takes: one ends where pages are left behind. */
static long
move_all_of(void **pages, const int *nodes, int *status, size_t count, bool all)
{
	long answer = 0;

	for (size_t done = 0; done < count && answer >= 0 && !interrupt_pending();) {
		answer = migrate_move(0, count - done, pages + done, nodes + done, status + done,
				      all);
		done += answer > 0 ? migrate_tried(count - done, nodes + done, status + done)
				   : count - done;
	}
	return answer;
}

static long
move_chunk(const struct bounce *bounce, uint64_t first, uint64_t count)
{
	void **pages = xcalloc(count, sizeof(*pages));
	int *nodes = xcalloc(count, sizeof(*nodes)), *status = xcalloc(count, sizeof(*status));
	long result;

	for (uint64_t i = 0; i < count; i++) {
		pages[i] = (void *)(bounce->area.start + (first + i) * bounce->area.page_size);
		nodes[i] = bounce->target;
	}
	result = move_all_of(pages, nodes, status, count, bounce->all);
	free(pages);
	free(nodes);
	free(status);
	return result;
}

/* Everything on the other nodes goes to the target. */
static long
migrate_all(const struct nodeset *target)
{
	struct machine machine;
	struct nodeset from;

	machine_read(&machine);
	from = machine_usable(&machine);
	nodeset_drop(&from, (unsigned)nodeset_next(target, 0));
	return migrate_process(0, nodeset_width(&machine.online), from.bits, target->bits);
}

/* Have the kernel move all of it to the target.  What it could not move shows when we look. */
static int
move(struct bounce *bounce, const struct nodeset *target)
{
	double started = clock_now();
	long result = 0;

	if (bounce->call == BOUNCE_MIGRATE_PAGES)
		result = migrate_all(target);
	for (uint64_t first = 0; bounce->call != BOUNCE_MIGRATE_PAGES && first < bounce->area.pages;
	     first += CHUNK) {
		uint64_t left = bounce->area.pages - first, count = left < CHUNK ? left : CHUNK;

		if (interrupt_pending())
			result = -EINTR;
		else if (bounce->call == BOUNCE_MBIND)
			result = bind_chunk(bounce, first, count, target);
		else
			result = move_chunk(bounce, first, count);
		if (result < 0)
			break;
	}
	bounce->migrating += clock_now() - started;
	if (result < 0 && result != -ENOMEM && result != -EIO)
		return ended(bounce, BOUNCE_ERROR, (int)result);
	return 0;
}

/* Look where the pages are after a move, which goes on with those left behind while it may. */
static int
move_and_look(struct bounce *bounce, struct migration *migration, const struct migration_area *area)
{
	const struct migration before = *migration;
	unsigned tries = 0;
	double started;
	int result;

	do {
		bounce->retried += tries > 0;
		result = move(bounce, &area->target);
		if (result)
			return result;
		started = clock_now();
		*migration = before;
		result = migration_end(migration, area);
		bounce->looking += clock_now() - started;
		if (result)
			return ended(bounce, BOUNCE_ERROR, result);
	} while (migration_left(migration) && tries++ < bounce->retries && !interrupt_pending());
	return 0;
}

static int
judge(struct bounce *bounce, const struct migration *migration)
{
	bounce->last = *migration;
	bounce->moved += migration->moved;
	bounce->most += migration->moved > 0;
	bounce->fewest += migration->moved == migration->asked;
	bounce->left = migration_left(migration);
	if (bounce->left) {
		bounce->bad = migration->first_left.page;
		bounce->node = migration->first_left.node;
		bounce->reason = migration->first_left.reason;
		return ended(bounce, BOUNCE_LEFT, 0);
	}
	bounce->left = migration->absent;
	return migration->absent ? ended(bounce, BOUNCE_ABSENT, 0) : 0;
}

static int
take_step(struct bounce *bounce, unsigned node, uint64_t already)
{
	struct migration migration = { .call = bounce_calls[bounce->call].name,
				       .page_size = bounce->area.page_size,
				       .asked = bounce->area.pages,
				       .already = already };
	struct migration_area area = { .area = bounce->area, .all = bounce->all };
	int result;

	nodeset_add(&area.target, node);
	bounce->target = (int)node;
	bounce->steps++;
	result = move_and_look(bounce, &migration, &area);
	if (!result)
		result = judge(bounce, &migration);
	return result ? result : walk_content(bounce, CONTENT_CHECK);
}

/* How many pages are on the first target before anything moves. */
static int
look_before(struct bounce *bounce, uint64_t *already)
{
	double started = clock_now();
	struct tally before;
	int result = placement_tally(&bounce->area, &before);

	*already = tally_node(&before, bounce->nodes->nodes[0]);
	tally_release(&before);
	bounce->looking += clock_now() - started;
	return result ? ended(bounce, BOUNCE_ERROR, result) : 0;
}

int
bounce_run(struct bounce *bounce)
{
	double started = clock_now();
	uint64_t already = 0, all_steps = bounce->rounds * (uint64_t)bounce->nodes->count;
	int result = walk_content(bounce, CONTENT_FILL);

	if (!result)
		result = look_before(bounce, &already);
	for (uint64_t step = 0; !result && step < all_steps; step++) {
		unsigned node = bounce->nodes->nodes[step % bounce->nodes->count];

		if (step)
			already = (unsigned)bounce->target == node ? bounce->area.pages : 0;
		result = take_step(bounce, node, already);
	}
	bounce->seconds = clock_now() - started;
	return result;
}
