/* Touching memory that may answer with a signal.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_ACCESS_H
#define KERNEL_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The signal that ended an access (SIGSEGV, SIGBUS), and the address that was at fault. */
struct fault {
	int signal;
	uintptr_t address;
};

/* Run body(argument).  If it makes SIGSEGV or SIGBUS, it is left where it was and -EFAULT comes
 * back with '*fault' filled; otherwise 0.  It must hold nothing that leaving would lose.  This is
 * the one place where a signal handler does more than set a flag: it jumps back here. */
int access_guard(void (*body)(void *argument), void *argument, struct fault *fault);

/* Between access_accuse(true) and access_accuse(false) a SIGBUS of this thread is passed over:
 * madvise(2) with MADV_HWPOISON sends one to its caller, who has touched nothing. */
void access_accuse(bool begins);

/* Fault in 'count' pages of 'size' bytes at 'start' by reading a byte of each, or by writing one
 * back as it is: the write is real, the content stays. */
void access_touch(uintptr_t start, uint64_t size, size_t count, bool write);

#endif
