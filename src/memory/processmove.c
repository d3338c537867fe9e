/* Moving what a process has, mapping by mapping.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/process.h"
#include "memory/mappings.h"
#include "memory/processmove.h"

/* The work: what the process has, and how far it is. */
struct walk {
	const struct process_move *move;
	struct segments mappings;
	struct migration *total;
	int by_node[NODESET_BITS]; /* of this pass */
	struct nodelist targets;
	uint64_t pages, done; /* of a pass, as progress tells them */
};

/* Where the pages on 'node' go; -1: nowhere (Linux mm/mempolicy.c, do_migrate_pages()). */
static int
target_of(const struct process_move *move, unsigned node)
{
	unsigned count = nodeset_count(&move->to), place = 0;
	int target = nodeset_next(&move->to, 0);

	if (!nodeset_has(&move->from, node) ||
	    (count != nodeset_count(&move->from) && nodeset_has(&move->to, node)))
		return -1;
	for (unsigned i = 0; i < node; i++)
		place += nodeset_has(&move->from, i);
	for (place %= count; place; place--)
		target = nodeset_next(&move->to, (unsigned)target + 1);
	return target == (int)node ? -1 : target;
}

/* Take the nodes whose pages go where none are still to leave: of 0 to 1 and 1 to 2 first the
 * latter, as the kernel does.  Else a page that two mappings have would go on with the second one.
 * There are no rings, as sets keep their order.  How many nodes they are. */
static unsigned
begin_pass(struct walk *walk, int *pending)
{
	unsigned count = 0;

	for (unsigned node = 0; node < NODESET_BITS; node++) {
		int target = pending[node];

		walk->by_node[node] = target >= 0 && pending[target] < 0 ? target : -1;
	}
	for (unsigned node = 0; node < NODESET_BITS; node++)
		if (walk->by_node[node] >= 0) {
			pending[node] = -1;
			count++;
		}
	return count;
}

static void
show_progress(void *argument, uint64_t done, uint64_t pages)
{
	struct walk *walk = argument;
	const struct move *how = &walk->move->how;

	(void)pages;
	if (how->progress)
		how->progress(how->argument, walk->done + done, walk->pages);
}

/* Count in base pages, and pages from address 0 on, so that mappings can be added up. */
static void
make_alike(struct migration *part, const struct segment *mapping)
{
	uint64_t pages = part->page_size / base_page_size();

	part->asked *= pages;
	part->moved *= pages;
	part->already *= pages;
	part->absent *= pages;
	part->retried *= pages;
	for (int reason = 0; reason < REASONS; reason++)
		part->left[reason] *= pages;
	part->first_left.page = mapping->start / base_page_size() + part->first_left.page * pages;
	part->end_count = 0;
	part->unkept = 0;
}

/* More jobs than a mapping has batches would only be made and ended. */
static unsigned
jobs_for(const struct walk *walk, uint64_t pages)
{
	uint64_t batches = pages / PLACEMENT_BATCH + 1;
	unsigned jobs = walk->move->how.jobs;

	return jobs < batches ? jobs : (unsigned)batches;
}

static int
move_mapping(struct walk *walk, const struct segment *mapping)
{
	const struct range whole = range_whole(mapping->length);
	struct move move = walk->move->how;
	struct migration part;
	int result;

	move.area = segment_area(mapping, &whole);
	move.area.how = walk->move->how.area.how;
	move.nodes = &walk->targets;
	move.by_node = walk->by_node;
	move.jobs = jobs_for(walk, move.area.pages);
	move.progress = show_progress;
	move.argument = walk;
	result = move_run(&part, &move);
	make_alike(&part, mapping);
	migration_merge(walk->total, &part);
	if (part.jobs > walk->total->jobs)
		walk->total->jobs = part.jobs;
	walk->done += move.area.pages;
	return result;
}

/* After an interrupt the rest is gone through as well, and only counted. */
static int
move_mappings(struct walk *walk)
{
	int result = 0;

	for (size_t i = 0; i < walk->mappings.count; i++) {
		const struct segment *mapping = walk->mappings.items[i];
		int failed = mapping->special ? 0 : move_mapping(walk, mapping);

		if (failed)
			result = failed;
		if (failed && failed != -EINTR)
			break;
	}
	return result;
}

/* Say which mapping the first page is in that was left. */
static void
name_first_left(struct walk *walk)
{
	struct migration *total = walk->total;
	uintptr_t address = total->first_left.page * base_page_size();

	if (!migration_left(total))
		return;
	for (size_t i = 0; i < walk->mappings.count; i++) {
		const struct segment *mapping = walk->mappings.items[i];

		if (address < mapping->start || address >= mapping->start + mapping->length)
			continue;
		total->first_left.address = address;
		total->first_left.page = segment_page_at(mapping, address);
		snprintf(total->first_left.mapping, MAPPING_NAME, "%s", mapping->name);
	}
}

static int
run_passes(struct walk *walk)
{
	int pending[NODESET_BITS], result = 0;

	for (unsigned node = 0; node < NODESET_BITS; node++)
		pending[node] = target_of(walk->move, node);
	for (size_t i = 0; i < walk->mappings.count; i++)
		walk->pages +=
			segment_pages(walk->mappings.items[i], walk->mappings.items[i]->length);
	while ((!result || result == -EINTR) && begin_pass(walk, pending)) {
		int failed;

		walk->done = 0;
		failed = move_mappings(walk);
		result = failed ? failed : result;
	}
	return result;
}

/* What the process has now.  Names are those of the mappings, without a prefix. */
static int
read_mappings(struct segments *mappings, pid_t pid)
{
	struct segments gone = { 0 };

	return pid ? mappings_renew(mappings, &gone, pid, "") : mappings_read_own(mappings, NULL);
}

static void
list_targets(struct nodelist *list, const struct nodeset *set)
{
	list->nodes = xcalloc(nodeset_count(set), sizeof(*list->nodes));
	for (int node = nodeset_next(set, 0); node >= 0;
	     node = nodeset_next(set, (unsigned)node + 1))
		list->nodes[list->count++] = (unsigned)node;
}

int
process_move_run(struct migration *migration, const struct process_move *move)
{
	struct walk walk = { .move = move, .total = migration };
	struct process process;
	double started = clock_now();
	int result = move->pid ? process_hold(&process, move->pid) : 0;

	*migration = (struct migration){ .call = "move_pages",
					 .page_size = base_page_size(),
					 .stall = move->how.stall,
					 .jobs = 1 };
	if (result)
		return result;
	list_targets(&walk.targets, &move->to);
	result = read_mappings(&walk.mappings, move->pid);
	if (!result)
		result = run_passes(&walk);
	name_first_left(&walk);
	migration->elapsed = clock_now() - started;
	if (move->pid && process_check(&process) != PROCESS_SAME && result != -EINTR)
		result = -ESRCH;
	if (move->pid)
		process_release(&process);
	segments_release(&walk.mappings);
	nodelist_release(&walk.targets);
	return result;
}
