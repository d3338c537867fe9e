/* Which mappings are of huge pages, told without walking a page table.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/memfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/hugefs.h"
#include "kernel/mapping.h"
#include "kernel/nodes.h"

enum { MOST_SIZES = 8 };

static void
add(struct hugefs *hugefs, dev_t device, uint64_t page_size)
{
	if (hugefs->count == MOST_HUGEFS || !page_size)
		return;
	hugefs->items[hugefs->count].device = device;
	hugefs->items[hugefs->count++].page_size = page_size;
}

/* The kernel mounts one for each size, for MAP_HUGETLB, SHM_HUGETLB and MFD_HUGETLB alike: an empty
 * file on it, which takes no page, tells its device. */
static void
add_kernels(struct hugefs *hugefs, uint64_t page_size)
{
	unsigned bits = (unsigned)__builtin_ctzll(page_size);
	int fd = memfd_create("memtoy", MFD_CLOEXEC | MFD_HUGETLB | bits << MFD_HUGE_SHIFT);
	struct stat file;

	if (fd < 0)
		return;
	if (fstat(fd, &file) == 0)
		add(hugefs, file.st_dev, page_size);
	close(fd);
}

/* "pagesize=2M" of a mount's options. */
static uint64_t
size_of_option(const char *options)
{
	const char *option = strstr(options, "pagesize=");
	char *unit = NULL;
	uint64_t size = option ? strtoull(option + strlen("pagesize="), &unit, 10) : 0;

	switch (unit ? *unit : '\0') {
	case 'K':
		return size << 10;
	case 'M':
		return size << 20;
	case 'G':
		return size << 30;
	default:
		return size;
	}
}

/* A line of mountinfo is "id parent major:minor … - hugetlbfs source options". */
static void
add_mounted(struct hugefs *hugefs, char *line)
{
	const char *rest = strstr(line, " - hugetlbfs ");
	unsigned major, minor;

	if (rest && sscanf(line, "%*d %*d %u:%u", &major, &minor) == 2)
		add(hugefs, makedev(major, minor), size_of_option(rest));
}

void
hugefs_find(struct hugefs *hugefs, pid_t pid)
{
	uint64_t sizes[MOST_SIZES];
	size_t count = huge_page_sizes(sizes, MOST_SIZES);
	struct text mounts = { 0 };
	char *line, *rest;

	hugefs->count = 0;
	for (size_t i = 0; i < count && i < MOST_SIZES; i++)
		add_kernels(hugefs, sizes[i]);
	if (pid)
		file_read(&mounts, "/proc/%d/mountinfo", (int)pid);
	else
		file_read(&mounts, "/proc/self/mountinfo");
	for (rest = mounts.bytes; (line = strsep(&rest, "\n"));)
		add_mounted(hugefs, line);
	text_release(&mounts);
}

uint64_t
hugefs_page_size(const struct hugefs *hugefs, dev_t device)
{
	for (size_t i = 0; device && i < hugefs->count; i++)
		if (hugefs->items[i].device == device)
			return hugefs->items[i].page_size;
	return base_page_size();
}
