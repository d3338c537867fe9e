/* References to pages that keep them from migrating.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "kernel/mapping.h"
#include "kernel/pin.h"

/* What a pipe may hold without privileges, unless somebody lowered it (pipe(7)). */
enum { PIPE_PAGES = 16 };

uint64_t
pin_most(void)
{
	return PIPE_PAGES * base_page_size();
}

int
pin_by_vmsplice(uintptr_t start, uint64_t length)
{
	struct iovec pages = { (void *)start, length };
	int ends[2], result = 0;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	while (pages.iov_len && !result) {
		ssize_t taken = vmsplice(ends[1], &pages, 1, SPLICE_F_NONBLOCK);

		if (taken < 0 && errno != EINTR)
			result = -errno;
		pages.iov_base = (char *)pages.iov_base + (taken > 0 ? taken : 0);
		pages.iov_len -= taken > 0 ? (size_t)taken : 0;
	}
	close(ends[1]);
	if (!result)
		return ends[0];
	close(ends[0]);
	return result;
}
