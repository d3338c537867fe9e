/* Sets of memory nodes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "memory/nodeset.h"

bool
nodeset_has(const struct nodeset *set, unsigned node)
{
	return node < NODESET_BITS && bits_has(set->bits, node);
}

bool
nodeset_is_empty(const struct nodeset *set)
{
	return nodeset_next(set, 0) < 0;
}

bool
nodeset_equal(const struct nodeset *a, const struct nodeset *b)
{
	return memcmp(a->bits, b->bits, sizeof(a->bits)) == 0;
}

unsigned
nodeset_count(const struct nodeset *set)
{
	unsigned count = 0;

	for (int node = nodeset_next(set, 0); node >= 0;
	     node = nodeset_next(set, (unsigned)node + 1))
		count++;
	return count;
}

void
nodeset_add(struct nodeset *set, unsigned node)
{
	bits_add(set->bits, node);
}

void
nodeset_drop(struct nodeset *set, unsigned node)
{
	bits_drop(set->bits, node);
}

int
nodeset_next(const struct nodeset *set, unsigned from)
{
	size_t node = bits_next(set->bits, NODESET_BITS, from);

	return node < NODESET_BITS ? (int)node : -1;
}

unsigned
nodeset_width(const struct nodeset *set)
{
	unsigned width = 0;

	for (int node = nodeset_next(set, 0); node >= 0;
	     node = nodeset_next(set, (unsigned)node + 1))
		width = (unsigned)node + 1;
	return width;
}

struct nodeset
nodeset_both(const struct nodeset *a, const struct nodeset *b)
{
	struct nodeset both = { 0 };

	for (size_t i = 0; i < BITS_LONGS(NODESET_BITS); i++)
		both.bits[i] = a->bits[i] & b->bits[i];
	return both;
}

void
nodeset_format(const struct nodeset *set, struct text *text)
{
	if (nodeset_is_empty(set))
		text_add(text, "none");
	else
		bits_format(set->bits, NODESET_BITS, text);
}
