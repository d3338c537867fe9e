/* Making, changing and undoing mappings of this process.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/access.h"
#include "kernel/file.h"
#include "kernel/mapping.h"
#include "kernel/seen.h"

/* Newer than some C libraries. */
#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif

uint64_t
base_page_size(void)
{
	static uint64_t size;

	if (!size)
		size = (uint64_t)sysconf(_SC_PAGESIZE);
	return size;
}

uint64_t
default_huge_page_size(void)
{
	struct text text = { 0 };
	const char *line;
	uint64_t size = 0;

	if (file_read(&text, "/proc/meminfo") == 0) {
		line = file_line(text_string(&text), "Hugepagesize:");
		size = line ? strtoull(line, NULL, 10) * 1024 : 0;
	}
	text_release(&text);
	return size;
}

uint64_t
transparent_huge_page_size(void)
{
	uint64_t size = 0;

	if (file_read_number(&size, "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"))
		return 0;
	return size;
}

static int
answer(long result)
{
	return result < 0 ? -errno : 0;
}

/* What is only mapped costs nothing here: to reserve more than there is
 * must work.  But of huge pages there are only so many, and one that is
 * not there when it is touched is a SIGBUS: those are reserved. */
static int
flags_for(const struct mapping *mapping)
{
	int flags = mapping->shared ? MAP_SHARED : MAP_PRIVATE;

	if (mapping->droppable)
		flags = MAP_DROPPABLE;
	if (mapping->address)
		flags |= MAP_FIXED_NOREPLACE;
	if (mapping->fd >= 0)
		return flags;
	flags |= MAP_ANONYMOUS;
	if (mapping->page_size > base_page_size())
		return flags | MAP_HUGETLB | __builtin_ctzll(mapping->page_size) << MAP_HUGE_SHIFT;
	return flags | MAP_NORESERVE;
}

int
mapping_make(const struct mapping *mapping, uintptr_t *start)
{
	int flags = flags_for(mapping);
	void *at = (void *)SEEN(mmap((void *)mapping->address, mapping->length, mapping->protection,
				     flags, mapping->fd, (off_t)mapping->offset),
				SYS_mmap, mapping->address, mapping->length,
				(unsigned long)mapping->protection, (unsigned long)flags,
				(unsigned long)mapping->fd, mapping->offset);

	if (at == MAP_FAILED)
		return -errno;
	if (mapping->address && (uintptr_t)at != mapping->address) {
		/* Before Linux 4.17 the flag is not known and the address but a wish. */
		mapping_drop((uintptr_t)at, mapping->length);
		return -EEXIST;
	}
	*start = (uintptr_t)at;
	return 0;
}

int
mapping_alias(uintptr_t start, uint64_t length, uintptr_t *alias)
{
	void *at = (void *)SEEN(mremap((void *)start, 0, length, MREMAP_MAYMOVE), SYS_mremap, start,
				0, length, MREMAP_MAYMOVE);

	if (at == MAP_FAILED)
		return -errno;
	*alias = (uintptr_t)at;
	return 0;
}

int
mapping_in_core(uintptr_t start, size_t count, unsigned char *there)
{
	int result = answer(SEEN(mincore((void *)start, count * base_page_size(), there),
				 SYS_mincore, start, count * base_page_size()));

	for (size_t i = 0; !result && i < count; i++)
		there[i] &= 1;
	return result;
}

int
mapping_drop(uintptr_t start, uint64_t length)
{
	return answer(SEEN(munmap((void *)start, length), SYS_munmap, start, length));
}

int
mapping_protect(uintptr_t start, uint64_t length, int protection)
{
	return answer(SEEN(mprotect((void *)start, length, protection), SYS_mprotect, start, length,
			   (unsigned long)protection));
}

/* The system calls themselves: where memtoy is built with sanitizers, mlock(3) and munlock(3) are
 * replaced by functions that do nothing. */
int
mapping_lock(uintptr_t start, uint64_t length)
{
	return answer(SEEN(syscall(SYS_mlock, start, length), SYS_mlock, start, length));
}

int
mapping_unlock(uintptr_t start, uint64_t length)
{
	return answer(SEEN(syscall(SYS_munlock, start, length), SYS_munlock, start, length));
}

int
mapping_advise(uintptr_t start, uint64_t length, int advice)
{
	int result;

	access_accuse(advice == MADV_HWPOISON);
	result = answer(SEEN(madvise((void *)start, length, advice), SYS_madvise, start, length,
			     (unsigned long)advice));
	access_accuse(false);
	return result;
}
