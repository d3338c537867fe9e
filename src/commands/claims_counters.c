/* Claims on counters of the kernel's and on events it told of.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>

#include "commands/claims.h"
#include "commands/comparing.h"

/* "<op> <n> [ever]": how far something is to have gone, in the last command or since the start. */
struct growth {
	enum comparison comparison;
	uint64_t wanted;
	bool ever;
};

static struct growth
take_growth(struct args *args)
{
	struct growth growth = { .comparison = args_comparison(args) };

	growth.wanted = args_number(args, "count", 0, INT64_MAX);
	growth.ever = args_flag(args, "ever");
	if (args_end(args) && !growth.ever && !args->session->evidence.command)
		args_fail(args, EINVAL, "no command has moved or faulted pages yet");
	return growth;
}

static enum outcome
compare_growth(const struct growth *growth, const char *what, int64_t found, struct text *failure)
{
	int64_t wanted = (int64_t)growth->wanted;

	if (comparison_holds_for(growth->comparison, (found > wanted) - (found < wanted)))
		return OUTCOME_DONE;
	text_add(failure, "expected %s %s %" PRId64 " %s, found %" PRId64, what,
		 keyword_name(comparisons, (int)growth->comparison), wanted,
		 growth->ever ? "since the start" : "for the last command", found);
	return OUTCOME_UNMET;
}

enum outcome
claim_counter(struct session *session, struct args *args, struct text *failure)
{
	const char *name = args_word(args, "a counter of /proc/vmstat");
	struct growth growth = take_growth(args);
	const struct evidence *evidence = &session->evidence;
	struct vmstat_counter counter;
	struct vmstat now = { 0 };
	enum outcome outcome = OUTCOME_FAILED;
	int64_t change = 0;
	int result = args_ok(args) ? evidence_now(&session->evidence, &now) : 0;

	if (result)
		args_refused(args, result, "cannot read the kernel's counters");
	if (args_ok(args) && counter_parse(&now, name, &counter, &args->error) == 0) {
		result =
			vmstat_change(growth.ever ? &evidence->start : &evidence->before,
				      growth.ever ? &now : &evidence->after, counter.name, &change);
		outcome = result ? args_fail(args, EINVAL,
					     "'%s' was not there yet when the last command that "
					     "moves or faults pages was carried out",
					     counter.name)
				 : compare_growth(&growth, counter.name, change, failure);
	}
	vmstat_release(&now);
	return outcome;
}

/* Pages that the kernel says it migrated for this reason. */
enum outcome
claim_event(struct session *session, struct args *args, struct text *failure)
{
	int reason = args_keyword(args, event_reasons, "reason of the kernel's");
	struct growth growth = take_growth(args);
	struct evidence *evidence = &session->evidence;
	const char *name = keyword_name(event_reasons, reason);

	if (!args_ok(args))
		return OUTCOME_FAILED;
	if (growth.ever ? !evidence->tracing : !evidence->traced) {
		args_fail(args, EINVAL, "the kernel's events are not read");
		error_hint(&args->error, "set events on");
		return OUTCOME_FAILED;
	}
	if (growth.ever)
		evidence_catch_up(evidence);
	return compare_growth(
		&growth, name,
		(int64_t)event_sums_pages(growth.ever ? &evidence->all_events : &evidence->events,
					  name),
		failure);
}
