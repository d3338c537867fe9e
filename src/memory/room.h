/* Is there room on the nodes that pages must go to?
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_ROOM_H
#define MEMORY_ROOM_H

#include "base/error.h"
#include "memory/area.h"
#include "memory/policy.h"

/* Bytes that could still be put on these nodes: free memory above the kernel's reserve, and page
 * cache that it could give up. */
uint64_t room_on(const struct nodeset *nodes);

/* Could the pages of an area of ours, those that are absent now, be faulted in without
 * the OOM killer?  It is asked where the policy in force is bind, which allows no other node.  0;
 * -ENOMEM with an error that gives the numbers; or -errno. */
int room_check(const struct area *area, struct error *error);

#endif
