/* A cpuset of our own, in cgroup v2.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/cgroup.h"
#include "kernel/cpusets.h"
#include "kernel/file.h"
#include "kernel/rights.h"

#define PREFIX "memtoy-"
/* Who found the controller disabled says so in the
 * name of its cgroup: the last of us disables it. */
#define DISABLES ".enabled"

static bool
is_known(void)
{
	struct text text = { 0 };
	bool known = file_read(&text, "/proc/self/cpuset") == 0;

	text_release(&text);
	return known;
}

/* The kernel has them, and not for cgroup v1; the
 * cgroup of v2 that we are in is added to 'path'. */
static int
check_kernel(struct text *path, enum cpuset_bar *bar)
{
	bool old = cgroup_has_old_cpusets(path);

	*bar = CPUSET_REFUSED;
	if (!old && is_known())
		return 0;
	*bar = old ? CPUSET_OLD : CPUSET_UNKNOWN;
	return old ? -ENOTSUP : -ENOSYS;
}

/* The folder of the cgroup that our process is in; the root's where it is not below that.  Where a
 * thread forked us in its cpuset, it is the one that this is a part of. */
static void
note_home(struct cpuset *cpuset, const struct text *path)
{
	char *home = xasprintf("%s%s", cpuset->root, path->length > 1 ? path->bytes : "");

	while (strlen(home) > strlen(cpuset->root) && cgroup_is_threaded(home))
		*strrchr(home, '/') = '\0';
	cpuset->home = access(home, F_OK) == 0 ? xstrdup(home) : xstrdup(cpuset->root);
	free(home);
}

/* Find the root, mounting it if need be, and the cgroup that we are in. */
static int
find_home(struct cpuset *cpuset, struct keeper *keeper, enum cpuset_bar *bar)
{
	struct text path = { 0 };
	int result = check_kernel(&path, bar);

	if (!result && !cpuset->root && !(cpuset->root = cgroup_find_root()))
		result = cgroup_mount(keeper, &cpuset->root);
	if (!result && !cpuset->home)
		note_home(cpuset, &path);
	text_release(&path);
	return result;
}

/* Does a cgroup of ours stand below 'parent', besides
 * 'own', that is to have the controller disabled? */
static bool
has_another(const char *parent, const char *own, const char *suffix)
{
	DIR *stream = opendir(parent);
	const struct dirent *entry;
	bool found = false;

	while (stream && !found && (entry = readdir(stream))) {
		const char *name = entry->d_name;
		size_t length = strlen(name), tail = strlen(suffix);

		found = strncmp(name, PREFIX, strlen(PREFIX)) == 0 && strcmp(name, own) != 0 &&
			length >= tail && strcmp(name + length - tail, suffix) == 0;
	}
	if (stream)
		closedir(stream);
	return found;
}

/* The cgroup above 'folder'; the root has none. */
static char *
above(const struct cpuset *cpuset, const char *folder)
{
	const char *slash = strrchr(folder, '/');

	if (strcmp(folder, cpuset->root) == 0 || !slash)
		return NULL;
	return xstrndup(folder, (size_t)(slash - folder));
}

/* Only the true root has processes and cgroups with processes
 * below it: one that is root of a namespace has not. */
static bool
is_true_root(const char *folder)
{
	char *path = cgroup_file(folder, "cgroup.type");
	bool none = access(path, F_OK) < 0;

	free(path);
	return none;
}

/* 0 where a cgroup with a cpuset could be made below 'parent'; nothing is changed. */
static int
check_parent(const char *parent, enum cpuset_bar *bar)
{
	char *procs = cgroup_file(parent, "cgroup.procs");
	char *control = cgroup_file(parent, "cgroup.subtree_control");
	int result = 0;

	*bar = CPUSET_REFUSED;
	if (!cgroup_lists_cpuset(parent, "cgroup.controllers")) {
		*bar = CPUSET_NOT_GIVEN;
		result = -ENOTSUP;
	} else if (access(parent, W_OK) < 0 || access(procs, W_OK) < 0 ||
		   (!cgroup_lists_cpuset(parent, "cgroup.subtree_control") &&
		    access(control, W_OK) < 0)) {
		result = -errno;
	}
	free(procs);
	free(control);
	return result;
}

/* Make our cgroup below 'parent', which has been checked; one
 * for a thread belongs to the cgroup that its process is in. */
static int
make_folder(const struct cpuset *cpuset, const char *folder)
{
	int result = file_make_folder(folder, 0755);

	if (!result && cpuset->threaded)
		result = cgroup_write(folder, "cgroup.type", "threaded");
	return result;
}

static int
make_below(struct cpuset *cpuset, const char *parent, struct keeper *keeper)
{
	bool enabled = cgroup_lists_cpuset(parent, "cgroup.subtree_control");
	bool disables = !enabled || has_another(parent, "", DISABLES);
	char *folder =
		xasprintf("%s/" PREFIX "%d%s", parent, (int)gettid(), disables ? DISABLES : "");
	char *value = xasprintf("%s%s", disables ? "-" : "", cpuset->home);
	int promise = keeper_promise(keeper, PROMISE_CPUSET, folder, value);
	int result = promise < 0 ? promise : 0;

	if (!result && !enabled)
		result = cgroup_write(parent, "cgroup.subtree_control", "+cpuset");
	if (!result)
		result = make_folder(cpuset, folder);
	if (result && promise > 0)
		keeper_fulfil(keeper, promise);
	if (!result) {
		cpuset->folder = folder;
		cpuset->promise = promise;
		folder = NULL;
	}
	free(folder);
	free(value);
	return result;
}

/* Below the root, if we are in it; else beside us, or as little above as is possible: no cgroup has
 * processes and, below it, cgroups with processes of their own. */
static int
choose_parent(struct cpuset *cpuset, enum cpuset_bar *bar)
{
	char *parent = above(cpuset, cpuset->home), *next;
	int result = -EBUSY;

	if (!parent && !is_true_root(cpuset->root)) {
		*bar = CPUSET_INHABITED;
		return result;
	}
	if (!parent)
		parent = xstrdup(cpuset->root);
	while ((result = check_parent(parent, bar)) && (next = above(cpuset, parent))) {
		free(parent);
		parent = next;
	}
	cpuset->parent = parent;
	return result;
}

/* Without a root to look at, what it takes to mount one. */
static int
check_root(struct cpuset *cpuset, const struct text *path, enum cpuset_bar *bar)
{
	int result;

	cpuset->root = cgroup_find_root();
	if (!cpuset->root)
		return rights_has_capability("sys_admin") == 1 ? 0 : -EPERM;
	note_home(cpuset, path);
	result = choose_parent(cpuset, bar);
	cpuset_release(cpuset);
	return result;
}

int
cpuset_check(const struct cpuset *cpuset, enum cpuset_bar *bar)
{
	struct text path = { 0 };
	struct cpuset fresh = { 0 };
	int result = check_kernel(&path, bar);

	if (!result && cpuset->parent)
		result = check_parent(cpuset->parent, bar);
	else if (!result)
		result = check_root(&fresh, &path, bar);
	text_release(&path);
	return result;
}

const char *
cpuset_bar_sentence(enum cpuset_bar bar)
{
	static const char *const sentences[] = {
		[CPUSET_REFUSED] = "cgroups cannot be written here",
		[CPUSET_UNKNOWN] = "this kernel has no cpusets, or there is no /proc",
		[CPUSET_OLD] = "cpusets belong to cgroup v1 on this machine",
		[CPUSET_INHABITED] = "the cgroup that is the root here holds processes itself, so "
				     "that none below it can",
		[CPUSET_NOT_GIVEN] = "the cpuset controller is not for the cgroups here to have",
		[CPUSET_NO_THREADS] = "the cgroup that memtoy is in has no cpusets for its threads",
	};

	return sentences[bar];
}

int
cpuset_make(struct cpuset *cpuset, struct keeper *keeper, enum cpuset_bar *bar)
{
	int result = find_home(cpuset, keeper, bar);

	if (!result && cpuset->parent)
		result = check_parent(cpuset->parent, bar);
	else if (!result)
		result = choose_parent(cpuset, bar);
	return result ? result : make_below(cpuset, cpuset->parent, keeper);
}

int
cpuset_make_for_thread(struct cpuset *cpuset, struct keeper *keeper, enum cpuset_bar *bar)
{
	int result = find_home(cpuset, keeper, bar);

	cpuset->threaded = true;
	if (!result && !cpuset->parent)
		cpuset->parent = xstrdup(cpuset->home);
	if (!result)
		result = check_parent(cpuset->parent, bar);
	if (!result)
		result = make_below(cpuset, cpuset->parent, keeper);
	/* Where the cgroup has no such controller, or has one that takes whole processes only. */
	if (result == -ENOTSUP && (*bar == CPUSET_NOT_GIVEN || *bar == CPUSET_REFUSED))
		*bar = CPUSET_NO_THREADS;
	if (result)
		cpuset_release(cpuset);
	return result;
}

int
cpuset_write(const struct cpuset *cpuset, const char *what, const char *list)
{
	char *name = xasprintf("cpuset.%s", what);
	int result = cgroup_write(cpuset->folder, name, list);

	free(name);
	return result;
}

/* Read "cpuset.<what>" of a cgroup, or of the next one above that has it, up to the root. */
static int
read_upwards(const struct cpuset *cpuset, const char *from, const char *what, struct text *list)
{
	char *folder = xstrdup(from), *name = xasprintf("cpuset.%s", what), *slash;
	int result = cgroup_read(folder, name, list);

	while (result == -ENOENT && strlen(folder) > strlen(cpuset->root) &&
	       (slash = strrchr(folder, '/'))) {
		*slash = '\0';
		result = cgroup_read(folder, name, list);
	}
	free(folder);
	free(name);
	return result;
}

int
cpuset_read(const struct cpuset *cpuset, const char *what, struct text *list)
{
	if (cpuset->folder)
		return read_upwards(cpuset, cpuset->folder, what, list);
	return -ENOENT;
}

int
cpuset_outside(const struct cpuset *cpuset, const char *what, struct text *list)
{
	char *effective = xasprintf("%s.effective", what);
	int result =
		cpuset->parent ? read_upwards(cpuset, cpuset->parent, effective, list) : -ENOENT;

	free(effective);
	return result;
}

int
cpuset_enter(const struct cpuset *cpuset)
{
	return cgroup_write(cpuset->folder, cpuset->threaded ? "cgroup.threads" : "cgroup.procs",
			    "0");
}

int
cpuset_leave(struct cpuset *cpuset, struct keeper *keeper)
{
	int result = keeper_fulfil(keeper, cpuset->promise);

	free(cpuset->folder);
	cpuset->folder = NULL;
	/* The next one of a thread is below where its process is then. */
	if (cpuset->threaded)
		cpuset_release(cpuset);
	return result;
}

void
cpuset_path(struct text *path)
{
	struct text text = { 0 };

	file_read(&text, "/proc/thread-self/cpuset");
	text_add_bytes(path, text_string(&text), strcspn(text_string(&text), "\n"));
	text_release(&text);
}

void
cpuset_disown(struct cpuset *cpuset)
{
	free(cpuset->folder);
	cpuset->folder = NULL;
	cpuset->promise = 0;
}

void
cpuset_release(struct cpuset *cpuset)
{
	free(cpuset->root);
	free(cpuset->home);
	free(cpuset->parent);
	free(cpuset->folder);
	*cpuset = (struct cpuset){ 0 };
}

/* Those that end meanwhile, and those of another pid namespace, which are told as 0, are left. */
static void
move_all(const char *from, const char *to)
{
	const char *list = cgroup_is_threaded(from) ? "cgroup.threads" : "cgroup.procs";
	struct text pids = { 0 };
	char *rest, *pid;

	file_read(&pids, "%s/%s", from, list);
	for (rest = pids.bytes; (pid = strsep(&rest, "\n"));)
		if (*pid && strcmp(pid, "0") != 0)
			cgroup_write(to, list, pid);
	text_release(&pids);
}

int
cpuset_remove(const char *folder, const char *value)
{
	bool disables = *value == '-';
	char *parent = xstrdup(folder), *slash = strrchr(parent, '/');
	int result = 0;

	*slash = '\0';
	move_all(folder, value + disables);
	if (rmdir(folder) < 0 && errno != ENOENT)
		result = -errno;
	else if (disables && !has_another(parent, slash + 1, ""))
		cgroup_write(parent, "cgroup.subtree_control", "-cpuset");
	free(parent);
	return result;
}
