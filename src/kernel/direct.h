/* Transfers between memory and a file that pass the page cache by: O_DIRECT.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_DIRECT_H
#define KERNEL_DIRECT_H

#include <stdint.h>

/* An unlinked file of 'length' bytes for such transfers, in 'directory', or, where that is NULL, in
 * the first usual place that can have it; one of 64 KiB has been tried.  A descriptor; or -errno:
 * -EOPNOTSUPP where the file system keeps its files in the page cache anyway, as tmpfs does. */
int direct_make(const char *directory, uint64_t length);

/* Transfer 'length' bytes at 'start', all of them.  0 or -errno; -EIO for a short one. */
int direct_write(int file, uintptr_t start, uint64_t length, uint64_t offset);
int direct_read(int file, uintptr_t start, uint64_t length, uint64_t offset);

/* Write zeros there.  0 or -errno. */
int direct_blank(int file, uint64_t offset, uint64_t length);

/* In how many pieces of the disk these bytes of the file are, which have been written; 0 where the
 * file system does not say.  Or -errno. */
int direct_pieces(int file, uint64_t offset, uint64_t length);

#endif
