/* How far the kernel heeds a policy that was set.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>

#include "kernel/mempolicy.h"
#include "memory/grade.h"

const char *
grade_name(enum grade_value value)
{
	static const char *const names[] = { [GRADE_HONOURED] = "honoured",
					     [GRADE_PARTLY] = "partly",
					     [GRADE_IGNORED] = "ignored" };

	return names[value];
}

/* Lower the grade to 'value' unless it is that low already; the clause follows by text_add(). */
static struct text *
lower(struct grade *grade, enum grade_value value)
{
	if (value > grade->value)
		grade->value = value;
	if (grade->why.length)
		text_add(&grade->why, "; ");
	return &grade->why;
}

void
grade_note(struct grade *grade, enum grade_value value, const char *clause, ...)
{
	va_list arguments;

	va_start(arguments, clause);
	text_add_list(lower(grade, value), clause, arguments);
	va_end(arguments);
}

static void
add_policy(struct text *text, const struct policy *policy)
{
	policy_format(policy, text);
}

/* Other nodes than asked, or only some of these. */
static void
grade_nodes(struct grade *grade, const struct policy *asked, const struct policy *found)
{
	struct nodeset both = nodeset_both(&asked->nodes, &found->nodes);
	struct text *why;

	if (!nodeset_equal(&both, &found->nodes)) {
		why = lower(grade, GRADE_IGNORED);
		add_policy(why, found);
		text_add(why, " is in force: the kernel sets nothing where the mapping's copy of "
			      "the policy of shared memory is as asked already, by a cpuset that "
			      "changed (try: default first)");
		return;
	}
	why = lower(grade, GRADE_PARTLY);
	text_add(why, "of nodes ");
	nodeset_format(&asked->nodes, why);
	text_add(why, " the kernel keeps ");
	nodeset_format(&found->nodes, why);
}

static void
grade_difference(struct grade *grade, const struct policy *asked, const struct policy *found)
{
	struct text *why;

	if (asked->mode != found->mode) {
		why = lower(grade, GRADE_IGNORED);
		add_policy(why, found);
		text_add(why,
			 asked->mode == MPOL_DEFAULT
				 ? " stays: another process or mapping set it, and default takes "
				   "away only what was set through this mapping"
				 : " is in force");
	} else if (asked->flags != found->flags) {
		why = lower(grade, GRADE_PARTLY);
		text_add(why, "the kernel keeps other mode flags: ");
		add_policy(why, found);
	} else {
		grade_nodes(grade, asked, found);
	}
}

void
grade_policy(struct grade *grade, const struct policy_request *asked, const struct nodeset *usable)
{
	struct nodeset effective;

	if (asked->dropped)
		text_add(lower(grade, GRADE_PARTLY),
			 "preferred takes the first node, and %u more count for nothing",
			 asked->dropped);
	if (!grade->read)
		return;
	if (!policy_equal(&asked->policy, &grade->in_force)) {
		grade_difference(grade, &asked->policy, &grade->in_force);
		return;
	}
	/* The kernel reads a static policy back as it was asked for, whatever it makes of it. */
	effective = policy_effective(&asked->policy, usable);
	if (!(asked->policy.flags & MPOL_F_STATIC_NODES) ||
	    nodeset_equal(&effective, &asked->policy.nodes))
		return;
	lower(grade, GRADE_PARTLY);
	text_add(&grade->why, "of nodes ");
	nodeset_format(&asked->policy.nodes, &grade->why);
	text_add(&grade->why, " only ");
	nodeset_format(&effective, &grade->why);
	text_add(&grade->why, " can be used at present");
}

void
grade_owner(struct grade *grade, const struct policy_request *asked, enum page_owner owner)
{
	if (owner == OWNER_MAPPING || asked->policy.mode == MPOL_DEFAULT)
		return;
	if (owner == OWNER_COPIES)
		text_add(lower(grade, GRADE_PARTLY),
			 "pages that are only read are the file's, and new ones go by the task's "
			 "policy; those that are written obey");
	else
		text_add(lower(grade, asked->move ? GRADE_PARTLY : GRADE_IGNORED),
			 "the kernel keeps it, but puts new pages of a shared file by the task's "
			 "policy%s",
			 asked->move ? "; only those that were there were moved by it" : "");
}

static const char *
plural(uint64_t pages)
{
	return pages == 1 ? "" : "s";
}

/* -EIO: with +move the new policy is set all the same, without it nothing is. */
static void
grade_refusal(struct grade *grade, const struct policy_request *asked, uint64_t left)
{
	struct text *why = lower(grade, asked->move ? GRADE_PARTLY : GRADE_IGNORED);

	if (!left)
		text_add(why, "the kernel tells of pages elsewhere, but there are none now: ");
	else if (asked->move)
		text_add(why,
			 "%" PRIu64 " page%s could not be moved, but the new policy is set: ", left,
			 plural(left));
	else
		text_add(why, "%" PRIu64 " page%s elsewhere, so that nothing was set: ", left,
			 left == 1 ? " is" : "s are");
	if (grade->read)
		add_policy(why, &grade->in_force);
	text_add(why, asked->move ? " is in force" : " stays in force");
}

void
grade_pages(struct grade *grade, const struct policy_request *asked,
	    const struct migration *migration)
{
	uint64_t left = migration_left(migration), shared = migration->left[REASON_SHARED];

	grade->obeying = migration->already + migration->moved;
	grade->straying = left;
	if (migration->answer == -EIO) {
		grade_refusal(grade, asked, left);
		return;
	}
	if (!asked->move)
		return;
	if (shared)
		text_add(lower(grade, GRADE_PARTLY),
			 "%" PRIu64
			 " page%s that others map too %s skipped, and mbind(2) answers 0 "
			 "for that%s",
			 shared, plural(shared), shared == 1 ? "was" : "were",
			 asked->strict ? " even with +strict" : "");
	if (left > shared)
		text_add(lower(grade, GRADE_PARTLY),
			 "%" PRIu64 " page%s could not be moved, and mbind(2) answered 0%s",
			 left - shared, plural(left - shared),
			 asked->strict ? "" : ", as it does without +strict");
}

/* Does this node hold its share of 'total' pages, give or take what a round brings it? */
static bool
has_share(uint64_t pages, unsigned weight, uint64_t total, uint64_t round)
{
	double share = (double)total * weight / (double)round;
	double off = (double)pages - share;

	return off <= weight && -off <= weight;
}

void
grade_spread(struct grade *grade, const uint64_t *pages, const unsigned *weights, unsigned count)
{
	uint64_t total = 0, round = 0;
	bool even = true;
	const char *comma = "";

	for (unsigned node = 0; node < count; node++) {
		total += weights[node] ? pages[node] : 0;
		round += weights[node];
	}
	for (unsigned node = 0; node < count; node++)
		even = even &&
		       (!weights[node] || has_share(pages[node], weights[node], total, round));
	if (even)
		return;
	text_add(lower(grade, GRADE_PARTLY),
		 "pages that were on one of these nodes stay where they were, so that ");
	for (unsigned node = 0; node < count; node++) {
		if (!weights[node])
			continue;
		text_add(&grade->why, "%snode %u has %" PRIu64, comma, node, pages[node]);
		comma = ", ";
	}
}

void
grade_release(struct grade *grade)
{
	text_release(&grade->why);
}
