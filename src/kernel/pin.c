/* References to pages that keep them from migrating.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "kernel/mapping.h"
#include "kernel/pin.h"
#include "kernel/seen.h"

const struct keyword pin_ways[] = {
	{ "vmsplice", PIN_VMSPLICE, false, "into a pipe" },
	{ "io_uring", PIN_IO_URING, false, "as fixed buffers of an io_uring" },
	{ "direct", PIN_DIRECT, false, "by a write with O_DIRECT that is under way" },
	{ 0 },
};

/* What a pipe may hold without privileges, unless somebody lowered it (pipe(7)). */
enum { PIPE_PAGES = 16 };

uint64_t
pin_most(enum pin_way way)
{
	if (way == PIN_DIRECT)
		return pin_direct_most();
	/* The kernel takes no larger buffer of an io_uring. */
	return way == PIN_VMSPLICE ? PIPE_PAGES * base_page_size() : (uint64_t)1 << 30;
}

static int
pin_by_vmsplice(uintptr_t start, uint64_t length)
{
	struct iovec pages = { (void *)start, length };
	int ends[2], result = 0;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	while (pages.iov_len && !result) {
		ssize_t taken =
			SEEN(vmsplice(ends[1], &pages, 1, SPLICE_F_NONBLOCK), SYS_vmsplice,
			     (unsigned long)ends[1], (unsigned long)&pages, 1, SPLICE_F_NONBLOCK);

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

int
pin_take(enum pin_way way, uintptr_t start, uint64_t length, const char *directory, struct pin *pin)
{
	*pin = (struct pin){ .way = way, .fd = -1 };
	if (way == PIN_DIRECT)
		return pin_by_direct(start, length, directory, &pin->direct);
	pin->fd = way == PIN_VMSPLICE ? pin_by_vmsplice(start, length) : pin_by_ring(start, length);
	return pin->fd < 0 ? pin->fd : 0;
}

void
pin_drop(struct pin *pin)
{
	if (pin->way == PIN_DIRECT)
		pin_direct_drop(pin->direct);
	else if (pin->way == PIN_IO_URING)
		pin_ring_drop(pin->fd);
	else
		SEEN(close(pin->fd), SYS_close, (unsigned long)pin->fd);
}

void
pin_disown(struct pin *pin)
{
	if (pin->way == PIN_DIRECT)
		pin_direct_disown(pin->direct);
	else
		close(pin->fd);
}
