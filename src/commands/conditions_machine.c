/* Conditions on the machine: its nodes, CPUs and devices.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <unistd.h>

#include "kernel/affinity.h"
#include "memory/hotplug.h"
#include "memory/machine.h"
#include "commands/comparing.h"
#include "commands/conditions.h"

bool
condition_nodes(struct args *args, struct text *found)
{
	enum comparison comparison = args_comparison(args);
	uint64_t wanted = args_number(args, "number of nodes", 0, NODESET_BITS);
	struct machine machine;
	struct nodeset usable;

	machine_read(&machine);
	usable = machine_usable(&machine);
	text_add(found, "%u node%s with memory", nodeset_count(&usable),
		 nodeset_count(&usable) == 1 ? "" : "s");
	if (machine.state == NUMA_REFUSED)
		text_add(found, ", and NUMA system calls are refused (%s)",
			 error_name(machine.refusal));
	if (machine.state == NUMA_ABSENT)
		text_add(found, ", and a kernel without NUMA");
	return machine.state != NUMA_REFUSED && machine.state != NUMA_ABSENT &&
	       comparison_holds(comparison, nodeset_count(&usable), wanted);
}

bool
condition_node(struct args *args, struct text *found)
{
	struct nodeset nodes = args_nodeset(args, NODES_TO_LOOK);

	return !is_absent(args, found) && !nodeset_is_empty(&nodes);
}

bool
condition_cpus(struct args *args, struct text *found)
{
	enum comparison comparison = args_comparison(args);
	uint64_t wanted = args_number(args, "number of CPUs", 0, UINT32_MAX);
	bool placed = args_next_is(args, "on");
	struct nodeset nodes = placed ? args_nodeset(args, NODES_TO_LOOK) : (struct nodeset){ 0 };
	struct cpus cpus = { 0 };
	unsigned count;

	if (is_absent(args, found))
		return false;
	count = placed ? machine_cpus_of(&nodes, &cpus) : affinity_count();
	free(cpus.bits);
	text_add(found, "%u CPU%s to run on", count, count == 1 ? "" : "s");
	if (placed) {
		text_add(found, " on node ");
		nodeset_format(&nodes, found);
	}
	return comparison_holds(comparison, count, wanted);
}

bool
condition_tiers(struct args *args, struct text *found)
{
	enum comparison comparison = args_comparison(args);
	uint64_t wanted = args_number(args, "number of memory tiers", 0, NODESET_BITS);
	unsigned tiers = machine_tiers();

	text_add(found, "%u tier%s of memory", tiers, tiers == 1 ? "" : "s");
	return comparison_holds(comparison, tiers, wanted);
}

/* Their memory may go off line, and come back as it was. */
bool
condition_removable(struct args *args, struct text *found)
{
	struct nodeset nodes = args_nodeset(args, NODES_TO_LOOK);
	struct error error = { 0 };
	bool met = !is_absent(args, found) && args_ok(args);

	for (int node = nodeset_next(&nodes, 0); met && node >= 0;
	     node = nodeset_next(&nodes, (unsigned)node + 1))
		met = hotplug_check((unsigned)node, false, &error) == 0;
	if (error.message)
		text_add(found, "%s", error.message);
	error_clear(&error);
	return met;
}

bool
condition_device(struct args *args, struct text *found)
{
	const char *path = args_word(args, "the path of a device");

	text_add(found, "no such device");
	return path && access(path, F_OK) == 0;
}

/* numa-vm says so of its machines. */
bool
condition_expendable(struct args *args, struct text *found)
{
	(void)args;
	text_add(found, "a machine that is still needed: MEMTOY_EXPENDABLE is not set");
	return getenv("MEMTOY_EXPENDABLE") != NULL;
}
