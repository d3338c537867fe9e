/* All that is free on a node, taken.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_OCCUPY_H
#define MEMORY_OCCUPY_H

#include "memory/segment.h"

/* A new segment, mapped and locked, on the free memory of 'node', all but 'leave' bytes; '*result'
 * is 0. What is free at once is taken at once; then pages are made elsewhere and moved there, until
 * the kernel finds no room for one more: that, unlike a page fault, never calls the OOM killer.
 * NULL, with '*result' 0 where nothing is free beyond 'leave', else -errno: -EBUSY for the only
 * node that can be used, or that of mlock(2). */
struct segment *occupy_node(const char *name, unsigned node, uint64_t leave, int *result);

#endif
