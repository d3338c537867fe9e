/* The weights of weighted interleaving, which are the machine's, and putting them back.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * They are put back by the keeper of the process that kept them first, to what was there then: that
 * of a parent, if it had children afterwards, whoever of them changes a weight. */
#ifndef KERNEL_WEIGHTS_H
#define KERNEL_WEIGHTS_H

#include <stdbool.h>

#include "kernel/keeper.h"

/* What the kernel takes. */
enum { WEIGHT_LEAST = 1, WEIGHT_MOST = 255 };

/* The weight of a node.  0 or -errno; -ENOENT on
 * kernels before 6.9, or for a node that has none. */
int weight_read(unsigned node, unsigned *weight);

/* Set it.  That switches the automatic weights of newer kernels off.  0 or -errno; -EACCES for who
 * is not root, -EROFS where /sys is read-only. */
int weight_write(unsigned node, unsigned weight);

/* Does the kernel choose the weights by itself, from what the firmware tells of the memory?  0 or
 * -errno; -ENOENT where there is no such choice (before Linux 6.16). */
int weights_automatic(bool *on);

/* May this process, or its keeper, change them? */
bool weights_may_change(const struct keeper *keeper);

/* Promise to put all of them back as they are now.  Where the kernel knows
 * no bandwidths it refuses to switch automatic weights on again (-ENODEV);
 * then the weights stand as they were, and manual.  0 or -errno. */
int weights_keep(struct keeper *keeper);

#endif
