/* File systems made anew: which there can be, what each needs, and making it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/disk.h"
#include "kernel/filesystem.h"
#include "memory/mkfs.h"

enum { EXT2, EXT3, EXT4, XFS, BTRFS, TMPFS, HUGETLBFS };

const struct keyword mkfs_words[] = {
	{ "ext2", EXT2, false, "a disk" },
	{ "ext3", EXT3, false, "a disk" },
	{ "ext4", EXT4, false, "a disk" },
	{ "xfs", XFS, false, "a disk, 300m or more" },
	{ "btrfs", BTRFS, false, "a disk, 114m or more" },
	{ "tmpfs", TMPFS, false, "in memory" },
	{ "hugetlbfs", HUGETLBFS, false, "huge pages" },
	{ 0 },
};

/* 'words' are those of the program, before the device, with '#' for the size in KiB; 'size' is as
 * small as each can well be.  Nothing is to be written later on that need not be, neither by the
 * file system's own threads nor for the time of an access. */
#define EXT_WORDS "-q -F -L " DISK_LABEL " -b 4096 -m 0 -N 256 -E nodiscard,lazy_itable_init=0"
static const struct {
	const char *program, *words;
	bool size_last;
	uint64_t size;
	const char *options;
} types[] = {
	[EXT2] = { "mkfs.ext2", EXT_WORDS, true, 32 << 20, "noatime,lazytime" },
	[EXT3] = { "mkfs.ext3", EXT_WORDS, true, 32 << 20, "noatime,lazytime,commit=300" },
	[EXT4] = { "mkfs.ext4", EXT_WORDS, true, 32 << 20, "noatime,lazytime,commit=300" },
	[XFS] = { "mkfs.xfs", "-q -f -K -L " DISK_LABEL " -d size=#k", false, 300 << 20,
		  "noatime,lazytime" },
	[BTRFS] = { "mkfs.btrfs", "-q -f -K -L " DISK_LABEL " -m single -d single -b #k", false,
		    128 << 20, "noatime,lazytime,commit=300" },
	[TMPFS] = { NULL, NULL, false, 0, "" },
	[HUGETLBFS] = { NULL, NULL, false, 0, "" },
};

const char *
mkfs_name(int type)
{
	return keyword_name(mkfs_words, type);
}

bool
mkfs_on_disk(int type)
{
	return types[type].program != NULL;
}

uint64_t
mkfs_least(int type)
{
	return types[type].size;
}

const char *
mkfs_options(int type)
{
	return types[type].options;
}

static int
check_device(const char *device, uint64_t size, struct error *error)
{
	static const char *const why[] = {
		[DISK_FOREIGN] = "holds something that is not memtoy's",
		[DISK_PARTED] = "has partitions, or is one",
		[DISK_IN_USE] = "is in use: mounted, swapped to, or part of something",
	};
	uint64_t there = 0;
	dev_t number;
	int content = disk_look(device, &there, &number);

	if (content < 0)
		return error_refused(error, -content, "cannot use '%s'", quote(device).text);
	if (content != DISK_EMPTY && content != DISK_OURS) {
		error_note(error, EBUSY, "'%s' %s, and a scratch would write over it",
			   quote(device).text, why[content]);
		error_hint(error, content == DISK_FOREIGN ? "device= of an empty disk, or wipe it"
							  : "device= of a disk that is not used");
		return -EBUSY;
	}
	if (there < size)
		return error_note(error, ENOSPC,
				  "'%s' has %" PRIu64 " MiB, and %" PRIu64 " are needed",
				  quote(device).text, there >> 20, size >> 20);
	return 0;
}

static int
check_loop(struct error *error)
{
	int result = loop_check();

	if (!result)
		return 0;
	error_refused(error, -result, "no disk to put it on: cannot have a loop device");
	error_hint(error, "device=<disk>, or MEMTOY_SCRATCH in the environment");
	return result;
}

int
mkfs_check(int type, const char *device, uint64_t size, struct error *error)
{
	struct text program = { 0 };
	const char *needed = types[type].program;
	int result = filesystem_mountable();

	if (!filesystem_known(mkfs_name(type)))
		return error_note(error, ENODEV, "this kernel has no %s, and no module for it",
				  mkfs_name(type));
	if (result) {
		error_refused(error, -result, "cannot mount a file system");
		error_hint(error, "run as root: mounting needs CAP_SYS_ADMIN");
		return result;
	}
	if (needed && !program_find(needed, &program))
		result = error_note(error, ENOENT, "the program %s is not here", needed);
	text_release(&program);
	if (!result && needed)
		result = device ? check_device(device, size, error) : check_loop(error);
	return result;
}

/* The words of the program's command line; '*words' holds them. */
static void
add_words(char **arguments, size_t most, const char *form, uint64_t size, char **words)
{
	struct text text = { 0 };
	char *rest;
	size_t count = 0;

	for (; *form; form++)
		if (*form == '#')
			text_add(&text, "%" PRIu64, size >> 10);
		else
			text_add_char(&text, *form);
	*words = rest = text_take(&text);
	while (count < most && (arguments[count] = strsep(&rest, " ")))
		count++;
}

int
mkfs_make(int type, const char *device, uint64_t size, struct error *error)
{
	enum { MOST = 24 };
	char *arguments[MOST + 4] = { 0 }, *words, *line;
	char *blocks = xasprintf("%" PRIu64 "k", size >> 10);
	struct text program = { 0 }, said = { 0 };
	size_t count = 1;
	int result;

	program_find(types[type].program, &program);
	arguments[0] = program.bytes;
	add_words(arguments + 1, MOST, types[type].words, size, &words);
	while (arguments[count])
		count++;
	arguments[count++] = (char *)device;
	if (types[type].size_last)
		arguments[count] = blocks;
	result = program_run(arguments, &said);
	/* Its first line says what is wrong, without those that tell how to use it. */
	line = text_take(&said);
	line[strcspn(line, "\n")] = '\0';
	if (result)
		error_note(error, -result, "%s failed: %s", types[type].program, quote(line).text);
	free(line);
	text_release(&program);
	free(words);
	free(blocks);
	return result;
}
