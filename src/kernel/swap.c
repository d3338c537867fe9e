/* Swap areas: which there are, and making new ones.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/file.h"
#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "kernel/seen.h"
#include "kernel/swap.h"

/* The first page of a swap area (include/linux/swap.h, union swap_header): the numbers behind a
 * boot sector, and the mark at the page's end. */
enum { HEADER_NUMBERS = 1024, HEADER_VERSION = 1 };
static const char mark[] = "SWAPSPACE2";
enum { MARK_LENGTH = sizeof(mark) - 1 };

/* Where superblocks of all usual kinds lie. */
enum { LOOKED_AT = 128 << 10 };

/* "/dev/vdb partition 65532 0 -2" behind a title; blanks in names are "\040". */
static void
take_line(struct swap_areas *areas, const char *line)
{
	struct swap_area area = { 0 };
	char path[4096], kind[32];
	uint64_t size, used;

	if (sscanf(line, "%4095s %31s %" SCNu64 " %" SCNu64 " %d", path, kind, &size, &used,
		   &area.priority) != 5)
		return;
	area.path = xstrdup(path);
	area.kind = xstrdup(kind);
	area.size = size * 1024;
	area.used = used * 1024;
	areas->items =
		xgrow(areas->items, &areas->capacity, areas->count + 1, sizeof(*areas->items));
	areas->items[areas->count++] = area;
}

int
swap_areas_read(struct swap_areas *areas)
{
	struct text text = { 0 };
	int result = file_read(&text, "/proc/swaps");

	*areas = (struct swap_areas){ 0 };
	for (const char *line = strchr(text_string(&text), '\n'); line; line = strchr(line, '\n'))
		take_line(areas, ++line);
	text_release(&text);
	return result;
}

void
swap_areas_release(struct swap_areas *areas)
{
	for (size_t i = 0; i < areas->count; i++) {
		free(areas->items[i].path);
		free(areas->items[i].kind);
	}
	free(areas->items);
	*areas = (struct swap_areas){ 0 };
}

bool
swap_is_on_disk(void)
{
	struct swap_areas areas;
	bool disk = false;

	swap_areas_read(&areas);
	for (size_t i = 0; i < areas.count; i++)
		disk |= strncmp(areas.items[i].path, "/dev/zram", 9) != 0 &&
			strncmp(areas.items[i].path, "/dev/ram", 8) != 0;
	swap_areas_release(&areas);
	return disk;
}

int
swap_stop(struct keeper *keeper, const struct swap_area *area)
{
	struct text priority = { 0 };
	int promise, result = 0;

	/* Below 0 the kernel deals them by itself. */
	if (area->priority >= 0)
		text_add(&priority, "%d", area->priority);
	promise = keeper_promise(keeper, PROMISE_SWAPON, area->path, text_string(&priority));
	text_release(&priority);
	if (promise < 0)
		return promise;
	if (SEEN(swapoff(area->path), SYS_swapoff, (unsigned long)area->path) < 0)
		result = -errno;
	if (result)
		keeper_forget(keeper, promise);
	return result;
}

static bool
is_zero(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i])
			return false;
	return true;
}

/* 1: it is marked as swap, 0: it is blank, -EEXIST: it holds something else. */
static int
look_at(int fd)
{
	char *head = xcalloc(1, LOOKED_AT);
	ssize_t got = pread(fd, head, LOOKED_AT, 0);
	size_t page = (size_t)base_page_size();
	int result = got < 0 ? -errno : -EEXIST;

	if (got >= (ssize_t)page && memcmp(head + page - MARK_LENGTH, mark, MARK_LENGTH) == 0)
		result = 1;
	else if (got >= 0 && is_zero(head, (size_t)got))
		result = 0;
	free(head);
	return result;
}

static uint64_t
size_of(int fd)
{
	uint64_t size = 0;
	struct stat status;

	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		return (uint64_t)status.st_size;
	return ioctl(fd, BLKGETSIZE64, &size) < 0 ? 0 : size;
}

static bool
holds_blocks(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISBLK(status.st_mode));
}

static int
write_header(int fd, uint64_t size)
{
	size_t page = (size_t)base_page_size();
	uint32_t numbers[2] = { HEADER_VERSION, (uint32_t)(size / page - 1) };
	char *head = xcalloc(1, page);
	int result = 0;

	memcpy(head + HEADER_NUMBERS, numbers, sizeof(numbers));
	memcpy(head + page - MARK_LENGTH, mark, MARK_LENGTH);
	if (pwrite(fd, head, page, 0) != (ssize_t)page || fsync(fd) < 0)
		result = errno ? -errno : -EIO;
	free(head);
	return result;
}

/* Ten pages are the least that the kernel takes. */
static bool
is_too_small(uint64_t size)
{
	return size / base_page_size() < 10;
}

static int
mark_as_swap(struct keeper *keeper, const char *path, int fd, uint64_t size)
{
	uint64_t whole = size_of(fd);
	int promise, result;

	if (!size || size > whole)
		size = whole;
	if (is_too_small(size))
		return -ENOSPC;
	promise = keeper_promise(keeper, PROMISE_BLANK, path, "");
	if (promise < 0)
		return promise;
	result = write_header(fd, size);
	if (result)
		keeper_fulfil(keeper, promise);
	return result;
}

static int
start(struct keeper *keeper, const char *path)
{
	int promise = keeper_promise(keeper, PROMISE_SWAPOFF, path, ""), result = 0;

	if (promise < 0)
		return promise;
	if (SEEN(swapon(path, 0), SYS_swapon, (unsigned long)path, 0) < 0)
		result = -errno;
	if (result)
		keeper_forget(keeper, promise);
	return result;
}

int
swap_start(struct keeper *keeper, const char *path, uint64_t size)
{
	int fd = open(path, O_RDWR | O_CLOEXEC), result;

	if (fd < 0)
		return -errno;
	result = holds_blocks(fd) ? look_at(fd) : -ENOTBLK;
	if (result == 0)
		result = mark_as_swap(keeper, path, fd, size);
	close(fd);
	return result < 0 ? result : start(keeper, path);
}

#define ZRAM "/sys/class/zram-control/"

/* The device's node comes a moment after the device. */
static int
wait_for(const char *path)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int tries = 0; access(path, F_OK) < 0; tries++) {
		if (tries == 1000)
			return -ENOENT;
		nanosleep(&moment, NULL);
	}
	return 0;
}

int
swap_start_zram(struct keeper *keeper, uint64_t size, struct text *path)
{
	struct text number = { 0 }, file = { 0 }, bytes = { 0 };
	struct node_memory memory;
	uint64_t device;
	int promise = 0, result;

	if (is_too_small(size))
		return -ENOSPC;
	/* Each page of the disk takes some bytes of memory at once. */
	if (machine_memory_read(&memory) == 0 && size > memory.total)
		return -EFBIG;
	/* Reading makes a device of the number read. */
	result = file_read_order(&device, ZRAM "hot_add");
	if (result)
		return result;
	text_add(&number, "%" PRIu64, device);
	text_add(path, "/dev/zram%" PRIu64, device);
	text_add(&file, "/sys/block/zram%" PRIu64 "/disksize", device);
	text_add(&bytes, "%" PRIu64, size);
	promise = keeper_promise(keeper, PROMISE_WRITE, ZRAM "hot_remove", text_string(&number));
	if (promise < 0) {
		file_write(ZRAM "hot_remove", text_string(&number));
		result = promise;
	}
	if (!result)
		result = file_write(text_string(&file), text_string(&bytes));
	if (!result)
		result = wait_for(text_string(path));
	if (!result)
		result = swap_start(keeper, text_string(path), 0);
	if (result && promise > 0)
		keeper_fulfil(keeper, promise);
	text_release(&number);
	text_release(&file);
	text_release(&bytes);
	return result;
}

/* Is there room, before all of it is used up? */
static int
check_space(int fd, uint64_t size)
{
	struct statvfs disk;

	if (fstatvfs(fd, &disk) < 0)
		return -errno;
	return disk.f_bavail < size / disk.f_frsize ? -EFBIG : 0;
}

/* Every block of it: the kernel swaps to no file with
 * holes.  On btrfs it must not be copied on write. */
static int
fill_file(int fd, uint64_t size)
{
	enum { BLOCK = 1 << 20 };
	char *zeros;
	int flags = 0, result = 0;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0) {
		flags |= FS_NOCOW_FL;
		ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	zeros = xcalloc(1, BLOCK);
	for (uint64_t done = 0; !result && done < size;) {
		ssize_t wrote = write(fd, zeros, size - done < BLOCK ? size - done : BLOCK);

		if (interrupt_pending())
			result = -EINTR;
		else if (wrote < 0 && errno != EINTR)
			result = -errno;
		done += wrote > 0 ? (uint64_t)wrote : 0;
	}
	free(zeros);
	return result;
}

int
swap_start_file(struct keeper *keeper, const char *path, uint64_t size)
{
	int promise, fd, result;

	if (is_too_small(size))
		return -ENOSPC;
	promise = keeper_promise(keeper, PROMISE_UNLINK, path, "");
	if (promise < 0)
		return promise;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		result = -errno;
		keeper_forget(keeper, promise);
		return result;
	}
	result = check_space(fd, size);
	if (!result)
		result = fill_file(fd, size);
	if (!result)
		result = write_header(fd, size);
	close(fd);
	if (!result)
		result = start(keeper, path);
	if (result)
		keeper_fulfil(keeper, promise);
	return result;
}
