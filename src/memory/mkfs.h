/* File systems made anew: which there can be, what each needs, and making it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_MKFS_H
#define MEMORY_MKFS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/keyword.h"

/* The types there can be; functions take the value of a row, and mkfs_name() is its name. */
extern const struct keyword mkfs_words[];
const char *mkfs_name(int type);

/* Is it made on a disk?  The others are in memory, and mounting makes them. */
bool mkfs_on_disk(int type);

/* The least size in bytes that it can well be, 0: any; and the options to mount it with, so that
 * nothing is written that need not be. */
uint64_t mkfs_least(int type);
const char *mkfs_options(int type);

/* Can one of this type and size be made here, on this device (NULL: a loop device), and be mounted?
 * 0; or -errno with an error.  Changes nothing. */
int mkfs_check(int type, const char *device, uint64_t size, struct error *error);

/* Make it on a device, writing over what is there.  0; or -errno with an error. */
int mkfs_make(int type, const char *device, uint64_t size, struct error *error);

#endif
