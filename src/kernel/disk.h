/* Block devices: what is on them, what was written to them, and files in their place.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_DISK_H
#define KERNEL_DISK_H

#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

/* The label of the file systems that memtoy makes. */
#define DISK_LABEL "memtoy"

/* What has been found on a disk. */
enum disk_content {
	DISK_EMPTY,   /* zeros, where anything would begin or end */
	DISK_OURS,    /* a file system that memtoy has made */
	DISK_FOREIGN, /* something else */
	DISK_PARTED,  /* it has partitions, or is one */
	DISK_IN_USE,  /* mounted, swapped to, or a part of something */
};

/* Look at the device at 'path', changing nothing.  One of enum disk_content, with its size in bytes
 * and its number; or -errno: -ENOTBLK where it is none. */
int disk_look(const char *path, uint64_t *size, dev_t *number);

/* How many sectors of 512 bytes have been read and written
 * since it is there, I/O that has ended.  0 or -errno. */
int disk_counters(dev_t number, uint64_t *sectors_read, uint64_t *sectors_written);

/* Could a loop device be had?  0 or -errno; loads no module, though one may have to be loaded. */
int loop_check(void);

/* A loop device of 'size' bytes over a sparse file in 'folder' that has no
 * name.  A descriptor, and the device's path in 'path': it lasts until this
 * is closed and nothing is mounted of it, however that ends.  Or -errno. */
int loop_make(const char *folder, uint64_t size, struct text *path);

#endif
