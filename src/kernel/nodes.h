/* What sysfs and /proc tell of memory nodes and CPUs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_NODES_H
#define KERNEL_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The most nodes that can be named: no kernel takes a mask of more than a page (mm/mempolicy.c,
 * get_nodes()), which is 4096 bytes where pages are smallest. */
enum { MOST_NODES = 4096 * 8 };

/* Where sysfs keeps nodes. */
#define NODES_FOLDER "/sys/devices/system/node"

/* Read the node list /sys/devices/system/node/'which' ("online", "has_memory", "has_cpu",
 * "possible") into a set of 'count' bits.  0 or -errno; -ENOENT on a kernel without NUMA. */
int nodes_read(const char *which, unsigned long *bits, size_t count);

/* The nodes this process may allocate on (Mems_allowed).  0 or -errno. */
int nodes_allowed(unsigned long *bits, size_t count);

/* Memory of a node, in bytes.  'listed' are free pages that CPUs have on lists of
 * their own (on Linux 6.12 four CPUs came to 240 MiB of a node of 512): 'free'
 * does not count them, and nobody can count on them, for the OOM killer came while
 * 100 MiB were there.  'file' is page cache that could be given up, 'reserve' what
 * the kernel keeps back from user pages (the high watermarks of the node's zones). */
struct node_memory {
	uint64_t total, free, listed, file, reserve;
};

/* What is in use, in bytes.  The kernel counts free pages with a lag, so that a node which holds
 * next to nothing may have more of them for a moment than pages: that is nothing used. */
uint64_t node_memory_used(const struct node_memory *memory);

/* 0 or -errno.  'listed' and 'reserve' are 0 where /proc/zoneinfo does not tell. */
int node_memory_read(unsigned node, struct node_memory *memory);

/* The same of the whole machine, for kernels without nodes. */
int machine_memory_read(struct node_memory *memory);

/* Free swap space in bytes; 0 where it cannot be known. */
uint64_t swap_free(void);

/* All swap space in bytes.  0 or -errno. */
int swap_total(uint64_t *bytes);

/* Huge pages of 'size' bytes on a node, or -errno (-ENOENT: no such node or size). */
int node_huge_pages(unsigned node, uint64_t size, uint64_t *total, uint64_t *free);

/* Of the machine's huge pages of 'size' bytes: those that are free and that nobody has reserved,
 * and how many more may be made when the pools are empty.  0 or -errno. */
int huge_pages_spare(uint64_t size, uint64_t *spare, uint64_t *overcommit);

/* The huge page sizes of the machine in bytes, smallest first; returns how many were written. */
size_t huge_page_sizes(uint64_t *sizes, size_t most);

/* The CPUs of a node as a list ("0-3"), and its distances to the online nodes, blank between. */
int node_cpus_read(unsigned node, struct text *list);
int node_distances_read(unsigned node, struct text *distances);

/* The number of the memory tier of a node, lower is faster (Linux 6.1); -1 where there is none. */
int node_tier(unsigned node);

/* Does NUMA balancing move pages by itself? */
bool balancing_is_on(void);

/* The node of the CPU we run on, or -1. */
int node_here(void);

/* Does NUMA answer?  0; -ENOSYS or -EPERM as get_mempolicy(2) refuses. */
int nodes_probe(void);

#endif
