/* The counters of /proc/vmstat.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_VMSTAT_H
#define KERNEL_VMSTAT_H

#include <stdint.h>

/* A reading of all counters; they count for the whole machine, not for one process.  All zero is
 * an empty reading. */
struct vmstat {
	char *text;
};

/* Replace 'reading' by the counters as they are now.  0 or -errno. */
int vmstat_read(struct vmstat *reading);

/* The counter 'name'.  0, or -ENOENT where this kernel has none of that name. */
int vmstat_value(const struct vmstat *reading, const char *name, uint64_t *value);

void vmstat_release(struct vmstat *reading);

#endif
