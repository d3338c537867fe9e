/* The words of a raw system call, as its arguments.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/migrate.h"
#include "commands/callwords.h"

enum { MASK_BYTES = 8192, MASK_BITS = MASK_BYTES * 8, USUAL_BITS = 1024 };

static void *
fence(struct call *call, struct args *args, int which, size_t size)
{
	int result = fenced_make(&call->fenced[which], size);

	if (result)
		args_refused(args, result, "cannot map %zu bytes for the call", size);
	call->arguments[which] = (unsigned long)call->fenced[which].bytes;
	return result ? NULL : call->fenced[which].bytes;
}

/* Is the word one for a pointer that is none?  Then that is the address. */
static bool
take_pointer(struct call *call, struct args *args, const char *word, uintptr_t *address)
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
	if (take_pointer(call, args, word, &address))
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
take_length(struct args *args, const char *word, uint64_t page_size)
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
		*length = take_length(args, plus + 1, *step);
	free(address);
	return plus;
}

/* "<area> [<offset> <length>]": nothing is rounded, and nothing cut. */
static void
take_start(struct call *call, struct args *args, int which)
{
	bool has_length = call->row->parameters[which + 1].kind == PARAMETER_LENGTH;
	const char *otherwise = call->row->parameters[which].otherwise;
	const char *word = otherwise ? args_optional(args) : args_word(args, "an area");
	uint64_t length = 0, step = 0;
	uintptr_t start;

	if (!word)
		return;
	take_area(call, args, word, &start, &length, &step);
	if (has_length && args_left(args) >= 2 && size_begins(args_peek(args))) {
		start += take_length(args, args_optional(args), step);
		length = take_length(args, args_optional(args), step);
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

static void
take_pages(struct call *call, struct args *args, int which, const char *given)
{
	uintptr_t pointer;
	void *bytes;

	take_entries(call, args);
	if (given && !take_pointer(call, args, given, &pointer))
		args_fail(args, EINVAL, "'%s' is no pointer (none, bad, noaccess or kernel)",
			  quote(given).text);
	if (!args_ok(args))
		return;
	if (given) {
		call->arguments[which] = pointer;
		return;
	}
	bytes = fence(call, args, which, call->count * sizeof(*call->entries));
	if (bytes && call->count)
		memcpy(bytes, call->entries, call->count * sizeof(*call->entries));
}

/* A node as it is written, also one that cannot be; "@1" is the first. */
static long
take_node(struct args *args, const char *word)
{
	struct nodelist list = { 0 };
	struct machine machine;
	unsigned long number = 0;
	long node;

	if (*word != '@') {
		syscall_number_parse(word, "nodes", NULL, &number, &args->error);
		return (long)number;
	}
	machine_read(&machine);
	nodelist_parse(&list, word, &machine, NODES_TO_LOOK, &args->error);
	node = list.count == 1 ? (long)list.nodes[0] : -1;
	if (args_ok(args) && list.count != 1)
		args_fail(args, EINVAL, "'%s' is not one node", quote(word).text);
	nodelist_release(&list);
	return node;
}

/* "1,-1,@2*3": a node an entry; one alone is for all of them. */
static void
take_targets(struct call *call, struct args *args, int which, const char *given)
{
	char *copy, *rest, *one;
	size_t count = 0;
	long node = 0;
	int *nodes;

	if (take_pointer(call, args, given, &call->arguments[which]))
		return;
	nodes = fence(call, args, which, call->count * sizeof(*nodes));
	copy = rest = xstrdup(given);
	while (nodes && args_ok(args) && (one = strsep(&rest, ","))) {
		char *star = strchr(one, '*');
		uint64_t times = 1;

		if (star) {
			*star = '\0';
			number_parse(star + 1, "number of pages", 1, MOST_ENTRIES, &times,
				     &args->error);
		}
		node = take_node(args, one);
		for (; times && count < call->count; times--)
			nodes[count++] = (int)node;
		if (times && args_ok(args))
			args_fail(args, EINVAL, "there are more nodes than the %zu pages",
				  call->count);
	}
	while (nodes && args_ok(args) && count < call->count && !strpbrk(given, ",*"))
		nodes[count++] = (int)node;
	if (args_ok(args) && count < call->count)
		args_fail(args, EINVAL, "there are %zu nodes for %zu pages", count, call->count);
	free(copy);
}

static void
take_status(struct call *call, struct args *args, int which, const char *given)
{
	int *status;

	if (given && !take_pointer(call, args, given, &call->arguments[which]))
		args_fail(args, EINVAL, "'%s' is no pointer (none, bad, noaccess or kernel)",
			  quote(given).text);
	if (given || !args_ok(args))
		return;
	status = fence(call, args, which, call->count * sizeof(*status));
	for (size_t i = 0; status && i < call->count; i++)
		status[i] = MIGRATE_UNANSWERED;
}

static void
add_bit(struct call *call, unsigned long *bits, unsigned long bit)
{
	bits_add(bits, bit);
	if (bit >= call->width)
		call->width = bit + 1;
}

/* "0-3,99" */
static void
take_mask(struct call *call, struct args *args, int which, const char *given)
{
	char *copy, *rest, *one;
	unsigned long *bits;

	if (take_pointer(call, args, given, &call->arguments[which])) {
		call->has_mask |= call->arguments[which] != 0;
		return;
	}
	call->has_mask = true;
	bits = fence(call, args, which, MASK_BYTES);
	copy = rest = xstrdup(strcmp(given, "empty") ? given : "");
	while (bits && args_ok(args) && *copy && (one = strsep(&rest, ","))) {
		char *dash = *one == '-' ? NULL : strchr(one, '-');
		long first, last;

		if (dash)
			*dash = '\0';
		first = take_node(args, one);
		last = dash ? take_node(args, dash + 1) : first;
		if (args_ok(args) && (first < 0 || last < first || last >= MASK_BITS))
			args_fail(args, EINVAL, "'%s' does not fit into a mask of %d bits",
				  quote(given).text, (int)MASK_BITS);
		for (; args_ok(args) && first <= last; first++)
			add_bit(call, bits, (unsigned long)first);
	}
	free(copy);
}

static void
take_out(struct call *call, struct args *args, int which, const char *given, size_t size)
{
	if (!given)
		fence(call, args, which, size);
	else if (!take_pointer(call, args, given, &call->arguments[which]))
		args_fail(args, EINVAL, "'%s' is no pointer (none, bad, noaccess or kernel)",
			  quote(given).text);
}

/* A process: its number, or "/child". */
static unsigned long
take_pid(struct args *args, const char *word)
{
	unsigned long number = 0;
	const struct child *child;

	if (*word != '/') {
		syscall_number_parse(word, "pid", NULL, &number, &args->error);
		return number;
	}
	child = children_find(&args->session->children, word + 1, strlen(word + 1));
	if (!child) {
		args_fail(args, ESRCH, "there is no child '%s'", quote(word + 1).text);
		error_hint(&args->error, "/");
	}
	return child ? (unsigned long)child->pid : 0;
}

static void
take_number(struct call *call, struct args *args, int which, const char *given)
{
	const struct parameter *parameter = &call->row->parameters[which];

	if (*given == '@')
		call->arguments[which] = (unsigned long)take_node(args, given);
	else
		syscall_number_parse(given, parameter->name, parameter->words,
				     &call->arguments[which], &args->error);
}

static const char *
needed(struct args *args, const struct parameter *parameter, const char *given)
{
	if (!given)
		given = parameter->otherwise;
	if (!given && args_ok(args))
		args_fail(args, EINVAL, "needs '%s='", parameter->name);
	return args_ok(args) ? given : NULL;
}

static void
take_argument(struct call *call, struct args *args, int which, const char *given)
{
	const struct parameter *parameter = &call->row->parameters[which];

	switch (parameter->kind) {
	case PARAMETER_START:
		take_start(call, args, which);
		break;
	case PARAMETER_PAGES:
		take_pages(call, args, which, given);
		break;
	case PARAMETER_STATUS:
		take_status(call, args, which, given);
		break;
	case PARAMETER_NUMBER_OUT:
		take_out(call, args, which, given, sizeof(int));
		break;
	case PARAMETER_MASK_OUT:
		take_out(call, args, which, given, MASK_BYTES);
		call->has_mask = call->arguments[which] != 0;
		break;
	case PARAMETER_LENGTH:
		if (given)
			call->arguments[which] = take_length(args, given, base_page_size());
		break;
	case PARAMETER_COUNT:
	case PARAMETER_MAXNODE:
		if (given)
			take_number(call, args, which, given);
		break;
	case PARAMETER_NUMBER:
		if ((given = needed(args, parameter, given)))
			take_number(call, args, which, given);
		break;
	case PARAMETER_PID:
		if ((given = needed(args, parameter, given)))
			call->arguments[which] = take_pid(args, given);
		break;
	case PARAMETER_TARGETS:
		if ((given = needed(args, parameter, given)))
			take_targets(call, args, which, given);
		break;
	case PARAMETER_MASK:
		if ((given = needed(args, parameter, given)))
			take_mask(call, args, which, given);
		break;
	case PARAMETER_NONE:
	case PARAMETER_STRING:
	case PARAMETER_VECTOR:
		break;
	}
}

/* What follows from the others, where it was not given. */
static void
fill_in(struct call *call, const char *const given[RAW_ARGUMENTS])
{
	int count = call_parameter(call, PARAMETER_COUNT);
	int maxnode = call_parameter(call, PARAMETER_MAXNODE);

	if (count >= 0 && !given[count])
		call->arguments[count] = call->count;
	/* Masks are larger than any kernel takes; it is told of as many bits as most of them have. */
	if (maxnode >= 0 && !given[maxnode])
		call->arguments[maxnode] =
			!call->has_mask ? 0
					: (call->width > USUAL_BITS ? call->width : USUAL_BITS) + 1;
}

void
call_take(struct call *call, struct args *args)
{
	const char *given[RAW_ARGUMENTS] = { 0 };
	const char *name = args_word(args, "a system call");

	*call = (struct call){ 0 };
	if (!name)
		return;
	call->row = syscall_find(name);
	if (!call->row) {
		args_fail(args, ENOSYS, "'%s' is no system call that can be made",
			  quote(name).text);
		error_hint(&args->error, "help call");
		return;
	}
	for (int i = 0; i < RAW_ARGUMENTS && call->row->parameters[i].kind; i++)
		given[i] = args_value(args, call->row->parameters[i].name);
	for (int i = 0; i < RAW_ARGUMENTS && args_ok(args); i++)
		take_argument(call, args, i, given[i]);
	if (args_end(args))
		fill_in(call, given);
}

int
call_parameter(const struct call *call, enum parameter_kind kind)
{
	for (int i = 0; call->row && i < RAW_ARGUMENTS; i++)
		if (call->row->parameters[i].kind == kind)
			return i;
	return -1;
}

void
call_release(struct call *call)
{
	for (int i = 0; i < RAW_ARGUMENTS; i++)
		fenced_release(&call->fenced[i]);
	fenced_release(&call->noaccess);
	free(call->entries);
}
