/* Memory blocks: the pieces in which memory goes off line and comes back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/blocks.h"
#include "kernel/file.h"
#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "kernel/switches.h"

#define BLOCKS_FOLDER "/sys/devices/system/memory"

void
memory_block_path(unsigned long number, struct text *path)
{
	text_add(path, BLOCKS_FOLDER "/memory%lu/state", number);
}

int
memory_block_writable(unsigned long number)
{
	struct text path = { 0 };
	int result;

	memory_block_path(number, &path);
	result = switch_writable(text_string(&path));
	text_release(&path);
	return result;
}

int
memory_block_read(unsigned long number, struct memory_block *block)
{
	struct text state = { 0 }, zones = { 0 };
	int result = file_read(&state, BLOCKS_FOLDER "/memory%lu/state", number);

	*block = (struct memory_block){ .number = number };
	block->online = strncmp(text_string(&state), "online", 6) == 0;
	/* Off line, it lists the zones that it could go to. */
	if (block->online && file_read(&zones, BLOCKS_FOLDER "/memory%lu/valid_zones", number) == 0)
		snprintf(block->zone, sizeof(block->zone), "%.*s",
			 (int)strcspn(text_string(&zones), " \n"), text_string(&zones));
	text_release(&state);
	text_release(&zones);
	return result;
}

bool
memory_block_is_movable(const struct memory_block *block)
{
	return strcmp(block->zone, "Movable") == 0;
}

static int
by_number(const void *a, const void *b)
{
	unsigned long x = ((const struct memory_block *)a)->number;
	unsigned long y = ((const struct memory_block *)b)->number;

	return (x > y) - (x < y);
}

int
memory_blocks_read(unsigned node, struct memory_blocks *blocks)
{
	char path[64];
	struct dirent *entry;
	unsigned long number;
	int result = 0;
	DIR *folder;

	*blocks = (struct memory_blocks){ 0 };
	if (!memory_block_size())
		return -ENOSYS;
	snprintf(path, sizeof(path), NODES_FOLDER "/node%u", node);
	folder = opendir(path);
	if (!folder)
		return -errno;
	while (!result && (entry = readdir(folder))) {
		if (sscanf(entry->d_name, "memory%lu", &number) != 1)
			continue;
		blocks->items = xgrow(blocks->items, &blocks->capacity, blocks->count + 1,
				      sizeof(*blocks->items));
		result = memory_block_read(number, &blocks->items[blocks->count++]);
	}
	closedir(folder);
	if (blocks->count)
		qsort(blocks->items, blocks->count, sizeof(*blocks->items), by_number);
	return result;
}

void
memory_blocks_release(struct memory_blocks *blocks)
{
	free(blocks->items);
	*blocks = (struct memory_blocks){ 0 };
}

size_t
memory_blocks_online(const struct memory_blocks *blocks)
{
	size_t online = 0;

	for (size_t i = 0; i < blocks->count; i++)
		online += blocks->items[i].online;
	return online;
}

uint64_t
memory_block_size(void)
{
	struct text text = { 0 };
	uint64_t size = 0;

	if (file_read(&text, BLOCKS_FOLDER "/block_size_bytes") == 0)
		size = strtoull(text_string(&text), NULL, 16);
	text_release(&text);
	return size;
}

/* It is enough that the signal ends the call. */
static void
wake(int signal)
{
	(void)signal;
}

/* Have SIGALRM come to this thread after 'seconds',
 * and again, should it have come between calls. */
static int
timer_begin(timer_t *timer, double seconds)
{
	struct sigaction action = { .sa_handler = wake };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };
	struct itimerspec times = { .it_interval = { .tv_nsec = 100000000 } };

	times.it_value.tv_sec = (time_t)seconds;
	times.it_value.tv_nsec = 1 + (long)((seconds - (double)(time_t)seconds) * 999999998);
	event._sigev_un._tid = gettid();
	sigaction(SIGALRM, &action, NULL);
	if (timer_create(CLOCK_MONOTONIC, &event, timer) < 0 ||
	    timer_settime(*timer, 0, &times, NULL) < 0)
		return -errno;
	return 0;
}

static void
timer_end(timer_t timer)
{
	timer_delete(timer);
	signal(SIGALRM, SIG_DFL);
}

int
memory_block_set(unsigned long number, const char *state, double seconds)
{
	double deadline = clock_now() + seconds;
	struct text path = { 0 };
	timer_t timer;
	int result = timer_begin(&timer, seconds);

	if (result)
		return result;
	memory_block_path(number, &path);
	do {
		result = interrupt_pending() ? -EINTR : file_write(text_string(&path), state);
		if (result == -EINTR && clock_now() >= deadline)
			result = -ETIMEDOUT;
	} while (result == -EINTR && !interrupt_pending());
	timer_end(timer);
	text_release(&path);
	return result;
}

#define FLAG(number) (1ULL << (number))

/* What a page is that stays, by flags of /proc/kpageflags; NULL where it is free (BUDDY), a user's
 * (LRU, MMAP, ANON, HUGE), or nothing at all (NOPAGE, OFFLINE). */
static const char *
kernel_use(uint64_t flags)
{
	if (flags & (FLAG(10) | FLAG(5) | FLAG(11) | FLAG(12) | FLAG(17) | FLAG(20) | FLAG(23)))
		return NULL;
	if (flags & FLAG(7))
		return "slab";
	if (flags & FLAG(32))
		return "reserved";
	if (flags & FLAG(26))
		return "a page table";
	return "the kernel's";
}

static void
judge(struct kernel_pages *found, uint64_t frame, uint64_t flags)
{
	const char *what = kernel_use(flags);

	if (!what)
		return;
	/* A page without any mark may be about to be free: better name one that has a mark. */
	if (!found->count || (strcmp(found->what, "the kernel's") == 0 && *what != 't')) {
		found->first = frame;
		found->what = what;
	}
	found->count++;
}

int
memory_block_kernel_pages(unsigned long number, struct kernel_pages *found)
{
	uint64_t flags[512], frame = number * (memory_block_size() / base_page_size());
	int fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC), result = 0;

	*found = (struct kernel_pages){ .pages = memory_block_size() / base_page_size() };
	if (fd < 0)
		return -errno;
	for (uint64_t done = 0; done < found->pages && !result;) {
		ssize_t got = pread(fd, flags, sizeof(flags), (off_t)((frame + done) * 8));

		if (got <= 0)
			result = got < 0 ? -errno : -EIO;
		for (size_t i = 0; got > 0 && i < (size_t)got / 8; i++)
			judge(found, frame + done + i, flags[i]);
		done += got > 0 ? (uint64_t)got / 8 : 0;
	}
	close(fd);
	return result;
}
