/* Memory policies: how they are written, asked for, and read back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/mempolicy.h"
#include "memory/nodelist.h"
#include "memory/policy.h"

enum { MODE_NOOP = -1 };

const struct keyword policy_modes[] = {
	{ "default", MPOL_DEFAULT, true, "no policy of its own: the task's counts" },
	{ "bind", MPOL_BIND, true, "these nodes only" },
	{ "preferred", MPOL_PREFERRED, true, "this node first ('*': the local one)" },
	{ "interleaved", MPOL_INTERLEAVE, true,
	  "page by page over these nodes ('*': all allowed)" },
	{ "noop", MODE_NOOP, true, "never merged into Linux: refused" },
	{ "local", MPOL_LOCAL, false, "the node of the CPU that touches (Linux 3.8)" },
	{ "preferred-many", MPOL_PREFERRED_MANY, false, "these nodes first (Linux 5.15)" },
	{ "weighted-interleaved", MPOL_WEIGHTED_INTERLEAVE, false, "by weights (Linux 6.9)" },
	{ 0 },
};

enum policy_flag {
	FLAG_SHARED,
	FLAG_MOVE,
	FLAG_ALL,
	FLAG_LAZY,
	FLAG_STATIC,
	FLAG_RELATIVE,
	FLAG_BALANCING,
	FLAG_STRICT
};

const struct keyword policy_flags[] = {
	{ "shared", FLAG_SHARED, true, "never merged into Linux: refused" },
	{ "move", FLAG_MOVE, true,
	  "migrate the pages that are there to where the policy wants them" },
	{ "all", FLAG_ALL, true, "with +move: also pages that others map (needs CAP_SYS_NICE)" },
	{ "lazy", FLAG_LAZY, true, "never merged into Linux: refused" },
	{ "static", FLAG_STATIC, false, "node numbers stay as they are when the cpuset changes" },
	{ "relative", FLAG_RELATIVE, false, "node numbers count within the cpuset" },
	{ "balancing", FLAG_BALANCING, false, "NUMA balancing may move pages within the nodes" },
	{ "strict", FLAG_STRICT, false, "fail where a page is left on a wrong node" },
	{ 0 },
};

static int
never_merged(struct error *error, const char *what)
{
	return error_note(error, EOPNOTSUPP,
			  "'%s' asks for migrate-on-fault or shared file policy, patches that were "
			  "never merged into Linux",
			  what);
}

static int
apply_flag(struct policy_request *request, enum policy_flag flag, struct error *error)
{
	switch (flag) {
	case FLAG_SHARED:
	case FLAG_LAZY:
		return never_merged(error, keyword_name(policy_flags, flag));
	case FLAG_MOVE:
		request->move = true;
		break;
	case FLAG_ALL:
		request->all = true;
		break;
	case FLAG_STRICT:
		request->strict = true;
		break;
	case FLAG_STATIC:
		request->policy.flags |= MPOL_F_STATIC_NODES;
		break;
	case FLAG_RELATIVE:
		request->policy.flags |= MPOL_F_RELATIVE_NODES;
		break;
	case FLAG_BALANCING:
		request->policy.flags |= MPOL_F_NUMA_BALANCING;
		break;
	}
	return 0;
}

/* "bind+move+all" */
static int
parse_words(struct policy_request *request, const char *words, struct error *error)
{
	char *copy = xstrdup(words), *rest = copy;
	const struct keyword *row =
		keyword_parse(policy_modes, strsep(&rest, "+"), "policy", error);
	int result = row ? 0 : -EINVAL;

	if (row)
		request->policy.mode = row->value;
	while (!result && rest) {
		row = keyword_parse(policy_flags, strsep(&rest, "+"), "policy flag", error);
		result = row ? apply_flag(request, (enum policy_flag)row->value, error) : -EINVAL;
	}
	free(copy);
	if (!result && request->policy.mode == MODE_NOOP)
		result = never_merged(error, "noop");
	if (!result && request->all && !request->move)
		result = error_note(error, EINVAL, "'+all' goes with '+move' only");
	return result;
}

/* Only the first node of a preferred policy counts, in the classic language as in the kernel. */
static void
keep_first_node(struct policy_request *request)
{
	int first = nodeset_next(&request->policy.nodes, 0);
	unsigned count = nodeset_count(&request->policy.nodes);

	if (count < 2)
		return;
	request->dropped = count - 1;
	request->policy.nodes = (struct nodeset){ 0 };
	nodeset_add(&request->policy.nodes, (unsigned)first);
}

static int
parse_nodes(struct policy_request *request, const char *nodes, const struct machine *machine,
	    struct error *error)
{
	int mode = request->policy.mode;
	bool star = nodes && strcmp(nodes, "*") == 0;
	enum node_use use = NODES_OF_POLICY;
	int result;

	if (mode == MPOL_DEFAULT && nodes && !star) {
		/* The classic language takes nodes here and makes nothing of them. */
		result =
			nodeset_parse(&request->policy.nodes, nodes, machine, NODES_TO_LOOK, error);
		request->policy.nodes = (struct nodeset){ 0 };
		return result;
	}
	if (mode == MPOL_DEFAULT)
		return 0;
	if (mode == MPOL_LOCAL)
		return nodes ? error_note(error, EINVAL, "policy 'local' takes no nodes") : 0;
	if (star && mode == MPOL_PREFERRED)
		return 0;
	if (star && (mode == MPOL_INTERLEAVE || mode == MPOL_WEIGHTED_INTERLEAVE)) {
		request->policy.nodes = machine_usable(machine);
		return 0;
	}
	if (!nodes) {
		result = error_note(error, EINVAL, "policy '%s' needs nodes",
				    keyword_name(policy_modes, mode));
		if (mode == MPOL_PREFERRED)
			error_hint(error, "preferred '*', for the local node");
		return result;
	}
	/* A static or relative policy waits for what the cpuset may come to allow. */
	if (request->policy.flags & (MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES))
		use = NODES_TO_LOOK;
	result = nodeset_parse(&request->policy.nodes, nodes, machine, use, error);
	if (!result && mode == MPOL_PREFERRED)
		keep_first_node(request);
	return result;
}

int
policy_parse(struct policy_request *request, const char *words, const char *nodes,
	     const struct machine *machine, struct error *error)
{
	int result;

	*request = (struct policy_request){ 0 };
	result = parse_words(request, words, error);
	return result ? result : parse_nodes(request, nodes, machine, error);
}

void
policy_format(const struct policy *policy, struct text *text)
{
	static const struct {
		int flag;
		const char *name;
	} flags[] = { { MPOL_F_STATIC_NODES, "static" },
		      { MPOL_F_RELATIVE_NODES, "relative" },
		      { MPOL_F_NUMA_BALANCING, "balancing" } };
	const char *name = keyword_name(policy_modes, policy->mode);

	if (name)
		text_add(text, "%s", name);
	else
		text_add(text, "mode %d", policy->mode);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (policy->flags & flags[i].flag)
			text_add(text, "+%s", flags[i].name);
	if (policy->mode == MPOL_PREFERRED && nodeset_is_empty(&policy->nodes))
		text_add(text, " (local)");
	if (nodeset_is_empty(&policy->nodes))
		return;
	text_add(text, ":");
	nodeset_format(&policy->nodes, text);
}

static int
plain_mode(const struct policy *policy)
{
	if (policy->mode == MPOL_PREFERRED && nodeset_is_empty(&policy->nodes))
		return MPOL_LOCAL;
	return policy->mode;
}

bool
policy_equal(const struct policy *a, const struct policy *b)
{
	return plain_mode(a) == plain_mode(b) && a->flags == b->flags &&
	       nodeset_equal(&a->nodes, &b->nodes);
}

static struct nodeset
counted_within(const struct nodeset *numbers, const struct nodeset *usable)
{
	struct nodeset counted = { 0 };
	unsigned count = nodeset_count(usable);

	for (int number = nodeset_next(numbers, 0); count && number >= 0;
	     number = nodeset_next(numbers, (unsigned)number + 1)) {
		int node = nodeset_next(usable, 0);

		for (unsigned i = (unsigned)number % count; i > 0; i--)
			node = nodeset_next(usable, (unsigned)node + 1);
		nodeset_add(&counted, (unsigned)node);
	}
	return counted;
}

bool
policy_deals(const struct policy *policy)
{
	return policy->mode == MPOL_INTERLEAVE || policy->mode == MPOL_WEIGHTED_INTERLEAVE;
}

struct nodeset
policy_effective(const struct policy *policy, const struct nodeset *usable)
{
	if (policy->flags & MPOL_F_RELATIVE_NODES)
		return counted_within(&policy->nodes, usable);
	return nodeset_both(&policy->nodes, usable);
}

/* Linux 2.6.26, which brought static and relative, is older than all that memtoy can run on. */
static const struct {
	int mode, flag;
	unsigned major, minor;
	const char *word;
} newcomers[] = {
	{ MPOL_PREFERRED_MANY, MPOL_F_NUMA_BALANCING, 6, 10, "preferred-many+balancing" },
	{ MPOL_WEIGHTED_INTERLEAVE, 0, 6, 9, "weighted-interleaved" },
	{ MPOL_PREFERRED_MANY, 0, 5, 15, "preferred-many" },
	{ MPOL_BIND, MPOL_F_NUMA_BALANCING, 5, 12, "bind+balancing" },
	{ MPOL_LOCAL, 0, 3, 8, "local" },
};

const char *
policy_since(const struct policy *policy, unsigned *major, unsigned *minor)
{
	for (size_t i = 0; i < sizeof(newcomers) / sizeof(*newcomers); i++) {
		if (newcomers[i].mode != policy->mode ||
		    (newcomers[i].flag & policy->flags) != newcomers[i].flag)
			continue;
		*major = newcomers[i].major;
		*minor = newcomers[i].minor;
		return newcomers[i].word;
	}
	return NULL;
}

static int
split_flags(int result, struct policy *policy)
{
	policy->flags = policy->mode & MEMPOLICY_MODE_FLAGS;
	policy->mode &= ~MEMPOLICY_MODE_FLAGS;
	return result;
}

int
policy_at(uintptr_t address, struct policy *policy)
{
	policy->mode = 0;
	return split_flags(mempolicy_at(address, &policy->mode, policy->nodes.bits, NODESET_BITS),
			   policy);
}

int
policy_of_task(struct policy *policy)
{
	policy->mode = 0;
	return split_flags(mempolicy_task(&policy->mode, policy->nodes.bits, NODESET_BITS), policy);
}

int
policy_in_force(uintptr_t address, struct policy *policy)
{
	int result = policy_at(address, policy);

	if (!result && policy->mode == MPOL_DEFAULT)
		result = policy_of_task(policy);
	return result;
}

int
policy_bind(const struct policy *policy, uintptr_t start, uint64_t length, unsigned flags)
{
	return mempolicy_bind(start, length, policy->mode | policy->flags, policy->nodes.bits,
			      nodeset_width(&policy->nodes), flags);
}

int
policy_set_task(const struct policy *policy)
{
	return mempolicy_set_task(policy->mode | policy->flags, policy->nodes.bits,
				  nodeset_width(&policy->nodes));
}
