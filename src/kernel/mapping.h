/* Making, changing and undoing mappings of this process.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_MAPPING_H
#define KERNEL_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The base page size in bytes. */
uint64_t base_page_size(void);

/* The default huge page size in bytes, 0 where the kernel has no huge pages. */
uint64_t default_huge_page_size(void);

/* The size in bytes of a transparent huge page that
 * one entry of the page table maps; 0: there are none. */
uint64_t transparent_huge_page_size(void);

/* What to map: 'length' bytes at 'offset' of 'fd', or anonymous memory where fd is -1; at 'address'
 * exactly where that is not 0. */
struct mapping {
	uintptr_t address;
	uint64_t length;
	uint64_t offset;
	int fd;
	int protection;
	bool shared;
	bool droppable;	    /* anonymous memory that the kernel may drop, Linux 6.11 */
	uint64_t page_size; /* of anonymous memory: a huge page size, or that of base pages */
};

/* mmap(2).  0 with '*start' set, or -errno; -EEXIST where something is mapped at 'address'. */
int mapping_make(const struct mapping *mapping, uintptr_t *start);

/* A second mapping of the shared memory at 'start', wherever it comes from: mremap(2) with an old
 * size of 0.  0 or -errno. */
int mapping_alias(uintptr_t start, uint64_t length, uintptr_t *alias);

/* Which of 'count' base pages at 'start' the object behind the mapping has
 * in memory, mapped or not: mincore(2), 1 or 0 a page.  Of a file that we
 * may neither own nor write the kernel says 1 always. 0 or -errno. */
int mapping_in_core(uintptr_t start, size_t count, unsigned char *there);

int mapping_drop(uintptr_t start, uint64_t length);
int mapping_protect(uintptr_t start, uint64_t length, int protection);
int mapping_lock(uintptr_t start, uint64_t length);
int mapping_unlock(uintptr_t start, uint64_t length);

/* madvise(2).  0 or -errno.  What memory is broken by it kills nobody who does not touch it. */
int mapping_advise(uintptr_t start, uint64_t length, int advice);

#endif
