/* What /proc/PID/pagemap tells of pages without touching them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mapping.h"
#include "kernel/pagemap.h"
#include "kernel/seen.h"

/* Where it writes what it found. */
struct scan_region {
	uint64_t start, end, categories;
};

/* The type of swap area that an entry names.  Those that no area can have stand
 * for other things (include/linux/swapops.h): the highest for marks in page tables
 * (5.19), the first for poisoned pages, the others for pages under migration and
 * of devices.  How many areas there can be depends on how a kernel was built. */
enum { SWAP_TYPES = 32, MOST_AREAS = 23, MARK = SWAP_TYPES - 1 };

static unsigned
swap_type(uint64_t entry)
{
	return (unsigned)(entry % SWAP_TYPES);
}

bool
pagemap_is_moving(uint64_t entry)
{
	if (entry & PAGEMAP_PRESENT || !(entry & PAGEMAP_SWAPPED) || entry & PAGEMAP_GUARD)
		return false;
	/* Only entries that stand for a frame have these bits. */
	if (entry & (PAGEMAP_FILE | PAGEMAP_EXCLUSIVE))
		return true;
	return swap_type(entry) > MOST_AREAS && swap_type(entry) != MARK;
}

uint64_t
pagemap_frame_of_moving(uint64_t entry)
{
	return (entry & PAGEMAP_FRAME) / SWAP_TYPES;
}

bool
pagemap_is_mark(uint64_t entry)
{
	return !(entry & PAGEMAP_PRESENT) && entry & PAGEMAP_SWAPPED && swap_type(entry) == MARK;
}

const struct kpage_name pagemap_names[] = {
	{ PAGEMAP_PRESENT, "present" },	    { PAGEMAP_SWAPPED, "swapped" },
	{ PAGEMAP_GUARD, "guard" },	    { PAGEMAP_FILE, "file" },
	{ PAGEMAP_EXCLUSIVE, "exclusive" }, { PAGEMAP_SOFT_DIRTY, "soft-dirty" },
	{ PAGEMAP_UFFD_WP, "uffd-wp" },	    { 0, NULL },
};

int
pagemap_open(pid_t pid)
{
	char path[40] = "/proc/self/pagemap";
	int fd;

	if (pid)
		snprintf(path, sizeof(path), "/proc/%d/pagemap", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

bool
pagemap_is_there(pid_t pid)
{
	int fd = pagemap_open(pid);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int
pagemap_clear_referenced(void)
{
	return file_write("/proc/self/clear_refs", "1");
}

static int
read_entries(int fd, uintptr_t start, size_t count, uint64_t *entries)
{
	size_t wanted = count * sizeof(*entries), done = 0;
	off_t from = (off_t)(start / base_page_size() * sizeof(*entries));

	while (done < wanted) {
		ssize_t got = pread(fd, (char *)entries + done, wanted - done, from + (off_t)done);

		if (got < 0 && errno != EINTR)
			return -errno;
		if (got == 0)
			break;
		done += got > 0 ? (size_t)got : 0;
	}
	memset((char *)entries + done, 0, wanted - done);
	return 0;
}

int
pagemap_read(int fd, uintptr_t start, uint64_t page_size, size_t count, uint64_t *entries)
{
	if (page_size == base_page_size())
		return read_entries(fd, start, count, entries);
	for (size_t i = 0; i < count; i++) {
		int result = read_entries(fd, start + i * page_size, 1, &entries[i]);

		if (result)
			return result;
	}
	return 0;
}

/* A kernel without such bits takes the order all the same. */
int
pagemap_clear_soft_dirty(void)
{
	static volatile unsigned char written;
	uint64_t entry = 0;
	int fd, result = file_write("/proc/self/clear_refs", "4");

	if (result)
		return result;
	written++;
	fd = pagemap_open(0);
	if (fd < 0)
		return fd;
	result = read_entries(fd, (uintptr_t)&written, 1, &entry);
	close(fd);
	if (result)
		return result;
	return entry & PAGEMAP_SOFT_DIRTY ? 0 : -EOPNOTSUPP;
}

/* The first 'most' neighbours (0: any number) that have one of 'categories'. */
static int
scan(int fd, uintptr_t start, uintptr_t end, uint64_t most, uint64_t categories, uintptr_t *first,
     uintptr_t *last)
{
	struct scan_region region = { .start = end, .end = end };
	struct pagemap_scan request = { .size = sizeof(request),
					.start = start,
					.end = end,
					.regions = (uintptr_t)&region,
					.region_count = 1,
					.most_pages = most,
					.any_of = categories,
					.returned = categories };

	if (SEEN(ioctl(fd, PAGEMAP_SCAN_CALL, &request), SYS_ioctl, (unsigned long)fd,
		 PAGEMAP_SCAN_CALL, start, end - start, categories, most) < 0)
		return -errno;
	*first = (uintptr_t)region.start;
	*last = (uintptr_t)region.end;
	return 0;
}

int
pagemap_find(int fd, uintptr_t start, uintptr_t end, size_t most, uintptr_t *first, uintptr_t *last)
{
	return scan(fd, start, end, most, PAGEMAP_SCAN_PRESENT | PAGEMAP_SCAN_SWAPPED, first, last);
}

int
pagemap_find_huge(int fd, uintptr_t start, uintptr_t end, uintptr_t *first, uintptr_t *last)
{
	return scan(fd, start, end, 0, PAGEMAP_SCAN_HUGE, first, last);
}

int
pagemap_is_huge(int fd, uintptr_t start, uintptr_t end)
{
	uintptr_t first = 0, last = 0;
	int result = scan(fd, start, end, 0, PAGEMAP_SCAN_HUGE, &first, &last);

	return result ? result : first == start && last == end;
}
