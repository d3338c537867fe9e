/* Promises: the steps that put a machine back as it was.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_PROMISE_H
#define KERNEL_PROMISE_H

#include "base/error.h"

enum promise_kind {
	PROMISE_WRITE,	/* write 'value' into the file at 'path' */
	PROMISE_MEMORY, /* the same, of a block of memory: "offline" or "online…", unless it is */
	PROMISE_WEIGHT, /* the same, of a weight, unless it is that, or its node is gone; see
			   kernel/weights.h */
	PROMISE_UNLINK, /* remove a file */
	PROMISE_RMDIR,	/* remove a folder or a cgroup; waits while somebody is leaving it */
	PROMISE_CPUSET, /* leave and remove a cgroup; see kernel/cpusets.h, cpuset_remove() */
	PROMISE_UNMOUNT,     /* unmount what is mounted at 'path'; waits while it is in use */
	PROMISE_DETACH_LOOP, /* have the loop device at 'path' let go of its file */
	PROMISE_BLANK,	     /* write zeros over the first page of the device or file at 'path' */
	PROMISE_SWAPOFF,     /* stop swapping to 'path' */
	PROMISE_SWAPON, /* swap to 'path' again, with the priority that 'value' says, "" for any */
	PROMISE_KINDS,
};

/* Who wants to know of a promise that could not be kept; the error is cleared by the caller. */
typedef void promise_broken(const struct error *error, void *context);

/* Carry it out.  0, also where nothing is left to be done; or -errno. */
int promise_carry_out(enum promise_kind kind, const char *path, const char *value);

/* What is done to the path, such as "write". */
const char *promise_verb(enum promise_kind kind);

/* Tell 'failed' that this is not put back, for the reason that promise_carry_out() returned. */
void promise_tell(enum promise_kind kind, const char *path, int result, promise_broken *failed,
		  void *context);

#endif
