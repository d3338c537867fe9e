/* Moving what a process has on some nodes to others by move_pages(2), mapping by mapping.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_PROCESSMOVE_H
#define MEMORY_PROCESSMOVE_H

#include "memory/move.h"
#include "memory/nodeset.h"

/* What is asked for: what migrate_pages(2) does with the same sets.  Where they have as many nodes,
 * pages of the first go to the first and so on; else the targets are taken in turn, a node's pages
 * all go to one, and those on a target stay. */
struct process_move {
	pid_t pid; /* 0: this process */
	struct nodeset from, to;
	struct move how; /* 'area.how', 'all', 'jobs', 'retries', 'stall', 'progress', 'argument' */
};

/* Move, and look where pages are then.  The counts are those of base pages in all mappings; page
 * ends are not kept.  A mapping that is no more by the time it is come to has nothing to move.  0;
 * or -errno with the counts of what was done so far: -EINTR, where all that is left is counted as
 * not tried; -ESRCH, where the process ended or executed another program; -EACCES without ptrace
 * access, or where the process's cpuset does not allow a target. */
int process_move_run(struct migration *migration, const struct process_move *move);

#endif
