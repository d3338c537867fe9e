/* What the arguments of a system call point at, in words, added to 'text'.  It may be bad: what
 * cannot be read is shown as the pointer that it is.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_POINTED_H
#define MEMORY_POINTED_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "memory/segment.h"

/* An address by the segment that it is in: "a:0x1000". */
void address_show(const struct segments *segments, uintptr_t address, struct text *text);

/* "[a a:0x1000 and 7 more]": the first of an array of addresses. */
void pages_show(const struct segments *segments, uintptr_t array, size_t count, struct text *text);

/* "[0*8 1]": an array of nodes in runs. */
void nodes_show(uintptr_t array, size_t count, struct text *text);

/* ", status 0 0 EFAULT ... (6 on 0, 2 EFAULT)": what move_pages(2) answered. */
void statuses_show(uintptr_t array, size_t count, struct text *text);

/* "{0,2-3}": a mask of 'maxnode' - 1 bits. */
void mask_show(uintptr_t mask, unsigned long maxnode, struct text *text);

/* "\"name\"", cut where it is long. */
void string_show(uintptr_t string, struct text *text);

/* "a+4 KiB": a struct iovec. */
void vector_show(const struct segments *segments, uintptr_t vector, struct text *text);

#endif
