/* The files that words of a command line name.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

#include <stddef.h>

/* All zero is an empty list.  The strings are the caller's. */
struct paths {
	const char **list;
	size_t count, capacity;
};

void paths_add(struct paths *paths, const char *path);

/* What to call the file: the last part of its path, or all of it where another file of the list has
 * the same last part. */
const char *paths_name(const struct paths *paths, size_t number);

/* The last part of a path. */
const char *paths_last(const char *path);

void paths_release(struct paths *paths);

#endif
