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
#include "memory/mkfs.h"
#include "memory/scratch.h"

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

int
scratch_check(int type, const char *device, struct error *error)
{
	static const struct scratches none = { 0 };

	return mkfs_check(type, choose_device(&none, device), mkfs_least(type), error);
}

static int
mount_scratch(const struct scratch *scratch, struct error *error)
{
	int result = filesystem_mount(scratch->device ? scratch->device : "memtoy", scratch->folder,
				      mkfs_name(scratch->type), scratch->options);

	if (result)
		error_refused(error, -result, "cannot mount %s with '%s'", mkfs_name(scratch->type),
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
			return error_refused(error, -scratch->loop,
					     "cannot have a loop device over a file in '%s'",
					     temporary_folder());
		}
	}
	scratch->device = text_take(&path);
	disk_look(scratch->device, &size, &scratch->number);
	return mkfs_make(scratch->type, scratch->device, scratch->size, error);
}

static char *
options_of(const struct scratch_wish *wish, uint64_t size)
{
	struct text options = { 0 };

	text_add(&options, "%s", mkfs_options(wish->type));
	if (!mkfs_on_disk(wish->type) && size)
		text_add(&options, "size=%" PRIu64, size);
	if (wish->options)
		text_add(&options, "%s%s", options.length ? "," : "", wish->options);
	return text_take(&options);
}

int
scratch_make(struct scratches *scratches, struct keeper *keeper, const struct scratch_wish *wish,
	     struct error *error)
{
	uint64_t size = wish->size ? wish->size : mkfs_least(wish->type);
	const char *device = choose_device(scratches, wish->device);
	struct scratch scratch = { .type = wish->type, .size = size, .loop = -1 };
	int result = mkfs_check(wish->type, device, size, error);

	if (result)
		return result;
	scratch.name = xstrdup(wish->name);
	scratch.options = options_of(wish, size);
	if (mkfs_on_disk(wish->type))
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
