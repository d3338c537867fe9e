/* The files that words of a command line name.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/paths.h"
#include "base/xalloc.h"

static bool
is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static int
has_a_place(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && entry->d_name[length - 1] != '~';
}

/* Takes 'path'. */
static void
add_file(struct paths *paths, char *path)
{
	paths->list = xgrow(paths->list, &paths->capacity, paths->count + 1, sizeof(*paths->list));
	paths->list[paths->count++] = path;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
add_folder(struct paths *paths, const char *folder)
{
	size_t before = paths->count, length = strlen(folder);
	struct dirent **entries = NULL;
	int count;

	while (length > 1 && folder[length - 1] == '/')
		length--;
	count = scandir(folder, &entries, has_a_place, by_name);
	for (int i = 0; i < count; i++) {
		char *path = xasprintf("%.*s/%s", (int)length, folder, entries[i]->d_name);

		if (is_folder(path))
			free(path);
		else
			add_file(paths, path);
		free(entries[i]);
	}
	free(entries);
	if (paths->count == before)
		add_file(paths, xstrdup(folder));
}

void
paths_add(struct paths *paths, const char *path)
{
	if (is_folder(path))
		add_folder(paths, path);
	else
		add_file(paths, xstrdup(path));
}

const char *
paths_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

const char *
paths_name(const struct paths *paths, size_t number)
{
	const char *path = paths->list[number], *name = paths_last(path);

	for (size_t i = 0; i < paths->count; i++)
		if (strcmp(paths->list[i], path) != 0 &&
		    strcmp(paths_last(paths->list[i]), name) == 0)
			return path;
	return name;
}

void
paths_release(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->list[i]);
	free(paths->list);
	*paths = (struct paths){ 0 };
}
