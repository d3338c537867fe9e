/* The switches of the kernel's memory management.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/nodes.h"
#include "kernel/switches.h"

static const char *const paths[] = {
	[SWITCH_BALANCING] = "/proc/sys/kernel/numa_balancing",
	[SWITCH_DEMOTION] = "/sys/kernel/mm/numa/demotion_enabled",
	[SWITCH_KSM] = "/sys/kernel/mm/ksm/run",
	[SWITCH_THP] = "/sys/kernel/mm/transparent_hugepage/enabled",
	[SWITCH_SHMEM_THP] = "/sys/kernel/mm/transparent_hugepage/shmem_enabled",
	[SWITCH_YAMA] = "/proc/sys/kernel/yama/ptrace_scope",
	[SWITCH_USERFAULTFD] = "/proc/sys/vm/unprivileged_userfaultfd",
	[SWITCH_IO_URING] = "/proc/sys/kernel/io_uring_disabled",
	[SWITCH_SECRET_MEMORY] = "/sys/module/secretmem/parameters/enable",
	[SWITCH_PLUGGING] = "/sys/devices/system/memory/auto_online_blocks",
};

const char *
switch_path(enum kernel_switch which)
{
	return paths[which];
}

bool
proc_is_mounted(void)
{
	return access("/proc/sys/kernel", F_OK) == 0;
}

bool
sys_is_mounted(void)
{
	return access("/sys/kernel/mm", F_OK) == 0;
}

bool
switch_in_proc(enum kernel_switch which)
{
	return strncmp(paths[which], "/proc/", 6) == 0;
}

static bool
is_mounted(enum kernel_switch which)
{
	return switch_in_proc(which) ? proc_is_mounted() : sys_is_mounted();
}

int
switch_read(enum kernel_switch which, struct text *value)
{
	struct text text = { 0 };
	const char *chosen, *end;
	int result = file_read(&text, "%s", paths[which]);

	if (result == -ENOENT && !is_mounted(which))
		result = -ENODEV;
	chosen = strchr(text_string(&text), '[');
	chosen = chosen ? chosen + 1 : text_string(&text);
	end = chosen + strcspn(chosen, "]\n");
	if (!result)
		text_add_bytes(value, chosen, (size_t)(end - chosen));
	text_release(&text);
	return result;
}

int
switch_writable(const char *path)
{
	return access(path, W_OK) < 0 ? -errno : 0;
}

void
huge_pool_path(unsigned node, uint64_t size, struct text *path)
{
	text_add(path, NODES_FOLDER "/node%u/hugepages/hugepages-%llukB/nr_hugepages", node,
		 (unsigned long long)(size / 1024));
}

/* What the cgroup at 'folder', 'length' bytes of it, allows is less than 'all'. */
static bool
limits(const char *folder, size_t length, const char *all)
{
	struct text mems = { 0 };
	bool less = file_read(&mems, "%.*s/cpuset.mems.effective", (int)length, folder) == 0 &&
		    strcmp(text_string(&mems), all) != 0;

	text_release(&mems);
	return less;
}

int
cpuset_limiting_path(struct text *path)
{
	static const char root[] = "/sys/fs/cgroup";
	struct text all = { 0 }, cgroups = { 0 }, folder = { 0 };
	const char *line = NULL;
	int result = file_read(&all, "%s/cpuset.mems.effective", root);

	if (!result)
		result = file_read(&cgroups, "/proc/self/cgroup");
	if (!result)
		line = file_line(text_string(&cgroups), "0::");
	if (line)
		text_add(&folder, "%s%.*s/", root, (int)strcspn(line, "\n"), line);
	if (!result)
		result = -ENOENT;
	for (size_t length = sizeof(root); result && length < folder.length; length++) {
		if (folder.bytes[length] != '/' || !limits(folder.bytes, length, text_string(&all)))
			continue;
		text_add(path, "%.*s/cpuset.mems", (int)length, folder.bytes);
		result = 0;
	}
	text_release(&all);
	text_release(&cgroups);
	text_release(&folder);
	return result;
}
