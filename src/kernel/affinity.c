/* Which CPUs this process may run on.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/bits.h"
#include "base/xalloc.h"
#include "kernel/affinity.h"
#include "kernel/seen.h"

enum { FIRST_TRY = 1024, LAST_TRY = 1 << 20 };

int
affinity_read(struct cpus *cpus)
{
	int result = -EINVAL;

	cpus->bits = NULL;
	/* The kernel refuses a set smaller than its own, and does not say how large that is. */
	for (cpus->count = FIRST_TRY; result == -EINVAL && cpus->count <= LAST_TRY;
	     cpus->count *= 2) {
		size_t size = BITS_LONGS(cpus->count) * sizeof(*cpus->bits);

		cpus->bits = xreallocarray(cpus->bits, 1, size);
		memset(cpus->bits, 0, size);
		result = sched_getaffinity(0, size, (cpu_set_t *)cpus->bits) < 0 ? -errno : 0;
		if (!result)
			break;
	}
	return result;
}

int
affinity_set(const struct cpus *cpus)
{
	size_t size = BITS_LONGS(cpus->count) * sizeof(*cpus->bits);

	return SEEN(sched_setaffinity(0, size, (const cpu_set_t *)cpus->bits),
		    SYS_sched_setaffinity, 0, size, (unsigned long)cpus->bits) < 0
		       ? -errno
		       : 0;
}

unsigned
affinity_count(void)
{
	struct cpus cpus;
	unsigned count = 0;

	if (affinity_read(&cpus) == 0)
		for (size_t cpu = 0; cpu < cpus.count; cpu++)
			count += bits_has(cpus.bits, cpu);
	free(cpus.bits);
	return count ? count : 1;
}

void
affinity_format(struct text *list)
{
	struct cpus cpus;

	if (affinity_read(&cpus) == 0)
		bits_format(cpus.bits, cpus.count, list);
	free(cpus.bits);
}
