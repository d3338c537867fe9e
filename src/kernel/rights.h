/* What this process may do, and which kernel it asks.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_RIGHTS_H
#define KERNEL_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

/* Is the capability ("sys_nice", "CAP_SYS_NICE") in force?  1 or 0; -EINVAL: there is none such. */
int rights_has_capability(const char *name);

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
