/* The words of a raw system call that stand for memory: pointers, areas, pages.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/migrate.h"
#include "commands/callparts.h"

void *
call_fence(struct call *call, struct args *args, int which, size_t size)
{
	int result = fenced_make(&call->fenced[which], size);

	if (result)
		args_refused(args, result, "cannot map %zu bytes for the call", size);
	call->arguments[which] = (unsigned long)call->fenced[which].bytes;
	return result ? NULL : call->fenced[which].bytes;
}

bool
call_take_pointer(struct call *call, struct args *args, const char *word, uintptr_t *address)
{
	const struct keyword *row = pointer_words;

	while (row->name && strcmp(row->name, word) != 0)
		row++;
	if (!row->name)
		return false;
	switch ((enum pointer)row->value) {
	case POINTER_NULL:
		*address = 0;
		break;
	case POINTER_UNMAPPED:
		/* The second page is below what anybody may map. */
		*address = base_page_size();
		break;
	case POINTER_KERNEL:
		*address = ~(uintptr_t)0 & ~(base_page_size() - 1);
		break;
	case POINTER_NOACCESS:
		if (!call->noaccess.bytes && fenced_make(&call->noaccess, 1))
			args_fail(args, ENOMEM, "cannot map a page without access");
		*address = fenced_end(&call->noaccess);
		break;
	}
	return true;
}

/* The parameter's own memory; NULL where the user wants another pointer there, or with an error. */
static void *
fence_or_pointer(struct call *call, struct args *args, int which, const char *given, size_t size)
{
	if (!given)
		return call_fence(call, args, which, size);
	if (!call_take_pointer(call, args, given, &call->arguments[which]))
		args_fail(args, EINVAL, "'%s' is no pointer (none, bad, noaccess or kernel)",
			  quote(given).text);
	return NULL;
}

/* "foo", "foo:4k", "0x7f…", "bad"; '*rest' is what the segment has from there on, else a page. */
static uintptr_t
take_address(struct call *call, struct args *args, const char *word, uint64_t *rest, uint64_t *step)
{
	const char *colon = strrchr(word, ':');
	uint64_t offset = 0;
	uintptr_t address = 0;
	unsigned long number;
	struct segment *segment;
	char *name;

	*rest = *step = base_page_size();
	if (call_take_pointer(call, args, word, &address))
		return address;
	if (size_begins(word)) {
		syscall_number_parse(word, "an address", NULL, &number, &args->error);
		return args_ok(args) ? number : 0;
	}
	if (colon && !size_begins(colon + 1))
		colon = NULL;
	name = xstrndup(word, colon ? (size_t)(colon - word) : strlen(word));
	segment = session_segment(args->session, name, false, &args->error);
	if (segment && !segment->mapped)
		args_fail(args, EINVAL, "segment '%s' is not mapped", name);
	free(name);
	if (!args_ok(args))
		return 0;
	if (colon)
		size_parse(colon + 1, segment->page_size, &offset, &args->error);
	*rest = offset < segment->length ? segment->length - offset : 0;
	*step = segment->page_size;
	return segment->start + offset;
}

/* A length: a size, which may be negative, as nobody means it. */
static unsigned long
parse_length(struct args *args, const char *word, uint64_t page_size)
{
	unsigned long number = 0;
	uint64_t bytes = 0;

	if (*word == '-') {
		syscall_number_parse(word, "length", NULL, &number, &args->error);
		return number;
	}
	size_parse(word, page_size, &bytes, &args->error);
	return bytes;
}

/* "<address>[+<length>]"; 'step' is the size of its pages.  True: a length was given. */
static bool
take_area(struct call *call, struct args *args, const char *word, uintptr_t *start,
	  uint64_t *length, uint64_t *step)
{
	const char *plus = *word == '+' ? NULL : strrchr(word, '+');
	char *address = xstrndup(word, plus ? (size_t)(plus - word) : strlen(word));

	*start = take_address(call, args, address, length, step);
	if (plus && args_ok(args))
		*length = parse_length(args, plus + 1, *step);
	free(address);
	return plus;
}

/* "<area> [<offset> <length>]": nothing is rounded, and nothing cut. */
void
call_take_start(struct call *call, struct args *args, int which, const char *given)
{
	bool has_length = call->row->parameters[which + 1].kind == PARAMETER_LENGTH;
	const char *otherwise = call->row->parameters[which].otherwise;
	const char *word = otherwise ? args_optional(args) : args_word(args, "an area");
	uint64_t length = 0, step = 0;
	uintptr_t start;

	(void)given;
	if (!word)
		return;
	take_area(call, args, word, &start, &length, &step);
	if (has_length && args_left(args) >= 2 && size_begins(args_peek(args))) {
		start += parse_length(args, args_optional(args), step);
		length = parse_length(args, args_optional(args), step);
	}
	call->arguments[which] = start;
	if (has_length)
		call->arguments[which + 1] = length;
}

static void
add_entry(struct call *call, struct args *args, uintptr_t address)
{
	if (call->count == MOST_ENTRIES) {
		args_fail(args, E2BIG, "no more than %d pages in a call", (int)MOST_ENTRIES);
		return;
	}
	call->entries =
		xgrow(call->entries, &call->capacity, call->count + 1, sizeof(*call->entries));
	call->entries[call->count++] = address;
}

/* Each word is an entry; behind a '+' it is as many as there are pages. */
static void
take_entries(struct call *call, struct args *args)
{
	const char *word;

	while ((word = args_optional(args))) {
		uint64_t length, step;
		uintptr_t start;
		bool many;

		if (strchr(word, '=')) {
			args_fail(args, EINVAL, "'%s' is no parameter of %s", quote(word).text,
				  call->row->name);
			return;
		}
		many = take_area(call, args, word, &start, &length, &step);
		if (!many && args_ok(args))
			add_entry(call, args, start);
		for (uint64_t at = 0; many && at < length && args_ok(args); at += step)
			add_entry(call, args, start + at);
	}
}

void
call_take_pages(struct call *call, struct args *args, int which, const char *given)
{
	size_t size;
	void *bytes;

	take_entries(call, args);
	size = call->count * sizeof(*call->entries);
	bytes = args_ok(args) ? fence_or_pointer(call, args, which, given, size) : NULL;
	if (bytes && call->count)
		memcpy(bytes, call->entries, size);
}

void
call_take_status(struct call *call, struct args *args, int which, const char *given)
{
	int *status = fence_or_pointer(call, args, which, given, call->count * sizeof(*status));

	for (size_t i = 0; status && i < call->count; i++)
		status[i] = MIGRATE_UNANSWERED;
}

void
call_take_number_out(struct call *call, struct args *args, int which, const char *given)
{
	fence_or_pointer(call, args, which, given, sizeof(int));
}

void
call_take_mask_out(struct call *call, struct args *args, int which, const char *given)
{
	fence_or_pointer(call, args, which, given, MASK_BYTES);
	call->has_mask = call->arguments[which] != 0;
}

void
call_take_length(struct call *call, struct args *args, int which, const char *given)
{
	call->arguments[which] = parse_length(args, given, base_page_size());
}
