/* Conditions, which require, if and unless check: what the machine, the kernel and the session are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_CONDITIONS_H
#define COMMANDS_CONDITIONS_H

#include "shell/args.h"

/* Each takes the words behind its own and checks one kind of condition:
 * true if it is met; else 'found' says what is the case.  A misfit in
 * the words goes to 'args'.  None but condition_pool() changes anything. */
typedef bool condition_check(struct args *args, struct text *found);

/* The machine (conditions_machine.c). */
condition_check condition_nodes, condition_node, condition_cpus, condition_tiers;
condition_check condition_removable, condition_device, condition_expendable;

/* Memory that is to be had (conditions_memory.c). */
condition_check condition_free, condition_swap, condition_hugepages, condition_pool;
condition_check condition_filesystem;

/* The kernel, and what it allows (conditions_kernel.c). */
condition_check condition_kernel, condition_advice, condition_switch, condition_events;
condition_check condition_kthread, condition_cap, condition_cpusets;

/* The session (conditions_session.c). */
condition_check condition_command, condition_counter;

/* Is the error in 'args' that what was just taken is not here?  Then that is unmet, and no mistake:
 * the error is cleared, and 'found' says it. */
bool is_absent(struct args *args, struct text *found);

#endif
