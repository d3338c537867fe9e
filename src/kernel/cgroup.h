/* Cgroups of version 2: where they are, and their files.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_CGROUP_H
#define KERNEL_CGROUP_H

#include <stdbool.h>

#include "base/text.h"
#include "kernel/keeper.h"

/* Where they are mounted; NULL: nowhere.  Freed by the caller. */
char *cgroup_find_root(void);

/* Mount them in a folder of ours, below $TMPDIR; the keeper takes
 * both back.  0 with '*root', freed by the caller; or -errno. */
int cgroup_mount(struct keeper *keeper, char **root);

/* Do cpusets belong to version 1 here?  The path of the cgroup of
 * version 2 that we are in, below its root, is added to 'path'. */
bool cgroup_has_old_cpusets(struct text *path);

/* The path of a file of the cgroup 'folder'; freed by the caller. */
char *cgroup_file(const char *folder, const char *name);

/* Write words to that file; add its first line to 'line'.  0 or -errno. */
int cgroup_write(const char *folder, const char *name, const char *words);
int cgroup_read(const char *folder, const char *name, struct text *line);

/* Is it a cgroup of threads, which belong to processes of one further up? */
bool cgroup_is_threaded(const char *folder);

/* Is "cpuset" among the controllers that the file lists? */
bool cgroup_lists_cpuset(const char *folder, const char *name);

#endif
