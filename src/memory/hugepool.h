/* Pools of huge pages: the machine has one for each size on each node.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_HUGEPOOL_H
#define MEMORY_HUGEPOOL_H

#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "kernel/keeper.h"
#include "memory/nodeset.h"

/* Parse a size that this machine has huge pages of: "2m", "1GiB".  0, -EINVAL, or -ENODEV with an
 * error that names those it has. */
int hugepool_parse_size(const char *word, uint64_t *bytes, struct error *error);

/* As it is written in a command: "2m". */
void hugepool_format_size(uint64_t bytes, struct text *text);

/* How many could be faulted in on these nodes: the free ones,
 * and those that the kernel may make when the pools are empty. */
uint64_t hugepool_room(const struct nodeset *nodes, uint64_t page_size);

/* How many there are on these nodes, or are free. */
uint64_t hugepool_count(const struct nodeset *nodes, uint64_t page_size, bool only_free);

/* "4 huge pages of 2 MiB" */
void hugepool_amount(uint64_t pages, uint64_t page_size, struct text *text);

/* Give each of 'nodes' a pool of 'pages' until the session ends.  The pools
 * of all nodes are promised back, for they follow pages that migrate.  Each
 * gets as many, or all are as they were before: 0, or an error, -ENOMEM
 * that says what there was room for, -EBUSY where more are in use, ... */
int hugepool_set(struct keeper *keeper, uint64_t page_size, uint64_t pages,
		 const struct nodeset *nodes, struct error *error);

#endif
