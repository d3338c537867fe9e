/* Where pages are: looked at in batches of fixed size, faulting none in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Presence comes from pagemap.  So do nodes, where its frame numbers may be read, and a sample of
 * them agrees with the kernel's own answer; otherwise they come from move_pages(2) without targets,
 * which neither faults nor moves.  get_mempolicy(2) with MPOL_F_ADDR would fault every absent page in (mm/mempolicy.c,
 * lookup_node()), so it is never used to look. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/frames.h"
#include "kernel/migrate.h"
#include "kernel/nodes.h"
#include "kernel/pagemap.h"
#include "memory/placement.h"

static const struct {
	char letter;
	const char *name;
} states[PAGE_STATES] = {
	{ '.', "absent" },
	{ '~', "swapped" },
	{ 'z', "zero" },
	{ '!', "refused" },
};

char
page_state_letter(int state)
{
	return states[-1 - state].letter;
}

const char *
page_state_name(int state)
{
	return states[-1 - state].name;
}

uint64_t
tally_state(const struct tally *tally, enum page_state state)
{
	return tally->in_state[-1 - state];
}

uint64_t
tally_node(const struct tally *tally, unsigned node)
{
	return node < tally->nodes ? tally->on_node[node] : 0;
}

uint64_t
tally_on(const struct tally *tally, const struct nodeset *set)
{
	uint64_t pages = 0;

	for (unsigned node = 0; node < tally->nodes; node++)
		if (nodeset_has(set, node))
			pages += tally->on_node[node];
	return pages;
}

uint64_t
tally_present(const struct tally *tally)
{
	uint64_t pages = 0;

	for (unsigned node = 0; node < tally->nodes; node++)
		pages += tally->on_node[node];
	return pages;
}

static void
make_room_for_node(struct tally *tally, unsigned node)
{
	if (node < tally->nodes)
		return;
	tally->on_node = xreallocarray(tally->on_node, node + 1, sizeof(*tally->on_node));
	while (tally->nodes <= node)
		tally->on_node[tally->nodes++] = 0;
}

void
tally_add(struct tally *tally, int state, uint64_t pages)
{
	tally->pages += pages;
	if (state < 0) {
		tally->in_state[-1 - state] += pages;
		return;
	}
	make_room_for_node(tally, (unsigned)state);
	tally->on_node[state] += pages;
}

void
tally_clear(struct tally *tally)
{
	tally->pages = 0;
	for (int i = 0; i < PAGE_STATES; i++)
		tally->in_state[i] = 0;
	for (unsigned node = 0; node < tally->nodes; node++)
		tally->on_node[node] = 0;
}

void
tally_release(struct tally *tally)
{
	free(tally->on_node);
	*tally = (struct tally){ 0 };
}

int
placement_begin(struct placement *placement, const struct area *area)
{
	size_t batch = area->pages < PLACEMENT_BATCH ? area->pages : PLACEMENT_BATCH;

	*placement = (struct placement){ .area = *area, .pagemap = pagemap_open(area->pid) };
	placement->entries = xcalloc(batch, sizeof(*placement->entries));
	placement->addresses = xcalloc(batch, sizeof(*placement->addresses));
	placement->answers = xcalloc(batch, sizeof(*placement->answers));
	placement->states = xcalloc(batch, sizeof(*placement->states));
	placement->runs = xcalloc(batch, sizeof(*placement->runs));
	return placement->pagemap;
}

/* What the pagemap says of a page: PAGE_ABSENT, PAGE_SWAPPED, or 0 for "it is there". */
static int
presence(uint64_t entry)
{
	if (entry & PAGEMAP_PRESENT)
		return 0;
	/* A guard region looks like swap (Linux 6.15), but nothing is there. */
	if (entry & PAGEMAP_SWAPPED && !(entry & PAGEMAP_GUARD))
		return PAGE_SWAPPED;
	return PAGE_ABSENT;
}

/* What move_pages answered for a page that the pagemap says is there.  -EFAULT is the zero page's
 * answer on every kernel since 4.3.  A page that went between the two looks has no honest answer
 * but this one. */
static int
state_of_answer(int answer)
{
	if (answer >= 0)
		return answer;
	return answer == -EFAULT ? PAGE_ZERO : PAGE_REFUSED;
}

/* What a page's entry tells of its node; UNKNOWN where the kernel has to be asked.  A page that is
 * neither of a file nor mapped here alone may be the zero page, whose frame lies on some node. */
enum { UNKNOWN = -100, SAMPLE = 512 };

static int
node_of_entry(const struct placement *placement, uint64_t entry)
{
	uint64_t frame = entry & PAGEMAP_FRAME;
	int node;

	if (!frame || placement->no_frames || !(entry & (PAGEMAP_FILE | PAGEMAP_EXCLUSIVE)))
		return UNKNOWN;
	node = frame_node(frame);
	return node < 0 ? UNKNOWN : node;
}

static void *
address_of(const struct placement *placement, size_t place)
{
	return (void *)(placement->area.start +
			(placement->first + place) * placement->area.page_size);
}

/* Is the kernel to be asked for this page: because nothing else tells, or as one of a sample? */
static bool
is_asked(const struct placement *placement, size_t place)
{
	int state = placement->states[place];

	return state == UNKNOWN || (state >= 0 && place % SAMPLE == 0);
}

/* Before Linux 6.12 memory without access has no answer, but where it may be seen it has a frame. */
static int
state_of_frame(uint64_t entry)
{
	uint64_t frame = entry & PAGEMAP_FRAME;

	if (!frame)
		return PAGE_REFUSED;
	if (frame_is_zero_page(frame))
		return PAGE_ZERO;
	return frame_node(frame) < 0 ? PAGE_REFUSED : frame_node(frame);
}

/* Ask the kernel; 1 where an answer differs from what a frame number told.  A page may have moved
 * between the two looks, so this only says that frame numbers are not to be used any further. */
static int
ask_nodes(struct placement *placement)
{
	size_t asked = 0, answer = 0;
	int result, differs = 0;

	for (size_t i = 0; i < placement->count; i++)
		if (is_asked(placement, i))
			placement->addresses[asked++] = address_of(placement, i);
	if (!asked)
		return 0;
	result =
		migrate_query(placement->area.pid, asked, placement->addresses, placement->answers);
	for (size_t i = 0; !result && i < placement->count; i++) {
		int state;

		if (!is_asked(placement, i))
			continue;
		state = state_of_answer(placement->answers[answer++]);
		if (state == PAGE_REFUSED)
			state = state_of_frame(placement->entries[i]);
		differs |= placement->states[i] != UNKNOWN && placement->states[i] != state;
		placement->states[i] = state;
	}
	return result ? result : differs;
}

/* The states of a batch from its entries, and from the kernel where they do not tell. */
static int
find_states(struct placement *placement)
{
	int result;

	for (size_t i = 0; i < placement->count; i++) {
		int state = presence(placement->entries[i]);

		if (state == 0 && !placement->without_nodes)
			state = node_of_entry(placement, placement->entries[i]);
		placement->states[i] = state;
	}
	result = placement->without_nodes ? 0 : ask_nodes(placement);
	if (result == -ENOSYS && nodes_probe() == -ENOSYS) {
		placement->without_nodes = true;
		return find_states(placement);
	}
	if (result == 1) {
		placement->no_frames = true;
		return find_states(placement);
	}
	return result;
}

static void
make_runs(struct placement *placement)
{
	struct run *run = NULL;

	placement->run_count = 0;
	for (size_t i = 0; i < placement->count; i++) {
		if (!run || run->state != placement->states[i]) {
			run = &placement->runs[placement->run_count++];
			*run = (struct run){ .page = placement->first + i,
					     .state = placement->states[i] };
		}
		run->pages++;
	}
	for (size_t i = 0; i < placement->run_count; i++)
		tally_add(&placement->tally, placement->runs[i].state, placement->runs[i].pages);
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* How many pages behind the last boundary of batches the page lies that comes 'pages' after the next:
 * boundaries count from the first page, or, where they are to be aligned, from address 0. */
static uint64_t
past_boundary(const struct placement *placement, uint64_t pages)
{
	uint64_t origin =
		placement->aligned ? placement->area.start / placement->area.page_size : 0;

	return (origin + placement->first + pages) % PLACEMENT_BATCH;
}

/* How many pages from the next one on are absent for sure; whole batches only, so that what follows
 * is aligned as before. */
static uint64_t
hole_ahead(struct placement *placement, uint64_t left)
{
	uintptr_t start = placement->area.start + placement->first * placement->area.page_size,
		  next = start;
	uint64_t pages;

	if (left <= PLACEMENT_BATCH || placement->no_skipping)
		return 0;
	if (pagemap_next(placement->pagemap, start, start + left * placement->area.page_size,
			 &next)) {
		placement->no_skipping = true;
		return 0;
	}
	pages = (next - start) / placement->area.page_size;
	return pages == left ? pages : pages - least(pages, past_boundary(placement, pages));
}

static int
read_batch(struct placement *placement)
{
	int result =
		pagemap_read(placement->pagemap,
			     placement->area.start + placement->first * placement->area.page_size,
			     placement->area.page_size, placement->count, placement->entries);

	return result ? result : find_states(placement);
}

static void
take_hole(struct placement *placement)
{
	placement->runs[0] = (struct run){ .page = placement->first,
					   .pages = placement->count,
					   .state = PAGE_ABSENT };
	placement->run_count = 1;
	tally_add(&placement->tally, PAGE_ABSENT, placement->count);
}

int
placement_next(struct placement *placement)
{
	uint64_t left, hole;
	int result;

	placement->first += placement->count;
	left = placement->area.pages - placement->first;
	placement->count = 0;
	if (!left)
		return 0;
	if (interrupt_pending() && !placement->to_the_end)
		return -EINTR;
	hole = hole_ahead(placement, left);
	placement->hole = hole > 0;
	placement->count = hole ? hole : least(left, PLACEMENT_BATCH - past_boundary(placement, 0));
	if (hole) {
		take_hole(placement);
		return 1;
	}
	result = read_batch(placement);
	if (result)
		return result;
	make_runs(placement);
	return 1;
}

void
placement_end(struct placement *placement)
{
	if (placement->pagemap >= 0)
		close(placement->pagemap);
	free(placement->entries);
	free(placement->addresses);
	free(placement->answers);
	free(placement->states);
	free(placement->runs);
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
