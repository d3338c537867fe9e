/* The counters of /proc/vmstat.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_VMSTAT_H
#define KERNEL_VMSTAT_H

#include <stdbool.h>
#include <stdint.h>

/* A reading of all counters; they count for the whole machine, not for one process.  All zero is
 * an empty reading. */
struct vmstat {
	char *text;
};

/* One counter of a reading. */
struct vmstat_counter {
	char name[64];
	uint64_t value;
};

/* Replace 'reading' by the counters as they are now: 30 us on a small machine, some of it for each
 * CPU.  0 or -errno. */
int vmstat_read(struct vmstat *reading);

/* Add a counter of another kind to a reading; and take it out again. */
void vmstat_add(struct vmstat *reading, const char *name, uint64_t value);
void vmstat_drop(struct vmstat *reading, const char *name);

/* Walk through a reading: '*at', which starts as NULL, remembers the place.  False at the end. */
bool vmstat_next(const struct vmstat *reading, const char **at, struct vmstat_counter *counter);

/* The counter 'name'.  0, or -ENOENT where this kernel has none of that name. */
int vmstat_value(const struct vmstat *reading, const char *name, uint64_t *value);

/* How far it went between two readings; what tells of a level, such as nr_free_pages, may go down.
 * 0, or -ENOENT where one of them has it not. */
int vmstat_change(const struct vmstat *before, const struct vmstat *after, const char *name,
		  int64_t *change);

void vmstat_release(struct vmstat *reading);

#endif
