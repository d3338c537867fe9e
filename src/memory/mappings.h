/* The mappings a process has, as segments.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_MAPPINGS_H
#define MEMORY_MAPPINGS_H

#include "memory/segment.h"

/* Fill 'own' with the mappings this process has besides 'segments': "heap", "stack", and files by
 * their basename; "#2", "#3" … follow where a name comes again.  0 or -errno. */
int mappings_read_own(struct segments *own, const struct segments *segments);

/* Read the mappings of process 'pid' into 'mappings', lowest first, each named like that behind
 * 'prefix' ("db:").  What 'mappings' held stays the same segment, with its name, where the process
 * still has it: where neither both ends have moved nor the file behind it has changed.  What is no
 * more goes to 'gone', not mapped.  0 or -errno, and then what was not read is as it was. */
int mappings_renew(struct segments *mappings, struct segments *gone, pid_t pid, const char *prefix);

#endif
