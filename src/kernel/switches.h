/* The switches of the kernel's memory management that change what migrating pages does, and by what
 * they are switched.  They are read here, never written.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_SWITCHES_H
#define KERNEL_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum kernel_switch {
	SWITCH_BALANCING,
	SWITCH_DEMOTION,
	SWITCH_KSM,
	SWITCH_THP,
	SWITCH_SHMEM_THP,
	SWITCH_YAMA,
	SWITCH_USERFAULTFD,
	SWITCH_IO_URING,
	SWITCH_SECRET_MEMORY,
	SWITCH_PLUGGING,
};

/* The file that holds it; static. */
const char *switch_path(enum kernel_switch which);

/* Are /proc and /sys there, and does a switch lie in /proc (else in /sys)? */
bool proc_is_mounted(void);
bool sys_is_mounted(void);
bool switch_in_proc(enum kernel_switch which);

/* What it is set to: the word in brackets where all choices are listed, else the line.  0 or -errno;
 * -ENOENT on a kernel that has none such, -ENODEV where the file system it lies in is not there. */
int switch_read(enum kernel_switch which, struct text *value);

/* May this process write to such a file?  0 or -errno; -EROFS in most containers. */
int switch_writable(const char *path);

/* The file that sets the pool of huge pages of 'size' bytes of a node, added to 'path'. */
void huge_pool_path(unsigned node, uint64_t size, struct text *path);

/* The file that sets the nodes of the outermost cgroup above this process (or its own) that allows
 * fewer than the cgroup around it, added to 'path'.  0, or -errno where it cannot be found, as from
 * within most containers. */
int cpuset_limiting_path(struct text *path);

#endif
