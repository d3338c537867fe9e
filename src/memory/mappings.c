/* The mappings a process has, as segments.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "kernel/hugefs.h"
#include "kernel/maps.h"
#include "memory/mappings.h"

/* A name that is taken, and the number that the next mapping with it gets. */
struct taken {
	char *name;
	unsigned next;
};

static int
compare_taken(const void *a, const void *b)
{
	return strcmp(((const struct taken *)a)->name, ((const struct taken *)b)->name);
}

static void
release_taken(void *node)
{
	struct taken *taken = node;

	free(taken->name);
	free(taken);
}

/* The one with that name, which the tree takes over if it is new; 'fresh' says whether it is. */
static struct taken *
take_name(void **tree, char *name, bool *fresh)
{
	struct taken *taken = xcalloc(1, sizeof(*taken));
	struct taken **found;

	*taken = (struct taken){ .name = name, .next = 2 };
	found = tsearch(taken, tree, compare_taken);
	if (!found)
		abort();
	*fresh = *found == taken;
	if (!*fresh)
		release_taken(taken);
	return *found;
}

/* "[heap]" is named "heap", "/usr/lib/libc.so.6" is "libc.so.6", what has no name is "anon", and
 * shared anonymous memory, for which the kernel makes up a file, is "shared". */
static char *
plain_name(const char *path)
{
	static const char gone[] = " (deleted)";
	const char *slash = strrchr(path, '/');
	size_t length;

	if (!*path)
		return xstrdup("anon");
	if (strcmp(path, "/dev/zero (deleted)") == 0)
		return xstrdup("shared");
	if (*path == '[')
		return xstrndup(path + 1, strcspn(path + 1, "]"));
	path = slash && slash[1] ? slash + 1 : path;
	length = strlen(path);
	if (length >= sizeof(gone) && strcmp(path + length + 1 - sizeof(gone), gone) == 0)
		length -= sizeof(gone) - 1;
	return xstrndup(path, length);
}

/* Areas the kernel puts into every process: [vdso], [vvar], [vsyscall] and their like. */
static bool
is_special(const char *path)
{
	return *path == '[' && strncmp(path, "[heap", 5) != 0 && strncmp(path, "[stack", 6) != 0 &&
	       strncmp(path, "[anon", 5) != 0;
}

/* What a reading needs; 'known' are segments whose mappings are not read, NULL: none. */
struct reading {
	pid_t pid;
	const char *prefix;
	enum segment_kind kind;
	const struct segments *known;
	struct hugefs hugefs;
	void *names;

	struct segments found, old, lost; /* 'old' from 'next' on is not seen again so far */
	size_t next;
};

static char *
unique_name(struct reading *reading, const char *path)
{
	char *plain = plain_name(path), *name = xasprintf("%s%s", reading->prefix, plain);
	bool fresh;
	struct taken *taken = take_name(&reading->names, xstrdup(name), &fresh);

	while (!fresh) {
		free(name);
		name = xasprintf("%s%s#%u", reading->prefix, plain, taken->next++);
		take_name(&reading->names, xstrdup(name), &fresh);
	}
	free(plain);
	return name;
}

/* Is this mapping one of the session's segments, or what keeps one alive? */
static bool
is_known(const struct segments *known, const struct maps_entry *entry)
{
	for (size_t i = 0; known && i < known->count; i++) {
		const struct segment *segment = known->items[i];

		if (segment->mapped && entry->start < segment->start + segment->length &&
		    segment->start < entry->end)
			return true;
		if (segment->holder && segment->holder == entry->start)
			return true;
	}
	return false;
}

static void
describe(struct segment *segment, const struct maps_entry *entry)
{
	segment->mapped = true;
	segment->shared = entry->shared;
	segment->from_file = *entry->path == '/';
	segment->special = is_special(entry->path);
	segment->protection = entry->protection;
	segment->start = entry->start;
	segment->length = entry->end - entry->start;
	segment->offset = entry->offset;
}

static struct segment *
new_segment(struct reading *reading, const struct maps_entry *entry)
{
	char *name = unique_name(reading, entry->path);
	struct segment *segment = segment_new(name, reading->kind, entry->end - entry->start,
					      hugefs_page_size(&reading->hugefs, entry->device));

	segment->pid = reading->pid;
	segment->writable = false;
	free(name);
	return segment;
}

/* Does a segment bear the name that a mapping of this path gets, whatever number follows? */
static bool
is_named_for(const struct segment *segment, const char *prefix, const char *path)
{
	char *plain = plain_name(path);
	const char *name = segment->name + strlen(prefix);
	size_t length = strlen(plain);
	bool named = strncmp(name, plain, length) == 0 &&
		     (!name[length] ||
		      (name[length] == '#' && isdigit((unsigned char)name[length + 1])));

	free(plain);
	return named;
}

static bool
is_same(const struct reading *reading, const struct segment *segment,
	const struct maps_entry *entry)
{
	return (segment->start == entry->start || segment->start + segment->length == entry->end) &&
	       is_named_for(segment, reading->prefix, entry->path);
}

/* The segment that this mapping was at the last reading; NULL: none.  Both go upwards, so that what
 * is passed on the way is no more. */
static struct segment *
seen_before(struct reading *reading, const struct maps_entry *entry)
{
	while (reading->next < reading->old.count) {
		struct segment *segment = reading->old.items[reading->next];

		if (is_same(reading, segment, entry)) {
			reading->next++;
			return segment;
		}
		if (segment->start >= entry->end)
			return NULL;
		segments_append(&reading->lost, segment);
		reading->next++;
	}
	return NULL;
}

static int
take_entry(const struct maps_entry *entry, void *argument)
{
	struct reading *reading = argument;
	struct segment *segment;

	if (is_known(reading->known, entry))
		return 0;
	segment = seen_before(reading, entry);
	if (!segment)
		segment = new_segment(reading, entry);
	describe(segment, entry);
	segments_append(&reading->found, segment);
	return 0;
}

static int
read_mappings(struct reading *reading)
{
	int result;

	hugefs_find(&reading->hugefs, reading->pid);
	result = maps_visit(reading->pid, take_entry, reading);
	tdestroy(reading->names, release_taken);
	return result;
}

int
mappings_read_own(struct segments *own, const struct segments *segments)
{
	struct reading reading = { .prefix = "", .kind = SEGMENT_OWN, .known = segments };
	int result;

	segments_release(own);
	result = read_mappings(&reading);
	*own = reading.found;
	return result;
}

static void
keep_names(struct reading *reading, const struct segments *segments)
{
	bool fresh;

	for (size_t i = 0; i < segments->count; i++)
		take_name(&reading->names, xstrdup(segments->items[i]->name), &fresh);
}

/* Let go of the table, but not of what is in it. */
static void
forget(struct segments *segments)
{
	free(segments->items);
	*segments = (struct segments){ 0 };
}

int
mappings_renew(struct segments *mappings, struct segments *gone, pid_t pid, const char *prefix)
{
	struct reading reading = {
		.pid = pid, .prefix = prefix, .kind = SEGMENT_ATTACHED, .old = *mappings
	};
	int result;

	keep_names(&reading, mappings);
	keep_names(&reading, gone);
	result = read_mappings(&reading);
	/* Where reading failed, nothing is known of what was not come to. */
	while (reading.next < reading.old.count)
		segments_append(result ? &reading.found : &reading.lost,
				reading.old.items[reading.next++]);
	for (size_t i = 0; i < reading.lost.count; i++) {
		reading.lost.items[i]->mapped = false;
		segments_append(gone, reading.lost.items[i]);
	}
	forget(&reading.old);
	forget(&reading.lost);
	*mappings = reading.found;
	return result;
}
