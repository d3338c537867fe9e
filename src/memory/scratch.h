/* Scratches: fresh file systems of our own, on a disk, on a file in its place, or in memory.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_SCRATCH_H
#define MEMORY_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "kernel/keeper.h"
#include "memory/segment.h"

/* One that is mounted.  The keeper unmounts it, and removes its folder, when the session ends. */
struct scratch {
	char *name, *folder, *options;
	int type;      /* one of mkfs_words */
	char *device;  /* that it is on; NULL: it is in memory */
	dev_t number;  /* of the device */
	dev_t files;   /* what its files have as their device */
	uint64_t size; /* in bytes; 0: as large as it likes */
	int loop;      /* the loop device's descriptor; -1: it is on a disk or in memory */
	int unmounting, removing; /* promises */
};

struct scratches {
	struct scratch *items;
	size_t count, capacity;
};

/* What is asked for, which stays the caller's; 'device' and 'options' may be NULL; 'size' is in
 * bytes, 0: as small as the type can well be. */
struct scratch_wish {
	const char *name, *device, *options;
	int type;
	uint64_t size;
};

/* Can one of this type be made here: does the kernel know it, is there what makes it, a disk or a
 * loop device, and the right to mount?  0; or -errno with an error.  Changes nothing. */
int scratch_check(int type, const char *device, struct error *error);

/* Make one: all that can be wrong is looked for before anything is changed.  0; or -errno with an
 * error and everything as it was, but for a disk that is empty or held an earlier one. */
int scratch_make(struct scratches *scratches, struct keeper *keeper,
		 const struct scratch_wish *wish, struct error *error);

/* The one whose name has this length and begins here; or NULL.
 * It stays with 'scratches', until one is made or ended. */
struct scratch *scratches_find(const struct scratches *scratches, const char *name, size_t length);

/* Unmount it and mount it again, so that what its files say comes from
 * the disk.  Segments of its files that are not mapped are opened
 * again; one that is mapped is a refusal.  0 or -errno with an error. */
int scratch_remount(struct scratch *scratch, struct segments *segments, struct error *error);

/* Unmount it for good, and forget it; refused while a segment is of its files. */
int scratch_end(struct scratches *scratches, struct scratch *scratch, struct keeper *keeper,
		const struct segments *segments, struct error *error);

/* Forget all, which the keeper has taken down. */
void scratches_release(struct scratches *scratches);

#endif
