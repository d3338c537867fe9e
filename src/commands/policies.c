/* Memory policies: mpol, mems, policy.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/interrupt.h"
#include "kernel/mempolicy.h"
#include "kernel/rights.h"
#include "commands/families.h"
#include "commands/looking.h"
#include "commands/policies.h"

/* Is the policy younger than this kernel?  Then that is why it was refused. */
static bool
hint_version(struct args *args, const struct policy *policy)
{
	unsigned major, minor, patch, since_major, since_minor;
	const char *word = policy_since(policy, &since_major, &since_minor);

	kernel_version(&major, &minor, &patch);
	if (!word || major > since_major || (major == since_major && minor >= since_minor))
		return false;
	error_hint(&args->error, "Linux %u.%u or later, which brought %s: this is %s", since_major,
		   since_minor, word, kernel_release());
	return true;
}

/* What the kernel accepts in no version. */
static void
hint_misfit(struct args *args, const struct policy *policy)
{
	const int number_flags = MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES;

	if ((policy->flags & number_flags) == number_flags)
		error_hint(&args->error, "one of +static and +relative: they exclude each other");
	else if (policy->flags & MPOL_F_NUMA_BALANCING && policy->mode != MPOL_BIND &&
		 policy->mode != MPOL_PREFERRED_MANY)
		error_hint(&args->error, "bind+balancing or preferred-many+balancing: no other "
					 "policy takes +balancing");
	else if (policy->flags & number_flags && nodeset_is_empty(&policy->nodes))
		error_hint(&args->error, "leave out +static and +relative, which need nodes");
	else if (policy->flags & number_flags)
		error_hint(&args->error, "nodes of which one is allowed and has memory at present");
}

void
explain_refusal(struct args *args, const struct segment *segment,
		const struct policy_request *request, int result)
{
	switch (result) {
	case -EINVAL:
		if (!hint_version(args, &request->policy))
			hint_misfit(args, &request->policy);
		if (segment && segment->kind == SEGMENT_OWN)
			error_hint(&args->error, "a range of whole pages, if these are huge ones");
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

static enum outcome
set_task_policy(struct session *session, struct args *args, const struct policy_request *request)
{
	struct grade grade = { 0 };
	struct nodeset usable;
	struct machine machine;
	int result = session_set_policy(session, &request->policy);

	if (result) {
		args_refused(args, result, "cannot set the task's policy");
		explain_refusal(args, NULL, request, result);
		return OUTCOME_FAILED;
	}
	machine_read(&machine);
	usable = machine_usable(&machine);
	grade.read = policy_of_task(&grade.in_force) == 0;
	grade_policy(&grade, request, &usable);
	if (grade.read)
		say_task_policy(&session->output, &grade.in_force, &grade);
	grade_release(&grade);
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
		return args_end(args) ? set_task_policy(session, args, &request) : OUTCOME_FAILED;
	}
	result = policy_of_task(&policy);
	if (result)
		return args_refused(args, result, "cannot read the task's policy");
	say_task_policy(&session->output, &policy, NULL);
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

int
policy_run_end(const struct segment *segment, uint64_t from, uint64_t end, struct policy *policy,
	       uint64_t *up_to)
{
	struct policy next;
	int result = policy_at(segment->start + from * segment->page_size, policy);

	for (*up_to = from + 1; !result && *up_to < end; ++*up_to) {
		result = policy_at(segment->start + *up_to * segment->page_size, &next);
		if (interrupt_pending())
			return -EINTR;
		if (!result && !policy_equal(policy, &next))
			break;
	}
	return result;
}

enum outcome
policy_failed(struct args *args, const struct segment *segment, int result)
{
	if (result == -EINTR)
		return look_failed(args, segment, result);
	return args_refused(args, result, "cannot read the policy of '%s'", segment->name);
}

/* A run of pages with one policy, in pieces by the home nodes that are remembered. */
static void
say_policy_run(struct session *session, const struct segment *segment, uint64_t from, uint64_t end,
	       const struct policy *own)
{
	struct policy policy = *own;
	bool task = own->mode == MPOL_DEFAULT;
	uint64_t home_end, next;

	if (task && policy_of_task(&policy))
		return;
	for (; from < end; from = next) {
		int home = homes_at(&segment->homes, from * segment->page_size, &home_end);

		next = home_end / segment->page_size < end ? home_end / segment->page_size : end;
		say_policy(&session->output, segment->name, from, next - from, &policy,
			   task ? "the task's" : "its own", home);
	}
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
		   segment_pages(segment, range->length), &policy, "its own, or else its task's",
		   -1);
	return OUTCOME_DONE;
}

static enum outcome
policy_run(struct session *session, struct args *args)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct policy policy;
	uint64_t from, end, up_to;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (segment->pid)
		return policy_of_attached(session, args, segment, &range);
	from = segment_pages(segment, range.offset);
	end = from + segment_pages(segment, range.length);
	for (; from < end; from = up_to) {
		int result = policy_run_end(segment, from, end, &policy, &up_to);

		if (result)
			return policy_failed(args, segment, result);
		say_policy_run(session, segment, from, up_to, &policy);
	}
	return OUTCOME_DONE;
}

const struct command policy_family[] = {
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
		.help = "The segment's own, or where it has none the task's.  Home nodes are those that memtoy\n"
			"remembers: the kernel does not tell them.  Of another process the kernel shows the\n"
			"policy at the mapping's start, and not whose it is.\n",
		.numa = true,
		.attached = true,
		.words = { WORD_SEGMENT },
		.run = policy_run,
	},
	{ 0 },
};
