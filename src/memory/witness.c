/* A look at all that tells of pages: where they are,
 * their flags, who maps them, which policy counts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "kernel/pagemap.h"
#include "kernel/rights.h"
#include "memory/machine.h"
#include "memory/witness.h"

uintptr_t
witness_address(const struct witness *witness, uint64_t page)
{
	const struct area *area = &witness->placement.area;

	return area->start + page * area->page_size;
}

static struct facts
facts_of_machine(const struct segment *segment)
{
	unsigned major, minor, patch;
	struct machine machine;
	struct nodeset usable;

	machine_read(&machine);
	usable = machine_usable(&machine);
	kernel_version(&major, &minor, &patch);
	return (struct facts){
		.theirs = segment->pid != 0,
		.shared = segment->shared,
		.regular = segment->kind == SEGMENT_FILE || segment->from_file,
		.one_node = nodeset_count(&usable) < 2,
		.hides_locked = major < 6 || (major == 6 && minor < 12),
		.balancing = balancing_is_on(),
		.nice = rights_has_capability("sys_nice") > 0,
		.left = -1,
	};
}

/* May the object be asked what it has?  mincore(2) answers "all of it" of a file that is neither
 * ours nor writable, looks into hugetlb mappings' page tables only, and knows no other process. */
static bool
object_can_be_asked(const struct segment *segment)
{
	return segment->pid == 0 && segment->page_size == base_page_size() &&
	       (segment->writable || rights_has_capability("fowner") > 0);
}

int
witness_begin(struct witness *witness, const struct segment *segment, const struct area *area)
{
	size_t batch = area->pages < PLACEMENT_BATCH ? area->pages : PLACEMENT_BATCH;
	int result;

	*witness = (struct witness){ .segment = segment, .machine = facts_of_machine(segment) };
	witness->refusal = kpage_open(&witness->kpage);
	witness->ksm_lies = !witness->refusal && !kpage_ksm_is_true(&witness->kpage);
	witness->has_object = witness->machine.shared || witness->machine.regular;
	witness->ask_object = witness->has_object && object_can_be_asked(segment);
	witness->frames = xcalloc(batch, sizeof(*witness->frames));
	witness->flags = xcalloc(batch, sizeof(*witness->flags));
	witness->counts = xcalloc(batch, sizeof(*witness->counts));
	witness->theirs = xcalloc(batch, sizeof(*witness->theirs));
	witness->sharers = xcalloc(batch, sizeof(*witness->sharers));
	witness->there = xcalloc(batch, sizeof(*witness->there));
	result = placement_begin(&witness->placement, area);
	if (result < 0)
		return result;
	result = witness_read_mappings(witness);
	/* Without /proc something can still be told about ourselves. */
	return result < 0 && area->pid ? result : 0;
}

void
witness_add_relative(struct witness *witness, const char *name, pid_t pid)
{
	int pagemap;

	if (witness->relative_count == MOST_RELATIVES)
		return;
	pagemap = pagemap_open(pid);
	if (pagemap >= 0)
		witness->relatives[witness->relative_count++] =
			(struct relative){ .name = xstrdup(name), .pid = pid, .pagemap = pagemap };
}

static int
read_flags(struct witness *witness)
{
	const struct placement *placement = &witness->placement;

	for (size_t i = 0; i < placement->count; i++) {
		uint64_t entry = placement->entries[i];

		witness->frames[i] = entry & PAGEMAP_PRESENT ? entry & PAGEMAP_FRAME : 0;
		witness->unseen |=
			entry & PAGEMAP_PRESENT && (witness->refusal || !witness->frames[i]);
	}
	return witness->refusal ? 0
				: kpage_read(&witness->kpage, placement->count, witness->frames,
					     witness->flags, witness->counts);
}

/* A relative that is gone meanwhile maps nothing. */
static void
find_sharers(struct witness *witness)
{
	const struct placement *placement = &witness->placement;

	memset(witness->sharers, 0, placement->count * sizeof(*witness->sharers));
	for (unsigned i = 0; i < witness->relative_count; i++) {
		if (pagemap_read(witness->relatives[i].pagemap,
				 witness_address(witness, placement->first),
				 placement->area.page_size, placement->count, witness->theirs))
			continue;
		for (size_t page = 0; page < placement->count; page++)
			if (witness->frames[page] && witness->theirs[page] & PAGEMAP_PRESENT &&
			    (witness->theirs[page] & PAGEMAP_FRAME) == witness->frames[page])
				witness->sharers[page] |= 1ULL << i;
	}
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* To ask an object takes a microsecond a page: it is not asked about a wide hole. */
enum { MOST_ASKED = 1 << 16 };

/* As much of a hole as can be told of at once. */
static void
take_piece(struct witness *witness)
{
	const struct placement *placement = &witness->placement;
	uintptr_t address = witness_address(witness, witness->first);
	const struct witness_mapping *mapping = witness_mapping_at(witness, address);

	witness->asked = witness->ask_object && placement->count <= MOST_ASKED;
	witness->alike = !witness->asked;
	witness->count = placement->first + placement->count - witness->first;
	if (mapping)
		witness->count =
			least(witness->count, (mapping->end - address) / placement->area.page_size);
	if (witness->asked)
		witness->count = least(witness->count, PLACEMENT_BATCH);
}

static int
look(struct witness *witness)
{
	if (witness->placement.hole) {
		take_piece(witness);
	} else {
		int result = read_flags(witness);

		if (result)
			return result;
		find_sharers(witness);
		witness->count = witness->placement.count;
		witness->alike = false;
		witness->asked = witness->ask_object;
	}
	/* What cannot be asked is not known: that is no reason to tell nothing. */
	if (witness->asked)
		witness->asked = mapping_in_core(witness_address(witness, witness->first),
						 witness->count, witness->there) == 0;
	return 0;
}

int
witness_next(struct witness *witness)
{
	const struct placement *placement = &witness->placement;
	int result = 1;

	witness->first += witness->count;
	witness->count = 0;
	if (witness->first == placement->first + placement->count)
		result = placement_next(&witness->placement);
	else if (interrupt_pending())
		result = -EINTR;
	if (result <= 0)
		return result;
	result = look(witness);
	return result ? result : 1;
}

int
witness_tell(struct witness *witness, witness_hearer *hear, void *argument)
{
	struct facts facts;
	int result;

	while ((result = witness_next(witness)) > 0) {
		uint64_t alike = witness->alike ? witness->count : 1;

		for (uint64_t place = 0; place < witness->count; place += alike) {
			witness_facts(witness, place, &facts);
			hear(witness, place, alike, &facts, argument);
		}
	}
	return result;
}

uint64_t
witness_frame(const struct witness *witness, size_t place)
{
	return witness->placement.hole ? 0 : witness->frames[place];
}

uint64_t
witness_sharers(const struct witness *witness, size_t place)
{
	/* Everybody has the zero page. */
	return witness->placement.hole || witness->placement.states[place] == PAGE_ZERO
		       ? 0
		       : witness->sharers[place];
}

void
witness_end(struct witness *witness)
{
	for (unsigned i = 0; i < witness->relative_count; i++) {
		free(witness->relatives[i].name);
		close(witness->relatives[i].pagemap);
	}
	kpage_close(&witness->kpage);
	placement_end(&witness->placement);
	free(witness->mappings);
	free(witness->frames);
	free(witness->flags);
	free(witness->counts);
	free(witness->theirs);
	free(witness->sharers);
	free(witness->there);
}
