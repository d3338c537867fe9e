/* Binding pages to nodes: mbind.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "kernel/backing.h"
#include "kernel/mempolicy.h"
#include "kernel/weights.h"
#include "commands/families.h"
#include "commands/looking.h"
#include "commands/policies.h"

/* Where the policy wants pages: its nodes, those of the task's policy where it is default, and the
 * node we run on where none are named. */
static struct nodeset
nodes_wanted(const struct policy *policy, const struct machine *machine)
{
	struct nodeset usable = machine_usable(machine), wanted;
	struct policy task = *policy;

	if (policy->mode == MPOL_DEFAULT)
		policy_of_task(&task);
	wanted = policy_effective(&task, &usable);
	if (nodeset_is_empty(&wanted))
		nodeset_add(&wanted, machine_local_node(machine));
	return wanted;
}

static unsigned
move_flags(const struct policy_request *request)
{
	unsigned flags = request->strict ? MPOL_MF_STRICT : 0;

	if (request->move)
		flags |= request->all ? MPOL_MF_MOVE_ALL : MPOL_MF_MOVE;
	return flags;
}

static enum page_owner
owner_of(const struct segment *segment)
{
	bool file = segment->kind == SEGMENT_FILE ? !backing_keeps_policy(segment->fd)
						  : segment->from_file;

	if (!file)
		return OWNER_MAPPING;
	return segment->shared ? OWNER_FILE : OWNER_COPIES;
}

/* The policy in force: that of the first page, or where that is as asked of the last one. */
static void
read_back(struct grade *grade, const struct area *area, const struct policy *asked)
{
	uintptr_t last = area->start + (area->pages - 1) * area->page_size;

	grade->read = policy_at(area->start, &grade->in_force) == 0;
	if (grade->read && policy_equal(asked, &grade->in_force))
		grade->read = policy_at(last, &grade->in_force) == 0;
}

/* Are the pages spread as interleaving would have placed them?  That can be told where all are
 * there. */
static void
look_at_spread(struct grade *grade, const struct migration_area *area, bool weighted)
{
	unsigned count = nodeset_width(&area->target);
	unsigned *weights = xcalloc(count, sizeof(*weights));
	uint64_t *pages = xcalloc(count, sizeof(*pages));
	struct tally tally = { 0 };
	int result = placement_tally(&area->area, &tally);

	for (unsigned node = 0; node < count; node++) {
		pages[node] = tally_node(&tally, node);
		weights[node] = nodeset_has(&area->target, node);
		if (weights[node] && weighted && weight_read(node, &weights[node]))
			weights[node] = 1;
	}
	if (!result && tally_on(&tally, &area->target) == tally.pages)
		grade_spread(grade, pages, weights, count);
	tally_release(&tally);
	free(weights);
	free(pages);
}

/* How far mbind(2) was heeded, by what can be seen afterwards. */
static void
grade_bound(struct grade *grade, const struct segment *segment, const struct migration_area *area,
	    const struct policy_request *request, const struct migration *migration)
{
	int mode = request->policy.mode;
	struct nodeset usable;
	struct machine machine;

	machine_read(&machine);
	usable = machine_usable(&machine);
	read_back(grade, &area->area, &request->policy);
	grade_pages(grade, request, migration);
	/* A refused +strict has told already which policy is in force. */
	if (migration->answer == 0)
		grade_policy(grade, request, &usable);
	if (migration->answer == 0 || request->move)
		grade_owner(grade, request, owner_of(segment));
	if (request->move && migration->already &&
	    (mode == MPOL_INTERLEAVE || mode == MPOL_WEIGHTED_INTERLEAVE))
		look_at_spread(grade, area, mode == MPOL_WEIGHTED_INTERLEAVE);
}

static void
say_result(struct session *session, const struct segment *segment,
	   const struct policy_request *request, const struct migration *migration,
	   const struct grade *grade)
{
	struct text subject = { 0 };

	text_add(&subject, "%s ", segment->name);
	policy_format(&request->policy, &subject);
	if (request->move)
		text_add(&subject, request->all ? "+move+all" : "+move");
	if (request->strict)
		text_add(&subject, "+strict");
	if (request->move) {
		session_report_migration(session, text_string(&subject), migration, grade);
	} else {
		say_bound(&session->output, text_string(&subject), migration, grade);
	}
	text_release(&subject);
}

/* What came of an mbind(2) that was carried out or ended with -EIO, which tells of pages only. */
static enum outcome
report_bound(struct session *session, struct args *args, struct segment *segment,
	     const struct range *range, const struct migration_area *area,
	     const struct policy_request *request, struct migration *migration)
{
	struct grade grade = { 0 };

	migration->first_left.page += segment_pages(segment, range->offset);

	/* A new policy has no home node; a refused +strict without +move sets none. */
	if (request->move || migration->answer == 0)
		homes_forget(&segment->homes, range->offset, range->offset + range->length);
	grade_bound(&grade, segment, area, request, migration);
	say_result(session, segment, request, migration, &grade);
	if (request->move)
		session_note_from(session, segment, 0);
	grade_release(&grade);
	if (migration->answer == 0)
		return OUTCOME_DONE;
	args_refused(args, (int)migration->answer, "mbind of '%s'", segment->name);
	explain_refusal(args, segment, request, (int)migration->answer);
	return OUTCOME_FAILED;
}

/* One mbind(2), with a look before and after it. */
static enum outcome
bind_range(struct session *session, struct args *args, struct segment *segment,
	   const struct range *range, const struct policy_request *request)
{
	struct migration_area area = { .area = segment_area(segment, range), .all = request->all };
	struct migration migration;
	struct machine machine;
	double started;
	int result;

	machine_read(&machine);
	area.target = nodes_wanted(&request->policy, &machine);
	result = migration_begin(&migration, "mbind", &area);
	if (result)
		return look_failed(args, segment, result);
	started = clock_now();
	result = policy_bind(&request->policy, area.area.start, range->length, move_flags(request));
	migration.seconds = clock_now() - started;
	migration.answer = result;
	if (result && result != -EIO) {
		args_refused(args, result, "mbind of '%s'", segment->name);
		explain_refusal(args, segment, request, result);
		return OUTCOME_FAILED;
	}
	migration.page_size = area.area.page_size;
	result = migration_end(&migration, &area);
	if (result)
		return look_failed(args, segment, result);
	return report_bound(session, args, segment, range, &area, request, &migration);
}

static enum outcome
mbind_run(struct session *session, struct args *args)
{
	struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct policy_request request = args_policy(args);

	if (!args_end(args))
		return OUTCOME_FAILED;
	return bind_range(session, args, segment, &range, &request);
}

const struct command binding_family[] = {
	{
		.name = "mbind",
		.usage = "<seg> [<offset> <length>] <policy>[+<flag>...] [<nodes>]",
		.summary = "set the policy of pages, and with +move migrate them",
		.help = "Policies: default, bind, preferred, interleaved, local, preferred-many,\n"
			"weighted-interleaved; flags: +move, +all (with +move), +strict, +static, +relative,\n"
			"+balancing.  '*' for nodes: the local one for preferred, all allowed ones for\n"
			"interleaved.  The report tells where the pages are afterwards: mbind(2) itself hides\n"
			"what it could not move, unless +strict is given.  A policy that is not honoured is\n"
			"graded 'partly honoured' or 'ignored', with the reason.\n",
		.classic = true,
		.numa = true,
		.counted = true,
		.words = { WORD_SEGMENT, WORD_POLICY, WORD_NODES },
		.run = mbind_run,
	},
	{ 0 },
};
