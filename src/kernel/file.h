/* Small files of /proc and /sys, read whole, and written.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_FILE_H
#define KERNEL_FILE_H

#include <stdint.h>

#include "base/text.h"

/* Read the file at 'path', which is made as printf makes it, into 'text'.  0 or -errno. */
int file_read(struct text *text, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* Read one number from such a file.  0 or -errno. */
int file_read_number(uint64_t *number, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* Write 'words' into the file at 'path' in one call,
 * as the kernel's files want it.  0 or -errno. */
int file_write(const char *path, const char *words);

/* Read one number from a file that does something when it is read.  0 or -errno. */
int file_read_order(uint64_t *number, const char *path);

/* Make a folder; below some, such as those of cgroups,
 * that is an order to the kernel.  0 or -errno. */
int file_make_folder(const char *path, unsigned mode);

/* Where standard input, output or error are closed, hold their numbers, so that nothing that is
 * opened gets what is meant for them: to read or write there fails as before, with EBADF. */
void file_hold_standard(void);

/* The rest of the line that starts with 'label' in 'text' ("Mems_allowed_list:"), blanks skipped;
 * NULL if there is none.  It points into 'text' and is not cut at the line's end. */
const char *file_line(const char *text, const char *label);

#endif
