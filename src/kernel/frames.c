/* Which node a page frame number lies on.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/access.h"
#include "kernel/file.h"
#include "kernel/frames.h"
#include "kernel/kpage.h"
#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "kernel/pagemap.h"

/* Frames [first, end) lie on a node; -1: on several. */
struct extent {
	uint64_t first, end;
	int node;
};

static struct extent *extents;
static size_t extent_count, extent_capacity;

static void
add_extent(uint64_t first, uint64_t end, int node)
{
	extents = xgrow(extents, &extent_capacity, extent_count + 1, sizeof(*extents));
	extents[extent_count++] = (struct extent){ first, end, node };
}

/* The memory blocks of one node: entries "memory<number>". */
static void
read_blocks(int node, uint64_t frames_a_block)
{
	char path[80];
	DIR *folder;
	struct dirent *entry;

	snprintf(path, sizeof(path), NODES_FOLDER "/node%d", node);
	folder = opendir(path);
	if (!folder)
		return;
	while ((entry = readdir(folder))) {
		unsigned long long block;

		if (sscanf(entry->d_name, "memory%llu", &block) == 1)
			add_extent(block * frames_a_block, (block + 1) * frames_a_block, node);
	}
	closedir(folder);
}

static void
read_all_blocks(void)
{
	struct text size = { 0 };
	DIR *folder = opendir(NODES_FOLDER);
	struct dirent *entry;
	uint64_t frames = 0;
	int node;

	/* The size of a block is written in hexadecimal, without 0x. */
	if (file_read(&size, "/sys/devices/system/memory/block_size_bytes") == 0)
		frames = strtoull(text_string(&size), NULL, 16) / base_page_size();
	while (folder && frames && (entry = readdir(folder)))
		if (sscanf(entry->d_name, "node%d", &node) == 1)
			read_blocks(node, frames);
	if (folder)
		closedir(folder);
	text_release(&size);
}

/* "Node 0, zone Normal … spanned 1024 … start_pfn: 4096": a zone's span may have holes, and so
 * reach over another node's memory; such frames are found to lie on several. */
static void
read_zones(void)
{
	struct text text = { 0 };
	unsigned long long spanned = 0, start;
	int node = -1;

	if (file_read(&text, "/proc/zoneinfo") == 0) {
		for (const char *line = text_string(&text); line; line = strchr(line, '\n')) {
			line += *line == '\n';
			sscanf(line, "Node %d,", &node);
			sscanf(line, " spanned %llu", &spanned);
			if (sscanf(line, " start_pfn: %llu", &start) == 1 && spanned)
				add_extent(start, start + spanned, node);
		}
	}
	text_release(&text);
}

static int
by_first(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Join neighbours of the same node; where those of two nodes overlap, nothing is known for sure. */
static void
tidy(void)
{
	size_t kept = 0;

	qsort(extents, extent_count, sizeof(*extents), by_first);
	for (size_t i = 0; i < extent_count; i++) {
		const struct extent *next = &extents[i];
		struct extent *last = kept ? &extents[kept - 1] : NULL;
		bool same = last && next->node == last->node;

		if (!last || next->first > last->end || (next->first == last->end && !same)) {
			extents[kept++] = *next;
			continue;
		}
		if (!same)
			last->node = -1;
		if (next->end > last->end)
			last->end = next->end;
	}
	extent_count = kept;
}

static void
read_extents(void)
{
	read_all_blocks();
	if (!extent_count)
		read_zones();
	tidy();
}

int
frame_stretch(uint64_t frame, uint64_t *first, uint64_t *end)
{
	static bool read;
	size_t low = 0, high;

	if (!read)
		read_extents();
	read = true;
	for (high = extent_count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (frame >= extents[middle].end)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == extent_count || frame < extents[low].first) {
		*first = low ? extents[low - 1].end : 0;
		*end = low == extent_count ? UINT64_MAX : extents[low].first;
		return -1;
	}
	*first = extents[low].first;
	*end = extents[low].end;
	return extents[low].node;
}

int
frame_node(uint64_t frame)
{
	uint64_t first, end;

	return frame_stretch(frame, &first, &end);
}

/* 0 where frames may not be seen. */
static uint64_t
find_zero_page(void)
{
	struct mapping mapping = { .length = base_page_size(), .fd = -1, .protection = PROT_READ };
	uint64_t entry = 0;
	uintptr_t page;
	int fd = pagemap_open(0);

	if (fd >= 0 && mapping_make(&mapping, &page) == 0) {
		access_touch(page, base_page_size(), 1, false);
		if (pagemap_read(fd, page, base_page_size(), 1, &entry))
			entry = 0;
		mapping_drop(page, mapping.length);
	}
	if (fd >= 0)
		close(fd);
	return entry & PAGEMAP_FRAME;
}

/* 0 until it is found, which takes rights that may come back. */
static uint64_t zero_page;

/* Has the frame that flag of the kernel's?  1, 0 or -errno.  The file stays open
 * for the next, and who runs beside us may use it, too. */
static int
frame_has(uint64_t frame, uint64_t flag)
{
	static int fd = -1;
	uint64_t flags = 0;

	if (!frame)
		return -EPERM;
	if (fd < 0)
		fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || pread(fd, &flags, sizeof(flags), (off_t)(frame * sizeof(flags))) < 0)
		return -errno;
	return (flags & flag) != 0;
}

int
frame_is_zero_page(uint64_t frame)
{
	if (frame && !zero_page)
		zero_page = find_zero_page();
	return frame && frame == zero_page ? 1 : frame_has(frame, KPAGE_ZERO);
}

int
frame_is_poisoned(uint64_t frame)
{
	return frame_has(frame, KPAGE_HWPOISON);
}

void
frames_prepare(void)
{
	frame_node(0);
	frame_is_zero_page(1);
}
