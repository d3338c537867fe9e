/* A look at all that tells of pages: where they are, their flags, who maps them, which policy counts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/dax.h"
#include "kernel/mapping.h"
#include "kernel/maps.h"
#include "kernel/mempolicy.h"
#include "kernel/nodes.h"
#include "kernel/pagemap.h"
#include "kernel/rights.h"
#include "memory/machine.h"
#include "memory/witness.h"

static uintptr_t
address_of(const struct witness *witness, uint64_t page)
{
	const struct area *area = &witness->placement.area;

	return area->start + page * area->page_size;
}

static int
take_mapping(const struct smaps_entry *entry, void *argument)
{
	struct witness *witness = argument;

	if (entry->map.start >= address_of(witness, witness->placement.area.pages))
		return 1;
	if (entry->map.end <= witness->placement.area.start)
		return 0;
	witness->mappings = xgrow(witness->mappings, &witness->mapping_capacity,
				  witness->mapping_count + 1, sizeof(*witness->mappings));
	witness->mappings[witness->mapping_count++] = (struct witness_mapping){
		.start = entry->map.start,
		.end = entry->map.end,
		.page_size = entry->page_size,
		.ksm = entry->ksm,
		.no_access = entry->map.protection == 0,
		.device = entry->device,
		.watched = entry->watched,
		.secret = strncmp(entry->map.path, "/secretmem", strlen("/secretmem")) == 0,
		.dax = dax_maps(witness->segment->pid, &entry->map),
		.file = *entry->map.path == '/',
		.read_only = (entry->map.protection & (PROT_READ | PROT_WRITE)) == PROT_READ,
	};
	return 0;
}

/* What smaps adds is not worth its price, which another process would pay: the kernel holds that one's
 * memory map while it walks all page tables. */
static int
take_theirs(const struct maps_entry *map, void *argument)
{
	struct smaps_entry entry = { .map = *map, .ksm = UINT64_MAX };

	return take_mapping(&entry, argument);
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

static bool
has_object(const struct facts *facts)
{
	return facts->shared || facts->regular;
}

int
witness_begin(struct witness *witness, const struct segment *segment, const struct area *area)
{
	size_t batch = area->pages < PLACEMENT_BATCH ? area->pages : PLACEMENT_BATCH;
	int result;

	*witness = (struct witness){ .segment = segment, .machine = facts_of_machine(segment) };
	witness->refusal = kpage_open(&witness->kpage);
	witness->ksm_lies = !witness->refusal && !kpage_ksm_is_true(&witness->kpage);
	witness->ask_object = has_object(&witness->machine) && object_can_be_asked(segment);
	witness->frames = xcalloc(batch, sizeof(*witness->frames));
	witness->flags = xcalloc(batch, sizeof(*witness->flags));
	witness->counts = xcalloc(batch, sizeof(*witness->counts));
	witness->theirs = xcalloc(batch, sizeof(*witness->theirs));
	witness->sharers = xcalloc(batch, sizeof(*witness->sharers));
	witness->there = xcalloc(batch, sizeof(*witness->there));
	result = placement_begin(&witness->placement, area);
	if (result < 0)
		return result;
	result = area->pid ? maps_visit(area->pid, take_theirs, witness)
			   : smaps_visit(0, take_mapping, witness);
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
				 address_of(witness, placement->first), placement->area.page_size,
				 placement->count, witness->theirs))
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

/* The mapping that holds a page, or NULL: it went meanwhile.  Pages are told of in order. */
static const struct witness_mapping *
mapping_of(struct witness *witness, uintptr_t address)
{
	while (witness->mapping < witness->mapping_count &&
	       witness->mappings[witness->mapping].end <= address)
		witness->mapping++;
	if (witness->mapping == witness->mapping_count ||
	    witness->mappings[witness->mapping].start > address)
		return NULL;
	return &witness->mappings[witness->mapping];
}

/* To ask an object takes a microsecond a page: it is not asked about a wide hole. */
enum { MOST_ASKED = 1 << 16 };

/* As much of a hole as can be told of at once. */
static void
take_piece(struct witness *witness)
{
	const struct placement *placement = &witness->placement;
	uintptr_t address = address_of(witness, witness->first);
	const struct witness_mapping *mapping = mapping_of(witness, address);

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
		witness->asked = mapping_in_core(address_of(witness, witness->first),
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

static void
read_own_policy(struct witness *witness, uintptr_t address)
{
	witness->policy_known = policy_at(address, &witness->policy) == 0;
	witness->policy_is_task = witness->policy_known && witness->policy.mode == MPOL_DEFAULT;
	if (witness->policy_is_task)
		witness->policy_known = policy_of_task(&witness->policy) == 0;
}

/* The policy that counts at an address: for private memory the same in all of a mapping, for shared
 * memory the object's, which may differ from page to page.  Of another process the kernel tells one
 * for each mapping, and not whose it is. */
static void
find_policy(struct witness *witness, uintptr_t address, const struct witness_mapping *mapping)
{
	pid_t pid = witness->segment->pid;
	bool to_the_end = mapping && (pid || !witness->machine.shared);

	if (address >= witness->policy_from && address < witness->policy_end)
		return;
	witness->policy_from = address;
	witness->policy_end = to_the_end ? mapping->end : address + 1;
	if (pid)
		witness->policy_known =
			mapping && policy_of_mapping(pid, mapping->start, &witness->policy) == 0;
	else
		read_own_policy(witness, address);
}

/* Is the page part of a huge page that one entry of the page table maps?  That is told to everyone. */
static uint64_t
size_unseen(struct witness *witness, uintptr_t address)
{
	uintptr_t end = address_of(witness, witness->placement.area.pages);

	if (address >= witness->huge_end &&
	    pagemap_find_huge(witness->placement.view.pagemap, address, end, &witness->huge_first,
			      &witness->huge_end)) {
		witness->sizes_unseen = true;
		return base_page_size();
	}
	if (address < witness->huge_first || address >= witness->huge_end)
		return base_page_size();
	return transparent_huge_page_size();
}

static uint64_t
size_of(struct witness *witness, size_t place, uintptr_t address,
	const struct witness_mapping *mapping, const struct facts *facts)
{
	if (witness->placement.area.page_size > base_page_size())
		return witness->placement.area.page_size;
	if (mapping && mapping->page_size > base_page_size())
		return mapping->page_size;
	if (!(facts->entry & PAGEMAP_PRESENT) || facts->state == PAGE_ZERO)
		return base_page_size();
	if (!facts->seen)
		return size_unseen(witness, address);
	return kpage_folio(&witness->kpage, witness->frames[place], facts->flags) *
	       base_page_size();
}

/* Where every anonymous page is marked as KSM's, one that is exclusive is not, nor is any in a mapping
 * of which KSM has merged nothing. */
static void
mend_ksm(const struct witness *witness, const struct witness_mapping *mapping, struct facts *facts)
{
	if (!witness->ksm_lies || !(facts->flags & KPAGE_KSM))
		return;
	facts->ksm_doubtful = true;
	if (facts->flags & KPAGE_EXCLUSIVE || (mapping && mapping->ksm == 0))
		facts->flags &= ~KPAGE_KSM;
}

/* Pages of THP but the first tell no such flags before Linux 6.12, and hugetlb pages never do. */
static bool
is_lazily_freed(const struct facts *facts)
{
	return facts->seen && facts->flags & KPAGE_ANON &&
	       !(facts->flags & (KPAGE_SWAPBACKED | KPAGE_TAIL | KPAGE_HUGE));
}

static enum object
object_of(const struct witness *witness, size_t place)
{
	if (!has_object(&witness->machine))
		return OBJECT_NONE;
	if (!witness->asked)
		return OBJECT_UNKNOWN;
	return witness->there[place] ? OBJECT_HAS : OBJECT_LACKS;
}

/* A mapping of hugetlb pages, and one that only reads a file, is passed by (kernel/sched/fair.c,
 * task_numa_work()); so is one of shared memory without a policy of its own, whatever the task's is
 * (mm/mempolicy.c, vma_policy_mof()).  Memory files and their like are files to the kernel too. */
static bool
balancing_passes_by(const struct witness *witness, const struct witness_mapping *mapping)
{
	bool own_policy = witness->policy_known && !witness->policy_is_task &&
			  witness->policy.mode != MPOL_DEFAULT;

	return mapping->page_size > base_page_size() || (mapping->file && mapping->read_only) ||
	       (mapping->file && !witness->machine.regular && !own_policy);
}

static void
see_page(const struct witness *witness, size_t place, struct facts *facts)
{
	facts->state = witness->placement.states[place];
	facts->entry = witness->placement.entries[place] & ~PAGEMAP_FRAME;
	facts->seen = !witness->refusal && witness->frames[place];
	/* The other bits of what is not there differ with what is next to it. */
	if (!(facts->entry & (PAGEMAP_PRESENT | PAGEMAP_SWAPPED | PAGEMAP_GUARD)))
		facts->entry = 0;
	if (!facts->seen)
		return;
	facts->flags = witness->flags[place];
	facts->mappers = witness->counts[place];
}

void
witness_facts(struct witness *witness, size_t place, struct facts *facts)
{
	uintptr_t address = address_of(witness, witness->first + place);
	const struct witness_mapping *mapping = mapping_of(witness, address);

	*facts = witness->machine;
	facts->state = PAGE_ABSENT;
	if (!witness->placement.hole)
		see_page(witness, place, facts);
	if (mapping) {
		facts->no_access = mapping->no_access;
		facts->device = mapping->device;
		facts->secret = mapping->secret;
		facts->dax = mapping->dax;
		facts->watched = mapping->watched;
	}
	facts->object = object_of(witness, place);
	find_policy(witness, address, mapping);
	if (witness->policy_known)
		facts->policy = &witness->policy;
	facts->task_policy = witness->policy_is_task;
	facts->unbalanced = mapping && balancing_passes_by(witness, mapping);
	mend_ksm(witness, mapping, facts);
	facts->lazily_freed = is_lazily_freed(facts);
	facts->size = size_of(witness, place, address, mapping, facts);
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
