/* What /proc/PID/pagemap tells of pages without touching them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_PAGEMAP_H
#define KERNEL_PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/types.h>

#include "kernel/kpage.h"

/* Bits of an entry (Documentation/admin-guide/mm/pagemap.rst). */
#define PAGEMAP_FRAME	   ((1ULL << 55) - 1) /* 0 without CAP_SYS_ADMIN */
#define PAGEMAP_SOFT_DIRTY (1ULL << 55)	      /* written since it was asked to be watched */
#define PAGEMAP_EXCLUSIVE  (1ULL << 56)	      /* mapped by nobody else */
#define PAGEMAP_UFFD_WP	   (1ULL << 57)	      /* userfaultfd is told of writes */
#define PAGEMAP_GUARD	   (1ULL << 58)	      /* guard region, Linux 6.15 */
#define PAGEMAP_FILE	   (1ULL << 61)	      /* file page or shared anonymous */
#define PAGEMAP_SWAPPED	   (1ULL << 62)
#define PAGEMAP_PRESENT	   (1ULL << 63)

/* The ioctl of Linux 6.7 that finds pages (uapi/linux/fs.h), which older headers have not. */
struct pagemap_scan {
	uint64_t size, flags, start, end, walk_end, regions, region_count, most_pages;
	uint64_t inverted, all_of, any_of, returned;
};
#define PAGEMAP_SCAN_CALL    _IOWR('f', 16, struct pagemap_scan)
#define PAGEMAP_SCAN_PRESENT (1 << 3)
#define PAGEMAP_SCAN_SWAPPED (1 << 4)
#define PAGEMAP_SCAN_HUGE    (1 << 6)

/* The bits by the names they have in the kernel's documentation; ends with a NULL name. */
extern const struct kpage_name pagemap_names[];

/* Count pages of this process as soft-dirty, or as referenced, only
 * when they are written to, or used, from now on.  0 or -errno;
 * -EOPNOTSUPP where the kernel does not keep track of soft-dirty pages. */
int pagemap_clear_soft_dirty(void);
int pagemap_clear_referenced(void);

/* Does this entry, which is marked as swapped, stand for a page that is being migrated, or for a
 * poisoned one?  Only the frame's flags tell these two apart.  Without CAP_SYS_ADMIN it shows only
 * where the page is of a file or mapped here alone. */
bool pagemap_is_moving(uint64_t entry);

/* The frame that such an entry, or that of a poisoned page, stands for; 0 where it is hidden. */
uint64_t pagemap_frame_of_moving(uint64_t entry);

/* Is nothing there but a mark, such as of userfaultfd, or a guard region before Linux 6.15? */
bool pagemap_is_mark(uint64_t entry);

/* A descriptor for pagemap_read(), or -errno. */
int pagemap_open(pid_t pid);

/* Can it be opened? */
bool pagemap_is_there(pid_t pid);

/* Read the entries of 'count' pages of 'page_size' bytes from 'start' on; of a huge page, that of
 * its first base page.  Addresses past the task's end read as 0.  0 or -errno. */
int pagemap_read(int fd, uintptr_t start, uint64_t page_size, size_t count, uint64_t *entries);

/* Find the first pages in [start, end) that are present, swapped or guarded: they begin at
 * '*first', which is 'end' where there are none, and 'most' of them at most, all neighbours, end at
 * '*last'. It costs nothing for what has no page tables.  0 or -errno: -ENOTTY before Linux 6.7. */
int pagemap_find(int fd, uintptr_t start, uintptr_t end, size_t most, uintptr_t *first,
		 uintptr_t *last);

/* Is [start, end), the size of a huge page that is mapped as one, mapped so?  1, 0, or -errno:
 * -ENOTTY before Linux 6.7. */
int pagemap_is_huge(int fd, uintptr_t start, uintptr_t end);

/* Find the first stretch [*first, *last) within [start, end) that is mapped by huge entries of the
 * page table: THP that are not split up, and hugetlb pages; both are 'end' where there is none.  It
 * asks for no rights.  0 or -errno: -ENOTTY before Linux 6.7. */
int pagemap_find_huge(int fd, uintptr_t start, uintptr_t end, uintptr_t *first, uintptr_t *last);

#endif
