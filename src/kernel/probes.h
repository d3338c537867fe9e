/* Trying what the kernel lets this process do.  Nothing is left behind: the calls are made on a
 * page of our own that is given back, or with words that the kernel must refuse.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All return 0 where it can be used, or -errno as the kernel answers; -ENOSYS is what it answers to
 * a call it has not, and what a seccomp filter may answer to one it has. */
#ifndef KERNEL_PROBES_H
#define KERNEL_PROBES_H

#include <stdbool.h>

/* The calls on memory nodes; 'node' is one with memory that we may use. */
int probe_get_mempolicy(unsigned node);
int probe_set_mempolicy(unsigned node);
int probe_mbind(unsigned node);
int probe_move_pages(unsigned node);
int probe_migrate_pages(unsigned node);
int probe_home_node(unsigned node);

/* Does mbind(2) know the mode, which may have flags?  -EINVAL: it does not. */
int probe_policy(int mode, unsigned node);

/* Does our pagemap show page frame numbers?  -EPERM where it has zeros in their place. */
int probe_frames(void);

/* Is there PAGEMAP_SCAN?  -ENOTTY: not before Linux 6.7. */
int probe_page_scan(void);

/* Can /proc/'name' be read, "kpageflags" or "kpagecount"? */
int probe_frame_file(const char *name);

/* Can the event migrate:mm_migrate_pages be switched on?  -ENODEV where tracefs is not mounted,
 * -ENOSYS where the kernel has none or /proc does not tell, -ENOENT where it has no such event. */
int probe_tracing(void);

/* userfaultfd(2), of faults in the kernel too unless 'user_only'; io_uring_setup(2);
 * memfd_secret(2). */
int probe_userfaultfd(bool user_only);
int probe_io_uring(void);
int probe_secret_memory(void);

/* Can files be made on the tmpfs at 'folder'?  -ENODEV where it is no tmpfs. */
int probe_tmpfs(const char *folder);

#endif
