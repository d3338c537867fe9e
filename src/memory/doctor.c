/* What works on this machine for this process: its nodes, and the system calls on them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/error.h"
#include "kernel/mempolicy.h"
#include "kernel/probes.h"
#include "kernel/switches.h"
#include "memory/doctor.h"

static void
examine_numa(struct findings *findings, const struct machine *machine, const char *memory)
{
	struct finding *finding = findings_add(findings, "nodes", "numa", FINDING_OK);

	finding_value(finding, "%u with memory: %s", nodeset_count(&machine->memory), memory);
	switch (machine->state) {
	case NUMA_NODES:
		break;
	case NUMA_ONE_NODE:
		finding->state = FINDING_LIMITED;
		finding_value(finding, "one node with memory");
		finding_cure(finding, "a machine with several nodes: numa-vm boots one");
		break;
	case NUMA_REFUSED:
		finding_refused_call(finding, machine->refusal, "");
		finding->state = FINDING_REFUSED;
		finding_value(finding, "calls refused: %s", error_name(machine->refusal));
		break;
	case NUMA_ABSENT:

		if (!sys_is_mounted()) {
			finding_not_mounted(finding, false);
			break;
		}
		finding->state = FINDING_MISSING;
		finding_value(finding, "kernel without NUMA");
		finding_cure(finding, "a kernel with CONFIG_NUMA");
	}
}

static void
examine_allowed(struct findings *findings, const struct machine *machine, const char *memory)
{
	struct nodeset usable = machine_usable(machine);
	struct finding *finding = findings_add(findings, "nodes", "allowed", FINDING_OK);
	struct text list = { 0 }, path = { 0 };

	nodeset_format(&usable, &list);
	finding_value(finding, "%s", text_string(&list));
	if (!proc_is_mounted()) {
		finding_not_mounted(finding, true);
	} else if (!nodeset_equal(&usable, &machine->memory)) {
		finding->state = FINDING_LIMITED;
		finding_value(finding, "%s of %s", text_string(&list), memory);
		if (cpuset_limiting_path(&path) == 0)
			finding_cure_write(finding, text_string(&path), memory);
		else
			finding_cure(finding, "a cpuset with nodes %s (docker: --cpuset-mems %s)",
				     memory, memory);
	}
	text_release(&list);
	text_release(&path);
}

static unsigned
count_tiers(const struct machine *machine)
{
	struct nodeset tiers = { 0 };

	for (int node = nodeset_next(&machine->memory, 0); node >= 0;
	     node = nodeset_next(&machine->memory, (unsigned)node + 1)) {
		int tier = node_tier((unsigned)node);

		if (tier >= 0 && tier < NODESET_BITS)
			nodeset_add(&tiers, (unsigned)tier);
	}
	return nodeset_count(&tiers);
}

static void
examine_tiers(struct findings *findings, const struct machine *machine)
{
	unsigned tiers = count_tiers(machine);
	struct finding *finding = findings_add(findings, "nodes", "tiers", FINDING_OK);

	finding_value(finding, "%u", tiers);
	if (tiers == 1) {
		finding->state = FINDING_LIMITED;
		finding_cure(finding, "memory of another speed, such as CXL: there is nothing to "
				      "demote to");
	} else if (!tiers && !sys_is_mounted()) {
		finding_not_mounted(finding, false);
	} else if (!tiers) {
		finding->state = FINDING_MISSING;
		finding_value(finding, "%s", "");
		finding_cure(finding, "Linux 6.1 or later with CONFIG_NUMA and CONFIG_MIGRATION");
	}
}

/* Nodes that have only movable memory are those that can be unplugged. */
static void
examine_plugging(struct findings *findings, const struct machine *machine)
{
	struct finding *finding = findings_add(findings, "nodes", "hot-plug", FINDING_OK);
	struct nodeset normal = { 0 }, movable = machine->memory;
	struct text value = { 0 };
	int result = switch_read(SWITCH_PLUGGING, &value);

	if (result == -ENODEV) {
		finding_not_mounted(finding, false);
	} else if (result) {
		finding->state = FINDING_MISSING;
		finding_cure(finding, "a kernel with CONFIG_MEMORY_HOTPLUG");
	} else if (nodes_read("has_normal_memory", normal.bits, NODESET_BITS) == 0) {
		for (int node = nodeset_next(&normal, 0); node >= 0;
		     node = nodeset_next(&normal, (unsigned)node + 1))
			nodeset_drop(&movable, (unsigned)node);
		text_clear(&value);
		nodeset_format(&movable, &value);
		finding_value(finding, "movable nodes: %s", text_string(&value));
	}
	text_release(&value);
}

void
examine_nodes(struct findings *findings, const struct machine *machine)
{
	struct text memory = { 0 };

	nodeset_format(&machine->memory, &memory);
	examine_numa(findings, machine, text_string(&memory));
	examine_allowed(findings, machine, text_string(&memory));
	examine_tiers(findings, machine);
	examine_plugging(findings, machine);
	text_release(&memory);
}

/* A kernel without NUMA has none of its calls: it is not the filter that refuses them. */
static void
answered(struct finding *finding, int result, const char *since, const struct machine *machine)
{
	if (!result)
		return;
	finding_refused_call(finding, -result, since);
	if (machine->state == NUMA_ABSENT && result == -ENOSYS) {
		finding->state = FINDING_MISSING;
		finding_cure(finding, "a kernel with CONFIG_NUMA");
	}
}

static void
examine_policies(struct findings *findings, const struct machine *machine, unsigned node)
{
	static const struct {
		const char *name, *since;
		int mode;
	} policies[] = {
		{ "preferred-many", "5.15", MPOL_PREFERRED_MANY },
		{ "weighted-interleave", "6.9", MPOL_WEIGHTED_INTERLEAVE },
		{ "bind+balancing", "5.12", MPOL_BIND | MPOL_F_NUMA_BALANCING },
		{ "preferred-many+balancing", "6.10", MPOL_PREFERRED_MANY | MPOL_F_NUMA_BALANCING },
	};

	for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++) {
		struct finding *finding =
			findings_add(findings, "policies", policies[i].name, FINDING_OK);
		int result = probe_policy(policies[i].mode, node);

		answered(finding, result, "", machine);
		if (result == -EINVAL) {
			finding->state = FINDING_MISSING;
			finding_cure(finding, "Linux %s or later", policies[i].since);
		}
	}
}

void
examine_calls(struct findings *findings, const struct machine *machine, unsigned node)
{
	static const struct {
		const char *name, *since;
		int (*probe)(unsigned node);
	} calls[] = {
		{ "get_mempolicy", "", probe_get_mempolicy },
		{ "set_mempolicy", "", probe_set_mempolicy },
		{ "mbind", "", probe_mbind },
		{ "move_pages", "", probe_move_pages },
		{ "migrate_pages", "", probe_migrate_pages },
		{ "set_mempolicy_home_node", "5.17", probe_home_node },
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		answered(findings_add(findings, "calls", calls[i].name, FINDING_OK),
			 calls[i].probe(node), calls[i].since, machine);
	examine_policies(findings, machine, node);
}

void
doctor_examine(struct findings *findings)
{
	struct machine machine;
	struct nodeset usable;
	int node;

	machine_read(&machine);
	usable = machine_usable(&machine);
	node = nodeset_next(&usable, 0);
	examine_nodes(findings, &machine);
	examine_calls(findings, &machine, node < 0 ? 0 : (unsigned)node);
	examine_looking(findings);
	examine_rights(findings);
	examine_moving(findings);
	examine_pages(findings, &usable);
	examine_objects(findings);
}
