/* The weights of weighted interleaving, which are the machine's, and putting them back.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was there before the first change is kept in a memory file, which children share with us:
 * whoever of them changes a weight, it is put back when the whole family ends. */
#ifndef KERNEL_WEIGHTS_H
#define KERNEL_WEIGHTS_H

#include <stdbool.h>

/* What the kernel takes. */
enum { WEIGHT_LEAST = 1, WEIGHT_MOST = 255 };

/* The weight of a node.  0 or -errno; -ENOENT on kernels before 6.9, or for a node that has none. */
int weight_read(unsigned node, unsigned *weight);

/* Set it, keeping what was there.  That switches the automatic weights of newer kernels off.  0 or
 * -errno; -EACCES for who is not root, -EROFS where /sys is read-only. */
int weight_write(unsigned node, unsigned weight);

/* Does the kernel choose the weights by itself, from what the firmware tells of the memory?  0 or
 * -errno; -ENOENT where there is no such choice (before Linux 6.16). */
int weights_automatic(bool *on);

/* Make the memory file, before a child is forked that is to share it; a deadly signal puts back
 * from then on.  0 or -errno. */
int weights_keep(void);

/* Put back what was there, unless that is for a parent to do.  Where the kernel knows no bandwidths it refuses to switch automatic
 * weights on again (-ENODEV); then the weights stand as they were, and manual.  It may be called by
 * a signal handler. */
void weights_put_back(void);

#endif
