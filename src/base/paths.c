/* The files that words of a command line name.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "base/xalloc.h"

void
paths_add(struct paths *paths, const char *path)
{
	paths->list = xgrow(paths->list, &paths->capacity, paths->count + 1, sizeof(*paths->list));
	paths->list[paths->count++] = path;
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
	free(paths->list);
	*paths = (struct paths){ 0 };
}
