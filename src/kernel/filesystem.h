/* File systems: which there are, what makes them, mounting and unmounting.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_FILESYSTEM_H
#define KERNEL_FILESYSTEM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

/* Does this kernel know the file system, or has it
 * a module for it that it can load?  Loads none. */
bool filesystem_known(const char *type);

/* Would modprobe(8) find a module by this alias? */
bool module_at_hand(const char *alias);

/* May this process mount at all?  0 or -errno; mounts nothing. */
int filesystem_mountable(void);

/* The path of a program in PATH, or where administrators' programs are; false: there is none. */
bool program_find(const char *name, struct text *path);

/* Run one, without arguments of ours being shared with it.  0;
 * or -errno: -EIO where it failed, with what it said in 'said'. */
int program_run(char *const *arguments, struct text *said);

/* Mount; 'options' are words with commas between,
 * of mount(8) and of the file system.  0 or -errno. */
int filesystem_mount(const char *source, const char *folder, const char *type, const char *options);
int filesystem_unmount(const char *folder);

/* The number that files on the file system at 'path' have as their device.  0 or -errno. */
int filesystem_device(const char *path, dev_t *device);

/* A new folder "memtoy-XXXXXX", or one to be, among temporary files: a path that nothing has.  */
char *folder_name(void);
int folder_make(const char *path);

/* The folder for temporary files. */
const char *temporary_folder(void);

#endif
