/* System calls as they are asked for.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/access.h"
#include "kernel/mapping.h"
#include "kernel/rawcall.h"
#include "kernel/seen.h"

long
raw_call(long number, const unsigned long arguments[RAW_ARGUMENTS])
{
	long result;

	access_accuse(number == SYS_madvise && arguments[2] == MADV_HWPOISON);
	result = SEEN(syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
			      arguments[4], arguments[5]),
		      number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
		      arguments[5]);
	access_accuse(false);
	return result < 0 ? -errno : result;
}

int
fenced_make(struct fenced *fenced, size_t size)
{
	size_t page = (size_t)base_page_size(), usable, aligned;

	if (__builtin_add_overflow(size, 2 * page, &usable))
		return -ENOMEM;
	aligned = (size + sizeof(long) - 1) & ~(sizeof(long) - 1);
	usable = (aligned + page - 1) & ~(page - 1);
	fenced->length = usable + page;
	fenced->mapping = mmap(NULL, fenced->length, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fenced->mapping == MAP_FAILED) {
		*fenced = (struct fenced){ 0 };
		return -errno;
	}
	mprotect((char *)fenced->mapping + usable, page, PROT_NONE);
	fenced->bytes = (char *)fenced->mapping + usable - aligned;
	return 0;
}

void
fenced_release(struct fenced *fenced)
{
	if (fenced->mapping)
		munmap(fenced->mapping, fenced->length);
	*fenced = (struct fenced){ 0 };
}

uintptr_t
fenced_end(const struct fenced *fenced)
{
	return (uintptr_t)fenced->mapping + fenced->length - base_page_size();
}
