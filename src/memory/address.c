/* Addresses as people read them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "memory/address.h"

const struct segment *
segments_at(const struct segments *segments, uintptr_t address)
{
	for (size_t i = 0; i < segments->count; i++) {
		const struct segment *segment = segments->items[i];

		if (segment->mapped && !segment->pid && address >= segment->start &&
		    address - segment->start < segment->length)
			return segment;
	}
	return NULL;
}

void
address_format(const struct segments *segments, uintptr_t address, struct text *text)
{
	const struct segment *segment = segments_at(segments, address);

	if (!segment)
		text_add(text, "0x%" PRIxPTR, address);
	else if (address == segment->start)
		text_add(text, "%s", segment->name);
	else
		text_add(text, "%s:0x%" PRIxPTR, segment->name, address - segment->start);
}
