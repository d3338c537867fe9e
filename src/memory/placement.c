/* Where pages are: looked at in batches of fixed size, faulting none in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Batches are planned one after the other, around what the kernel says is not there (PAGEMAP_SCAN);
 * they are read here, or, when there are many, by a crew. */
#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "kernel/frames.h"
#include "kernel/pagemap.h"
#include "memory/placement.h"

enum {
	SMALL_LOOK = 4,	    /* batches in a row that are read before help is worth its cost */
	LEAST_HOLE = 64,    /* pages that are worth skipping */
	SPARSE_BATCH = 256, /* pages to read where only some pages are between holes */
	GRANULE = 8,	    /* batches begin at multiples of it, as rows of a grid do */
};

int
placement_begin(struct placement *placement, const struct area *area)
{
	size_t batch = area->pages < PLACEMENT_BATCH ? area->pages : PLACEMENT_BATCH;
	int pagemap = pagemap_open(area->pid);

	*placement =
		(struct placement){ .area = *area, .view = { .area = *area, .pagemap = pagemap } };
	batch_init(&placement->single, batch);
	/* Without /proc the kernel can still be asked about ourselves. */
	return pagemap < 0 && area->pid ? pagemap : 0;
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* How many pages behind the last boundary the page lies that comes 'pages' after the next to be
 * planned.  Boundaries count from the first page, or, for whole huge pages, from address 0. */
static uint64_t
past_boundary(const struct placement *placement, uint64_t pages)
{
	uint64_t place = placement->planned + pages;

	if (!placement->aligned)
		return place % GRANULE;
	return (placement->area.start / placement->area.page_size + place) % PLACEMENT_BATCH;
}

/* Of the pages from the next on: how many are absent for sure, and how many then follow each other,
 * SPARSE_BATCH at most. */
static void
look_ahead(struct placement *placement, uint64_t left, uint64_t *absent, uint64_t *present)
{
	uint64_t size = placement->area.page_size;
	uintptr_t start = placement->area.start + placement->planned * size, first, last;

	*absent = 0;
	*present = SPARSE_BATCH;
	if (left <= LEAST_HOLE || placement->no_skipping || placement->view.pagemap < 0)
		return;
	if (pagemap_find(placement->view.pagemap, start, start + left * size, SPARSE_BATCH, &first,
			 &last)) {
		placement->no_skipping = true;
		return;
	}
	*absent = (first - start) / size;
	*present = (last - first + size - 1) / size;
}

/* Pages of the batch to come, when 'absent' pages are followed by 'present' ones. */
static uint64_t
batch_pages(const struct placement *placement, uint64_t left, uint64_t absent, uint64_t present)
{
	uint64_t pages = PLACEMENT_BATCH;

	if (placement->aligned)
		pages -= past_boundary(placement, 0);
	else if (absent + present < SPARSE_BATCH)
		pages = SPARSE_BATCH;
	return least(left, pages);
}

/* Say which pages the next batch has; false when there are no more. */
static bool
plan(struct placement *placement, struct batch *batch)
{
	uint64_t left = placement->area.pages - placement->planned, absent, present, hole;

	if (!left)
		return false;
	look_ahead(placement, left, &absent, &present);
	hole = absent == left ? left : absent - least(absent, past_boundary(placement, absent));
	batch->first = placement->planned;
	if (hole >= least(left, LEAST_HOLE)) {
		batch->count = hole;
		batch_set_hole(batch);
	} else {
		batch->hole = false;
		batch->count = batch_pages(placement, left, absent, present);
	}
	placement->planned += batch->count;
	return true;
}

static const double COST_OF_HELP = 0.0012; /* seconds that threads take to be of use */

/* How long will what is left take, if it goes on as it did since the first full batch? */
static double
time_left(const struct placement *placement, uint64_t left)
{
	return (clock_now() - placement->since) / (double)(placement->full - 1) * (double)left /
	       PLACEMENT_BATCH;
}

/* Have others help with what is left, if it is worth it, or if the user wants it. */
static void
get_help(struct placement *placement)
{
	const struct looking *how = placement->area.how;
	uint64_t left = placement->area.pages - placement->planned;
	unsigned threads = how ? how->threads : 0;

	if (placement->full < SMALL_LOOK || left < SMALL_LOOK * PLACEMENT_BATCH)
		return;
	if (!threads && time_left(placement, left) > COST_OF_HELP)
		threads = crew_size_here();
	if (threads < 2)
		return;
	frames_prepare();
	placement->crew = crew_new(&placement->view, threads);
}

/* 1 with a batch, 0, or -errno. */
static int
next_of_crew(struct placement *placement, struct batch **batch)
{
	int result;

	while ((*batch = crew_idle(placement->crew)) && plan(placement, *batch))
		crew_hand(placement->crew);
	if (!crew_has_work(placement->crew))
		return 0;
	result = crew_take(placement->crew, batch);
	return result ? result : 1;
}

static int
next_alone(struct placement *placement, struct batch **batch)
{
	int result = 0;

	*batch = &placement->single;
	if (!plan(placement, *batch))
		return 0;
	if (!(*batch)->hole)
		result = batch_read(*batch, &placement->view);
	return result ? result : 1;
}

static void
hand_out(struct placement *placement, const struct batch *batch)
{
	if (batch->hole || batch->count < PLACEMENT_BATCH)
		placement->full = 0;
	else if (++placement->full == 1)
		placement->since = clock_now();
	placement->first = batch->first;
	placement->count = batch->count;
	placement->hole = batch->hole;
	placement->states = batch->states;
	placement->entries = batch->entries;
	placement->runs = batch->runs;
	placement->run_count = batch->run_count;
	for (size_t i = 0; i < batch->run_count; i++)
		tally_add(&placement->tally, batch->runs[i].state, batch->runs[i].pages);
}

int
placement_next(struct placement *placement)
{
	struct batch *batch;
	int result;

	if (interrupt_pending() && !placement->to_the_end)
		return -EINTR;
	if (!placement->crew)
		get_help(placement);
	result = placement->crew ? next_of_crew(placement, &batch) : next_alone(placement, &batch);
	if (result > 0)
		hand_out(placement, batch);
	return result;
}

void
placement_end(struct placement *placement)
{
	crew_free(placement->crew);
	batch_release(&placement->single);
	if (placement->view.pagemap >= 0)
		close(placement->view.pagemap);
	tally_release(&placement->tally);
}

int
placement_tally(const struct area *area, struct tally *tally)
{
	struct placement placement;
	int result = placement_begin(&placement, area);

	if (result >= 0)
		while ((result = placement_next(&placement)) > 0)
			;
	*tally = placement.tally;
	placement.tally = (struct tally){ 0 };
	placement_end(&placement);
	return result;
}

int
placement_find_stray(const struct area *area, const struct nodeset *set, uint64_t *page,
		     unsigned *node)
{
	struct placement placement;
	int result = placement_begin(&placement, area);
	bool found = false;

	while (result >= 0 && !found && (result = placement_next(&placement)) > 0) {
		for (size_t i = 0; i < placement.run_count && !found; i++) {
			const struct run *run = &placement.runs[i];

			if (run->state < 0 || nodeset_has(set, (unsigned)run->state))
				continue;
			*page = run->page;
			*node = (unsigned)run->state;
			found = true;
		}
	}
	placement_end(&placement);
	return found ? 1 : result;
}
