/* What this process may do, and which kernel it asks.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_RIGHTS_H
#define KERNEL_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Is the capability ("sys_nice", "CAP_SYS_NICE") in force?  1 or 0; -EINVAL: there is none such. */
int rights_has_capability(const char *name);

/* May the program get it at all, by root or from its file?
 * False where the bounding set lacks it, as in containers. */
bool rights_may_gain(const char *name);

/* Is this process root, of whatever user namespace; and can programs it runs gain rights from their
 * files? */
bool rights_is_root(void);
bool rights_from_files(void);

/* The path of this program, added to 'path'; "memtoy" where that cannot be known. */
void rights_program(struct text *path);

/* Is a seccomp filter in force, which may refuse system calls? */
bool rights_filtered(void);

/* RLIMIT_MEMLOCK in bytes; UINT64_MAX without a limit. */
uint64_t rights_lock_limit(void);

/* The kernel's release ("6.12.57-amd64"), in static storage, and the numbers it begins with. */
const char *kernel_release(void);
void kernel_version(unsigned *major, unsigned *minor, unsigned *patch);

/* This machine's name; static storage. */
const char *kernel_host(void);

#endif
