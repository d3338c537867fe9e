/* The machine's memory nodes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "base/bits.h"
#include "base/xalloc.h"
#include "kernel/blocks.h"
#include "kernel/nodes.h"
#include "kernel/process.h"
#include "kernel/rights.h"
#include "memory/machine.h"

static int
read_list(const char *which, struct nodeset *set)
{
	return nodes_read(which, set->bits, NODESET_BITS);
}

static enum numa_state
state_of(struct machine *machine, bool has_nodes)
{
	machine->refusal = -nodes_probe();
	if (machine->refusal && has_nodes)
		return NUMA_REFUSED;
	if (!has_nodes)
		return NUMA_ABSENT;
	return nodeset_count(&machine->memory) > 1 ? NUMA_NODES : NUMA_ONE_NODE;
}

void
machine_read(struct machine *machine)
{
	bool has_nodes;

	*machine = (struct machine){ 0 };
	has_nodes = read_list("online", &machine->online) == 0;
	if (!has_nodes)
		nodeset_add(&machine->online, 0);
	if (read_list("has_memory", &machine->memory))
		machine->memory = machine->online;
	if (read_list("has_cpu", &machine->cpus))
		machine->cpus = machine->online;
	if (nodes_allowed(machine->allowed.bits, NODESET_BITS))
		machine->allowed = machine->online;
	machine->state = state_of(machine, has_nodes);
}

void
machine_read_for(struct machine *machine, pid_t pid)
{
	struct text list = { 0 };

	machine_read(machine);
	if (pid)
		process_nodes_allowed(pid, &list);
	if (list.length) {
		machine->allowed = (struct nodeset){ 0 };
		bits_parse(machine->allowed.bits, NODESET_BITS, text_string(&list));
	}
	text_release(&list);
}

struct nodeset
machine_usable(const struct machine *machine)
{
	return nodeset_both(&machine->allowed, &machine->memory);
}

int
machine_needs_numa(const struct machine *machine, struct error *error)
{
	switch (machine->state) {
	case NUMA_ABSENT:
		return error_note(error, ENOSYS,
				  "this kernel is built without NUMA: there are no nodes");
	case NUMA_REFUSED:
		error_note(error, machine->refusal,
			   "this kernel has NUMA, but its system calls are refused here%s",
			   rights_filtered() ? " (a seccomp filter is in force)" : "");
		error_hint(error, "run outside the sandbox, or let it pass mbind, get_mempolicy, "
				  "set_mempolicy, move_pages and migrate_pages (docker: --cap-add "
				  "SYS_NICE)");
		return -machine->refusal;
	default:
		return 0;
	}
}

unsigned
machine_cpus_of(const struct nodeset *nodes, struct cpus *cpus)
{
	struct cpus ours;
	unsigned count = 0;

	*cpus = (struct cpus){ 0 };
	if (affinity_read(&ours))
		return 0;
	cpus->count = ours.count;
	cpus->bits = xcalloc(BITS_LONGS(cpus->count), sizeof(*cpus->bits));
	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		struct text list = { 0 };

		if (node_cpus_read((unsigned)node, &list) == 0)
			bits_parse(cpus->bits, cpus->count, text_string(&list));
		text_release(&list);
	}
	for (size_t cpu = 0; cpu < cpus->count; cpu++) {
		if (!bits_has(ours.bits, cpu))
			bits_drop(cpus->bits, cpu);
		count += bits_has(cpus->bits, cpu);
	}
	free(ours.bits);
	return count;
}

unsigned
machine_local_node(const struct machine *machine)
{
	int here = node_here();
	int first = nodeset_next(&machine->online, 0);

	if (here >= 0)
		return (unsigned)here;
	return first < 0 ? 0 : (unsigned)first;
}

unsigned
machine_tiers(void)
{
	struct machine machine;
	int tiers[64];
	unsigned count = 0, i;

	machine_read(&machine);
	for (int node = nodeset_next(&machine.memory, 0); node >= 0 && count < 64;
	     node = nodeset_next(&machine.memory, (unsigned)node + 1)) {
		int tier = node_tier((unsigned)node);

		for (i = 0; i < count && tiers[i] != tier; i++)
			;
		if (tier >= 0 && i == count)
			tiers[count++] = tier;
	}
	return count;
}

struct nodeset
machine_offline(const struct machine *machine)
{
	struct nodeset offline = { 0 };

	for (int node = nodeset_next(&machine->online, 0); node >= 0;
	     node = nodeset_next(&machine->online, (unsigned)node + 1)) {
		struct memory_blocks blocks;

		if (!nodeset_has(&machine->memory, (unsigned)node) &&
		    memory_blocks_read((unsigned)node, &blocks) == 0) {
			if (blocks.count && !memory_blocks_online(&blocks))
				nodeset_add(&offline, (unsigned)node);
			memory_blocks_release(&blocks);
		}
	}
	return offline;
}

int
machine_far_node(const struct machine *machine)
{
	struct nodeset usable = machine_usable(machine);
	struct text text = { 0 };
	long farthest = -1;
	int far = -1, node = nodeset_next(&machine->online, 0);
	const char *at;

	/* The distances stand in the order of the online nodes. */
	if (node_distances_read(machine_local_node(machine), &text))
		return nodeset_next(&usable, 0);
	for (at = text_string(&text); node >= 0 && *at;
	     node = nodeset_next(&machine->online, (unsigned)node + 1)) {
		char *end;
		long distance = strtol(at, &end, 10);

		at = end;
		if (distance >= farthest && nodeset_has(&usable, (unsigned)node)) {
			farthest = distance;
			far = node;
		}
	}
	text_release(&text);
	return far;
}
