/* /proc/PID/maps and numa_maps, a mapping at a time.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_MAPS_H
#define KERNEL_MAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

/* One line of maps; 'path' is what stands at its end ("[heap]", a file) or "", and lives until
 * the visitor returns. */
struct maps_entry {
	uintptr_t start, end;
	uint64_t offset;
	int protection;
	bool shared;
	dev_t device; /* of the file behind it, 0: none */
	const char *path;
};

/* Show every mapping of 'pid' (0: this process) to 'visit', lowest first, until it returns other
 * than 0.  That value, or 0, or -errno. */
int maps_visit(pid_t pid, int (*visit)(const struct maps_entry *entry, void *argument),
	       void *argument);

/* What smaps tells of a mapping besides. */
struct smaps_entry {
	struct maps_entry map;
	uint64_t page_size; /* bytes: more than a base page in hugetlb mappings */
	uint64_t ksm;	    /* bytes that KSM has merged; UINT64_MAX before Linux 6.8: not told */
	bool device;	    /* VM_IO or VM_PFNMAP: no memory of the kernel's to move */
	bool watched;	    /* userfaultfd is told of faults on pages that are missing */
};

/* The same for smaps.  It takes time for all memory that is mapped below the one where 'visit' ends
 * it, and for that one: the kernel walks the page tables for sums that nobody asked for. */
int smaps_visit(pid_t pid, int (*visit)(const struct smaps_entry *entry, void *argument),
		void *argument);

/* Add up what numa_maps says 'pid' has on each node, in bytes: on_node[0 .. nodes - 1].  No page is
 * faulted in, but the target's mmap lock is held while each mapping is walked.  0 or -errno. */
int numa_maps_total(pid_t pid, uint64_t *on_node, unsigned nodes);

/* The policy that numa_maps tells for the mapping of 'pid' that starts at
 * 'start', as the kernel writes it ("bind=static:0-1", "prefer (many):0"):
 * the mapping's, or where it has none the task's. All mappings up to that
 * one are walked, as above.  0 or -errno, -ENOENT: no mapping starts there. */
int numa_maps_policy(pid_t pid, uintptr_t start, struct text *policy);

#endif
