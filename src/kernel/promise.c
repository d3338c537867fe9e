/* The steps that put a machine back, carried out by the keeper.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/swap.h>
#include <time.h>
#include <unistd.h>

#include "kernel/cpusets.h"
#include "kernel/file.h"
#include "kernel/promise.h"

typedef int promise_step(const char *path, const char *value);

static int
step_write(const char *path, const char *value)
{
	return file_write(path, value);
}

/* A block of memory that is on line already refuses to go there, and the same off line. */
static int
step_memory(const char *path, const char *value)
{
	struct text state = { 0 };
	int result = file_read(&state, "%s", path);

	if (!result && strncmp(text_string(&state), value, 2) != 0)
		result = file_write(path, value);
	text_release(&state);
	return result;
}

/* ENODEV: the kernel cannot choose weights by itself. */
static int
step_weight(const char *path, const char *value)
{
	struct text now = { 0 };
	int result = file_read(&now, "%s", path);
	size_t length = strlen(value);

	if (!result &&
	    (strncmp(text_string(&now), value, length) != 0 || text_string(&now)[length] != '\n'))
		result = file_write(path, value);
	text_release(&now);
	return result == -ENOENT || result == -ENODEV ? 0 : result;
}

static int
step_unlink(const char *path, const char *value)
{
	(void)value;
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

static int
step_rmdir(const char *path, const char *value)
{
	(void)value;
	return rmdir(path) < 0 && errno != ENOENT ? -errno : 0;
}

/* EINVAL: nothing is mounted there any more. */
static int
step_unmount(const char *path, const char *value)
{
	(void)value;
	return umount2(path, UMOUNT_NOFOLLOW) < 0 && errno != ENOENT && errno != EINVAL ? -errno
											: 0;
}

/* ENXIO: it has no file. */
static int
step_detach_loop(const char *path, const char *value)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), result = 0;

	(void)value;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (ioctl(fd, LOOP_CLR_FD, 0) < 0 && errno != ENXIO)
		result = -errno;
	close(fd);
	return result;
}

/* EINVAL: it is not swapped to. */
static int
step_swapoff(const char *path, const char *value)
{
	(void)value;
	return swapoff(path) < 0 && errno != EINVAL && errno != ENOENT ? -errno : 0;
}

/* EBUSY: it is swapped to already. */
static int
step_swapon(const char *path, const char *value)
{
	int flags = *value ? SWAP_FLAG_PREFER | (atoi(value) & SWAP_FLAG_PRIO_MASK) : 0;

	return swapon(path, flags) < 0 && errno != EBUSY ? -errno : 0;
}

/* The first page of it becomes zeros: what was there before it was marked as swap. */
static int
step_blank(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), result = 0;
	static const char zeros[1 << 16];
	ssize_t length = sysconf(_SC_PAGESIZE);

	(void)value;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (pwrite(fd, zeros, (size_t)length, 0) != length || fsync(fd) < 0)
		result = errno ? -errno : -EIO;
	close(fd);
	return result;
}

/* 'patient': what is busy now may be free in a moment, when processes that died have left it. */
static const struct {
	const char *verb;
	promise_step *step;
	bool patient;
} kinds[PROMISE_KINDS] = {
	[PROMISE_WRITE] = { "write", step_write, true },
	[PROMISE_MEMORY] = { "write", step_memory, true },
	[PROMISE_WEIGHT] = { "write", step_weight, false },
	[PROMISE_UNLINK] = { "remove", step_unlink, false },
	[PROMISE_RMDIR] = { "remove", step_rmdir, true },
	[PROMISE_CPUSET] = { "leave and remove", cpuset_remove, true },
	[PROMISE_UNMOUNT] = { "unmount", step_unmount, true },
	[PROMISE_DETACH_LOOP] = { "detach", step_detach_loop, true },
	[PROMISE_SWAPOFF] = { "swap off", step_swapoff, false },
	[PROMISE_BLANK] = { "blank", step_blank, false },
	[PROMISE_SWAPON] = { "swap on", step_swapon, false },
};

int
promise_carry_out(enum promise_kind kind, const char *path, const char *value)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	int result = kinds[kind].step(path, value);

	for (int tries = 0; result == -EBUSY && kinds[kind].patient && tries < 500; tries++) {
		nanosleep(&moment, NULL);
		result = kinds[kind].step(path, value);
	}
	return result;
}

const char *
promise_verb(enum promise_kind kind)
{
	return kinds[kind].verb;
}

void
promise_tell(enum promise_kind kind, const char *path, int result, promise_broken *failed,
	     void *context)
{
	struct error error = { 0 };

	error_refused(&error, -result, "cannot put the machine back: cannot %s '%s'",
		      kinds[kind].verb, path);
	failed(&error, context);
	error_clear(&error);
}
