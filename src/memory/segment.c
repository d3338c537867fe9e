/* Segments: named pieces of memory that can be mapped, looked at and moved.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "kernel/userfault.h"
#include "memory/segment.h"

static const struct {
	char letter;
	const char *name;
} kinds[] = {
	[SEGMENT_ANON] = { 'a', "anon" },	 [SEGMENT_FILE] = { 'f', "file" },
	[SEGMENT_SHM] = { 's', "shmem" },	 [SEGMENT_HUGE_SHM] = { 'h', "huge shmem" },
	[SEGMENT_TMPFS] = { 't', "tmpfs" },	 [SEGMENT_MEMFD] = { 't', "memfd" },
	[SEGMENT_SECRET] = { 't', "secret" },	 [SEGMENT_OWN] = { 'a', "own mapping" },
	[SEGMENT_ATTACHED] = { 'a', "mapping" },
};

char
segment_letter(const struct segment *segment)
{
	if (segment->from_file)
		return 'f';
	return kinds[segment->kind].letter;
}

const char *
segment_kind_name(const struct segment *segment)
{
	return kinds[segment->kind].name;
}

int
segment_name_check(const char *name, struct error *error)
{
	const char *why = NULL;

	if (!*name)
		why = "is empty";
	else if (isdigit((unsigned char)*name))
		why = "starts with a digit, as offsets do";
	else if (*name == '+')
		why = "starts with '+', as the process's own mappings do";
	if (!why)
		return 0;
	return error_note(error, EINVAL, "segment name '%s' %s", quote(name).text, why);
}

struct segment *
segment_new(const char *name, enum segment_kind kind, uint64_t length, uint64_t page_size)
{
	struct segment *segment = xcalloc(1, sizeof(*segment));

	segment->name = xstrdup(name);
	segment->kind = kind;
	segment->page_size = page_size;
	segment->length = segment->defined_length = size_round_up(length, page_size);
	segment->writable = true;
	segment->protection = PROT_READ | PROT_WRITE;
	segment->fd = -1;
	segment->shm = -1;
	segment->userfault = -1;
	segment->advice = -1;
	return segment;
}

static void
unmap_own(struct segment *segment)
{
	if (segment->mapped && segment->kind != SEGMENT_OWN && segment->kind != SEGMENT_ATTACHED)
		segment_unmap(segment);
}

void
segment_free(struct segment *segment)
{
	unmap_own(segment);
	if (segment->holder)
		sysv_detach(segment->holder);
	if (segment->fd >= 0)
		close(segment->fd);
	homes_release(&segment->homes);
	segment_unpin(segment);
	segment_unwatch(segment);
	free(segment->pins);
	free(segment->after);
	free(segment->alias_of);
	free(segment->name);
	free(segment);
}

/* Where it wants to be mapped: behind another segment, at an address, or anywhere (0). */
static int
place(const struct segment *segment, const struct segments *all, uintptr_t *address,
      struct error *error)
{
	const struct segment *before;

	*address = segment->wanted_address;
	if (!segment->after)
		return 0;
	before = segments_find(all, segment->after);
	if (!before || !before->mapped)
		return error_note(error, EINVAL,
				  "segment '%s', which it is to follow, is not mapped",
				  segment->after);
	*address = before->start + before->length;
	return 0;
}

static int
map_alias(struct segment *segment, const struct segments *all, struct error *error)
{
	const struct segment *origin = segments_find(all, segment->alias_of);

	if (!origin || !origin->mapped || origin->kind != SEGMENT_ANON)
		return error_note(error, EINVAL,
				  "segment '%s', which it is an alias of, is not mapped",
				  segment->alias_of);
	segment->length = segment->defined_length = origin->length;
	return mapping_alias(origin->start, origin->length, &segment->start);
}

static int
map_object(struct segment *segment, const struct segments *all, struct error *error)
{
	struct mapping mapping = { .length = segment->length,
				   .offset = segment->offset,
				   .fd = segment->fd,
				   .protection = segment->protection,
				   .shared = segment->shared,
				   .droppable = segment->droppable,
				   .page_size = segment->page_size };
	int result;

	if (segment->alias_of)
		return map_alias(segment, all, error);
	if (segment->shm >= 0)
		return sysv_attach(segment->shm, false, &segment->start);
	result = place(segment, all, &mapping.address, error);
	if (!result)
		result = mapping_make(&mapping, &segment->start);
	if (result || segment->advice < 0)
		return result;
	result = mapping_advise(segment->start, segment->length, segment->advice);
	if (result)
		mapping_drop(segment->start, segment->length);
	return result;
}

/* Back to what it was before it was mapped. */
static void
forget_mapping(struct segment *segment)
{
	homes_release(&segment->homes);
	segment->mapped = false;
	segment->start = 0;
	segment->shared = segment->defined_shared;
	segment->length = segment->defined_length;
	segment->offset = segment->defined_offset;
}

int
segment_map(struct segment *segment, const struct range *part, bool shared,
	    const struct segments *all, struct error *error)
{
	int result;

	segment->offset = part->offset;
	segment->length = part->length;
	segment->shared = shared;
	segment->protection = PROT_READ;
	if (segment->writable || !shared)
		segment->protection |= PROT_WRITE;
	result = map_object(segment, all, error);
	if (result)
		forget_mapping(segment);
	else
		segment->mapped = true;
	return result;
}

int
segment_pin(struct segment *segment, const struct range *range, enum pin_way way,
	    const char *directory)
{
	uint64_t most = pin_most(way);
	size_t before = segment->pin_count;

	for (uint64_t done = 0; done < range->length; done += most) {
		uint64_t left = range->length - done;
		struct pin pin;
		int result = pin_take(way, segment->start + range->offset + done,
				      left < most ? left : most, directory, &pin);

		if (result) {
			while (segment->pin_count > before)
				pin_drop(&segment->pins[--segment->pin_count]);
			return result;
		}
		segment->pins = xgrow(segment->pins, &segment->pin_capacity, segment->pin_count + 1,
				      sizeof(*segment->pins));
		segment->pins[segment->pin_count++] = pin;
	}
	return 0;
}

void
segment_unpin(struct segment *segment)
{
	while (segment->pin_count)
		pin_drop(&segment->pins[--segment->pin_count]);
}

void
segment_disown_pins(struct segment *segment)
{
	while (segment->pin_count)
		pin_disown(&segment->pins[--segment->pin_count]);
}

void
segment_unwatch(struct segment *segment)
{
	if (segment->userfault >= 0)
		userfault_close(segment->userfault);
	segment->userfault = -1;
}

int
segment_unmap(struct segment *segment)
{
	int result;

	if (segment->users)
		return -EBUSY;
	segment_unpin(segment);
	result = segment->shm >= 0 ? sysv_detach(segment->start)
				   : mapping_drop(segment->start, segment->length);
	if (!result) {
		segment_unwatch(segment);
		forget_mapping(segment);
	}
	return result;
}

struct area
segment_area(const struct segment *segment, const struct range *range)
{
	return (struct area){ .pid = segment->pid,
			      .start = segment->start + range->offset,
			      .page_size = segment->page_size,
			      .pages = segment_pages(segment, range->length),
			      .how = segment->how };
}

uint64_t
segment_pages(const struct segment *segment, uint64_t bytes)
{
	return bytes / segment->page_size;
}

uint64_t
segment_page_at(const struct segment *segment, uintptr_t address)
{
	return (address - segment->start) / segment->page_size;
}

struct segment *
segments_find(const struct segments *segments, const char *name)
{
	for (size_t i = 0; i < segments->count; i++)
		if (strcmp(segments->items[i]->name, name) == 0)
			return segments->items[i];
	return NULL;
}

void
segments_append(struct segments *segments, struct segment *segment)
{
	segments->items = xgrow(segments->items, &segments->capacity, segments->count + 1,
				sizeof(*segments->items));
	segment->how = segments->how;
	segments->items[segments->count++] = segment;
}

int
segments_check_free(const struct segments *segments, const char *name, struct error *error)
{
	if (!segments_find(segments, name))
		return 0;
	error_note(error, EEXIST, "there is a segment '%s' already", quote(name).text);
	error_hint(error, "remove %s", quote(name).text);
	return -EEXIST;
}

int
segments_add(struct segments *segments, struct segment *segment, struct error *error)
{
	int result = segments_check_free(segments, segment->name, error);

	if (!result)
		segments_append(segments, segment);
	return result;
}

void
segments_remove(struct segments *segments, struct segment *segment)
{
	for (size_t i = 0; i < segments->count; i++) {
		if (segments->items[i] != segment)
			continue;
		memmove(&segments->items[i], &segments->items[i + 1],
			(segments->count - i - 1) * sizeof(*segments->items));
		segments->count--;
		segment_free(segment);
		return;
	}
}

void
segments_release(struct segments *segments)
{
	/* Whoever looks at the system calls finds those that are left by their addresses. */
	while (segments->count) {
		struct segment *last = segments->items[segments->count - 1];

		unmap_own(last);
		segments->count--;
		segment_free(last);
	}
	free(segments->items);
	*segments = (struct segments){ .how = segments->how };
}
