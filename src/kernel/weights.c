/* The weights of weighted interleaving, which are the machine's, and putting them back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "kernel/file.h"
#include "kernel/weights.h"

#define FOLDER "/sys/kernel/mm/mempolicy/weighted_interleave/"

/* Linux 6.18 names its file "auto" by a macro that its compiler headers redefine. */
static const char *const automatic_files[] = { FOLDER "auto", FOLDER "__auto_type" };
enum { AUTOMATIC_FILES = sizeof(automatic_files) / sizeof(*automatic_files) };

int
weight_read(unsigned node, unsigned *weight)
{
	uint64_t number = 0;
	int result = file_read_number(&number, FOLDER "node%u", node);

	*weight = (unsigned)number;
	return result;
}

int
weight_write(unsigned node, unsigned weight)
{
	char *path = xasprintf(FOLDER "node%u", node), *value = xasprintf("%u", weight);
	int result = file_write(path, value);

	free(value);
	free(path);
	return result;
}

/* The automatic file that is there, or NULL. */
static const char *
find_automatic(bool *on)
{
	for (size_t i = 0; i < AUTOMATIC_FILES; i++) {
		struct text text = { 0 };
		int result = file_read(&text, "%s", automatic_files[i]);

		*on = !result && *text_string(&text) == 't';
		text_release(&text);
		if (!result)
			return automatic_files[i];
	}
	return NULL;
}

int
weights_automatic(bool *on)
{
	return find_automatic(on) ? 0 : -ENOENT;
}

bool
weights_may_change(const struct keeper *keeper)
{
	return access(FOLDER, F_OK) == 0 &&
	       (keeper->pid || faccessat(AT_FDCWD, FOLDER "node0", W_OK, AT_EACCESS) == 0);
}

static int
keep_node(struct keeper *keeper, const char *name)
{
	char *path = xasprintf(FOLDER "%s", name);
	struct text value = { 0 };
	int result = file_read(&value, "%s", path);

	if (!result) {
		if (value.length && value.bytes[value.length - 1] == '\n')
			value.bytes[value.length - 1] = '\0';
		result = keeper_promise(keeper, PROMISE_WEIGHT, path, text_string(&value));
	}
	text_release(&value);
	free(path);
	return result < 0 ? result : 0;
}

/* The last promise is carried out first: each weight
 * that is written switches the automatic ones off. */
int
weights_keep(struct keeper *keeper)
{
	bool on = false;
	const char *automatic = find_automatic(&on);
	DIR *folder = opendir(FOLDER);
	const struct dirent *entry;
	int result = 0;

	if (!folder)
		return -errno;
	if (automatic && on)
		result = keeper_promise(keeper, PROMISE_WEIGHT, automatic, "true");
	while (result >= 0 && (entry = readdir(folder)))
		if (strncmp(entry->d_name, "node", 4) == 0)
			result = keep_node(keeper, entry->d_name);
	closedir(folder);
	return result < 0 ? result : 0;
}
