/* Moving the pages of one batch.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/migrate.h"
#include "kernel/pagemap.h"
#include "memory/movebatch.h"
#include "memory/room.h"

enum {
	NO_TARGET = -1,
	HUGE_PAGES = 512, /* base pages that one entry of a page middle directory maps */
	TRIAL_PAGES = 32, /* the first call, when calls must not take long */
	LEAST_PAGES = 4,
	DETAILED_PAGES = 64, /* of so few pages every one has its tale told */
	UNASKED = MIGRATE_UNANSWERED - 1,
	FIRST_PAUSE = 1000, /* microseconds before busy pages are asked again; doubles */
};

/* A batch lies between two addresses that are multiples of its size, so that it has whole huge pages
 * only. */
void
movebatch_init(struct movebatch *batch, const struct move *move)
{
	enum { N = PLACEMENT_BATCH };

	*batch = (struct movebatch){ .move = move,
				     .pagemap = pagemap_open(move->area.pid),
				     .call_pages = TRIAL_PAGES,
				     .before = xcalloc(N, sizeof(int)),
				     .targets = xcalloc(N, sizeof(int)),
				     .statuses = xcalloc(N, sizeof(int)),
				     .now = xcalloc(N, sizeof(int)),
				     .entries = xcalloc(N, sizeof(uint64_t)),
				     .addresses = xcalloc(N, sizeof(void *)),
				     .nodes = xcalloc(N, sizeof(int)),
				     .answers = xcalloc(N, sizeof(int)),
				     .places = xcalloc(N, sizeof(size_t)),
				     .weights = xcalloc(N, sizeof(size_t)),
				     .guessed = xcalloc(N, sizeof(bool)) };
}

void
movebatch_release(struct movebatch *batch)
{
	void *const arrays[] = { batch->before,	 batch->targets,   batch->statuses, batch->now,
				 batch->entries, batch->addresses, batch->nodes,    batch->answers,
				 batch->places,	 batch->weights,   batch->guessed };

	for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
		free(arrays[i]);
	if (batch->pagemap >= 0)
		close(batch->pagemap);
}

static bool
is_detailed(const struct movebatch *batch)
{
	return batch->move->area.pages <= DETAILED_PAGES;
}

static uintptr_t
address_of(const struct movebatch *batch, size_t place)
{
	const struct area *area = &batch->move->area;

	return area->start + (batch->first + place) * area->page_size;
}

/* The same pages of another area, or of this one now. */
static int
look_at(const struct movebatch *batch, const struct area *whole, struct placement *look)
{
	struct area piece = *whole;
	int result;

	piece.start += batch->first * piece.page_size;
	piece.pages = batch->count;
	result = placement_begin(look, &piece);
	look->to_the_end = true;
	look->aligned = true;
	return result ? result : placement_next(look);
}

/* Those that are on nodes to be left. */
static void
map_nodes(struct movebatch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		batch->targets[i] = move_target(batch->move, batch->before[i]);
}

static void
deal_nodes(struct movebatch *batch)
{
	const struct nodelist *nodes = batch->move->nodes;

	for (size_t i = 0; i < batch->count; i++)
		batch->targets[i] = (int)nodes->nodes[(batch->first + i) % nodes->count];
}

/* Holes, and batches that end elsewhere, make several looks of one. */
static int
copy_layout(struct movebatch *batch)
{
	struct placement look;
	int result = look_at(batch, batch->move->like, &look);

	for (; result > 0; result = placement_next(&look))
		for (size_t i = 0; i < look.count; i++) {
			int state = look.hole ? PAGE_ABSENT : look.states[i];

			batch->targets[look.first + i] = state >= 0 ? state : NO_TARGET;
		}
	placement_end(&look);
	return result;
}

static int
look_now(struct movebatch *batch)
{
	struct placement look;
	int result = look_at(batch, &batch->move->area, &look);

	for (; result > 0; result = placement_next(&look))
		for (size_t i = 0; i < look.count; i++) {
			batch->now[look.first + i] = look.hole ? PAGE_ABSENT : look.states[i];
			batch->entries[look.first + i] = look.hole ? 0 : look.entries[i];
		}
	placement_end(&look);
	return result;
}

void
movebatch_take(struct movebatch *batch, const struct placement *before)
{
	batch->first = before->first;
	batch->count = before->count;
	memcpy(batch->before, before->states, before->count * sizeof(*batch->before));
	memcpy(batch->entries, before->entries, before->count * sizeof(*batch->entries));
}

/* Is there anything of this page that could move? */
static bool
can_move(int state)
{
	return state >= 0 || state == PAGE_REFUSED;
}

/* Should the kernel be asked for this page?  Of few pages also for those that cannot move: what it
 * says of them is of interest. */
static bool
is_wanted(const struct movebatch *batch, size_t place)
{
	if (batch->targets[place] == NO_TARGET || batch->before[place] == batch->targets[place])
		return false;
	return can_move(batch->before[place]) || is_detailed(batch);
}

enum guess { SMALL, HUGE_PAGE, MAYBE_HUGE };

/* Do the pages from 'place' on belong to one huge page, all of which is to go to one node?  They may
 * be neighbours in physical memory by chance, so the kernel is asked, if it can tell. */
static enum guess
guess_size(const struct movebatch *batch, size_t place)
{
	uint64_t frame = batch->entries[place] & PAGEMAP_FRAME, size = batch->move->area.page_size;
	uintptr_t start = address_of(batch, place);

	if (start % (HUGE_PAGES * size) || place + HUGE_PAGES > batch->count || frame % HUGE_PAGES)
		return SMALL;
	for (size_t i = 0; i < HUGE_PAGES; i++)
		if (batch->targets[place + i] != batch->targets[place] ||
		    batch->before[place + i] != batch->before[place] ||
		    (frame && (batch->entries[place + i] & PAGEMAP_FRAME) != frame + i))
			return SMALL;
	switch (pagemap_is_huge(batch->pagemap, start, start + HUGE_PAGES * size)) {
	case 0:
		return SMALL;
	case 1:
		return HUGE_PAGE;
	default:
		return frame ? MAYBE_HUGE : SMALL;
	}
}

static void
ask(struct movebatch *batch, size_t place, size_t weight, bool guessed)
{
	size_t i = batch->request_count++;

	batch->statuses[place] = MIGRATE_UNANSWERED;
	batch->guessed[i] = guessed;
	batch->addresses[i] = (void *)address_of(batch, place);
	batch->nodes[i] = batch->targets[place];
	batch->places[i] = place;
	batch->weights[i] = weight;
}

static void
fill_request(struct movebatch *batch)
{
	batch->request_count = 0;
	for (size_t i = 0; i < batch->count; i++)
		batch->statuses[i] = MIGRATE_UNANSWERED;
	for (size_t i = 0; i < batch->count; i++) {
		enum guess guess = is_wanted(batch, i) ? guess_size(batch, i) : SMALL;
		size_t weight = guess == SMALL ? 1 : HUGE_PAGES;

		if (is_wanted(batch, i))
			ask(batch, i, weight, guess == MAYBE_HUGE);
		i += weight - 1;
	}
}

/* How much of a call an entry is: the base pages it stands for. */
static size_t
cost_of(const struct movebatch *batch, size_t entry)
{
	return batch->weights[entry] * (batch->move->area.page_size / base_page_size());
}

/* How many entries from 'from' on one call may take. */
static size_t
entries_of_call(const struct movebatch *batch, size_t from)
{
	size_t entries = 0, pages = 0;

	if (batch->move->stall <= 0)
		return batch->request_count - from;
	while (from + entries < batch->request_count &&
	       (!entries || pages + cost_of(batch, from + entries) <= batch->call_pages))
		pages += cost_of(batch, from + entries++);
	return entries;
}

static size_t
pages_of_call(const struct movebatch *batch, size_t from, size_t entries)
{
	size_t pages = 0;

	for (size_t i = from; i < from + entries; i++)
		pages += cost_of(batch, i);
	return pages;
}

/* Let the next call take two thirds of what is allowed: calls differ, and one that took long may have
 * met with something else. */
static void
adapt(struct movebatch *batch, double seconds, size_t pages)
{
	double part = seconds / batch->move->stall;
	size_t next = pages;

	if (part > 1)
		next = pages / 2;
	else if (part > 0.75)
		next = pages - pages / 5;
	else if (part < 0.5)
		next = pages + pages / 3 + 1;
	/* The last call of a batch may have been a small one. */
	if (part >= 0.5 || next > batch->call_pages)
		batch->call_pages = next > LEAST_PAGES ? next : LEAST_PAGES;
}

static void
note_call(struct movebatch *batch, double seconds, size_t pages)
{
	batch->counts.seconds += seconds;
	latencies_add(&batch->counts.latencies, seconds);
	if (batch->move->stall > 0)
		adapt(batch, seconds, pages);
}

static long
call(struct movebatch *batch, size_t from, size_t entries)
{
	double started = clock_now();
	long answer = migrate_move(batch->move->area.pid, entries, batch->addresses + from,
				   batch->nodes + from, batch->answers + from, batch->move->all);

	note_call(batch, clock_now() - started, pages_of_call(batch, from, entries));
	for (size_t i = from; i < from + entries; i++)
		for (size_t j = 0; j < batch->weights[i]; j++)
			batch->statuses[batch->places[i] + j] = batch->answers[i];
	if (answer < 0)
		batch->counts.answer = answer;
	return answer;
}

/* How many of a call's entries were tried.  The kernel moves neighbours in the request that go to one
 * node together, up to an entry that it answers at once; when some of these cannot be moved it ends
 * there, and counts all the rest as not moved too (mm/migrate.c, do_pages_move(), since Linux 4.17). */
static size_t
entries_tried(const struct movebatch *batch, size_t from, size_t entries)
{
	size_t failed = from, end = from + entries;

	while (failed < end && batch->answers[failed] != MIGRATE_UNANSWERED)
		failed++;
	for (size_t i = failed + 1; i < end; i++) {
		if (batch->nodes[i] != batch->nodes[failed])
			return i - from;
		if (batch->answers[i] != MIGRATE_UNANSWERED)
			return i + 1 - from;
	}
	return entries;
}

/* Carry out the request, in as many calls as it takes.  A full target is told page by page, like
 * everything else that stays behind; anything else that the kernel refuses ends it. */
static int
carry_out(struct movebatch *batch)
{
	size_t from = 0;

	while (from < batch->request_count && !interrupt_pending()) {
		size_t entries = entries_of_call(batch, from);
		long answer = call(batch, from, entries);

		size_t tried = answer > 0 ? entries_tried(batch, from, entries) : entries;

		if (answer < 0 && answer != -ENOMEM)
			return (int)answer;
		if (answer > 0 && batch->counts.answer >= 0)
			batch->counts.answer += answer - (long)(entries - tried);
		from += tried;
	}
	return 0;
}

/* Where it was a guess that one address stands for a huge page, the pages that did not follow are
 * asked for by themselves. */
static void
fill_request_singly(struct movebatch *batch)
{
	size_t guesses = 0;

	for (size_t i = 0; i < batch->request_count; i++)
		if (batch->guessed[i])
			batch->places[guesses++] = batch->places[i];
	batch->request_count = 0;
	for (size_t i = 0; i < guesses; i++) {
		size_t head = batch->places[i];

		for (size_t place = head + 1; place < head + HUGE_PAGES; place++)
			if (batch->now[place] != batch->targets[place])
				batch->statuses[place] = UNASKED;
	}
	for (size_t i = 0; guesses && i < batch->count; i++)
		if (batch->statuses[i] == UNASKED)
			ask(batch, i, 1, false);
}

/* Was this page busy: may it move another time? */
static bool
is_busy(const struct movebatch *batch, size_t place)
{
	int status = batch->statuses[place];

	return is_wanted(batch, place) && batch->now[place] >= 0 &&
	       batch->now[place] != batch->targets[place] &&
	       (status == MIGRATE_UNANSWERED || status == -EBUSY || status == -EAGAIN);
}

static void
pause_before_retry(unsigned attempt)
{
	long microseconds = (long)FIRST_PAUSE << (attempt < 7 ? attempt : 7);
	struct timespec pause = { .tv_nsec = microseconds * 1000 };

	nanosleep(&pause, NULL);
}

static size_t
count_busy(const struct movebatch *batch)
{
	size_t busy = 0;

	for (size_t i = 0; i < batch->count; i++)
		busy += is_busy(batch, i);
	return busy;
}

static void
fill_request_again(struct movebatch *batch)
{
	batch->request_count = 0;
	for (size_t i = 0; i < batch->count; i++)
		if (is_busy(batch, i))
			ask(batch, i, 1, false);
}

/* Ask again for pages that were busy. */
static int
retry(struct movebatch *batch)
{
	int result = 0;

	for (unsigned i = 0; !result && i < batch->move->retries && !interrupt_pending(); i++) {
		size_t asked = count_busy(batch);

		if (!asked)
			break;
		pause_before_retry(i);
		fill_request_again(batch);
		result = carry_out(batch);
		if (!result)
			result = look_now(batch);
		batch->counts.retried += asked - count_busy(batch);
	}
	return result;
}

/* The room on a node, asked for once a batch: to ask takes longer than to move a page. */
struct room {
	int node;
	uint64_t bytes;
};

static uint64_t
room_of(struct room *room, int node)
{
	struct nodeset set = { 0 };

	if (room->node != node) {
		nodeset_add(&set, (unsigned)node);
		*room = (struct room){ node, room_on(&set) };
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
	return reason_of_entry(batch->entries[place], move->all, room, move->area.page_size);
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
				  .actual = batch->now[place],
				  .reason = -1 };

	counts->asked++;
	if (found.actual == found.requested && batch->before[place] == found.requested)
		counts->already++;
	else if (found.actual == found.requested)
		counts->moved++;
	else if (!can_move(found.actual) || !can_move(batch->before[place]))
		counts->absent++;
	else {
		found.reason = interrupt_pending() && found.status == MIGRATE_UNANSWERED
				       ? REASON_NOT_TRIED
				       : reason_of(batch, place, room);
		migration_note_left(counts, (enum reason)found.reason, found.page, found.actual);
	}
	if (found.reason >= 0 || is_detailed(batch) ||
	    (found.status >= 0 && found.actual >= 0 && found.status != found.actual))
		note_end(counts, &found);
}

int
movebatch_run(struct movebatch *batch)
{
	struct room room = { .node = -1 };
	int result = 0, refused;

	if (batch->move->like)
		result = copy_layout(batch);
	else if (batch->move->by_node)
		map_nodes(batch);
	else
		deal_nodes(batch);
	if (result)
		return result;
	fill_request(batch);
	/* Nothing on a node that is to be left: there is nothing to look at again. */
	if (batch->move->by_node && !batch->request_count)
		return 0;
	refused = carry_out(batch);
	result = look_now(batch);
	if (!result && !refused) {
		fill_request_singly(batch);
		if (batch->request_count) {
			refused = carry_out(batch);
			result = look_now(batch);
		}
	}
	if (!result && !refused)
		result = retry(batch);
	for (size_t i = 0; !result && i < batch->count; i++)
		if (batch->targets[i] != NO_TARGET)
			judge(batch, i, &room);
	return refused ? refused : result;
}
