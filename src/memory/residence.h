/* Where all the memory of a process is, by nodes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_RESIDENCE_H
#define MEMORY_RESIDENCE_H

#include <sys/types.h>

#include "memory/migration.h"
#include "memory/nodeset.h"

/* What a process has on each node, in bytes, from numa_maps.  Release with residence_release(). */
struct residence {
	uint64_t *bytes;
	unsigned count;
};

/* Read it of process 'pid' (0: this one) for the first 'count' nodes.  0 or -errno. */
int residence_read(pid_t pid, unsigned count, struct residence *residence);
void residence_release(struct residence *residence);

/* Pages that were on one of the nodes 'sources' are those that were asked to move; those that are
 * there still were left, and nothing tells why. */
void residence_judge(struct migration *migration, const struct residence *before,
		     const struct residence *after, const struct nodeset *sources);

#endif
