/* What to call the files that words of a command line name.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/paths.h"

const char *
paths_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

const char *
paths_name(char *const *paths, const char *path)
{
	const char *name = paths_last(path);

	for (; *paths; paths++)
		if (strcmp(*paths, path) != 0 && strcmp(paths_last(*paths), name) == 0)
			return path;
	return name;
}
