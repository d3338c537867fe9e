/* Which CPUs this process may run on.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_AFFINITY_H
#define KERNEL_AFFINITY_H

#include <stddef.h>

#include "base/text.h"

/* A set of CPUs; 'count' is the number of bits.  Release with free(bits). */
struct cpus {
	unsigned long *bits;
	size_t count;
};

/* The CPUs we may run on, in a set as large as the kernel wants it.  0 or -errno. */
int affinity_read(struct cpus *cpus);

/* Have the calling thread run on these CPUs only.  0 or -errno. */
int affinity_set(const struct cpus *cpus);

/* They as a list, "0-3,5", which is added to 'list'. */
void affinity_format(struct text *list);

/* More CPUs than any kernel can have (CONFIG_NR_CPUS). */
enum { MOST_CPUS = 8192 };

/* How many CPUs we may run on; 1 where the kernel does not say. */
unsigned affinity_count(void);

#endif
