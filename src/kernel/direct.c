/* Transfers between memory and a file that pass the page cache by: O_DIRECT.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/text.h"
#include "kernel/direct.h"

enum { TRIAL = 64 << 10, PIECE = 1 << 20, ALIGNMENT = 4096 };

int
direct_write(int file, uintptr_t start, uint64_t length, uint64_t offset)
{
	ssize_t done = pwrite(file, (const void *)start, length, (off_t)offset);

	if (done < 0)
		return -errno;
	return (uint64_t)done == length ? 0 : -EIO;
}

int
direct_read(int file, uintptr_t start, uint64_t length, uint64_t offset)
{
	ssize_t done = pread(file, (void *)start, length, (off_t)offset);

	if (done < 0)
		return -errno;
	return (uint64_t)done == length ? 0 : -EIO;
}

int
direct_blank(int file, uint64_t offset, uint64_t length)
{
	void *zeros = NULL;
	int result = -posix_memalign(&zeros, ALIGNMENT, PIECE);

	if (!result)
		memset(zeros, 0, PIECE);
	for (uint64_t done = 0; !result && done < length; done += PIECE) {
		uint64_t left = length - done;

		result = direct_write(file, (uintptr_t)zeros, left < PIECE ? left : PIECE,
				      offset + done);
	}
	free(zeros);
	return result;
}

int
direct_pieces(int file, uint64_t offset, uint64_t length)
{
	struct fiemap map = { .fm_start = offset, .fm_length = length };

	if (ioctl(file, FS_IOC_FIEMAP, &map) < 0)
		return errno == EOPNOTSUPP || errno == ENOTTY ? 0 : -errno;
	return (int)map.fm_mapped_extents;
}

/* Not every file system has unnamed files. */
static int
make_unlinked(const char *directory)
{
	int file = open(directory, O_TMPFILE | O_RDWR | O_DIRECT | O_CLOEXEC, 0600);
	struct text path = { 0 };

	if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return file < 0 ? -errno : file;
	text_add(&path, "%s/memtoy-XXXXXX", directory);
	file = mkostemp(path.bytes, O_DIRECT | O_CLOEXEC);
	if (file < 0)
		file = -errno;
	else
		unlink(path.bytes);
	text_release(&path);
	return file;
}

/* A transfer each way, of memory that is in nobody's way. */
static int
try_transfer(int file)
{
	void *buffer = NULL;
	int result = -posix_memalign(&buffer, ALIGNMENT, TRIAL);

	if (!result) {
		memset(buffer, 0, TRIAL);
		result = direct_write(file, (uintptr_t)buffer, TRIAL, 0);
	}
	if (!result)
		result = direct_read(file, (uintptr_t)buffer, TRIAL, 0);
	free(buffer);
	return result;
}

/* Not every file system has room set apart; there it is written. */
static int
reserve(int file, uint64_t length)
{
	if (fallocate(file, 0, 0, (off_t)length) == 0)
		return 0;
	return errno == EOPNOTSUPP ? direct_blank(file, 0, length) : -errno;
}

static int
make_in(const char *directory, uint64_t length)
{
	struct statfs system;
	int file, result = 0;

	if (statfs(directory, &system) < 0)
		return -errno;
	if (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC)
		return -EOPNOTSUPP;
	file = make_unlinked(directory);
	if (file < 0)
		return file;
	result = reserve(file, length > TRIAL ? length : TRIAL);
	if (!result)
		result = try_transfer(file);
	if (!result)
		return file;
	close(file);
	return result;
}

int
direct_make(const char *directory, uint64_t length)
{
	const char *const usual[] = { getenv("TMPDIR"), "/var/tmp", "/tmp", "." };
	int file = -EOPNOTSUPP;

	if (directory)
		return make_in(directory, length);
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual) && file < 0; i++)
		if (usual[i])
			file = make_in(usual[i], length);
	return file;
}
