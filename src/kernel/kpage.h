/* What the kernel tells of page frames: their flags, and how often they are mapped.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /proc/kpageflags and /proc/kpagecount are for root, and of use only to whoever may read frame
 * numbers in a pagemap, which takes CAP_SYS_ADMIN. */
#ifndef KERNEL_KPAGE_H
#define KERNEL_KPAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The flags that decide a page's story, as /proc/kpageflags numbers them
 * (uapi/linux/kernel-page-flags.h; from 32 on fs/proc/page.c,
 * include/linux/kernel-page-flags.h). */
#define KPAGE_LOCKED	  (1ULL << 0)
#define KPAGE_DIRTY	  (1ULL << 4)
#define KPAGE_WRITEBACK	  (1ULL << 8)
#define KPAGE_ANON	  (1ULL << 12)
#define KPAGE_SWAPCACHE	  (1ULL << 13)
#define KPAGE_SWAPBACKED  (1ULL << 14)
#define KPAGE_HEAD	  (1ULL << 15)
#define KPAGE_TAIL	  (1ULL << 16)
#define KPAGE_HUGE	  (1ULL << 17)
#define KPAGE_UNEVICTABLE (1ULL << 18)
#define KPAGE_HWPOISON	  (1ULL << 19)
#define KPAGE_NOPAGE	  (1ULL << 20)
#define KPAGE_KSM	  (1ULL << 21)
#define KPAGE_THP	  (1ULL << 22)
#define KPAGE_ZERO	  (1ULL << 24)
/* Of an anonymous page: it is this process's alone since it was made, or last written (5.19). */
#define KPAGE_EXCLUSIVE (1ULL << 34)

/* Flags by the names they have in the kernel; ends with a NULL name. */
struct kpage_name {
	uint64_t flag;
	const char *name;
};
extern const struct kpage_name kpage_names[];

/* Open files; -1 where one cannot be. */
struct kpage {
	int flags, counts;
	uint64_t first, pages; /* the folio that kpage_folio() found last */
};

/* 0, or -errno: -EACCES where only root may. Release with kpage_close() in either case. */
int kpage_open(struct kpage *kpage);
void kpage_close(struct kpage *kpage);

/* The flags and the map counts of 'count' frames; those of frame 0, which stands for "none", are 0.
 * 0 or -errno. */
int kpage_read(const struct kpage *kpage, size_t count, const uint64_t *frames, uint64_t *flags,
	       uint64_t *counts);

/* How many base pages the folio has that 'frame' is a part of, whose flags are 'flags': 1 for a
 * page by itself. */
uint64_t kpage_folio(struct kpage *kpage, uint64_t frame, uint64_t flags);

/* Does KPAGE_KSM mean what it says?  Linux from 6.12 on sets it on every anonymous page for a few
 * versions.  It is found out once, by a page of our own that cannot be merged. */
bool kpage_ksm_is_true(const struct kpage *kpage);

#endif
