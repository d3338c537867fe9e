/* Mappings of device memory itself (DAX): of files on persistent memory, and of DAX devices.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_DAX_H
#define KERNEL_DAX_H

#include <stdbool.h>
#include <sys/types.h>

#include "kernel/maps.h"

/* Does this mapping of 'pid' (0: ours) reach past the page cache to
 * the device?  The kernel migrates nothing in it, copies on write
 * neither (vma_migratable()).  False also where that cannot be seen. */
bool dax_maps(pid_t pid, const struct maps_entry *entry);

/* The same of the mapping at an address. */
bool dax_maps_at(pid_t pid, uintptr_t address);

#endif
