/* A system call that was made, in words.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_SEENCALL_H
#define MEMORY_SEENCALL_H

#include "kernel/seen.h"
#include "memory/segment.h"

/* Add "madvise(a:0x1000, 4 KiB, cold) = 0", with what the call answered, or "write FILE "1" = 0";
 * addresses are shown by 'segments'. */
void seen_call_show(const struct segments *segments, const struct seen_call *call,
		    struct text *text);

#endif
