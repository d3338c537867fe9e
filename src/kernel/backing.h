/* The objects behind mappings: SysV segments, tmpfs and memory files, regular files.  All of them
 * are gone when the last process that holds them ends, however it ends.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_BACKING_H
#define KERNEL_BACKING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

/* A new SysV segment that nobody can be left with: it is marked for removal at once and lives as
 * long as someone is attached, so '*holder' gets an attachment that is never used to reach its
 * pages.  'huge' is the huge page size in bytes, or 0 for base pages.  0 with '*id', or -errno. */
int sysv_make(uint64_t length, uint64_t huge, int *id, uintptr_t *holder);
int sysv_attach(int id, bool read_only, uintptr_t *start);
int sysv_detach(uintptr_t start);
int sysv_lock(int id, bool lock);

/* An unlinked file of 'length' bytes on the tmpfs that 'directory' lies on.  A descriptor, or
 * -errno: -ENODEV where that is no tmpfs. */
int tmpfs_make(const char *directory, uint64_t length);

/* The same on a tmpfs of our own that nobody else sees, with the mount option huge='when'.  Needs
 * CAP_SYS_ADMIN. */
int tmpfs_make_huge(const char *when, uint64_t length);

/* memfd_create(2) of 'length' bytes; 'huge' is the huge page size in bytes, or 0 for base pages. */
int memfd_make(const char *name, uint64_t length, uint64_t huge);

/* memfd_secret(2) of 'length' bytes.  A descriptor or -errno: -ENOSYS where it is switched off. */
int secret_make(uint64_t length);

/* The full path, which does not depend on the working directory, that a new file at 'path' would
 * have. 0 or -errno: -EEXIST where there is something. */
int backing_full_path(const char *path, struct text *full);

/* Make a file of 'length' zero bytes (on hugetlbfs of as many pages as that takes), none of which
 * has a place on the disk yet.  0 or -errno: -EEXIST where there is one. */
int backing_create(const char *path, uint64_t length);

/* Open a file to map: read-write if possible, else read-only.  A descriptor or -errno (-EISDIR,
 * and -ENODEV for what is no regular file); '*size' is its size, '*page_size' that of its pages. */
int backing_open(const char *path, bool *writable, uint64_t *size, uint64_t *page_size);

/* Is the file on tmpfs or hugetlbfs, whose pages obey the policy that is set for them? */
bool backing_keeps_policy(int fd);

/* The device that an open file is on, as its file system numbers it; 0: unknown. */
dev_t backing_device(int fd);

/* The path of an open file.  0; -ENOENT where it has no name any more, or -errno. */
int backing_path(int fd, struct text *path);

/* Write dirty pages of a file out.  'start' does no more than begin with it, so that pages are
 * under writeback; else all of it is on the disk afterwards.  0 or -errno. */
int backing_sync(int fd, uint64_t offset, uint64_t length, bool start);

/* The present size of an open file, or 0. */
uint64_t backing_size(int fd);

#endif
