/* System calls as they are asked for, and memory to hand to them that ends where it should.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_RAWCALL_H
#define KERNEL_RAWCALL_H

#include <stddef.h>
#include <stdint.h>

enum { RAW_ARGUMENTS = 6 };

/* Make the system call 'number'.  What it returned, or -errno. */
long raw_call(long number, const unsigned long arguments[RAW_ARGUMENTS]);

/* 'size' bytes, zero at first, that end where memory without access begins: what reads or writes
 * past them gets EFAULT from the kernel, and harms nothing of ours.  All zero is none. */
struct fenced {
	void *bytes;
	void *mapping;
	size_t length; /* of the mapping, with what cannot be accessed */
};

/* 0 or -errno; release with fenced_release(). */
int fenced_make(struct fenced *fenced, size_t size);
void fenced_release(struct fenced *fenced);

/* Where the memory without access begins. */
uintptr_t fenced_end(const struct fenced *fenced);

#endif
