/* userfaultfd(2): being told of faults.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/userfault.h"

int
userfault_open(void)
{
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_SIGBUS };
	long fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	int result;

	if (fd < 0 && errno == EPERM)
		fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	if (fd < 0)
		return -errno;
	if (ioctl((int)fd, UFFDIO_API, &api) == 0)
		return (int)fd;
	result = -errno;
	close((int)fd);
	return result;
}

static int
watch(int fd, uintptr_t start, uint64_t length, uint64_t mode)
{
	struct uffdio_register request = { .range = { start, length }, .mode = mode };

	return ioctl(fd, UFFDIO_REGISTER, &request) < 0 ? -errno : 0;
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

	if (!result && ioctl(fd, UFFDIO_WRITEPROTECT, &marks) < 0)
		result = -errno;
	return result;
}

int
userfault_forget(int fd, uintptr_t start, uint64_t length)
{
	struct uffdio_range range = { start, length };

	return ioctl(fd, UFFDIO_UNREGISTER, &range) < 0 ? -errno : 0;
}
