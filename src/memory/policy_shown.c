/* Policies as numa_maps shows them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/maps.h"
#include "kernel/mempolicy.h"
#include "memory/policy.h"

/* The kernel's words for them (mm/mempolicy.c), which are not those of the language. */
static const struct {
	const char *name;
	int mode;
} shown_modes[] = {
	{ "default", MPOL_DEFAULT },
	{ "prefer", MPOL_PREFERRED },
	{ "bind", MPOL_BIND },
	{ "interleave", MPOL_INTERLEAVE },
	{ "local", MPOL_LOCAL },
	{ "prefer (many)", MPOL_PREFERRED_MANY },
	{ "weighted interleave", MPOL_WEIGHTED_INTERLEAVE },
};

static const struct {
	const char *name;
	int flag;
} shown_flags[] = {
	{ "static", MPOL_F_STATIC_NODES },
	{ "relative", MPOL_F_RELATIVE_NODES },
	{ "balancing", MPOL_F_NUMA_BALANCING },
};

static int
find_mode(const char *text, size_t length, int *mode)
{
	for (size_t i = 0; i < sizeof(shown_modes) / sizeof(*shown_modes); i++) {
		if (strlen(shown_modes[i].name) != length ||
		    strncmp(shown_modes[i].name, text, length) != 0)
			continue;
		*mode = shown_modes[i].mode;
		return 0;
	}
	return -EPROTO;
}

static int
flag_named(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(shown_flags) / sizeof(*shown_flags); i++)
		if (strlen(shown_flags[i].name) == length &&
		    strncmp(shown_flags[i].name, text, length) == 0)
			return shown_flags[i].flag;
	return 0;
}

/* "static", "relative|balancing": what stands before the ':' */
static int
add_flags(const char *text, size_t length, int *flags)
{
	const char *end = text + length;

	while (text < end) {
		size_t word = strcspn(text, "|:");
		int flag = flag_named(text, word);

		if (!flag)
			return -EPROTO;
		*flags |= flag;
		text += word + 1;
	}
	return 0;
}

/* "0-1,3" */
static int
add_nodes(const char *list, struct nodeset *nodes)
{
	char *end = (char *)list;

	while (*end) {
		unsigned long first = strtoul(end, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if ((*end && *end != ',') || last >= NODESET_BITS)
			return -EPROTO;
		for (; first <= last; first++)
			nodeset_add(nodes, (unsigned)first);
		end += *end == ',';
	}
	return 0;
}

int
policy_of_mapping(pid_t pid, uintptr_t start, struct policy *policy)
{
	struct text shown = { 0 };
	int result = numa_maps_policy(pid, start, &shown);
	const char *text = text_string(&shown);
	size_t mode = strcspn(text, "=:"), end = strcspn(text, ":");

	*policy = (struct policy){ 0 };
	if (!result)
		result = find_mode(text, mode, &policy->mode);
	if (!result && text[mode] == '=')
		result = add_flags(text + mode + 1, end - mode - 1, &policy->flags);
	if (!result && text[end])
		result = add_nodes(text + end + 1, &policy->nodes);
	text_release(&shown);
	return result;
}
