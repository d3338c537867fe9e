/* Block devices: what is on them, what was written to them, and files in their place.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/disk.h"
#include "kernel/file.h"
#include "kernel/filesystem.h"
#include "kernel/seen.h"

/* Where a file system has its magic bytes, and its label. */
static const struct {
	size_t magic_at, label_at;
	const char *magic;
} signatures[] = {
	{ 0x438, 0x478, "\x53\xef" }, /* ext2, ext3, ext4 */
	{ 0, 0x6c, "XFSB" },
	{ 0x10040, 0x1012b, "_BHRfS_M" }, /* btrfs */
};

/* File systems and partition tables begin in the first MiB, and some keep a copy at the end. */
enum { HEAD = 1 << 20, TAIL = 1 << 16 };

static bool
is_zero(const char *bytes, size_t count)
{
	return count == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0);
}

static bool
reads_zero(int fd, char *bytes, size_t count, uint64_t at)
{
	return pread(fd, bytes, count, (off_t)at) == (ssize_t)count && is_zero(bytes, count);
}

/* What its bytes say. */
static int
content_of(int fd, uint64_t size)
{
	char *bytes = xmalloc(HEAD);
	ssize_t got = pread(fd, bytes, HEAD, 0);
	unsigned ours = 0, foreign = 0;
	int content = DISK_FOREIGN;

	for (size_t i = 0; got == HEAD && i < sizeof(signatures) / sizeof(*signatures); i++) {
		size_t length = strlen(signatures[i].magic);

		if (memcmp(bytes + signatures[i].magic_at, signatures[i].magic, length) != 0)
			continue;
		if (strncmp(bytes + signatures[i].label_at, DISK_LABEL, sizeof(DISK_LABEL)) == 0)
			ours++;
		else
			foreign++;
	}
	if (got < 0)
		content = -errno;
	else if (ours && !foreign)
		content = DISK_OURS;
	else if (!foreign && got == HEAD && is_zero(bytes, HEAD) &&
		 (size < HEAD + TAIL || reads_zero(fd, bytes, TAIL, size - TAIL)))
		content = DISK_EMPTY;
	free(bytes);
	return content;
}

/* The folder of the kernel's that tells of a device. */
static char *
folder_of(dev_t number)
{
	return xasprintf("/sys/dev/block/%u:%u", major(number), minor(number));
}

static bool
has(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

/* Is it a partition, or does it have some? */
static bool
is_parted(dev_t number)
{
	char *folder = folder_of(number), *inner;
	bool parted = has(folder, "partition");
	DIR *list = opendir(folder);
	struct dirent *entry;

	while (list && !parted && (entry = readdir(list))) {
		inner = xasprintf("%s/partition", entry->d_name);
		parted = *entry->d_name != '.' && has(folder, inner);
		free(inner);
	}
	if (list)
		closedir(list);
	free(folder);
	return parted;
}

int
disk_look(const char *path, uint64_t *size, dev_t *number)
{
	struct stat status;
	int fd, content;

	if (stat(path, &status) < 0)
		return -errno;
	if (!S_ISBLK(status.st_mode))
		return -ENOTBLK;
	*number = status.st_rdev;
	/* Exclusively, which whoever uses it prevents. */
	fd = open(path, O_RDONLY | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		return errno == EBUSY ? DISK_IN_USE : -errno;
	if (ioctl(fd, BLKGETSIZE64, size) < 0)
		content = -errno;
	else
		content = is_parted(*number) ? DISK_PARTED : content_of(fd, *size);
	close(fd);
	return content;
}

int
disk_counters(dev_t number, uint64_t *sectors_read, uint64_t *sectors_written)
{
	struct text text = { 0 };
	char *folder = folder_of(number);
	int result = file_read(&text, "%s/stat", folder);

	/* Reads, merged, sectors, time; writes, merged, sectors. */
	if (!result && sscanf(text_string(&text), "%*u %*u %" SCNu64 " %*u %*u %*u %" SCNu64,
			      sectors_read, sectors_written) != 2)
		result = -EINVAL;
	text_release(&text);
	free(folder);
	return result;
}

int
loop_check(void)
{
	int fd;

	if (access("/sys/module/loop", F_OK) < 0)
		return module_at_hand("char-major-10-237") ? 0 : -ENODEV;
	fd = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int
nameless_file(const char *folder, uint64_t size)
{
	char *path = xasprintf("%s/memtoy-disk.XXXXXX", folder);
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0) {
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
	}
	free(path);
	if (fd < 0)
		return -errno;
	if (SEEN(ftruncate(fd, (off_t)size), SYS_ftruncate, (unsigned long)fd, size) == 0)
		return fd;
	close(fd);
	return -errno;
}

/* It lets go of its file by itself. */
static int
configure(int device, int file)
{
	struct loop_config config = {
		.fd = (unsigned)file,
		.info = { .lo_flags = LO_FLAGS_AUTOCLEAR, .lo_file_name = DISK_LABEL },
	};

	return SEEN(ioctl(device, LOOP_CONFIGURE, &config), SYS_ioctl, (unsigned long)device,
		    LOOP_CONFIGURE, (unsigned long)file) < 0
		       ? -errno
		       : 0;
}

/* The device with that number, over a file.  A descriptor; -EBUSY where somebody was faster. */
static int
loop_open(int number, int file, struct text *path)
{
	int fd, result;

	text_clear(path);
	text_add(path, "/dev/loop%d", number);
	fd = open(text_string(path), O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	result = configure(fd, file);
	if (!result)
		return fd;
	close(fd);
	return result;
}

int
loop_make(const char *folder, uint64_t size, struct text *path)
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), file, number, fd = -EBUSY;

	if (control < 0)
		return -errno;
	file = nameless_file(folder, size);
	for (int tries = 0; file >= 0 && fd == -EBUSY && tries < 16; tries++) {
		number = (int)SEEN(ioctl(control, LOOP_CTL_GET_FREE), SYS_ioctl,
				   (unsigned long)control, LOOP_CTL_GET_FREE);
		fd = number < 0 ? -errno : loop_open(number, file, path);
	}
	close(control);
	if (file < 0)
		return file;
	close(file);
	return fd;
}
