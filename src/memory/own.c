/* The mappings the process has anyway, as segments.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/maps.h"
#include "memory/segment.h"

struct reading {
	struct segments *own;
	const struct segments *known;
};

/* Is this mapping one of the session's segments, or what keeps one alive? */
static bool
is_known(const struct segments *known, const struct maps_entry *entry)
{
	for (size_t i = 0; i < known->count; i++) {
		const struct segment *segment = known->items[i];

		if (segment->mapped && entry->start < segment->start + segment->length &&
		    segment->start < entry->end)
			return true;
		if (segment->holder && segment->holder == entry->start)
			return true;
	}
	return false;
}

/* "[heap]" is named "heap", "/usr/lib/libc.so.6" is "libc.so.6", what has no name is "anon". */
static char *
plain_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!*path)
		return xstrdup("anon");
	if (*path == '[')
		return xstrndup(path + 1, strcspn(path + 1, "]"));
	return xstrdup(slash && slash[1] ? slash + 1 : path);
}

static char *
unique_name(const struct segments *own, const char *path)
{
	char *plain = plain_name(path), *name = xstrdup(plain);

	for (unsigned again = 2; segments_find(own, name); again++) {
		free(name);
		name = xasprintf("%s#%u", plain, again);
	}
	free(plain);
	return name;
}

static int
take_entry(const struct maps_entry *entry, void *argument)
{
	struct reading *reading = argument;
	struct error error = { 0 };
	struct segment *segment;
	char *name;

	if (is_known(reading->known, entry))
		return 0;
	name = unique_name(reading->own, entry->path);
	segment = segment_new(name, SEGMENT_OWN, entry->end - entry->start, base_page_size());
	segment->mapped = true;
	segment->writable = false;
	segment->shared = entry->shared;
	segment->from_file = *entry->path == '/';
	segment->protection = entry->protection;
	segment->start = entry->start;
	segment->offset = entry->offset;
	segments_add(reading->own, segment, &error);
	free(name);
	return 0;
}

int
segments_read_own(struct segments *own, const struct segments *segments)
{
	struct reading reading = { own, segments };

	segments_release(own);
	return maps_visit(0, take_entry, &reading);
}
