/* userfaultfd(2): being told of faults.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/seen.h"
#include "kernel/userfault.h"

static int
open_with(int flags, uint64_t features)
{
	struct uffdio_api api = { .api = UFFD_API, .features = features };
	int fd, result;

	flags |= O_CLOEXEC;
	fd = (int)SEEN(syscall(SYS_userfaultfd, flags), SYS_userfaultfd, (unsigned long)flags);
	if (fd < 0)
		return -errno;
	if (SEEN(ioctl(fd, UFFDIO_API, &api), SYS_ioctl, (unsigned long)fd, UFFDIO_API, features) ==
	    0)
		return fd;
	result = -errno;
	userfault_close(fd);
	return result;
}

int
userfault_open(void)
{
	int fd = open_with(0, UFFD_FEATURE_SIGBUS);

	return fd == -EPERM ? open_with(UFFD_USER_MODE_ONLY, UFFD_FEATURE_SIGBUS) : fd;
}

/* Only where reading does not wait does poll(2) tell of faults. */
int
userfault_open_waiting(void)
{
	return open_with(O_NONBLOCK, 0);
}

static int
watch(int fd, uintptr_t start, uint64_t length, uint64_t mode)
{
	struct uffdio_register request = { .range = { start, length }, .mode = mode };

	return SEEN(ioctl(fd, UFFDIO_REGISTER, &request), SYS_ioctl, (unsigned long)fd,
		    UFFDIO_REGISTER, start, length, mode) < 0
		       ? -errno
		       : 0;
}

int
userfault_watch_missing(int fd, uintptr_t start, uint64_t length)
{
	return watch(fd, start, length, UFFDIO_REGISTER_MODE_MISSING);
}

int
userfault_watch_writes(int fd, uintptr_t start, uint64_t length)
{
	struct uffdio_writeprotect marks = { .range = { start, length },
					     .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	int result = watch(fd, start, length, UFFDIO_REGISTER_MODE_WP);

	if (!result && SEEN(ioctl(fd, UFFDIO_WRITEPROTECT, &marks), SYS_ioctl, (unsigned long)fd,
			    UFFDIO_WRITEPROTECT, start, length, marks.mode) < 0)
		result = -errno;
	return result;
}

int
userfault_forget(int fd, uintptr_t start, uint64_t length)
{
	struct uffdio_range range = { start, length };

	return SEEN(ioctl(fd, UFFDIO_UNREGISTER, &range), SYS_ioctl, (unsigned long)fd,
		    UFFDIO_UNREGISTER, start, length) < 0
		       ? -errno
		       : 0;
}

void
userfault_close(int fd)
{
	SEEN(close(fd), SYS_close, (unsigned long)fd);
}
