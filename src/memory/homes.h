/* Which home nodes were set where: the kernel tells nobody, so that it must be remembered.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_HOMES_H
#define MEMORY_HOMES_H

#include <stddef.h>
#include <stdint.h>

/* A piece from 'start' up to 'end', in whatever unit the owner counts, with one home node. */
struct home {
	uint64_t start, end;
	unsigned node;
};

/* Pieces that do not overlap, in order; neighbours with the same node are one.  All zero is none;
 * release with homes_release(). */
struct homes {
	struct home *items;
	size_t count, capacity;
};

/* Remember that the piece has this home node,
 * whatever it had before; and forget that it has any. */
void homes_set(struct homes *homes, uint64_t start, uint64_t end, unsigned node);
void homes_forget(struct homes *homes, uint64_t start, uint64_t end);

/* The home node at 'at', -1 where there is none; '*end', which may not be NULL, is where that
 * answer ends (UINT64_MAX: nowhere). */
int homes_at(const struct homes *homes, uint64_t at, uint64_t *end);

void homes_release(struct homes *homes);

#endif
