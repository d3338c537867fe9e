/* Which mappings are of huge pages, told without walking a page table.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_HUGEFS_H
#define KERNEL_HUGEFS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The file systems that huge pages come from: every hugetlb mapping has a file of one behind it. */
enum { MOST_HUGEFS = 32 };
struct hugefs {
	struct {
		dev_t device;
		uint64_t page_size;
	} items[MOST_HUGEFS];
	size_t count;
};

/* Find those that 'pid' (0: this process) can have: the kernel's own ones, and those mounted where
 * it lives. */
void hugefs_find(struct hugefs *hugefs, pid_t pid);

/* The size of the pages of a file on 'device': a huge one, else the base page size. */
uint64_t hugefs_page_size(const struct hugefs *hugefs, dev_t device);

#endif
