/* Memory policies: mbind, mpol, mems, policy.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "kernel/mempolicy.h"
#include "shell/args.h"
#include "commands/families.h"
#include "commands/walking.h"

/* Where the policy wants pages: its nodes, or for a local one the node we run on. */
static struct nodeset
nodes_wanted(const struct policy *policy)
{
	struct nodeset wanted = policy->nodes;
	struct machine machine;

	if (!nodeset_is_empty(&wanted))
		return wanted;
	machine_read(&machine);
	nodeset_add(&wanted, machine_local_node(&machine));
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

/* What the kernel's refusal of a policy means, where that can be known. */
static void
explain_refusal(struct args *args, const struct policy_request *request, int result)
{
	switch (result) {
	case -EINVAL:
		if (request->policy.mode == MPOL_WEIGHTED_INTERLEAVE)
			error_hint(&args->error,
				   "a kernel from 6.9 on, which has weighted interleave");
		else if (request->policy.mode == MPOL_PREFERRED_MANY)
			error_hint(
				&args->error,
				"a kernel from 5.15 on, and for +balancing with it from 6.10 on");
		else if (request->policy.flags)
			error_hint(
				&args->error,
				"other mode flags: +static and +relative exclude each other, and "
				"+balancing goes with bind");
		break;
	case -EPERM:
		error_hint(&args->error,
			   request->all
				   ? "leave out '+all', which needs CAP_SYS_NICE, or run as root"
				   : "let mbind pass the sandbox");
		break;
	case -EIO:
		error_hint(&args->error,
			   "leave out '+strict', by which pages left on other nodes are an error");
		break;
	default:
		break;
	}
}

/* Read the policy back and tell where it is not what was asked for, or does not count. */
static void
grade_policy(struct session *session, const struct segment *segment, uintptr_t start,
	     const struct policy *asked)
{
	struct policy found;
	struct text wanted = { 0 }, got = { 0 };

	if (segment->kind == SEGMENT_FILE && segment->shared)
		say_note(
			&session->output,
			"%s: the kernel puts new pages of a shared file by the task's policy, not by "
			"this one",
			segment->name);
	if (policy_at(start, &found) || policy_equal(asked, &found))
		return;
	policy_format(asked, &wanted);
	policy_format(&found, &got);
	say_note(&session->output, "%s: asked for policy %s, the kernel keeps %s", segment->name,
		 text_string(&wanted), text_string(&got));
	text_release(&wanted);
	text_release(&got);
}

static void
say_result(struct session *session, const struct segment *segment,
	   const struct policy_request *request, const struct migration *migration)
{
	struct text subject = { 0 };

	text_add(&subject, "%s ", segment->name);
	policy_format(&request->policy, &subject);
	if (request->move)
		text_add(&subject, request->all ? "+move+all" : "+move");
	if (request->strict)
		text_add(&subject, "+strict");
	if (request->move) {
		session_report_migration(session, text_string(&subject), migration);
	} else {
		say_bound(&session->output, text_string(&subject), migration);
	}
	text_release(&subject);
}

/* One mbind(2), with a look before and after it. */
static enum outcome
bind_range(struct session *session, struct args *args, const struct segment *segment,
	   const struct range *range, const struct policy_request *request)
{
	struct migration_area area = { .area = segment_area(segment, range),
				       .target = nodes_wanted(&request->policy),
				       .all = request->all };
	struct migration migration;
	double started;
	int result = migration_begin(&migration, "mbind", &area);

	if (result)
		return look_failed(args, segment, result);
	started = clock_now();
	result = policy_bind(&request->policy, area.area.start, range->length, move_flags(request));
	migration.seconds = clock_now() - started;
	migration.answer = result;
	if (result && result != -EIO) {
		args_refused(args, result, "mbind of '%s'", segment->name);
		explain_refusal(args, request, result);
		return OUTCOME_FAILED;
	}
	if (!result)
		grade_policy(session, segment, area.area.start, &request->policy);
	migration.page_size = area.area.page_size;
	result = migration_end(&migration, &area);
	if (result)
		return look_failed(args, segment, result);
	/* A refused +strict without +move leaves the old policy: nothing was set. */
	if (request->move || migration.answer == 0)
		say_result(session, segment, request, &migration);
	if (migration.answer == 0)
		return OUTCOME_DONE;
	args_refused(args, (int)migration.answer, "mbind of '%s'", segment->name);
	explain_refusal(args, request, (int)migration.answer);
	return OUTCOME_FAILED;
}

static enum outcome
mbind_run(struct session *session, struct args *args)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct policy_request request = args_policy(args);

	if (!args_end(args))
		return OUTCOME_FAILED;
	return bind_range(session, args, segment, &range, &request);
}

static enum outcome
set_task_policy(struct session *session, struct args *args, const struct policy *policy)
{
	struct policy found;
	int result = session_set_policy(session, policy);

	if (result)
		return args_refused(args, result, "cannot set the task's policy");
	if (policy_of_task(&found) == 0)
		say_task_policy(&session->output, &found);
	return OUTCOME_DONE;
}

static enum outcome
mpol_run(struct session *session, struct args *args)
{
	struct policy_request request;
	struct policy policy;
	int result;

	if (args_peek(args)) {
		request = args_policy(args);
		if (args_ok(args) && (request.move || request.strict))
			args_fail(args, EINVAL,
				  "a task policy moves nothing: +move and +strict are mbind's");
		return args_end(args) ? set_task_policy(session, args, &request.policy)
				      : OUTCOME_FAILED;
	}
	result = policy_of_task(&policy);
	if (result)
		return args_refused(args, result, "cannot read the task's policy");
	say_task_policy(&session->output, &policy);
	return OUTCOME_DONE;
}

static void
show_mems(struct session *session)
{
	struct machine machine;
	struct policy policy;
	struct nodeset mems;
	struct text list = { 0 };

	machine_read(&machine);
	mems = machine.allowed;
	if (policy_of_task(&policy) == 0 && policy.mode == MPOL_BIND)
		mems = policy.nodes;
	nodeset_format(&mems, &list);
	say_mems(&session->output, text_string(&list));
	text_release(&list);
}

static enum outcome
mems_run(struct session *session, struct args *args)
{
	struct policy policy = { .mode = MPOL_BIND };
	bool set = args_peek(args) != NULL;
	int result = 0;

	if (set)
		policy.nodes = args_nodeset(args, NODES_OF_POLICY);
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (set)
		result = session_set_policy(session, &policy);
	if (result)
		return args_refused(args, result, "cannot bind the task to these nodes");
	show_mems(session);
	return OUTCOME_DONE;
}

static void
say_policy_run(struct session *session, const struct segment *segment, uint64_t first,
	       uint64_t pages, const struct policy *own)
{
	struct policy policy = *own;
	bool task = own->mode == MPOL_DEFAULT;

	if (task && policy_of_task(&policy))
		return;
	say_policy(&session->output, segment->name, first, pages, &policy,
		   task ? "the task's" : "its own");
}

/* Of another process the kernel tells one for each mapping, and not whose it is. */
static enum outcome
policy_of_attached(struct session *session, struct args *args, const struct segment *segment,
		   const struct range *range)
{
	struct policy policy;
	int result = policy_of_mapping(segment->pid, segment->start, &policy);

	if (result == -EACCES || result == -EPERM) {
		attachment_refused(segment->pid, result, &args->error);
		return OUTCOME_FAILED;
	}
	if (result)
		return args_refused(args, result, "cannot read the policy of '%s'", segment->name);
	say_policy(&session->output, segment->name, segment_pages(segment, range->offset),
		   segment_pages(segment, range->length), &policy, "its own, or else its task's");
	return OUTCOME_DONE;
}

/* Page by page: parts of a shared object may have policies of their own within one mapping. */
static enum outcome
policy_run(struct session *session, struct args *args)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct policy policy, next;
	uint64_t first, from, end;
	int result = 0;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (segment->pid)
		return policy_of_attached(session, args, segment, &range);
	first = segment_pages(segment, range.offset);
	end = first + segment_pages(segment, range.length);
	for (uint64_t page = from = first; !result && page < end; page++) {
		result = interrupt_pending()
				 ? -EINTR
				 : policy_at(segment->start + page * segment->page_size, &next);
		if (page > from && !result && !policy_equal(&policy, &next)) {
			say_policy_run(session, segment, from, page - from, &policy);
			from = page;
		}
		policy = next;
	}
	if (result == -EINTR)
		return look_failed(args, segment, result);
	if (result)
		return args_refused(args, result, "cannot read the policy of '%s'", segment->name);
	say_policy_run(session, segment, from, end - from, &policy);
	return OUTCOME_DONE;
}

const struct command policy_family[] = {
	{
		.name = "mbind",
		.usage = "<seg> [<offset> <length>] <policy>[+<flag>...] [<nodes>]",
		.summary = "set the policy of pages, and with +move migrate them",
		.help = "Policies: default, bind, preferred, interleaved, local, preferred-many,\n"
			"weighted-interleaved; flags: +move, +all (with +move), +strict, +static, +relative,\n"
			"+balancing.  '*' for nodes: the local one for preferred, all allowed ones for\n"
			"interleaved.  The report tells where the pages are afterwards: mbind(2) itself hides\n"
			"what it could not move, unless +strict is given.\n",
		.classic = true,
		.numa = true,
		.counted = true,
		.words = { WORD_SEGMENT, WORD_POLICY, WORD_NODES },
		.run = mbind_run,
	},
	{
		.name = "mpol",
		.usage = "[<policy>[+<flag>...] [<nodes>]]",
		.summary = "show or set the policy of the task",
		.help = "It counts for pages whose segment has no policy of its own.\n",
		.classic = true,
		.numa = true,
		.words = { WORD_POLICY, WORD_NODES },
		.run = mpol_run,
	},
	{
		.name = "mems",
		.usage = "[<nodes>]",
		.summary = "show the nodes the task allocates from, or bind it to some",
		.help = "To bind is to set the task's policy to bind.\n",
		.classic = true,
		.numa = true,
		.words = { WORD_NODES },
		.run = mems_run,
	},
	{
		.name = "policy",
		.usage = "<seg> [<offset> <length>]",
		.summary = "show which policy is in force for pages",
		.help = "The segment's own, or where it has none the task's.  Of another process the kernel\n"
			"shows the one at the mapping's start, and not whose it is.\n",
		.numa = true,
		.attached = true,
		.words = { WORD_SEGMENT },
		.run = policy_run,
	},
	{ 0 },
};
