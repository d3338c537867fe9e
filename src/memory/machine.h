/* The machine's memory nodes: which there are, which we may use, and what NUMA answers here.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_MACHINE_H
#define MEMORY_MACHINE_H

#include <sys/types.h>

#include "base/error.h"
#include "kernel/affinity.h"
#include "memory/nodeset.h"

/* Four situations that must never be taken for one another. */
enum numa_state {
	NUMA_NODES,    /* two or more nodes */
	NUMA_ONE_NODE, /* NUMA works, there is one node */
	NUMA_ABSENT,   /* a kernel built without NUMA */
	NUMA_REFUSED,  /* the kernel has NUMA, but something (seccomp) refuses its system calls */
};

struct machine {
	enum numa_state state;
	int refusal; /* the errno of NUMA_REFUSED */
	struct nodeset online, memory, cpus, allowed;
};

/* Look at the machine as it is now: nodes go on and off line, cpusets change. */
void machine_read(struct machine *machine);

/* The same, with what the cpuset of process 'pid' (0: ours) allows. */
void machine_read_for(struct machine *machine, pid_t pid);

/* The nodes we may put pages on: allowed, and with memory. */
struct nodeset machine_usable(const struct machine *machine);

/* Say which situation this is; 0 where NUMA system calls can be used (one node or more), else an
 * error that names the situation: -ENOSYS or the refusal. */
int machine_needs_numa(const struct machine *machine, struct error *error);

/* The CPUs of these nodes on which we may run, to be released with free(cpus->bits); how many they
 * are, 0 also where the kernel does not say. */
unsigned machine_cpus_of(const struct nodeset *nodes, struct cpus *cpus);

/* The node of the CPU we run on; the first node where that is not known. */
unsigned machine_local_node(const struct machine *machine);

/* How many tiers the nodes with memory are of; 0 on a kernel that has no tiers (before 6.1). */
unsigned machine_tiers(void);

/* The nodes whose memory is off line, all of it. */
struct nodeset machine_offline(const struct machine *machine);

/* The usable node that is farthest from the local one (the highest of several), or -1. */
int machine_far_node(const struct machine *machine);

#endif
