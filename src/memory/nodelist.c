/* Node lists as they are written.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <numa.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "memory/nodelist.h"

/* What a list is parsed against and into; the first misfit goes to 'error'. */
struct parse {
	struct nodelist *list;
	const struct machine *machine;
	enum node_use use;
	struct error *error;
};

/* libnuma prints its own warnings unless the program has these; memtoy words its errors itself. */
void
numa_warn(int number, char *where, ...)
{
	(void)number;
	(void)where;
}

void
numa_error(char *where)
{
	(void)where;
}

static void
append(struct nodelist *list, unsigned node)
{
	list->nodes = xgrow(list->nodes, &list->capacity, list->count + 1, sizeof(*list->nodes));
	list->nodes[list->count++] = node;
}

static void
append_set(struct nodelist *list, const struct nodeset *set)
{
	for (int node = nodeset_next(set, 0); node >= 0;
	     node = nodeset_next(set, (unsigned)node + 1))
		append(list, (unsigned)node);
}

static int
refuse_node(const struct parse *parse, int number, unsigned long node, const char *why,
	    const char *what, const struct nodeset *instead)
{
	struct text list = { 0 };
	int result;

	nodeset_format(instead, &list);
	result = error_note(parse->error, number, "node %lu %s (%s: %s)", node, why, what,
			    text_string(&list));
	text_release(&list);
	return result;
}

/* Take one node, if it will do. */
static int
take(const struct parse *parse, unsigned long node)
{
	const struct machine *machine = parse->machine;
	bool moves = parse->use == NODES_TO_MOVE || parse->use == NODES_OF_OTHERS;

	if (node >= NODESET_BITS || !nodeset_has(&machine->online, (unsigned)node))
		return refuse_node(parse, moves ? ENODEV : EINVAL, node, "does not exist",
				   "this machine has", &machine->online);
	if (parse->use != NODES_TO_LOOK) {
		if (!nodeset_has(&machine->memory, (unsigned)node))
			return refuse_node(parse, moves ? ENODEV : EINVAL, node, "has no memory",
					   "nodes with memory", &machine->memory);
		if (parse->use != NODES_OF_OTHERS &&
		    !nodeset_has(&machine->allowed, (unsigned)node))
			return refuse_node(parse, moves ? EACCES : EINVAL, node,
					   "is not allowed by this process's cpuset", "allowed",
					   &machine->allowed);
	}
	append(parse->list, (unsigned)node);
	return 0;
}

static int
bad_list(const struct parse *parse, const char *word)
{
	int result;

	result = error_note(parse->error, EINVAL, "'%s' is no node list", quote(word).text);
	error_hint(parse->error,
		   "0,2-3  all  !2  +0-1  0x5  @1  @local  @far  @cpuless  @memoryless  @outside");
	return result;
}

/* The words are right, but no node is like that. */
static int
nothing(const struct parse *parse, const char *why)
{
	return error_absent(parse->error, EINVAL, "the node list is empty: %s", why);
}

/* "@memoryless" are all nodes that have no memory
 * now, "@offline" those whose memory is off line. */
static int
take_without_memory(const struct parse *parse, const char *word)
{
	bool offline = strcmp(word, "@offline") == 0;
	struct nodeset set = offline ? machine_offline(parse->machine) : parse->machine->online;
	int result = 0;

	for (int node = nodeset_next(&parse->machine->memory, 0); node >= 0;
	     node = nodeset_next(&parse->machine->memory, (unsigned)node + 1))
		nodeset_drop(&set, (unsigned)node);
	if (nodeset_is_empty(&set))
		return nothing(parse,
			       offline ? "no node's memory is off line" : "every node has memory");
	for (int node = nodeset_next(&set, 0); node >= 0 && !result;
	     node = nodeset_next(&set, (unsigned)node + 1))
		result = take(parse, (unsigned long)node);
	return result;
}

/* The first node that could be used, were it allowed. */
static int
take_outside(const struct parse *parse)
{
	struct nodeset outside = parse->machine->memory;
	int node;

	for (node = nodeset_next(&parse->machine->allowed, 0); node >= 0;
	     node = nodeset_next(&parse->machine->allowed, (unsigned)node + 1))
		nodeset_drop(&outside, (unsigned)node);
	node = nodeset_next(&outside, 0);
	return node < 0 ? nothing(parse, "all nodes with memory are allowed")
			: take(parse, (unsigned)node);
}

/* A host-independent name: "@1" is the first usable node, "@local" the one we run on. */
static int
take_symbol(const struct parse *parse, const char *word)
{
	struct nodeset usable = machine_usable(parse->machine), cpuless = usable;
	unsigned long which;
	char *end;
	int node;

	if (strcmp(word, "@local") == 0)
		return take(parse, machine_local_node(parse->machine));
	if (strcmp(word, "@far") == 0) {
		node = machine_far_node(parse->machine);
		return node < 0 ? nothing(parse, "no node is usable") : take(parse, (unsigned)node);
	}
	if (strcmp(word, "@cpuless") == 0) {
		for (node = nodeset_next(&parse->machine->cpus, 0); node >= 0;
		     node = nodeset_next(&parse->machine->cpus, (unsigned)node + 1))
			nodeset_drop(&cpuless, (unsigned)node);
		append_set(parse->list, &cpuless);
		return nodeset_is_empty(&cpuless) ? nothing(parse, "no node has memory but no CPU")
						  : 0;
	}
	if (strcmp(word, "@memoryless") == 0 || strcmp(word, "@offline") == 0)
		return take_without_memory(parse, word);
	if (strcmp(word, "@outside") == 0)
		return take_outside(parse);
	which = isdigit((unsigned char)word[1]) ? strtoul(word + 1, &end, 10) : 0;
	if (!which || *end)
		return bad_list(parse, word);
	node = nodeset_next(&usable, 0);
	for (unsigned long i = 1; i < which && node >= 0; i++)
		node = nodeset_next(&usable, (unsigned)node + 1);
	if (node < 0)
		return error_absent(parse->error, parse->use == NODES_TO_MOVE ? ENODEV : EINVAL,
				    "there is no node @%lu: %u node%s allowed and with memory",
				    which, nodeset_count(&usable),
				    nodeset_count(&usable) == 1 ? " is" : "s are");
	return take(parse, (unsigned long)node);
}

/* Take the node that is number 'index' among those allowed. */
static int
take_relative(const struct parse *parse, unsigned long index)
{
	int node = nodeset_next(&parse->machine->allowed, 0);

	for (unsigned long i = 0; i < index && node >= 0; i++)
		node = nodeset_next(&parse->machine->allowed, (unsigned)node + 1);
	if (node < 0)
		return error_note(parse->error, EINVAL,
				  "there is no node +%lu: this process is allowed %u", index,
				  nodeset_count(&parse->machine->allowed));
	return take(parse, (unsigned)node);
}

/* "3", "1-4" or "0-6:2"; with 'relative', an index into the nodes allowed. */
static int
take_numbers(const struct parse *parse, const char *word, bool relative)
{
	unsigned long first, last, step = 1;
	int result = 0;
	char *end;

	if (!isdigit((unsigned char)*word))
		return bad_list(parse, word);
	first = last = strtoul(word, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		last = strtoul(end + 1, &end, 10);
	if (*end == ':' && isdigit((unsigned char)end[1]))
		step = strtoul(end + 1, &end, 10);
	if (*end || last < first || !step)
		return bad_list(parse, word);
	for (unsigned long number = first; !result; number += step) {
		result = relative ? take_relative(parse, number) : take(parse, number);
		if (step > last - number)
			break; /* the next one would be past the end, or wrap */
	}
	return result;
}

/* "0x5", most significant digits first, of any length. */
static int
take_mask(const struct parse *parse, const char *word)
{
	const char *digits = word + 2;
	size_t count = strlen(digits);
	int result = 0;

	if (!count || strspn(digits, "0123456789abcdefABCDEF") != count)
		return bad_list(parse, word);
	for (size_t i = 0; i < count && !result; i++) {
		char digit[2] = { digits[count - 1 - i] };
		unsigned long bits = strtoul(digit, NULL, 16);

		for (unsigned bit = 0; bit < 4 && !result; bit++)
			if (bits >> bit & 1)
				result = take(parse, i * 4 + bit);
	}
	return result;
}

/* "netdev:eth0", "file:/x", "ip:…", "block:…", "pci:…": the nodes near a device, as libnuma finds
 * them. */
static int
take_device(const struct parse *parse, const char *word)
{
	struct bitmask *mask = numa_available() < 0 ? NULL : numa_parse_nodestring_all(word);
	int result = 0;

	if (!mask)
		result = error_note(parse->error, ENODEV, "no node is known to be near '%s'",
				    quote(word).text);
	for (unsigned long node = 0; !result && node < mask->size; node++)
		if (numa_bitmask_isbitset(mask, (unsigned)node))
			result = take(parse, node);
	if (mask)
		numa_bitmask_free(mask);
	return result;
}

static int
take_word(const struct parse *parse, const char *word, bool relative)
{
	struct nodeset usable = machine_usable(parse->machine);

	if (strcmp(word, "all") == 0) {
		append_set(parse->list, &usable);
		return nodeset_is_empty(&usable) ? nothing(parse, "no allowed node has memory") : 0;
	}
	if (*word == '@')
		return take_symbol(parse, word);
	if (strncasecmp(word, "0x", 2) == 0)
		return take_mask(parse, word);
	return take_numbers(parse, word, relative);
}

static int
take_commas(const struct parse *parse, const char *words, bool relative)
{
	char *copy = xstrdup(words), *rest = copy, *word;
	int result = 0;

	while (!result && (word = strsep(&rest, ",")))
		result = take_word(parse, word, relative);
	free(copy);
	return result;
}

/* Turn the list into all usable nodes that are not in it. */
static int
invert(const struct parse *parse)
{
	struct nodeset rest = machine_usable(parse->machine);

	for (size_t i = 0; i < parse->list->count; i++)
		nodeset_drop(&rest, parse->list->nodes[i]);
	parse->list->count = 0;
	append_set(parse->list, &rest);
	return 0;
}

static bool
names_a_device(const char *word)
{
	static const char *const kinds[] = { "netdev:", "file:", "ip:", "block:", "pci:" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strncmp(word, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

int
nodelist_parse(struct nodelist *list, const char *word, const struct machine *machine,
	       enum node_use use, struct error *error)
{
	struct parse parse = { list, machine, use, error };
	bool inverted = *word == '!';
	bool relative = word[inverted] == '+';
	const char *rest = word + inverted + relative;
	int result;

	list->count = 0;
	if (!*rest)
		return error_note(error, EINVAL, "the node list is empty: %s",
				  *word ? "nothing follows" : "no node is named");
	if (inverted)
		parse.use = NODES_TO_LOOK; /* what is left out need not be usable */
	result = names_a_device(rest) ? take_device(&parse, rest)
				      : take_commas(&parse, rest, relative);
	if (!result && inverted)
		result = invert(&parse);
	if (!result && !list->count)
		result = nothing(&parse, "no node is left");
	return result;
}

struct nodeset
nodelist_set(const struct nodelist *list)
{
	struct nodeset set = { 0 };

	for (size_t i = 0; i < list->count; i++)
		nodeset_add(&set, list->nodes[i]);
	return set;
}

int
nodeset_parse(struct nodeset *set, const char *word, const struct machine *machine,
	      enum node_use use, struct error *error)
{
	struct nodelist list = { 0 };
	int result = nodelist_parse(&list, word, machine, use, error);

	*set = nodelist_set(&list);
	nodelist_release(&list);
	return result;
}

void
nodelist_release(struct nodelist *list)
{
	free(list->nodes);
	*list = (struct nodelist){ 0 };
}
