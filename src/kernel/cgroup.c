/* Cgroups of version 2: where they are, and their files.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/cgroup.h"
#include "kernel/file.h"
#include "kernel/filesystem.h"

char *
cgroup_file(const char *folder, const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

int
cgroup_write(const char *folder, const char *name, const char *words)
{
	char *path = cgroup_file(folder, name);
	int result = file_write(path, words);

	free(path);
	return result;
}

int
cgroup_read(const char *folder, const char *name, struct text *line)
{
	struct text text = { 0 };
	int result = file_read(&text, "%s/%s", folder, name);

	text_add_bytes(line, text_string(&text), strcspn(text_string(&text), "\n"));
	text_release(&text);
	return result;
}

static bool
names_cpuset(const char *words)
{
	struct text padded = { 0 };
	bool there;

	text_add(&padded, " %s ", words);
	there = strstr(text_string(&padded), " cpuset ") != NULL;
	text_release(&padded);
	return there;
}

bool
cgroup_lists_cpuset(const char *folder, const char *name)
{
	struct text line = { 0 };
	bool has = cgroup_read(folder, name, &line) == 0 && names_cpuset(text_string(&line));

	text_release(&line);
	return has;
}

bool
cgroup_is_threaded(const char *folder)
{
	struct text type = { 0 };
	bool threaded = cgroup_read(folder, "cgroup.type", &type) == 0 &&
			strcmp(text_string(&type), "threaded") == 0;

	text_release(&type);
	return threaded;
}

/* A line is "5:cpuset:/path" or "3:cpu,cpuset:/path" of v1, "0::/path" of v2. */
bool
cgroup_has_old_cpusets(struct text *path)
{
	struct text text = { 0 };
	char *rest, *line;
	bool old = false;

	file_read(&text, "/proc/self/cgroup");
	for (rest = text.bytes; (line = strsep(&rest, "\n"));) {
		char *number = strsep(&line, ":"), *controllers = strsep(&line, ":"), *name;

		if (!line)
			continue;
		if (strcmp(number, "0") == 0 && !*controllers)
			text_add(path, "%s", line);
		while ((name = strsep(&controllers, ",")))
			old = old || strcmp(name, "cpuset") == 0;
	}
	text_release(&text);
	return old;
}

char *
cgroup_find_root(void)
{
	struct text mounts = { 0 };
	char *rest, *line, *root = NULL;

	file_read(&mounts, "/proc/self/mounts");
	for (rest = mounts.bytes; !root && (line = strsep(&rest, "\n"));) {
		char *at, *type;

		strsep(&line, " ");
		at = strsep(&line, " ");
		type = strsep(&line, " ");
		if (type && strcmp(type, "cgroup2") == 0)
			root = xstrdup(at);
	}
	text_release(&mounts);
	return root;
}

int
cgroup_mount(struct keeper *keeper, char **root)
{
	const char *parent = getenv("TMPDIR");
	char *folder = xasprintf("%s/memtoy-cgroup-%d", parent ? parent : "/tmp", (int)getpid());
	int remove = keeper_promise(keeper, PROMISE_RMDIR, folder, ""), unmount = 0;
	int result = remove < 0 ? remove : 0;

	if (!result && (result = file_make_folder(folder, 0700))) {
		keeper_forget(keeper, remove);
		remove = 0;
	}
	if (!result)
		unmount = keeper_promise(keeper, PROMISE_UNMOUNT, folder, "");
	if (!result)
		result = unmount < 0 ? unmount : 0;
	if (!result)
		result = filesystem_mount("cgroup2", folder, "cgroup2", "");
	if (result && unmount > 0)
		keeper_fulfil(keeper, unmount);
	if (result && remove > 0)
		keeper_fulfil(keeper, remove);
	if (result)
		free(folder);
	else
		*root = folder;
	return result;
}
