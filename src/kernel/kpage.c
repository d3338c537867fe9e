/* What the kernel tells of page frames: their flags, and how often they are mapped.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/access.h"
#include "kernel/kpage.h"
#include "kernel/mapping.h"
#include "kernel/pagemap.h"

#define BIT(number) (1ULL << (number))

const struct kpage_name kpage_names[] = {
	{ BIT(0), "LOCKED" },	    { BIT(1), "ERROR" },      { BIT(2), "REFERENCED" },
	{ BIT(3), "UPTODATE" },	    { BIT(4), "DIRTY" },      { BIT(5), "LRU" },
	{ BIT(6), "ACTIVE" },	    { BIT(7), "SLAB" },	      { BIT(8), "WRITEBACK" },
	{ BIT(9), "RECLAIM" },	    { BIT(10), "BUDDY" },     { BIT(11), "MMAP" },
	{ BIT(12), "ANON" },	    { BIT(13), "SWAPCACHE" }, { BIT(14), "SWAPBACKED" },
	{ BIT(15), "HEAD" },	    { BIT(16), "TAIL" },      { BIT(17), "HUGE" },
	{ BIT(18), "UNEVICTABLE" }, { BIT(19), "HWPOISON" },  { BIT(20), "NOPAGE" },
	{ BIT(21), "KSM" },	    { BIT(22), "THP" },	      { BIT(23), "OFFLINE" },
	{ BIT(24), "ZERO_PAGE" },   { BIT(25), "IDLE" },      { BIT(26), "PGTABLE" },
	{ BIT(32), "RESERVED" },    { BIT(33), "MLOCKED" },   { BIT(34), "OWNER_2" },
	{ BIT(35), "PRIVATE" },	    { BIT(36), "PRIVATE_2" }, { BIT(37), "OWNER_PRIVATE" },
	{ BIT(38), "ARCH" },	    { BIT(39), "UNCACHED" },  { BIT(40), "SOFTDIRTY" },
	{ BIT(41), "ARCH_2" },	    { BIT(42), "ARCH_3" },    { 0, NULL },
};

int
kpage_open(struct kpage *kpage)
{
	*kpage = (struct kpage){ .flags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC),
				 .counts = -1 };
	if (kpage->flags >= 0)
		kpage->counts = open("/proc/kpagecount", O_RDONLY | O_CLOEXEC);
	return kpage->counts < 0 ? -errno : 0;
}

void
kpage_close(struct kpage *kpage)
{
	if (kpage->flags >= 0)
		close(kpage->flags);
	if (kpage->counts >= 0)
		close(kpage->counts);
	kpage->flags = kpage->counts = -1;
}

/* Read 'count' words from the 'first' on; what lies past the end is 0. */
static int
read_words(int fd, uint64_t first, size_t count, uint64_t *words)
{
	size_t wanted = count * sizeof(*words), done = 0;

	while (done < wanted) {
		ssize_t got = pread(fd, (char *)words + done, wanted - done,
				    (off_t)(first * sizeof(*words) + done));

		if (got < 0 && errno != EINTR)
			return -errno;
		if (got == 0)
			break;
		done += got > 0 ? (size_t)got : 0;
	}
	memset((char *)words + done, 0, wanted - done);
	return 0;
}

int
kpage_read(const struct kpage *kpage, size_t count, const uint64_t *frames, uint64_t *flags,
	   uint64_t *counts)
{
	int result = 0;

	for (size_t from = 0, to; !result && from < count; from = to) {
		/* Neighbours in memory are read in one go. */
		for (to = from + 1; to < count && frames[from] && frames[to] == frames[to - 1] + 1;)
			to++;
		if (!frames[from]) {
			flags[from] = counts[from] = 0;
			continue;
		}
		result = read_words(kpage->flags, frames[from], to - from, flags + from);
		if (!result)
			result = read_words(kpage->counts, frames[from], to - from, counts + from);
	}
	return result;
}

enum { PIECE = 512 };

/* The frame of the head of the folio that 'frame', a tail, belongs to: a folio is aligned to its
 * size, so the head is at one of the frame's own alignments. */
static uint64_t
find_head(const struct kpage *kpage, uint64_t frame)
{
	uint64_t flags = KPAGE_TAIL;

	for (uint64_t size = 2; flags & KPAGE_TAIL && size <= 1 << 20; size *= 2) {
		frame &= ~(size - 1);
		if (read_words(kpage->flags, frame, 1, &flags))
			break;
	}
	return frame;
}

uint64_t
kpage_folio(struct kpage *kpage, uint64_t frame, uint64_t flags)
{
	uint64_t piece[PIECE], end;
	bool more = true;

	if (!(flags & (KPAGE_HEAD | KPAGE_TAIL)))
		return 1;
	if (frame >= kpage->first && frame < kpage->first + kpage->pages)
		return kpage->pages;
	kpage->first = flags & KPAGE_HEAD ? frame : find_head(kpage, frame);
	for (end = kpage->first + 1; more;) {
		if (read_words(kpage->flags, end, PIECE, piece))
			break;
		for (size_t i = 0; more && i < PIECE; i++) {
			more = piece[i] & KPAGE_TAIL;
			end += more;
		}
	}
	return kpage->pages = end - kpage->first;
}

/* The flags of a page that was just written for the first time, and that nobody else may have. */
static uint64_t
flags_of_own_page(const struct kpage *kpage)
{
	struct mapping mapping = { .length = base_page_size(),
				   .fd = -1,
				   .protection = PROT_READ | PROT_WRITE };
	uint64_t entry = 0, frame, flags = 0, count;
	int fd = pagemap_open(0);
	uintptr_t page;

	if (fd >= 0 && mapping_make(&mapping, &page) == 0) {
		access_touch(page, mapping.length, 1, true);
		pagemap_read(fd, page, mapping.length, 1, &entry);
		frame = entry & PAGEMAP_FRAME;
		if (kpage_read(kpage, 1, &frame, &flags, &count))
			flags = 0;
		mapping_drop(page, mapping.length);
	}
	if (fd >= 0)
		close(fd);
	return flags;
}

bool
kpage_ksm_is_true(const struct kpage *kpage)
{
	/* 0 as long as our page's frame is hidden from us. */
	static uint64_t flags;

	if (!flags)
		flags = flags_of_own_page(kpage);
	return !(flags & KPAGE_KSM);
}
