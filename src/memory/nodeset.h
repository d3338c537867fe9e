/* Sets of memory nodes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_NODESET_H
#define MEMORY_NODESET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bits.h"
#include "base/text.h"
#include "kernel/nodes.h"

enum { NODESET_BITS = MOST_NODES };

/* A set of nodes; all zero is empty.  A plain value: copy it, compare it with nodeset_equal(). */
struct nodeset {
	unsigned long bits[BITS_LONGS(NODESET_BITS)];
};

bool nodeset_has(const struct nodeset *set, unsigned node);
bool nodeset_is_empty(const struct nodeset *set);
bool nodeset_equal(const struct nodeset *a, const struct nodeset *b);
unsigned nodeset_count(const struct nodeset *set);
void nodeset_add(struct nodeset *set, unsigned node);
void nodeset_drop(struct nodeset *set, unsigned node);

/* The first node not below 'from', or -1. */
int nodeset_next(const struct nodeset *set, unsigned from);

/* How many bits of the mask are in use: one more than the highest node, 0 for an empty set. */
unsigned nodeset_width(const struct nodeset *set);

/* The nodes that are in both. */
struct nodeset nodeset_both(const struct nodeset *a, const struct nodeset *b);

/* Write the set as a list, "0,2-3"; "none" where it is empty. */
void nodeset_format(const struct nodeset *set, struct text *text);

#endif
