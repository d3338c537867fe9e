/* Which addresses of a batch the kernel is asked to move, and in which calls.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_MOVEREQUEST_H
#define MEMORY_MOVEREQUEST_H

#include "memory/movebatch.h"

/* Are there so few pages that each has its tale told? */
bool movebatch_is_detailed(const struct movebatch *batch);

/* Is there anything that could move of a page in this state? */
bool movebatch_can_move(int state);

/* Should the kernel be asked for this page?  Of few pages also for those that cannot move: what it
 * says of them is of interest. */
bool movebatch_wants(const struct movebatch *batch, size_t place);

/* Make a request: of all pages that are wanted, a huge page by one address; of those that were a
 * guess to be parts of a huge page and did not follow; of those that were busy. */
void movebatch_ask_all(struct movebatch *batch);
void movebatch_ask_singly(struct movebatch *batch);
void movebatch_ask_busy(struct movebatch *batch);

/* How many pages were busy: wanted, and may move another time. */
size_t movebatch_count_busy(const struct movebatch *batch);

/* Carry out the request.  0, or -errno where the kernel refused more than pages. */
int movebatch_carry_out(struct movebatch *batch);

#endif
