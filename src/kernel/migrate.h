/* The kernel's calls that move pages and tell where they are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_MIGRATE_H
#define KERNEL_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A status that the kernel never writes: the entry was not answered.  move_pages(2) leaves the
 * entries of a failing batch as they were, also those of pages that did move. */
enum { MIGRATE_UNANSWERED = -1000 };

/* Ask where 'count' pages of 'pid' (0: this process) are, faulting none in.  'status' gets a node
 * or a negative errno for each.  0 or -errno. */
int migrate_query(pid_t pid, size_t count, void **pages, int *status);

/* move_pages(2): move each page to its node, with 'all' also those that others map.  'status' is
 * filled with MIGRATE_UNANSWERED first.  The result is that of the call: 0; a positive count of
 * what was not moved or not tried (Linux 4.17 and later); or -errno. */
long migrate_move(pid_t pid, size_t count, void **pages, const int *nodes, int *status, bool all);

/* How many of the entries of a call that returned a positive count were tried; the others it has
 * not come to.  'nodes' and 'status' are those of the call. */
size_t migrate_tried(size_t count, const int *nodes, const int *status);

/* Does the kernel let us look at process 'pid' and move its pages at all (ptrace access)? */
bool migrate_may_look(pid_t pid);

/* Does the kernel let us move pages that others map, in this user namespace? */
bool migrate_may_move_all(void);

/* migrate_pages(2): move what 'pid' has on the nodes 'from' to 'to'.  The number of pages that
 * were left, or -errno.  Masks are as in mempolicy.h. */
long migrate_process(pid_t pid, unsigned long bits, const unsigned long *from,
		     const unsigned long *to);

#endif
