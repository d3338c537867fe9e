/* userfaultfd(2): being told of faults.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_USERFAULT_H
#define KERNEL_USERFAULT_H

#include <stdbool.h>
#include <stdint.h>

/* A descriptor for what follows, or -errno.  A fault that we would be told of is refused with
 * SIGBUS, or EFAULT where the kernel touches memory for us: memtoy waits for nobody.  When it is
 * closed all that it was asked for ends. */
int userfault_open(void);
void userfault_close(int fd);

/* One on which whoever faults waits, also the kernel on our behalf,
 * until userfault_forget().  It can be polled for such a fault.
 * -EPERM: that takes CAP_SYS_PTRACE, or vm.unprivileged_userfaultfd. */
int userfault_open_waiting(void);

/* Be told of faults on pages that are missing; or of writes to pages that are there now, which are
 * marked for that.  0 or -errno. */
int userfault_watch_missing(int fd, uintptr_t start, uint64_t length);
int userfault_watch_writes(int fd, uintptr_t start, uint64_t length);

/* Neither any more; marks are taken away.  0 or -errno. */
int userfault_forget(int fd, uintptr_t start, uint64_t length);

#endif
