/* The objects behind mappings: SysV segments, tmpfs and memory files, regular files.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/memfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "kernel/seen.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447 /* Linux 5.14; the same number everywhere */
#endif

static int
answer(long result)
{
	return result < 0 ? -errno : 0;
}

int
sysv_make(uint64_t length, uint64_t huge, int *id, uintptr_t *holder)
{
	int flags = IPC_CREAT | 0600, result;

	if (huge)
		flags |= SHM_HUGETLB | __builtin_ctzll(huge) << MAP_HUGE_SHIFT;
	*id = (int)SEEN(shmget(IPC_PRIVATE, length, flags), SYS_shmget, IPC_PRIVATE, length,
			(unsigned long)flags);
	if (*id < 0)
		return -errno;
	result = sysv_attach(*id, true, holder);
	if (SEEN(shmctl(*id, IPC_RMID, NULL), SYS_shmctl, (unsigned long)*id, IPC_RMID) == 0 ||
	    result)
		return result;
	/* What could not be marked would stay behind: it is not taken. */
	result = -errno;
	sysv_detach(*holder);
	*holder = 0;
	*id = -1;
	return result;
}

int
sysv_attach(int id, bool read_only, uintptr_t *start)
{
	int flags = read_only ? SHM_RDONLY : 0;
	void *at = (void *)SEEN(shmat(id, NULL, flags), SYS_shmat, (unsigned long)id, 0,
				(unsigned long)flags);

	if (at == (void *)-1)
		return -errno;
	*start = (uintptr_t)at;
	return 0;
}

int
sysv_detach(uintptr_t start)
{
	return answer(SEEN(shmdt((void *)start), SYS_shmdt, start));
}

int
sysv_lock(int id, bool lock)
{
	int action = lock ? SHM_LOCK : SHM_UNLOCK;

	return answer(SEEN(shmctl(id, action, NULL), SYS_shmctl, (unsigned long)id,
			   (unsigned long)action, 0));
}

/* Give the file its length, or close it again. */
static int
sized(int fd, uint64_t length)
{
	int result;

	if (fd < 0)
		return -errno;
	if (SEEN(ftruncate(fd, (off_t)length), SYS_ftruncate, (unsigned long)fd, length) == 0)
		return fd;
	result = -errno;
	close(fd);
	return result;
}

int
tmpfs_make(const char *directory, uint64_t length)
{
	struct statfs fs;
	int folder = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		return -errno;
	close(folder);
	if (statfs(directory, &fs) < 0)
		return -errno;
	if (fs.f_type != TMPFS_MAGIC)
		return -ENODEV;
	return sized(open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), length);
}

static long
configure(int context, unsigned command, const char *key, const char *value)
{
	return SEEN(fsconfig(context, command, key, value, 0), SYS_fsconfig, (unsigned long)context,
		    command, (unsigned long)key, (unsigned long)value);
}

/* A mount of tmpfs that is in nobody's tree; it lives as long as its descriptor or a file on it. */
static int
detached_tmpfs(const char *when)
{
	int mount = -1, context = (int)SEEN(fsopen("tmpfs", FSOPEN_CLOEXEC), SYS_fsopen,
					    (unsigned long)"tmpfs", FSOPEN_CLOEXEC);
	int failed;

	if (context < 0)
		return -errno;
	failed = configure(context, FSCONFIG_SET_STRING, "huge", when) ||
		 configure(context, FSCONFIG_CMD_CREATE, NULL, NULL);
	if (!failed)
		mount = (int)SEEN(fsmount(context, FSMOUNT_CLOEXEC, 0), SYS_fsmount,
				  (unsigned long)context, FSMOUNT_CLOEXEC, 0);
	failed = errno;
	close(context);
	return mount < 0 ? -failed : mount;
}

int
tmpfs_make_huge(const char *when, uint64_t length)
{
	int mount = detached_tmpfs(when);
	int fd;

	if (mount < 0)
		return mount;
	fd = sized(openat(mount, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), length);
	close(mount);
	return fd;
}

int
memfd_make(const char *name, uint64_t length, uint64_t huge)
{
	unsigned flags = MFD_CLOEXEC;

	if (huge)
		flags |= MFD_HUGETLB | (unsigned)__builtin_ctzll(huge) << MFD_HUGE_SHIFT;
	return sized(
		(int)SEEN(memfd_create(name, flags), SYS_memfd_create, (unsigned long)name, flags),
		length);
}

int
secret_make(uint64_t length)
{
	return sized((int)SEEN(syscall(SYS_memfd_secret, O_CLOEXEC), SYS_memfd_secret, O_CLOEXEC),
		     length);
}

int
backing_full_path(const char *path, struct text *full)
{
	const char *slash = strrchr(path, '/');
	char *parent = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	char *folder = parent ? realpath(parent, NULL) : NULL;
	struct stat status;
	int result = folder ? 0 : -errno;

	if (!result && lstat(path, &status) == 0)
		result = -EEXIST;
	if (!result)
		text_add(full, "%s/%s", folder, slash ? slash + 1 : path);
	free(parent);
	free(folder);
	return result;
}

int
backing_create(const char *path, uint64_t length)
{
	int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600), result;
	struct statfs fs;

	if (fd < 0)
		return -errno;
	/* On hugetlbfs it takes whole pages. */
	if (fstatfs(fd, &fs) == 0 && fs.f_type == HUGETLBFS_MAGIC && length % (uint64_t)fs.f_bsize)
		length += (uint64_t)fs.f_bsize - length % (uint64_t)fs.f_bsize;
	result = sized(fd, length);
	if (result < 0)
		unlink(path);
	else
		close(fd);
	return result < 0 ? result : 0;
}

/* The pages of a file on hugetlbfs are huge: its block size tells how large. */
static uint64_t
page_size_of(int fd, const struct stat *status)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) == 0 && fs.f_type == HUGETLBFS_MAGIC)
		return (uint64_t)status->st_blksize;
	return base_page_size();
}

static int
open_best(const char *path, bool *writable)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	*writable = fd >= 0;
	if (fd < 0 && (errno == EACCES || errno == EROFS || errno == ETXTBSY || errno == EPERM))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int
backing_open(const char *path, bool *writable, uint64_t *size, uint64_t *page_size)
{
	struct stat status;
	int fd;

	/* Looked at before it is opened: to open a device or a FIFO can have effects, or wait. */
	if (stat(path, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return S_ISDIR(status.st_mode) ? -EISDIR : -ENODEV;
	fd = open_best(path, writable);
	if (fd < 0)
		return fd;
	*size = (uint64_t)status.st_size;
	*page_size = page_size_of(fd, &status);
	return fd;
}

bool
backing_keeps_policy(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && (fs.f_type == TMPFS_MAGIC || fs.f_type == HUGETLBFS_MAGIC);
}

dev_t
backing_device(int fd)
{
	struct stat status;

	return fstat(fd, &status) < 0 ? 0 : status.st_dev;
}

int
backing_path(int fd, struct text *path)
{
	char link[64], bytes[4096];
	struct stat status;
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, bytes, sizeof(bytes));
	if (length < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (length == (ssize_t)sizeof(bytes))
		return -ENAMETOOLONG;
	if (!status.st_nlink)
		return -ENOENT;
	text_add_bytes(path, bytes, (size_t)length);
	return 0;
}

int
backing_sync(int fd, uint64_t offset, uint64_t length, bool start)
{
	unsigned flags = SYNC_FILE_RANGE_WRITE;

	if (!start)
		flags |= SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WAIT_AFTER;
	if (SEEN(sync_file_range(fd, (off_t)offset, (off_t)length, flags), SYS_sync_file_range,
		 (unsigned long)fd, offset, length, flags) < 0)
		return -errno;
	/* Where on the disk it is has to be written too. */
	return start || SEEN(fdatasync(fd), SYS_fdatasync, (unsigned long)fd) == 0 ? 0 : -errno;
}

uint64_t
backing_size(int fd)
{
	struct stat status;

	return fstat(fd, &status) < 0 ? 0 : (uint64_t)status.st_size;
}
