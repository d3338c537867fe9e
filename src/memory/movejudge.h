/* What became of the pages of a batch, and why.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_MOVEJUDGE_H
#define MEMORY_MOVEJUDGE_H

#include "memory/movebatch.h"

/* Count each page that has a target, by where it is now. */
void movebatch_judge(struct movebatch *batch);

#endif
