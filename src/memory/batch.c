/* One batch of a look: what the pagemap and the kernel say of some thousand neighbouring pages.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Presence comes from pagemap.  So do nodes, where its frame numbers may be read, and a sample of
 * them agrees with the kernel's own answer; otherwise they come from move_pages(2) without targets,
 * which neither faults nor moves.  get_mempolicy(2) with MPOL_F_ADDR would fault every absent page
 * in (mm/mempolicy.c, lookup_node()), so it is never used to look. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "kernel/frames.h"
#include "kernel/migrate.h"
#include "kernel/nodes.h"
#include "kernel/pagemap.h"
#include "memory/batch.h"

void
batch_init(struct batch *batch, size_t pages)
{
	*batch = (struct batch){ .entries = xcalloc(pages, sizeof(*batch->entries)),
				 .states = xcalloc(pages, sizeof(*batch->states)),
				 .runs = xcalloc(pages, sizeof(*batch->runs)),
				 .addresses = xcalloc(pages, sizeof(*batch->addresses)),
				 .answers = xcalloc(pages, sizeof(*batch->answers)),
				 .places = xcalloc(pages, sizeof(*batch->places)) };
}

void
batch_release(struct batch *batch)
{
	free(batch->entries);
	free(batch->states);
	free(batch->runs);
	free(batch->addresses);
	free(batch->answers);
	free(batch->places);
	*batch = (struct batch){ 0 };
}

static enum source
source_of(const struct view *view)
{
	return view->area.how ? view->area.how->source : SOURCE_AUTO;
}

/* What the pagemap says of a page: a page_state, or 0 for "it is there". */
static inline int
presence(uint64_t entry)
{
	if (entry & PAGEMAP_PRESENT)
		return 0;
	/* A guard region looks like swap, too (Linux 6.15). */
	if (entry & PAGEMAP_GUARD)
		return PAGE_GUARD;
	if (pagemap_is_moving(entry))
		return frame_is_poisoned(pagemap_frame_of_moving(entry)) == 1 ? PAGE_POISONED
									      : PAGE_REFUSED;
	if (pagemap_is_mark(entry))
		return PAGE_ABSENT;
	return entry & PAGEMAP_SWAPPED ? PAGE_SWAPPED : PAGE_ABSENT;
}

/* Nothing but an anonymous page of this process alone looks so; the huge zero page counts as a
 * file's, and on some kernels as mapped here alone, too. */
static bool
is_own_page(uint64_t entry)
{
	return (entry & (PAGEMAP_FILE | PAGEMAP_EXCLUSIVE)) == PAGEMAP_EXCLUSIVE;
}

/* What move_pages answered for a page that the pagemap says is there.  -EFAULT is the zero page's
 * answer on every kernel since 4.3; before 6.12 it is that of a huge page without access, too,
 * which is what NUMA balancing makes for a while of any: there the frame tells.  A page that went
 * between the two looks has no honest answer but "refused". */
static int
state_of_answer(int answer, uint64_t entry)
{
	if (answer >= 0)
		return answer;
	if (answer != -EFAULT || is_own_page(entry))
		return PAGE_REFUSED;
	return frame_is_zero_page(entry & PAGEMAP_FRAME) ? PAGE_ZERO : PAGE_REFUSED;
}

/* What move_pages answers without a pagemap beside it: Linux 4.3 to 6.11 say -EFAULT of what was
 * never touched as of the zero page, so the two cannot be told apart. */
static int
state_of_lone_answer(int answer)
{
	if (answer >= 0)
		return answer;
	return answer == -ENOENT || answer == -EFAULT ? PAGE_ABSENT : PAGE_REFUSED;
}

/* A page whose state the kernel has to be asked for; and of how many one is asked for as a sample,
 * though its frame number told. */
enum { UNKNOWN = -100, SAMPLE = 512 };

/* What the frame alone tells: before Linux 6.12 memory without access has no answer, but where
 * it may be seen it has a frame. */
static int
state_of_frame(uint64_t entry)
{
	uint64_t frame = entry & PAGEMAP_FRAME;

	if (!frame)
		return PAGE_REFUSED;
	if (!is_own_page(entry) && frame_is_zero_page(frame) == 1)
		return PAGE_ZERO;
	return frame_node(frame) < 0 ? PAGE_REFUSED : frame_node(frame);
}

/* Take the kernel's answer for a page; true where a frame number had told something else. */
static bool
take_answer(struct batch *batch, size_t place, int answer, bool alone)
{
	int before = batch->states[place];
	int state = alone ? state_of_lone_answer(answer)
			  : state_of_answer(answer, batch->entries[place]);

	if (state == PAGE_REFUSED)
		state = state_of_frame(batch->entries[place]);
	batch->states[place] = state;
	return before != UNKNOWN && before != state;
}

/* Ask the kernel for the pages that are to be asked for; 1
 * where an answer differs from what a frame number told. */
static int
ask_nodes(struct batch *batch, const struct view *view)
{
	const struct area *area = &view->area;
	uintptr_t start = area->start + batch->first * area->page_size;
	int result, differs = 0;

	if (!batch->asked)
		return 0;
	for (size_t i = 0; i < batch->asked; i++)
		batch->addresses[i] = (void *)(start + batch->places[i] * area->page_size);
	result = migrate_query(area->pid, batch->asked, batch->addresses, batch->answers);
	for (size_t i = 0; !result && i < batch->asked; i++)
		differs |=
			take_answer(batch, batch->places[i], batch->answers[i], view->pagemap < 0);
	return result ? result : differs;
}

/* Frames that lie on one node, so that neighbours are not looked up one by one. */
struct stretch {
	uint64_t first, end;
	int node;
};

/* What a page's entry tells of its node.  A page that is neither of a file nor mapped here alone
 * may be the zero page, whose frame lies on some node. */
static inline int
node_of_entry(uint64_t entry, struct stretch *stretch)
{
	uint64_t frame = entry & PAGEMAP_FRAME;

	if (!(entry & (PAGEMAP_FILE | PAGEMAP_EXCLUSIVE)))
		return UNKNOWN;
	if (frame < stretch->first || frame >= stretch->end)
		stretch->node = frame_stretch(frame, &stretch->first, &stretch->end);
	return stretch->node < 0 || !frame ? UNKNOWN : stretch->node;
}

/* Give the pages behind 'page' the same state, as long as their
 * entries differ by their frames alone, which follow each other and
 * lie before 'end', and none is of the sample.  The last of them. */
static size_t
skip_neighbours(struct batch *batch, size_t page, uint64_t end)
{
	size_t last = page - page % SAMPLE + SAMPLE;
	uint64_t expected = batch->entries[page] + 1;
	uint64_t room = end - (batch->entries[page] & PAGEMAP_FRAME);
	int state = batch->states[page];

	if (last > batch->count)
		last = batch->count;
	if (last - page > room)
		last = page + room;
	for (page++; page < last && batch->entries[page] == expected; page++, expected++)
		batch->states[page] = state;
	return page - 1;
}

/* All that can be said without asking, and for which pages the kernel is to be asked: because
 * nothing else tells, or as one of a sample.  False where frame numbers are wanted and hidden. */
static bool
read_states(struct batch *batch, const struct view *view)
{
	enum source source = source_of(view);
	bool frames = source != SOURCE_MOVE_PAGES && !view->no_frames, hidden = false;
	bool no_pagemap = view->pagemap < 0, without_nodes = view->without_nodes;
	bool asks = !without_nodes && source != SOURCE_PAGEMAP;
	struct stretch stretch = { .node = -1 };

	batch->asked = 0;
	for (size_t i = 0; i < batch->count; i++) {
		uint64_t entry = batch->entries[i];
		int state = no_pagemap ? 0 : presence(entry);

		if (state == 0 && !without_nodes) {
			hidden |= !(entry & PAGEMAP_FRAME);
			if (source == SOURCE_PAGEMAP)
				state = state_of_frame(entry);
			else
				state = frames ? node_of_entry(entry, &stretch) : UNKNOWN;
		}
		batch->states[i] = state;
		if (asks && (state == UNKNOWN || (state >= 0 && i % SAMPLE == 0)))
			batch->places[batch->asked++] = (uint32_t)i;
		/* Of a huge page the rest is quickly told: the next frames, and the same bits. */
		if (state >= 0 && stretch.node == state)
			i = skip_neighbours(batch, i, stretch.end);
	}
	return !hidden || source != SOURCE_PAGEMAP;
}

/* A frame number and the kernel told different nodes.  If a page has another frame by now it was
 * moved between the two looks; otherwise frame numbers are not to be used any further. */
static void
find_culprit(struct batch *batch, struct view *view)
{
	const struct area *area = &view->area;
	uint64_t *now = xcalloc(batch->count, sizeof(*now));

	if (pagemap_read(view->pagemap, area->start + batch->first * area->page_size,
			 area->page_size, batch->count, now) == 0 &&
	    memcmp(now, batch->entries, batch->count * sizeof(*now)) != 0) {
		memcpy(batch->entries, now, batch->count * sizeof(*now));
		view->changing = true;
	} else {
		view->no_frames = true;
	}
	free(now);
}

enum { LOOKS = 8 }; /* at pages that keep changing, before the kernel is asked for each */

/* The states of a batch from its entries, and from the kernel where they do not tell. */
static int
find_states(struct batch *batch, struct view *view, int looks)
{
	int result = 0;

	if (!read_states(batch, view))
		return -EPERM;
	result = ask_nodes(batch, view);
	if (result == -ENOSYS && nodes_probe() == -ENOSYS) {
		view->without_nodes = true;
		return find_states(batch, view, looks);
	}
	if (result == 1) {
		find_culprit(batch, view);
		if (looks == 1)
			view->no_frames = true;
		return find_states(batch, view, looks - 1);
	}
	return result;
}

static void
make_runs(struct batch *batch)
{
	size_t page = 0;

	for (batch->run_count = 0; page < batch->count; batch->run_count++) {
		size_t first = page;
		int state = batch->states[page];

		while (page < batch->count && batch->states[page] == state)
			page++;
		batch->runs[batch->run_count] =
			(struct run){ batch->first + first, page - first, state };
	}
}

void
batch_set_hole(struct batch *batch)
{
	batch->hole = true;
	batch->runs[0] =
		(struct run){ .page = batch->first, .pages = batch->count, .state = PAGE_ABSENT };
	batch->run_count = 1;
}

enum { PATIENCE = 50, PAUSE = 200000 /* nanoseconds */ };

/* Is any of its pages under migration? */
static bool
is_moving(const struct batch *batch)
{
	uint64_t all = 0;

	/* Mostly nothing is swapped, or looks so, and that is quickly seen. */
	for (size_t i = 0; i < batch->count; i++)
		all |= batch->entries[i];
	for (size_t i = 0; all & PAGEMAP_SWAPPED && i < batch->count; i++)
		if (presence(batch->entries[i]) == PAGE_REFUSED)
			return true;
	return false;
}

/* Read the entries; while the kernel migrates a
 * page it is on no node, so wait for where it ends. */
static int
read_entries(struct batch *batch, struct view *view)
{
	const struct area *area = &view->area;
	const struct timespec pause = { .tv_nsec = PAUSE };
	uintptr_t start = area->start + batch->first * area->page_size;
	int result =
		pagemap_read(view->pagemap, start, area->page_size, batch->count, batch->entries);

	for (int i = 0; !result && i < PATIENCE && is_moving(batch); i++) {
		view->changing = true;
		nanosleep(&pause, NULL);
		result = pagemap_read(view->pagemap, start, area->page_size, batch->count,
				      batch->entries);
	}
	return result;
}

int
batch_read(struct batch *batch, struct view *view)
{
	int result = 0;

	batch->hole = false;
	if (view->pagemap < 0)
		memset(batch->entries, 0, batch->count * sizeof(*batch->entries));
	else
		result = read_entries(batch, view);
	if (!result)
		result = find_states(batch, view, LOOKS);
	if (!result)
		make_runs(batch);
	return result;
}
