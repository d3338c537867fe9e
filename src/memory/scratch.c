/* Scratches: fresh file systems of our own.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/backing.h"
#include "kernel/disk.h"
#include "kernel/filesystem.h"
#include "kernel/promise.h"
#include "memory/scratch.h"

enum { EXT2, EXT3, EXT4, XFS, BTRFS, TMPFS, HUGETLBFS };

const struct keyword scratch_words[] = {
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

static const char *
type_name(int type)
{
	return keyword_name(scratch_words, type);
}

/* The device to take: the one that is named, else that of the environment, unless one of ours is on
 * it already; NULL: a loop device. */
static const char *
choose_device(const struct scratches *scratches, const char *given)
{
	const char *device = given ? given : getenv("MEMTOY_SCRATCH");

	if (!given && device && !*device)
		device = NULL;
	for (size_t i = 0; device && !given && i < scratches->count; i++)
		if (scratches->items[i].device && strcmp(scratches->items[i].device, device) == 0)
			return NULL;
	return device;
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

static int
check(int type, const char *device, uint64_t size, struct error *error)
{
	struct text program = { 0 };
	const char *needed = types[type].program;
	int result = filesystem_mountable();

	if (!filesystem_known(type_name(type)))
		return error_note(error, ENODEV, "this kernel has no %s, and no module for it",
				  type_name(type));
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

int
scratch_check(int type, const char *device, struct error *error)
{
	static const struct scratches none = { 0 };

	return check(type, choose_device(&none, device), types[type].size, error);
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

static int
make_filesystem(int type, const char *device, uint64_t size, struct error *error)
{
	enum { MOST = 24 };
	char *arguments[MOST + 4] = { 0 }, *words, *blocks = xasprintf("%" PRIu64 "k", size >> 10);
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
	if (result)
		error_note(error, -result, "%s failed: %s", types[type].program,
			   quote(text_string(&said)).text);
	text_release(&said);
	text_release(&program);
	free(words);
	free(blocks);
	return result;
}

static int
mount_scratch(const struct scratch *scratch, struct error *error)
{
	int result = filesystem_mount(scratch->device ? scratch->device : "memtoy", scratch->folder,
				      type_name(scratch->type), scratch->options);

	if (result)
		error_refused(error, -result, "cannot mount %s with '%s'", type_name(scratch->type),
			      quote(scratch->options).text);
	return result;
}

/* Make its folder and mount it there, with the promise to undo both. */
static int
put_up(struct scratch *scratch, struct keeper *keeper, struct error *error)
{
	int result;

	scratch->folder = folder_name();
	scratch->removing = keeper_promise(keeper, PROMISE_RMDIR, scratch->folder, "");
	if (scratch->removing < 0)
		return error_refused(error, -scratch->removing, "cannot promise to unmount it");
	result = folder_make(scratch->folder);
	if (result) {
		keeper_forget(keeper, scratch->removing);
		return error_refused(error, -result, "cannot make the folder '%s'",
				     scratch->folder);
	}
	scratch->unmounting = keeper_promise(keeper, PROMISE_UNMOUNT, scratch->folder, "");
	result = scratch->unmounting < 0 ? error_refused(error, -scratch->unmounting,
							 "cannot promise to unmount it")
					 : mount_scratch(scratch, error);
	if (!result)
		return filesystem_device(scratch->folder, &scratch->files);
	if (scratch->unmounting > 0)
		keeper_forget(keeper, scratch->unmounting);
	keeper_fulfil(keeper, scratch->removing);
	return result;
}

static void
release(struct scratch *scratch)
{
	if (scratch->loop >= 0)
		close(scratch->loop);
	free(scratch->name);
	free(scratch->folder);
	free(scratch->options);
	free(scratch->device);
}

/* Find it a device, and make the file system there. */
static int
lay_down(struct scratch *scratch, const char *device, struct error *error)
{
	struct text path = { 0 };
	uint64_t size;

	if (device) {
		text_add(&path, "%s", device);
	} else {
		scratch->loop = loop_make(temporary_folder(), scratch->size, &path);
		if (scratch->loop < 0) {
			text_release(&path);
			return error_refused(error, -scratch->loop, "cannot have a loop device");
		}
	}
	scratch->device = text_take(&path);
	disk_look(scratch->device, &size, &scratch->number);
	return make_filesystem(scratch->type, scratch->device, scratch->size, error);
}

static char *
options_of(const struct scratch_wish *wish, uint64_t size)
{
	struct text options = { 0 };

	text_add(&options, "%s", types[wish->type].options);
	if (!types[wish->type].program && size)
		text_add(&options, "size=%" PRIu64, size);
	if (wish->options)
		text_add(&options, "%s%s", options.length ? "," : "", wish->options);
	return text_take(&options);
}

int
scratch_make(struct scratches *scratches, struct keeper *keeper, const struct scratch_wish *wish,
	     struct error *error)
{
	bool on_disk = types[wish->type].program != NULL;
	uint64_t size = wish->size ? wish->size : types[wish->type].size;
	const char *device = choose_device(scratches, wish->device);
	struct scratch scratch = { .type = wish->type, .size = size, .loop = -1 };
	int result = check(wish->type, device, size, error);

	if (result)
		return result;
	scratch.name = xstrdup(wish->name);
	scratch.options = options_of(wish, size);
	if (on_disk)
		result = lay_down(&scratch, device, error);
	if (!result)
		result = put_up(&scratch, keeper, error);
	if (result) {
		release(&scratch);
		return result;
	}
	scratches->items = xgrow(scratches->items, &scratches->capacity, scratches->count + 1,
				 sizeof(*scratches->items));
	scratches->items[scratches->count++] = scratch;
	return 0;
}

struct scratch *
scratches_find(const struct scratches *scratches, const char *name, size_t length)
{
	for (size_t i = 0; i < scratches->count; i++)
		if (strlen(scratches->items[i].name) == length &&
		    memcmp(scratches->items[i].name, name, length) == 0)
			return &scratches->items[i];
	return NULL;
}

static bool
lies_on(const struct segment *segment, const struct scratch *scratch)
{
	return segment->fd >= 0 && backing_device(segment->fd) == scratch->files;
}

/* The segment that stands in the way of remounting, or NULL. */
static const struct segment *
hindrance(const struct scratch *scratch, const struct segments *segments, struct error *error)
{
	for (size_t i = 0; i < segments->count; i++) {
		const struct segment *segment = segments->items[i];
		struct text path = { 0 };
		int result;

		if (!lies_on(segment, scratch))
			continue;
		result = backing_path(segment->fd, &path);
		text_release(&path);
		if (!segment->mapped && !result)
			continue;
		error_note(error, EBUSY,
			   segment->mapped
				   ? "segment '%s' is mapped from '%s'"
				   : "segment '%s' is of a file on '%s' that has no name any more",
			   segment->name, scratch->name);
		error_hint(error, "%s %s", segment->mapped ? "unmap" : "remove", segment->name);
		return segment;
	}
	return NULL;
}

static int
open_again(struct segment *segment, const char *path)
{
	uint64_t size, page_size;

	segment->fd = backing_open(path, &segment->writable, &size, &page_size);
	return segment->fd < 0 ? segment->fd : 0;
}

int
scratch_remount(struct scratch *scratch, struct segments *segments, struct error *error)
{
	char **paths;
	int result;

	if (!scratch->device)
		return error_note(error, EINVAL,
				  "'%s' is in memory: unmounted, nothing of it stays",
				  scratch->name);
	if (hindrance(scratch, segments, error))
		return -EBUSY;
	paths = xcalloc(segments->count + 1, sizeof(*paths));
	for (size_t i = 0; i < segments->count; i++) {
		struct text path = { 0 };

		if (!lies_on(segments->items[i], scratch))
			continue;
		backing_path(segments->items[i]->fd, &path);
		close(segments->items[i]->fd);
		segments->items[i]->fd = -1;
		paths[i] = text_take(&path);
	}
	result = promise_carry_out(PROMISE_UNMOUNT, scratch->folder, "");
	if (result)
		error_refused(error, -result, "cannot unmount '%s'", scratch->name);
	else
		result = mount_scratch(scratch, error);
	if (!result)
		filesystem_device(scratch->folder, &scratch->files);
	for (size_t i = 0; i < segments->count; i++) {
		if (paths[i] && open_again(segments->items[i], paths[i]) && !result)
			result = error_note(error, EIO, "file '%s' is no longer there", paths[i]);
		free(paths[i]);
	}
	free(paths);
	return result;
}

int
scratch_end(struct scratches *scratches, struct scratch *scratch, struct keeper *keeper,
	    const struct segments *segments, struct error *error)
{
	size_t place = (size_t)(scratch - scratches->items);
	int result;

	for (size_t i = 0; i < segments->count; i++) {
		if (!lies_on(segments->items[i], scratch))
			continue;
		error_note(error, EBUSY, "segment '%s' is of a file on '%s'",
			   segments->items[i]->name, scratch->name);
		error_hint(error, "remove %s", segments->items[i]->name);
		return -EBUSY;
	}
	result = promise_carry_out(PROMISE_UNMOUNT, scratch->folder, "");
	if (result)
		return error_refused(error, -result, "cannot unmount '%s'", scratch->name);
	keeper_forget(keeper, scratch->unmounting);
	keeper_fulfil(keeper, scratch->removing);
	release(scratch);
	memmove(scratch, scratch + 1, (scratches->count - place - 1) * sizeof(*scratch));
	scratches->count--;
	return 0;
}

void
scratches_release(struct scratches *scratches)
{
	for (size_t i = 0; i < scratches->count; i++)
		release(&scratches->items[i]);
	free(scratches->items);
	*scratches = (struct scratches){ 0 };
}
