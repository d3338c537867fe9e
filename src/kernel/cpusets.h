/* A cpuset of our own, in cgroup v2.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_CPUSETS_H
#define KERNEL_CPUSETS_H

#include <stdbool.h>

#include "base/text.h"
#include "kernel/keeper.h"

/* All zero is none.  The strings are folders. */
struct cpuset {
	char *root;    /* where cgroup v2 is mounted */
	char *home;    /* the cgroup that we were in before */
	char *parent;  /* where our own is made */
	char *folder;  /* that; NULL: none */
	int promise;   /* of the keeper, to leave it and to remove it */
	bool threaded; /* it is one thread's, below the cgroup that its process is in */
};

/* Why there can be none. */
enum cpuset_bar {
	CPUSET_REFUSED,	   /* for what the errno says */
	CPUSET_UNKNOWN,	   /* this kernel has no cpusets */
	CPUSET_OLD,	   /* they belong to cgroup v1 */
	CPUSET_INHABITED,  /* the root is none but a namespace's, and holds processes itself */
	CPUSET_NOT_GIVEN,  /* the controller is not for cgroups here to have, as in a container */
	CPUSET_NO_THREADS, /* the process's cgroup has none for threads, or takes processes only */
};

/* Make a cgroup "memtoy-PID" with a cpuset, not in it yet: below the root if we are in that, else
 * beside the cgroup we are in, or higher up where that is forbidden; a child's stands beside that
 * of whom it has left.  Cgroup v2 is mounted if it is not, and the controller is enabled.  The
 * keeper takes all that back.  0; or -errno with '*bar'. */
int cpuset_make(struct cpuset *cpuset, struct keeper *keeper, enum cpuset_bar *bar);

/* The same for the thread that calls, not in it yet: a threaded cgroup "memtoy-TID" below the
 * cgroup that the process is in. */
int cpuset_make_for_thread(struct cpuset *cpuset, struct keeper *keeper, enum cpuset_bar *bar);

/* Could one be made?  Nothing is changed.  0; or -errno with '*bar', and a clause that tells it. */
int cpuset_check(const struct cpuset *cpuset, enum cpuset_bar *bar);
const char *cpuset_bar_sentence(enum cpuset_bar bar);

/* Write, and read, what it says of "mems" and "cpus".  Reading goes up to the next cgroup that has
 * it, and "mems.effective", what that comes to, there is always.  0 or -errno. */
int cpuset_write(const struct cpuset *cpuset, const char *what, const char *list);
int cpuset_read(const struct cpuset *cpuset, const char *what, struct text *list);

/* What is allowed beside our own one, or our parent's that we are in: a list of "mems" or "cpus".
 * 0; -ENOENT where we are in none such. */
int cpuset_outside(const struct cpuset *cpuset, const char *what, struct text *list);

/* Go into it, with all threads or, where it is for
 * one, alone; leave it and remove it.  0 or -errno. */
int cpuset_enter(const struct cpuset *cpuset);
int cpuset_leave(struct cpuset *cpuset, struct keeper *keeper);

/* The cgroup that the calling thread's cpuset is of, as /proc tells it. */
void cpuset_path(struct text *path);

/* In a child just forked: the cpuset it is in is
 * its parent's, but where that came from is known. */
void cpuset_disown(struct cpuset *cpuset);
void cpuset_release(struct cpuset *cpuset);

/* Move who is in the cgroup 'folder' to another one and remove it: how the keeper keeps its
 * promise. 'value' is that other folder, behind a '-' where the controller is to be disabled again.
 * 0 or -errno: -EBUSY as long as somebody is in it. */
int cpuset_remove(const char *folder, const char *value);

#endif
