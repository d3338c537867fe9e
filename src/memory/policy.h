/* Memory policies: how they are written, asked for, and read back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_POLICY_H
#define MEMORY_POLICY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/keyword.h"
#include "memory/machine.h"
#include "memory/nodeset.h"

/* A policy: MPOL_* mode, MPOL_F_* mode flags, nodes.  A plain value. */
struct policy {
	int mode;
	int flags;
	struct nodeset nodes;
};

/* What an mbind command asks for besides the policy. */
struct policy_request {
	struct policy policy;
	bool move, all, strict;
	unsigned
		dropped; /* nodes of a preferred policy beyond the first, which count for nothing */
};

/* The modes and flags there are, for parsing, completion and help. */
extern const struct keyword policy_modes[];
extern const struct keyword policy_flags[];

/* Parse "<policy>[+flag…]" and the node list ("*" where the classic language allows it, NULL where
 * none was given).  0 or -errno; noop, +lazy and +shared are known and refused. */
int policy_parse(struct policy_request *request, const char *words, const char *nodes,
		 const struct machine *machine, struct error *error);

/* Write "bind:0-1", "interleaved+static:0-3", "local", … as the language names them. */
void policy_format(const struct policy *policy, struct text *text);

/* Equal in mode, flags and nodes.  A preferred policy without nodes is a local one: that is how
 * the kernel reads it back since 5.14. */
bool policy_equal(const struct policy *a, const struct policy *b);

/* Does it deal pages over several nodes, so that which one a page is on means nothing? */
bool policy_deals(const struct policy *policy);

/* The nodes that count where 'usable' are allowed and have memory: a static policy's own of them, a
 * relative one's numbers counted within them, round and round. */
struct nodeset policy_effective(const struct policy *policy, const struct nodeset *usable);

/* The Linux version that brought this mode with these flags, and by what word of the policy
 * ("weighted-interleaved", "balancing"); NULL where every kernel knows it. */
const char *policy_since(const struct policy *policy, unsigned *major, unsigned *minor);

/* The policy of the mapping at 'address' (MPOL_DEFAULT: the task's counts), and of the task.
 * 0 or -errno. */
int policy_at(uintptr_t address, struct policy *policy);
int policy_of_task(struct policy *policy);

/* The policy that decides where a page at 'address' goes: the mapping's, else the task's. */
int policy_in_force(uintptr_t address, struct policy *policy);

/* The policy of the mapping of process 'pid' that starts at 'start',
 * or where it has none that of its task: numa_maps does not tell
 * which.  0 or -errno; -EPROTO where the kernel's words are new. */
int policy_of_mapping(pid_t pid, uintptr_t start, struct policy *policy);

/* Install it.  'flags' are MPOL_MF_*.  0 or -errno. */
int policy_bind(const struct policy *policy, uintptr_t start, uint64_t length, unsigned flags);
int policy_set_task(const struct policy *policy);

#endif
