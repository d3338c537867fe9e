/* What all definitions of segments have in common: a length, a page size, and a place in the table.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_SHAPES_H
#define COMMANDS_SHAPES_H

#include "shell/args.h"

/* The length of a segment, which is not 0. */
uint64_t take_length(struct args *args, uint64_t page_size);

/* The word 'mark', anywhere behind "<seg> <size>": a segment may be named as a mark is. */
bool take_mark(struct args *args, const char *mark);

/* "huge" (behind "<seg> <size>") or "huge=2m": a page size that this machine has huge pages of, in
 * bytes; 0 without it, and with an error. */
uint64_t take_huge(struct args *args);

/* Shared or private, whenever it is mapped. */
void share_by_definition(struct segment *segment, bool shared);

/* Take a new segment into the session, or free it with an error. */
enum outcome add_segment(struct args *args, struct segment *segment);

/* Say that the machine has not the huge pages that a segment takes. */
enum outcome refuse_pool(struct args *args, const struct segment *segment);

#endif
