/* The system calls on memory and NUMA that a user may make as they are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/xalloc.h"
#include "kernel/mempolicy.h"
#include "kernel/migrate.h"
#include "memory/advice.h"
#include "memory/size.h"
#include "memory/syscalls.h"

const struct keyword pointer_words[] = {
	{ "none", POINTER_NULL, false, "NULL" },
	{ "bad", POINTER_UNMAPPED, false, "an address where nothing is ever mapped" },
	{ "noaccess", POINTER_NOACCESS, false, "memory that may be neither read nor written" },
	{ "kernel", POINTER_KERNEL, false, "an address of the kernel's" },
	{ 0 },
};

static const struct keyword move_flags[] = {
	{ "strict", MPOL_MF_STRICT, false, "mbind: fail where a page is on a wrong node" },
	{ "move", MPOL_MF_MOVE, false, "pages that nobody else maps" },
	{ "all", MPOL_MF_MOVE_ALL, false, "pages that others map too" },
	{ "lazy", 1 << 3, false, "never merged" },
	{ 0 },
};

static const struct keyword mode_words[] = {
	{ "default", MPOL_DEFAULT, false, "no policy" },
	{ "preferred", MPOL_PREFERRED, false, "one node first" },
	{ "bind", MPOL_BIND, false, "these nodes only" },
	{ "interleaved", MPOL_INTERLEAVE, false, "page by page" },
	{ "local", MPOL_LOCAL, false, "the node that touches" },
	{ "preferred-many", MPOL_PREFERRED_MANY, false, "these nodes first" },
	{ "weighted-interleaved", MPOL_WEIGHTED_INTERLEAVE, false, "by weights" },
	{ "static", MPOL_F_STATIC_NODES, false, "node numbers stay" },
	{ "relative", MPOL_F_RELATIVE_NODES, false, "node numbers count within the cpuset" },
	{ "balancing", MPOL_F_NUMA_BALANCING, false, "NUMA balancing may move pages" },
	{ 0 },
};

static const struct keyword get_flags[] = {
	{ "node", MPOL_F_NODE, false, "a node rather than a mode" },
	{ "addr", MPOL_F_ADDR, false, "of the memory at the address" },
	{ "mems_allowed", MPOL_F_MEMS_ALLOWED, false, "the nodes that the task may use" },
	{ 0 },
};

const struct syscall_row syscalls[] = {
	{ "move_pages",
	  SYS_move_pages,
	  "[pid=] [count=] [pages=] [nodes=] [status=] [flags=] <address> ...",
	  { { PARAMETER_PID, "pid", NULL, "0" },
	    { PARAMETER_COUNT, "count", NULL, NULL },
	    { PARAMETER_PAGES, "pages", NULL, NULL },
	    { PARAMETER_TARGETS, "nodes", NULL, "none" },
	    { PARAMETER_STATUS, "status", NULL, NULL },
	    { PARAMETER_NUMBER, "flags", move_flags, "move" } } },
	{ "migrate_pages",
	  SYS_migrate_pages,
	  "[pid=] [maxnode=] from=<nodes> to=<nodes>",
	  { { PARAMETER_PID, "pid", NULL, "0" },
	    { PARAMETER_MAXNODE, "maxnode", NULL, NULL },
	    { PARAMETER_MASK, "from", NULL, NULL },
	    { PARAMETER_MASK, "to", NULL, NULL } } },
	{ "mbind",
	  SYS_mbind,
	  "<area> mode= [nodes=] [maxnode=] [flags=]",
	  { { PARAMETER_START, "an area", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL },
	    { PARAMETER_NUMBER, "mode", mode_words, NULL },
	    { PARAMETER_MASK, "nodes", NULL, "none" },
	    { PARAMETER_MAXNODE, "maxnode", NULL, NULL },
	    { PARAMETER_NUMBER, "flags", move_flags, "0" } } },
	{ "set_mempolicy",
	  SYS_set_mempolicy,
	  "mode= [nodes=] [maxnode=]",
	  { { PARAMETER_NUMBER, "mode", mode_words, NULL },
	    { PARAMETER_MASK, "nodes", NULL, "none" },
	    { PARAMETER_MAXNODE, "maxnode", NULL, NULL } } },
	{ "get_mempolicy",
	  SYS_get_mempolicy,
	  "[mode=] [nodes=] [maxnode=] [flags=] [<address>]",
	  { { PARAMETER_NUMBER_OUT, "mode", mode_words, NULL },
	    { PARAMETER_MASK_OUT, "nodes", NULL, NULL },
	    { PARAMETER_MAXNODE, "maxnode", NULL, NULL },
	    { PARAMETER_START, "an address", NULL, "none" },
	    { PARAMETER_NUMBER, "flags", get_flags, "0" } } },
	{ "set_mempolicy_home_node",
	  SYS_set_mempolicy_home_node,
	  "<area> node= [flags=]",
	  { { PARAMETER_START, "an area", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL },
	    { PARAMETER_NUMBER, "node", NULL, NULL },
	    { PARAMETER_NUMBER, "flags", NULL, "0" } } },
	{ "madvise",
	  SYS_madvise,
	  "<area> advice=",
	  { { PARAMETER_START, "an area", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL },
	    { PARAMETER_NUMBER, "advice", advice_words, NULL } } },
	{ 0 },
};

const struct syscall_row *
syscall_find(const char *name)
{
	const struct syscall_row *row = syscalls;

	while (row->name && strcmp(row->name, name) != 0)
		row++;
	return row->name ? row : NULL;
}

/* A plain number, with a sign if there is one. */
static bool
parse_plain(const char *word, unsigned long *number)
{
	char *end;

	if (!isdigit((unsigned char)word[*word == '-']))
		return false;
	errno = 0;
	*number = strtoul(word, &end, 0);
	return !*end && !errno;
}

int
syscall_number_parse(const char *word, const char *what, const struct keyword *words,
		     unsigned long *number, struct error *error)
{
	unsigned long sum = 0, part;
	char *copy = xstrdup(word), *rest = copy, *one;

	while ((one = strsep(&rest, "+"))) {
		const struct keyword *row;

		if (!parse_plain(one, &part)) {
			if (!words || isdigit((unsigned char)one[*one == '-'])) {
				error_note(error, EINVAL, "'%s' is no number for '%s'",
					   quote(word).text, what);
				break;
			}
			row = keyword_parse(words, one, what, error);
			part = row ? (unsigned long)row->value : 0;
		}
		sum |= part;
	}
	free(copy);
	*number = sum;
	return error_is_set(error) ? -EINVAL : 0;
}

/* The row of the highest bit of the number that has one. */
static const struct keyword *
highest_bit(unsigned long number, const struct keyword *words)
{
	const struct keyword *row, *best = NULL;

	for (row = words; row->name; row++) {
		unsigned long bit = (unsigned long)row->value;

		if (bit && !(bit & (bit - 1)) && (number & bit) &&
		    (!best || row->value > best->value))
			best = row;
	}
	return best;
}

void
syscall_number_format(unsigned long number, const struct keyword *words, struct text *text)
{
	const struct keyword *row = NULL;
	const char *name = words && number <= INT_MAX ? keyword_name(words, (int)number) : NULL;

	/* Advice is one number, the others are sums. */
	if (!name && words && words != advice_words)
		row = highest_bit(number, words);
	if (name) {
		text_add(text, "%s", name);
	} else if (row) {
		number &= ~(unsigned long)row->value;
		if (number)
			syscall_number_format(number, words, text);
		text_add(text, "%s%s", number ? "+" : "", row->name);
	} else {
		text_add(text, number < 10 ? "%lu" : "0x%lx", number);
	}
}

void
status_format(int status, struct text *text)
{
	if (status == MIGRATE_UNANSWERED)
		text_add(text, "unset");
	else if (status < 0)
		text_add(text, "%s", error_name(-status));
	else
		text_add(text, "%d", status);
}

void
answer_format(const struct answer *answer, struct text *text)
{
	if (answer->said)
		text_add(text, "%s", answer->said);
	for (size_t i = 0, next; i < answer->count; i = next) {
		for (next = i + 1; next < answer->count; next++)
			if (answer->status[next] != answer->status[i])
				break;
		if (i)
			text_add_char(text, ' ');
		status_format(answer->status[i], text);
		if (next > i + 1)
			text_add(text, "*%zu", next - i);
	}
}

void
answer_release(struct answer *answer)
{
	free(answer->status);
	free(answer->pages);
	free(answer->said);
	*answer = (struct answer){ 0 };
}
