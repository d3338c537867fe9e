/* A look at pages: the mappings that it meets.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/mman.h>

#include "base/xalloc.h"
#include "kernel/dax.h"
#include "kernel/maps.h"
#include "memory/witness.h"

static int
take_mapping(const struct smaps_entry *entry, void *argument)
{
	struct witness *witness = argument;

	if (entry->map.start >= witness_address(witness, witness->placement.area.pages))
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

/* What smaps adds is not worth its price, which another process would pay: the kernel holds that
 * one's memory map while it walks all page tables. */
static int
take_theirs(const struct maps_entry *map, void *argument)
{
	struct smaps_entry entry = { .map = *map, .ksm = UINT64_MAX };

	return take_mapping(&entry, argument);
}

int
witness_read_mappings(struct witness *witness)
{
	pid_t pid = witness->placement.area.pid;

	return pid ? maps_visit(pid, take_theirs, witness) : smaps_visit(0, take_mapping, witness);
}

const struct witness_mapping *
witness_mapping_at(struct witness *witness, uintptr_t address)
{
	while (witness->mapping < witness->mapping_count &&
	       witness->mappings[witness->mapping].end <= address)
		witness->mapping++;
	if (witness->mapping == witness->mapping_count ||
	    witness->mappings[witness->mapping].start > address)
		return NULL;
	return &witness->mappings[witness->mapping];
}
