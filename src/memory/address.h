/* Addresses as people read them: a segment and an offset.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_ADDRESS_H
#define MEMORY_ADDRESS_H

#include "base/text.h"
#include "memory/segment.h"

/* The mapped segment that 'address' is in, or NULL. */
const struct segment *segments_at(const struct segments *segments, uintptr_t address);

/* Write "foo:0x2000", "foo" for its start, or "0x7f0000000000" where no segment is. */
void address_format(const struct segments *segments, uintptr_t address, struct text *text);

#endif
