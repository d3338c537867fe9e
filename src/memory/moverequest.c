/* Which addresses of a batch the kernel is asked to move, and in which calls.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "kernel/mapping.h"
#include "kernel/migrate.h"
#include "kernel/pagemap.h"
#include "memory/moverequest.h"

enum {
	HUGE_PAGES = 512,    /* base pages that one entry of a page middle directory maps */
	LEAST_PAGES = 4,     /* of a call that must not take long */
	DETAILED_PAGES = 64, /* of so few pages every one has its tale told */
	UNASKED = MIGRATE_UNANSWERED - 1,
};

bool
movebatch_is_detailed(const struct movebatch *batch)
{
	return batch->move->area.pages <= DETAILED_PAGES;
}

static uintptr_t
address_of(const struct movebatch *batch, size_t place)
{
	const struct area *area = &batch->move->area;

	return area->start + (batch->first + place) * area->page_size;
}

bool
movebatch_can_move(int state)
{
	return state >= 0 || state == PAGE_REFUSED;
}

bool
movebatch_wants(const struct movebatch *batch, size_t place)
{
	if (batch->targets[place] == NO_TARGET || batch->before[place] == batch->targets[place])
		return false;
	return movebatch_can_move(batch->before[place]) || movebatch_is_detailed(batch);
}

enum guess { SMALL, HUGE_PAGE, MAYBE_HUGE };

/* Do the pages from 'place' on belong to one huge page, all of which is to go to one node?  They
 * may be neighbours in physical memory by chance, so the kernel is asked, if it can tell. */
static enum guess
guess_size(const struct movebatch *batch, size_t place)
{
	uint64_t frame = batch->look.entries[place] & PAGEMAP_FRAME,
		 size = batch->move->area.page_size;
	uintptr_t start = address_of(batch, place);

	if (start % (HUGE_PAGES * size) || place + HUGE_PAGES > batch->count || frame % HUGE_PAGES)
		return SMALL;
	for (size_t i = 0; i < HUGE_PAGES; i++)
		if (batch->targets[place + i] != batch->targets[place] ||
		    batch->before[place + i] != batch->before[place] ||
		    (frame && (batch->look.entries[place + i] & PAGEMAP_FRAME) != frame + i))
			return SMALL;
	switch (pagemap_is_huge(batch->view.pagemap, start, start + HUGE_PAGES * size)) {
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

void
movebatch_ask_all(struct movebatch *batch)
{
	batch->request_count = 0;
	batch->refusal = 0;
	for (size_t i = 0; i < batch->count; i++)
		batch->statuses[i] = MIGRATE_UNANSWERED;
	for (size_t i = 0; i < batch->count; i++) {
		enum guess guess = movebatch_wants(batch, i) ? guess_size(batch, i) : SMALL;
		size_t weight = guess == SMALL ? 1 : HUGE_PAGES;

		if (movebatch_wants(batch, i))
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

/* Let the next call take two thirds of what is allowed: calls
 * differ, and one that took long may have met with something else. */
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

/* Carry out the request, in as many calls as it takes.  A full target is told page by page, like
 * everything else that stays behind; anything else that the kernel refuses ends it. */
int
movebatch_carry_out(struct movebatch *batch)
{
	size_t from = 0;

	while (from < batch->request_count && !interrupt_pending()) {
		size_t entries = entries_of_call(batch, from);
		long answer = call(batch, from, entries);
		size_t tried = answer <= 0 ? entries
					   : migrate_tried(entries, batch->nodes + from,
							   batch->answers + from);

		if (answer < 0)
			batch->refusal = (int)answer;
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
void
movebatch_ask_singly(struct movebatch *batch)
{
	size_t guesses = 0;

	for (size_t i = 0; i < batch->request_count; i++)
		if (batch->guessed[i])
			batch->places[guesses++] = batch->places[i];
	batch->request_count = 0;
	for (size_t i = 0; i < guesses; i++) {
		size_t head = batch->places[i];

		for (size_t place = head + 1; place < head + HUGE_PAGES; place++)
			if (batch->look.states[place] != batch->targets[place])
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

	return movebatch_wants(batch, place) && batch->look.states[place] >= 0 &&
	       batch->look.states[place] != batch->targets[place] &&
	       (status == MIGRATE_UNANSWERED || status == -EBUSY || status == -EAGAIN);
}

size_t
movebatch_count_busy(const struct movebatch *batch)
{
	size_t busy = 0;

	for (size_t i = 0; i < batch->count; i++)
		busy += is_busy(batch, i);
	return busy;
}

void
movebatch_ask_busy(struct movebatch *batch)
{
	batch->request_count = 0;
	for (size_t i = 0; i < batch->count; i++)
		if (is_busy(batch, i))
			ask(batch, i, 1, false);
}
