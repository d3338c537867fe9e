/* Home nodes: home.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "kernel/mempolicy.h"
#include "kernel/rights.h"
#include "commands/families.h"
#include "commands/policies.h"

static bool
takes_home(const struct policy *policy)
{
	return policy->mode == MPOL_BIND || policy->mode == MPOL_PREFERRED_MANY;
}

/* Remember the home node of the pages that have it now: those whose policy takes one.  The kernel
 * passes over pages without a policy; at another one it 'stopped', leaving what is before it
 * changed.  '*pages' is how many have it, 'other' the policy it stopped at. */
static int
remember_home(struct segment *segment, const struct range *range, unsigned node, bool stopped,
	      uint64_t *pages, struct policy *other)
{
	uint64_t from = segment_pages(segment, range->offset), up_to;
	uint64_t end = from + segment_pages(segment, range->length);

	*pages = 0;
	for (; from < end; from = up_to) {
		int result = policy_run_end(segment, from, end, other, &up_to);

		if (result)
			return result;
		if (takes_home(other)) {
			homes_set(&segment->homes, from * segment->page_size,
				  up_to * segment->page_size, node);
			*pages += up_to - from;
		} else if (stopped && other->mode != MPOL_DEFAULT) {
			return 0;
		}
	}
	return 0;
}

static enum outcome
home_refused(struct args *args, struct segment *segment, const struct range *range, unsigned node,
	     int result)
{
	uint64_t pages = 0;
	struct policy other;
	struct text why = { 0 };

	if (result == -EOPNOTSUPP && !remember_home(segment, range, node, true, &pages, &other)) {
		text_add(&why, " at ");
		policy_format(&other, &why);
		if (pages)
			text_add(&why, " (%llu pages before it have it now)",
				 (unsigned long long)pages);
	}
	if (result == -ENOENT)
		text_add(&why, ", where no policy was set through this mapping");
	args_refused(args, result, "cannot set the home node of '%s'%s", segment->name,
		     text_string(&why));
	text_release(&why);
	if (result == -EOPNOTSUPP)
		error_hint(&args->error,
			   "mbind %s bind or preferred-many first: no other policy "
			   "has a home node",
			   segment->name);
	if (result == -ENOENT)
		error_hint(&args->error, "mbind %s bind <nodes> first", segment->name);
	if (result == -ENOSYS)
		error_hint(&args->error,
			   "Linux 5.17 or later, which brought home nodes: this is %s",
			   kernel_release());
	return OUTCOME_FAILED;
}

/* What the kernel takes without a word. */
static void
grade_home(struct grade *grade, const struct segment *segment, const struct range *range,
	   unsigned node, uint64_t pages)
{
	uint64_t all = segment_pages(segment, range->length);
	struct machine machine;

	machine_read(&machine);
	grade->read = policy_at(segment->start + range->offset, &grade->in_force) == 0;
	if (pages < all)
		grade_note(grade, GRADE_PARTLY,
			   "%llu pages have no policy of their own, and were passed over",
			   (unsigned long long)(all - pages));
	if (!nodeset_has(&machine.memory, node))
		grade_note(grade, GRADE_HONOURED,
			   "node %u has no memory, which the kernel accepts: pages go to the node "
			   "of the policy that is nearest to it",
			   node);
	else if (grade->read && takes_home(&grade->in_force) &&
		 !nodeset_has(&grade->in_force.nodes, node))
		grade_note(grade, GRADE_HONOURED,
			   "node %u is none of the policy's, which the kernel accepts: pages go to "
			   "that of them that is nearest to it",
			   node);
}

/* A home node counts for pages to come: those that are there stay. */
static enum outcome
home_run(struct session *session, struct args *args)
{
	struct segment *segment = args_segment(args, true);
	struct range range = args_range_before(args, segment, 1);
	struct nodeset nodes = args_nodeset(args, NODES_TO_LOOK);
	struct grade grade = { 0 };
	struct policy other;
	uint64_t pages;
	unsigned node;
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (nodeset_count(&nodes) != 1)
		return args_fail(args, EINVAL, "a home is one node, not %u", nodeset_count(&nodes));
	node = (unsigned)nodeset_next(&nodes, 0);
	result = mempolicy_home(segment->start + range.offset, range.length, node);
	if (result)
		return home_refused(args, segment, &range, node, result);
	result = remember_home(segment, &range, node, false, &pages, &other);
	if (result)
		return policy_failed(args, segment, result);
	grade_home(&grade, segment, &range, node, pages);
	say_home(&session->output, segment, node, pages, &grade);
	grade_release(&grade);
	return OUTCOME_DONE;
}

const struct command homing_family[] = {
	{
		.name = "home",
		.usage = "<seg> [<offset> <length>] <node>",
		.summary = "set the node at which a policy looks first",
		.help = "For the policies bind and preferred-many, which mbind must have set before.  It counts\n"
			"for pages to come, until mbind sets a policy again or the segment is unmapped.\n"
			"Linux 5.17.\n",
		.numa = true,
		.words = { WORD_SEGMENT, WORD_NODES },
		.run = home_run,
	},
	{ 0 },
};
