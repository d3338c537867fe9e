/* What to call the files that words of a command line name.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

/* The last part of a path. */
const char *paths_last(const char *path);

/* What to call 'path', one of 'paths', which end with NULL: its last part, or all of it where
 * another of them has the same last part. */
const char *paths_name(char *const *paths, const char *path);

#endif
