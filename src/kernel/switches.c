/* The switches of the kernel's memory management.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/file.h"
#include "kernel/nodes.h"
#include "kernel/switches.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"
#define KSM "/sys/kernel/mm/ksm/"
#define VM  "/proc/sys/vm/"

static const struct switch_row rows[] = {
	[SWITCH_BALANCING] = { "numa_balancing", "/proc/sys/kernel/numa_balancing",
			       "move pages to the CPUs that use them: 1 on, 2 up from slow memory",
			       SWITCH_STAYS },
	[SWITCH_DEMOTION] = { "demotion", "/sys/kernel/mm/numa/demotion_enabled",
			      "move cold pages to slower memory instead of out to swap",
			      SWITCH_STAYS },
	[SWITCH_KSM] = { "ksm", KSM "run", "merge equal pages: 1 on, 2 off and undo all merging",
			 SWITCH_MERGES },
	[SWITCH_THP] = { "thp", THP "enabled", "transparent huge pages of anonymous memory",
			 SWITCH_STAYS },
	[SWITCH_SHMEM_THP] = { "shmem_thp", THP "shmem_enabled",
			       "transparent huge pages of shared memory", SWITCH_STAYS },
	[SWITCH_YAMA] = { "ptrace", "/proc/sys/kernel/yama/ptrace_scope",
			  "who may look into other processes", SWITCH_STAYS },
	[SWITCH_USERFAULTFD] = { "userfaultfd", VM "unprivileged_userfaultfd",
				 "userfaultfd of the kernel's faults for all: 1 on", SWITCH_STAYS },
	[SWITCH_IO_URING] = { "io_uring", "/proc/sys/kernel/io_uring_disabled",
			      "no io_uring: 1 for the unprivileged, 2 for all", SWITCH_STAYS },
	[SWITCH_SECRET_MEMORY] = { "secretmem", "/sys/module/secretmem/parameters/enable",
				   "memfd_secret", SWITCH_AT_BOOT },
	[SWITCH_PLUGGING] = { "auto_online", "/sys/devices/system/memory/auto_online_blocks",
			      "what is done with memory that is plugged in", SWITCH_STAYS },
	{ "numa_scan_delay", "/sys/kernel/debug/sched/numa_balancing/scan_delay_ms",
	  "how long NUMA balancing lets a new task alone, in ms", SWITCH_STAYS },
	{ "numa_scan_least", "/sys/kernel/debug/sched/numa_balancing/scan_period_min_ms",
	  "how often NUMA balancing looks at a task at most, in ms", SWITCH_STAYS },
	{ "numa_scan_most", "/sys/kernel/debug/sched/numa_balancing/scan_period_max_ms",
	  "how often NUMA balancing looks at a task at least, in ms", SWITCH_STAYS },
	{ "numa_scan_size", "/sys/kernel/debug/sched/numa_balancing/scan_size_mb",
	  "how much NUMA balancing looks at in one go, in MB", SWITCH_STAYS },
	{ "promotion_limit", "/proc/sys/kernel/numa_balancing_promote_rate_limit_MBps",
	  "how much is moved up from slow memory, in MB a second", SWITCH_STAYS },
	{ "ksm_pages_to_scan", KSM "pages_to_scan", "pages KSM looks at before it sleeps",
	  SWITCH_STAYS },
	{ "ksm_sleep", KSM "sleep_millisecs", "how long KSM sleeps, in ms", SWITCH_STAYS },
	{ "ksm_merge_across_nodes", KSM "merge_across_nodes",
	  "merge pages of different nodes: 1 on", SWITCH_MERGES },
	{ "ksm_use_zero_pages", KSM "use_zero_pages",
	  "merge pages of zeros with the zero page: 1 on", SWITCH_MERGES },
	{ "thp_defrag", THP "defrag", "make room for huge pages when they are touched",
	  SWITCH_STAYS },
	{ "thp_zero_page", THP "use_zero_page", "a huge zero page for what is only read: 1 on",
	  SWITCH_STAYS },
	{ "khugepaged_defrag", THP "khugepaged/defrag", "make room for huge pages later: 1 on",
	  SWITCH_STAYS },
	{ "khugepaged_pages", THP "khugepaged/pages_to_scan",
	  "pages khugepaged looks at before it sleeps", SWITCH_STAYS },
	{ "khugepaged_sleep", THP "khugepaged/scan_sleep_millisecs",
	  "how long khugepaged sleeps, in ms", SWITCH_STAYS },
	{ "lru_gen", "/sys/kernel/mm/lru_gen/enabled",
	  "age pages by generations: a mask of its parts", SWITCH_STAYS },
	{ "swappiness", VM "swappiness", "how gladly memory goes to swap, 0 to 200", SWITCH_STAYS },
	{ "page_cluster", VM "page-cluster", "read ahead from swap: 2 to this power, in pages",
	  SWITCH_STAYS },
	{ "zswap", "/sys/module/zswap/parameters/enabled",
	  "keep swapped pages compressed in memory", SWITCH_STAYS },
	{ "zone_reclaim", VM "zone_reclaim_mode",
	  "reclaim here before going to another node: a mask", SWITCH_STAYS },
	{ "overcommit_memory", VM "overcommit_memory",
	  "promise more memory than there is: 0 within reason, 1 always, 2 never", SWITCH_STAYS },
	{ "overcommit_hugepages", VM "nr_overcommit_hugepages",
	  "huge pages that may be added to the pool when it is empty", SWITCH_STAYS },
	{ "dirty_writeback", VM "dirty_writeback_centisecs",
	  "how often dirty pages are written out, in 1/100 s; 0 never", SWITCH_STAYS },
	{ "dirty_expire", VM "dirty_expire_centisecs", "how old dirty pages may become, in 1/100 s",
	  SWITCH_STAYS },
	{ "compact_unevictable", VM "compact_unevictable_allowed",
	  "compaction moves locked pages: 1 on", SWITCH_STAYS },
	{ "soft_offline", VM "enable_soft_offline", "frames may be taken offline: 1 on",
	  SWITCH_STAYS },
	{ "drop_caches", VM "drop_caches",
	  "drop clean caches now: 1 of files, 2 of names, 3 of both", SWITCH_ACTS },
	{ "compact_memory", VM "compact_memory",
	  "compact all memory now: 1; pages on the way to a CPU's lists reach them", SWITCH_ACTS },
	{ "reclaim", "/sys/fs/cgroup/memory.reclaim",
	  "reclaim so much memory now, such as 8M: it is demoted, swapped or written",
	  SWITCH_ACTS },
};
enum { ROWS = sizeof(rows) / sizeof(*rows) };

/* Those that take words, as any kernel may list them;
 * a name that ends with '-' is that of all sizes. */
static const struct {
	const char *name, *words;
} choices[] = {
	{ "thp", "always madvise never" },
	{ "thp-", "always inherit madvise never" },
	{ "thp_defrag", "always defer defer+madvise madvise never" },
	{ "shmem_thp", "always within_size advise never deny force" },
	{ "shmem_thp-", "always inherit within_size advise never" },
	{ "auto_online", "offline online online_kernel online_movable" },
};

/* Does a text of words between blanks hold this one? */
static bool
lists(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; length && (at = strstr(at, word)); at += length)
		if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

bool
switch_takes_word(const char *name, const char *word)
{
	const char *dash = strchr(name, '-');
	size_t length = dash ? (size_t)(dash - name) + 1 : strlen(name);

	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (strlen(choices[i].name) == length &&
		    strncmp(choices[i].name, name, length) == 0)
			return lists(choices[i].words, word);
	return false;
}

const char *
switch_path(enum kernel_switch which)
{
	return rows[which].path;
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

static bool
in_proc(const struct switch_row *row)
{
	return strncmp(row->path, "/proc/", 6) == 0;
}

bool
switch_in_proc(enum kernel_switch which)
{
	return in_proc(&rows[which]);
}

int
switch_read_choice(const struct switch_row *row, struct text *choice)
{
	struct text text = { 0 };
	int result = file_read(&text, "%s", row->path);

	if (result == -ENOENT && !(in_proc(row) ? proc_is_mounted() : sys_is_mounted()))
		result = -ENODEV;
	if (!result)
		text_add_bytes(choice, text_string(&text), strcspn(text_string(&text), "\n"));
	text_release(&text);
	return result;
}

int
switch_read_row(const struct switch_row *row, struct text *value)
{
	struct text text = { 0 };
	const char *chosen;
	int result = switch_read_choice(row, &text);

	chosen = strchr(text_string(&text), '[');
	chosen = chosen ? chosen + 1 : text_string(&text);
	if (!result)
		text_add_bytes(value, chosen, strcspn(chosen, "]"));
	text_release(&text);
	return result;
}

int
switch_read(enum kernel_switch which, struct text *value)
{
	return switch_read_row(&rows[which], value);
}

int
switch_writable(const char *path)
{
	return access(path, W_OK) < 0 ? -errno : 0;
}

/* "64k", "2m" of "hugepages-64kB"; false where it is no such folder. */
static bool
add_size(const char *folder, struct text *name)
{
	unsigned long long size;
	char unit;

	if (sscanf(folder, "hugepages-%llu%cB", &size, &unit) != 2 || unit != 'k')
		return false;
	if (size % 1024)
		text_add(name, "%lluk", size);
	else
		text_add(name, "%llum", size / 1024);
	return true;
}

static int
by_length(const struct dirent **a, const struct dirent **b)
{
	size_t first = strlen((*a)->d_name), second = strlen((*b)->d_name);

	return first == second ? strcmp((*a)->d_name, (*b)->d_name) : first < second ? -1 : 1;
}

/* The switches of one kind that each size of huge pages has. */
static size_t
add_sized(struct switch_row **all, size_t count, const char *prefix, const char *file,
	  const char *meaning)
{
	struct dirent **found = NULL;
	int folders = scandir(THP, &found, NULL, by_length);
	size_t capacity = count;

	for (int i = 0; i < folders; i++) {
		struct text name = { 0 }, path = { 0 };

		text_add(&name, "%s", prefix);
		text_add(&path, THP "%s/%s", found[i]->d_name, file);
		if (add_size(found[i]->d_name, &name) && access(text_string(&path), F_OK) == 0) {
			*all = xgrow(*all, &capacity, count + 1, sizeof(**all));
			(*all)[count++] = (struct switch_row){ text_take(&name), text_take(&path),
							       meaning, SWITCH_STAYS };
		}
		text_release(&name);
		text_release(&path);
		free(found[i]);
	}
	free(found);
	return count;
}

const struct switch_row *
switches_all(size_t *count)
{
	static struct switch_row *all;
	static size_t known;

	if (!all) {
		all = xcalloc(ROWS, sizeof(*all));
		memcpy(all, rows, sizeof(rows));
		known = add_sized(&all, ROWS, "thp-", "enabled",
				  "huge pages of this size for anonymous memory");
		known = add_sized(&all, known, "shmem_thp-", "shmem_enabled",
				  "huge pages of this size for shared memory");
	}
	*count = known;
	return all;
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
		result = file_read(&cgroups, "/proc/thread-self/cgroup");
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
