/* The words of a raw system call that stand for nodes and numbers.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "commands/callparts.h"

uint64_t
call_take_times(struct args *args, char *word, const char *noun)
{
	char *star = strchr(word, '*');
	uint64_t times = 1;

	if (!star)
		return times;
	*star = '\0';
	number_parse(star + 1, noun, 1, MOST_ENTRIES, &times, &args->error);
	return times;
}

/* A node as it is written, also one that cannot be; "@1" is the first. */
static long
parse_node(struct args *args, const char *word)
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

/* Each node of "1,-1,@2*3" in 'nodes': how many
 * these are; more than there are pages is an error. */
static size_t
parse_targets(const struct call *call, struct args *args, const char *given, int *nodes)
{
	char *copy = xstrdup(given), *rest = copy, *one;
	size_t count = 0;

	while (args_ok(args) && (one = strsep(&rest, ","))) {
		uint64_t times = call_take_times(args, one, "number of pages");
		long node = parse_node(args, one);

		for (; times && count < call->count; times--)
			nodes[count++] = (int)node;
		if (times && args_ok(args))
			args_fail(args, EINVAL, "there are more nodes than the %zu pages",
				  call->count);
	}
	free(copy);
	return count;
}

/* A node an entry; one alone is for all of them. */
void
call_take_targets(struct call *call, struct args *args, int which, const char *given)
{
	size_t count;
	int *nodes;

	if (call_take_pointer(call, args, given, &call->arguments[which]))
		return;
	nodes = call_fence(call, args, which, call->count * sizeof(*nodes));
	if (!nodes)
		return;
	count = parse_targets(call, args, given, nodes);
	for (; count && count < call->count && !strpbrk(given, ",*"); count++)
		nodes[count] = nodes[0];
	if (args_ok(args) && count < call->count)
		args_fail(args, EINVAL, "there are %zu nodes for %zu pages", count, call->count);
}

static void
add_bit(struct call *call, unsigned long *bits, unsigned long bit)
{
	bits_add(bits, bit);
	if (bit >= call->width)
		call->width = bit + 1;
}

/* "0-3,99" */
void
call_take_mask(struct call *call, struct args *args, int which, const char *given)
{
	char *copy, *rest, *one;
	unsigned long *bits;

	if (call_take_pointer(call, args, given, &call->arguments[which])) {
		call->has_mask |= call->arguments[which] != 0;
		return;
	}
	call->has_mask = true;
	bits = call_fence(call, args, which, MASK_BYTES);
	copy = rest = xstrdup(strcmp(given, "empty") ? given : "");
	while (bits && args_ok(args) && *copy && (one = strsep(&rest, ","))) {
		char *dash = *one == '-' ? NULL : strchr(one, '-');
		long first, last;

		if (dash)
			*dash = '\0';
		first = parse_node(args, one);
		last = dash ? parse_node(args, dash + 1) : first;
		if (args_ok(args) && (first < 0 || last < first || last >= MASK_BITS))
			args_fail(args, EINVAL, "'%s' does not fit into a mask of %d bits",
				  quote(given).text, (int)MASK_BITS);
		for (; args_ok(args) && first <= last; first++)
			add_bit(call, bits, (unsigned long)first);
	}
	free(copy);
}

void
call_take_number(struct call *call, struct args *args, int which, const char *given)
{
	const struct parameter *parameter = &call->row->parameters[which];

	if (*given == '@')
		call->arguments[which] = (unsigned long)parse_node(args, given);
	else
		syscall_number_parse(given, parameter->name, parameter->words,
				     &call->arguments[which], &args->error);
}
