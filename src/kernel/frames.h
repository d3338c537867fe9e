/* Which node a page frame number lies on.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_FRAMES_H
#define KERNEL_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

/* The node of frame 'frame', or -1 where that is not known for sure: the kernel does not tell, or
 * frames of several nodes share a memory block.
 *
 * The ranges come from the memory blocks of sysfs, or where there are none from /proc/zoneinfo;
 * they are read once, for where a frame lies does not change: memory that is added later is not
 * known here, and has to be asked for in another way. */
int frame_node(uint64_t frame);

/* The same, with the frames around it of which the same is true: [*first, *end). */
int frame_stretch(uint64_t frame, uint64_t *first, uint64_t *end);

/* Read what the two others want to know, before several threads ask them. */
void frames_prepare(void);

/* Is this the frame of the kernel's page of zeros, or a part of its huge one?  1 or 0; or -errno
 * where that is not known: frame 0 stands for one that is hidden, and only root may read flags.
 * The small one is found out once, by reading a page of our own that is given back at once. */
int frame_is_zero_page(uint64_t frame);

/* Has the kernel taken this frame out of use, for its memory is broken?  The same answers. */
int frame_is_poisoned(uint64_t frame);

#endif
