/* Mappings of device memory itself (DAX): of files on persistent memory, and of DAX devices.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/dax.h"

/* By its link in /proc a file is found that was unlinked, or is
 * in another's name space; who may not follow it takes the name. */
static bool
look(pid_t pid, const struct maps_entry *entry, struct statx *found)
{
	char *owner = pid ? xasprintf("%d", (int)pid) : xstrdup("self");
	char *link = xasprintf("/proc/%s/map_files/%" PRIxPTR "-%" PRIxPTR, owner, entry->start,
			       entry->end);
	const int flags = AT_STATX_DONT_SYNC;
	bool seen = statx(AT_FDCWD, link, flags, STATX_TYPE, found) == 0 ||
		    statx(AT_FDCWD, entry->path, flags, STATX_TYPE, found) == 0;

	free(link);
	free(owner);
	return seen;
}

static bool
is_dax_device(const struct statx *file)
{
	char *link = xasprintf("/sys/dev/char/%u:%u/subsystem", file->stx_rdev_major,
			       file->stx_rdev_minor);
	char target[256];
	ssize_t length = readlink(link, target, sizeof(target) - 1);

	free(link);
	target[length > 0 ? length : 0] = '\0';
	return length > 4 && strcmp(target + length - 4, "/dax") == 0;
}

bool
dax_maps(pid_t pid, const struct maps_entry *entry)
{
	struct statx file;

	if (*entry->path != '/' || !look(pid, entry, &file))
		return false;
	return file.stx_attributes & STATX_ATTR_DAX ||
	       (S_ISCHR(file.stx_mode) && is_dax_device(&file));
}

struct search {
	pid_t pid;
	uintptr_t address;
	bool found;
};

static int
take(const struct maps_entry *entry, void *argument)
{
	struct search *search = argument;

	if (search->address >= entry->end)
		return 0;
	search->found = search->address >= entry->start && dax_maps(search->pid, entry);
	return 1;
}

bool
dax_maps_at(pid_t pid, uintptr_t address)
{
	struct search search = { pid, address, false };

	maps_visit(pid, take, &search);
	return search.found;
}
