/* A look at pages: what is told of one of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/mapping.h"
#include "kernel/mempolicy.h"
#include "kernel/pagemap.h"
#include "memory/witness.h"

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

/* Is the page part of a huge page that one entry of
 * the page table maps?  That is told to everyone. */
static uint64_t
size_unseen(struct witness *witness, uintptr_t address)
{
	uintptr_t end = witness_address(witness, witness->placement.area.pages);

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

/* Where every anonymous page is marked as KSM's, one that is exclusive is not, nor is any in a
 * mapping of which KSM has merged nothing. */
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
	if (!witness->has_object)
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
	uintptr_t address = witness_address(witness, witness->first + place);
	const struct witness_mapping *mapping = witness_mapping_at(witness, address);

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
