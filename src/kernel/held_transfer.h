/* Transfers with O_DIRECT that stay under way until they are let go on.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The kernel takes references to the pages of a request one after the other, and begins to transfer
 * when it has all of them.  Such a request ends in a page, the gate, that nothing stands behind,
 * and the fault on it waits for userfaultfd(2): until then the kernel has references to all pages
 * before it.  However the process ends, the wait does too. */
#ifndef KERNEL_HELD_TRANSFER_H
#define KERNEL_HELD_TRANSFER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

/* So many pages at most: the kernel begins to transfer when it has 256, and one is the gate. */
enum { HELD_TRANSFER_PAGES = 255 };

struct held_transfer {
	int file;
	bool reads; /* from the file to memory */
	uint64_t offset;
	struct iovec parts[2]; /* the memory, and the gate */
	int faults;	       /* the descriptor that the fault waits for */
	pthread_t thread;
	int ended;  /* set by the thread */
	int result; /* of it then: 0 or -errno */
};

/* Begin one: when this returns the kernel has the pages of [start, start + length).  'file' was
 * opened with O_DIRECT, and has a page more than 'length' at 'offset', in one piece of its disk.
 * 0; or -errno and nothing is under way: -EPERM, userfaultfd(2) is not for us. */
int held_transfer_begin(struct held_transfer *transfer, int file, bool reads, uint64_t offset,
			uintptr_t start, uint64_t length);

/* Let it go on, and wait until it has let go of the pages. */
void held_transfer_end(struct held_transfer *transfer);

/* In a child: it is its parent's. */
void held_transfer_disown(struct held_transfer *transfer);

#endif
