/* Moving the pages of one batch: look, ask, look again, count.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/pagemap.h"
#include "memory/movebatch.h"
#include "memory/movejudge.h"
#include "memory/moverequest.h"

enum {
	TRIAL_PAGES = 32,   /* the first call, when calls must not take long */
	FIRST_PAUSE = 1000, /* microseconds before busy pages are asked again; doubles */
};

/* A batch lies between two addresses that are multiples
 * of its size, so that it has whole huge pages only. */
void
movebatch_init(struct movebatch *batch, const struct move *move)
{
	enum { N = PLACEMENT_BATCH };

	*batch = (struct movebatch){ .move = move,
				     .view = { .area = move->area,
					       .pagemap = pagemap_open(move->area.pid) },
				     .call_pages = TRIAL_PAGES,
				     .before = xcalloc(N, sizeof(int)),
				     .targets = xcalloc(N, sizeof(int)),
				     .statuses = xcalloc(N, sizeof(int)),
				     .addresses = xcalloc(N, sizeof(void *)),
				     .nodes = xcalloc(N, sizeof(int)),
				     .answers = xcalloc(N, sizeof(int)),
				     .places = xcalloc(N, sizeof(size_t)),
				     .weights = xcalloc(N, sizeof(size_t)),
				     .guessed = xcalloc(N, sizeof(bool)) };
	batch_init(&batch->look, N);
}

void
movebatch_release(struct movebatch *batch)
{
	void *const arrays[] = { batch->before,	   batch->targets, batch->statuses,
				 batch->addresses, batch->nodes,   batch->answers,
				 batch->places,	   batch->weights, batch->guessed };

	for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
		free(arrays[i]);
	batch_release(&batch->look);
	if (batch->view.pagemap >= 0)
		close(batch->view.pagemap);
}

/* The same pages of another area. */
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

/* Where they are now; the desk is kept from batch to batch. */
static int
look_now(struct movebatch *batch)
{
	batch->look.first = batch->first;
	batch->look.count = batch->count;
	return batch_read(&batch->look, &batch->view);
}

void
movebatch_take(struct movebatch *batch, const struct placement *before)
{
	batch->first = before->first;
	batch->count = before->count;
	memcpy(batch->before, before->states, before->count * sizeof(*batch->before));
	memcpy(batch->look.entries, before->entries, before->count * sizeof(*batch->look.entries));
}

static void
pause_before_retry(unsigned attempt)
{
	long microseconds = (long)FIRST_PAUSE << (attempt < 7 ? attempt : 7);
	struct timespec pause = { .tv_nsec = microseconds * 1000 };

	nanosleep(&pause, NULL);
}

/* Ask again for pages that were busy. */
static int
retry(struct movebatch *batch)
{
	int result = 0;

	for (unsigned i = 0; !result && i < batch->move->retries && !interrupt_pending(); i++) {
		size_t asked = movebatch_count_busy(batch);

		if (!asked)
			break;
		pause_before_retry(i);
		movebatch_ask_busy(batch);
		result = movebatch_carry_out(batch);
		if (!result)
			result = look_now(batch);
		batch->counts.retried += asked - movebatch_count_busy(batch);
	}
	return result;
}

int
movebatch_run(struct movebatch *batch)
{
	int result = 0, refused;

	if (batch->move->like)
		result = copy_layout(batch);
	else if (batch->move->by_node)
		map_nodes(batch);
	else
		deal_nodes(batch);
	if (result)
		return result;
	movebatch_ask_all(batch);
	/* Nothing on a node that is to be left: there is nothing to look at again. */
	if (batch->move->by_node && !batch->request_count)
		return 0;
	refused = movebatch_carry_out(batch);
	result = look_now(batch);
	if (!result && !refused) {
		movebatch_ask_singly(batch);
		if (batch->request_count) {
			refused = movebatch_carry_out(batch);
			result = look_now(batch);
		}
	}
	if (!result && !refused)
		result = retry(batch);
	if (!result)
		movebatch_judge(batch);
	return refused ? refused : result;
}
