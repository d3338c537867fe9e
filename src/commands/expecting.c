/* Checked claims: expect.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "shell/deviation.h"
#include "shell/tables.h"
#include "commands/acting.h"
#include "commands/claims.h"
#include "commands/comparing.h"
#include "commands/families.h"
#include "commands/flagging.h"
#include "commands/walking.h"

static enum outcome
compare(struct args *args, uint64_t found, uint64_t wanted, const char *what, struct text *failure)
{
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (found == wanted)
		return OUTCOME_DONE;
	text_add(failure, "expected %" PRIu64 " page%s %s, found %" PRIu64, wanted,
		 wanted == 1 ? "" : "s", what, found);
	return OUTCOME_UNMET;
}

static enum outcome
tally_range(struct args *args, const struct segment *segment, const struct range *range,
	    struct tally *tally)
{
	struct area area;
	int result;

	if (!args_ok(args))
		return OUTCOME_FAILED;
	area = segment_area(segment, range);
	result = placement_tally(&area, tally);
	return result ? look_failed(args, segment, result) : OUTCOME_DONE;
}

/* ">= 90%" or ">= 90 %" behind the nodes; 100 where there is nothing. */
static uint64_t
take_percent(struct args *args)
{
	const char *word;
	uint64_t percent = 100;
	char *number;

	if (!args_peek(args))
		return 100;
	if (args_comparison(args) != IS_AT_LEAST)
		args_fail(args, EINVAL, "'>=' is expected");
	word = args_word(args, "a percentage");
	if (!word)
		return 100;
	number = strndup(word, strcspn(word, "%"));
	number_parse(number, "percentage", 0, 100, &percent, &args->error);
	free(number);
	if (args_peek(args) && strcmp(args_peek(args), "%") == 0)
		args_optional(args);
	return percent;
}

/* Name the first page that is not where it should be. */
static void
add_stray(struct session *session, const struct segment *segment, const struct range *range,
	  const struct nodeset *nodes, struct text *failure)
{
	struct area area = segment_area(segment, range);
	uint64_t page;
	unsigned node;

	if (placement_find_stray(&area, nodes, &page, &node) != 1)
		return;
	page += segment_pages(segment, range->offset);
	text_add(failure, "; page 0x%" PRIx64 " is on node %u", page, node);
	session_suspect(session, segment, page);
}

static enum outcome
check_where(struct session *session, struct args *args, struct text *failure)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	const char *on = args_word(args, "'on' and nodes");
	struct nodeset nodes = { 0 };
	struct tally tally = { 0 };
	enum outcome outcome = OUTCOME_FAILED;
	uint64_t percent, there;

	if (on && strcmp(on, "on") != 0)
		args_fail(args, EINVAL, "'on' is expected, not '%s'", on);
	nodes = args_nodeset(args, NODES_TO_LOOK);
	percent = take_percent(args);
	if (args_end(args))
		outcome = tally_range(args, segment, &range, &tally);
	there = tally_on(&tally, &nodes);
	if (outcome == OUTCOME_DONE &&
	    (double)there * 100 < (double)percent * (double)tally.pages) {
		outcome = OUTCOME_UNMET;
		text_add(failure, "expected %" PRIu64 "%% of %" PRIu64 " pages on node ", percent,
			 tally.pages);
		nodeset_format(&nodes, failure);
		text_add(failure, ", found ");
		say_tally(&tally, failure);
		add_stray(session, segment, &range, &nodes, failure);
	}
	tally_release(&tally);
	return outcome;
}

static enum outcome
check_present(struct session *session, struct args *args, struct text *failure)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range_before(args, segment, 1);
	struct tally tally = { 0 };
	uint64_t wanted =
		args_amount(args, segment ? segment_pages(segment, range.length) : 0, true);
	enum outcome outcome = OUTCOME_FAILED;

	(void)session;
	if (args_end(args))
		outcome = tally_range(args, segment, &range, &tally);
	if (outcome == OUTCOME_DONE)
		outcome = compare(args,
				  tally.pages - tally_state(&tally, PAGE_ABSENT) -
					  tally_state(&tally, PAGE_SWAPPED),
				  wanted, "present", failure);
	tally_release(&tally);
	return outcome;
}

static const struct migration *
last_migration(struct session *session, struct args *args)
{
	if (session->has_last)
		return &session->last;
	args_fail(args, EINVAL, "nothing has been migrated yet");
	return NULL;
}

static enum outcome
check_moved(struct session *session, struct args *args, struct text *failure)
{
	const struct migration *last = last_migration(session, args);

	if (!last)
		return OUTCOME_FAILED;
	return compare(args, last->moved, args_amount(args, last->asked, false), "moved", failure);
}

static enum outcome
check_left(struct session *session, struct args *args, struct text *failure)
{
	const struct migration *last = last_migration(session, args);
	uint64_t wanted, found = 0;
	const char *name;
	int number = 0;

	if (!last)
		return OUTCOME_FAILED;
	wanted = args_amount(args, last->asked, true);
	name = args_optional(args);
	if (name && !(number = error_number(name)))
		return args_fail(args, EINVAL, "'%s' is no errno", name);
	for (int i = 0; i < REASONS; i++)
		if (!number || reason_errno((enum reason)i) == number)
			found += last->left[i];
	return compare(args, found, wanted, name ? name : "left", failure);
}

static bool
refuse_attached(struct args *args, const struct segment *segment)
{
	if (segment && segment->pid)
		args_fail(args, EPERM,
			  "'%s' is of process %d, which is attached for looking and moving only",
			  segment->name, (int)segment->pid);
	return !args_ok(args);
}

static enum outcome
check_content(struct session *session, struct args *args, struct text *failure)
{
	uint64_t seed = take_seed(session, args);
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct content_walk walk = {
		.task = CONTENT_CHECK, .offset = range.offset, .length = range.length, .seed = seed
	};
	int result;

	if (!args_end(args) || refuse_attached(args, segment))
		return OUTCOME_FAILED;
	walk.start = segment->start + range.offset;
	walk.page_size = segment->page_size;
	result = content_walk(&walk);
	if (!result)
		return OUTCOME_DONE;
	walk_failed(args, segment, &walk, result);
	if (result != -EBADMSG)
		return result == -EINTR ? OUTCOME_INTERRUPTED : OUTCOME_FAILED;
	text_add(failure, "%s", args->error.message);
	error_clear(&args->error);
	session_suspect(session, segment, walk.bad / segment->page_size);
	return OUTCOME_UNMET;
}

static enum outcome
check_policy(struct session *session, struct args *args, struct text *failure)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct policy_request wanted = args_policy(args);
	struct policy found;
	int result = 0;

	(void)session;
	if (!args_end(args) || refuse_attached(args, segment))
		return OUTCOME_FAILED;
	for (uint64_t at = range.offset; at < range.offset + range.length;
	     at += segment->page_size) {
		result = policy_at(segment->start + at, &found);
		if (result)
			return args_refused(args, result, "cannot read the policy of '%s'",
					    segment->name);
		if (policy_equal(&found, &wanted.policy))
			continue;
		text_add(failure, "expected policy ");
		policy_format(&wanted.policy, failure);
		text_add(failure, ", found ");
		policy_format(&found, failure);
		text_add(failure, " at page 0x%" PRIx64, at / segment->page_size);
		return OUTCOME_UNMET;
	}
	return OUTCOME_DONE;
}

/* The errno a failure is expected with, if the next word names one: no command is in capitals. */
static int
take_errno(struct args *args)
{
	const char *word = args_peek(args);
	int number;

	if (!word || *word != 'E' || !isupper((unsigned char)word[1]))
		return 0;
	number = error_number(word);
	if (!number)
		args_fail(args, EINVAL, "'%s' is no errno", word);
	args_optional(args);
	return number;
}

static enum outcome
check_fail(struct session *session, struct args *args, struct text *failure)
{
	int number = take_errno(args);
	const char *line = args_rest(args, "a command");
	struct error error = { 0 };
	enum outcome outcome;

	if (!line)
		return OUTCOME_FAILED;
	session->trying++;
	outcome = command_try_line(session, line, &error, NULL);
	session->trying--;
	/* That its process has ended was the command's failure, and is not ours. */
	session->in_use = NULL;
	if (outcome == OUTCOME_DONE) {
		text_add(failure, "expected it to fail, but it did not");
		outcome = OUTCOME_UNMET;
	} else if (outcome == OUTCOME_FAILED || outcome == OUTCOME_UNMET) {
		outcome = OUTCOME_DONE;
		if (number && error.number != number) {
			text_add(failure, "expected %s, found %s: %s", error_name(number),
				 error.number ? error_name(error.number) : "no errno",
				 error.message ? error.message : "");
			outcome = OUTCOME_UNMET;
		}
	}
	error_clear(&error);
	return outcome;
}

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
	const char *word = args_word(args, "a number");

	if (word)
		number_parse(word, "count", 0, INT64_MAX, &growth.wanted, &args->error);
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

static enum outcome
check_counter(struct session *session, struct args *args, struct text *failure)
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
static enum outcome
check_event(struct session *session, struct args *args, struct text *failure)
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

/* A claim that does not hold is said as such, with its place, unless it was meant to fail. */
static void
say_claim(struct session *session, const char *claim, const struct text *failure, bool held)
{
	struct text detail = { 0 };

	if (session->trying)
		return;
	say_place(session->place, &detail);
	text_add(&detail, "%s", text_string(failure));
	say_expectation(&session->output, session->script, claim,
			held ? NULL : text_string(&detail));
	text_release(&detail);
}

/* Check the claim in 'line' once. */
static enum outcome
check_claim(struct args *args, const char *line, struct text *failure)
{
	static claim_check *const checks[] = {
		[CLAIM_WHERE] = check_where,	   [CLAIM_PRESENT] = check_present,
		[CLAIM_MOVED] = check_moved,	   [CLAIM_LEFT] = check_left,
		[CLAIM_CONTENT] = check_content,   [CLAIM_POLICY] = check_policy,
		[CLAIM_FAIL] = check_fail,	   [CLAIM_COUNTER] = check_counter,
		[CLAIM_RETURNED] = check_returned, [CLAIM_STATUS] = check_status,
		[CLAIM_ACTOR] = check_actor,	   [CLAIM_FLAGS] = check_flags,
		[CLAIM_SIZE] = check_size,	   [CLAIM_POOL] = check_pool,
		[CLAIM_EVENT] = check_event,	   [CLAIM_MAPPINGS] = check_mappings,
	};
	struct words words;
	struct args inner = { .session = args->session, .command = args->command, .words = &words };
	enum outcome outcome = OUTCOME_FAILED;
	int kind;

	words_split(&words, line, &inner.error);
	kind = args_keyword(&inner, claim_words, "claim");
	if (args_ok(&inner))
		outcome = checks[kind](args->session, &inner, failure);
	args->error = inner.error;
	words_release(&words);
	return outcome;
}

/* Check it again and again until it holds or 'seconds' are over.  A claim that cannot be checked is
 * not tried again. */
static enum outcome
await_claim(struct args *args, const char *line, double seconds, struct text *failure)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	const double end = clock_now() + seconds;

	for (;;) {
		enum outcome outcome = check_claim(args, line, failure);

		if (outcome != OUTCOME_UNMET || clock_now() >= end)
			return outcome;
		if (interrupt_poll(NULL, 0, &moment) < 0)
			return OUTCOME_INTERRUPTED;
		text_clear(failure);
	}
}

/* "within <time>" */
static double
take_patience(struct args *args)
{
	double seconds = 0;
	const char *word;

	if (!args_peek(args) || strcmp(args_peek(args), "within") != 0)
		return 0;
	args_optional(args);
	word = args_word(args, "a time such as 10s");
	if (word)
		duration_parse(word, &seconds, &args->error);
	return seconds;
}

static enum outcome
expect_run(struct session *session, struct args *args)
{
	const char *claim = words_rest(args->words, 0);
	double seconds = take_patience(args);
	const char *line = args_rest(args, "a claim");
	struct text failure = { 0 };
	enum outcome outcome;

	if (!args_ok(args))
		return OUTCOME_FAILED;
	outcome = await_claim(args, line, seconds, &failure);
	if (outcome == OUTCOME_DONE || outcome == OUTCOME_UNMET)
		say_claim(session, claim, &failure, outcome == OUTCOME_DONE);
	if (outcome == OUTCOME_UNMET)
		args_fail(args, 0, "%s: %s", claim, text_string(&failure));
	text_release(&failure);
	return outcome;
}

const struct command expecting_family[] = {
	{
		.name = "expect",
		.usage = "[within <time>] <claim>",
		.summary = "check a claim; a script in which one does not hold fails",
		.help = "where <seg> [<range>] on <nodes> [>= <n>%]; present <seg> [<range>] all|none|<n>;\n"
			"moved all|<n>; left all|none|<n> [<ERRNO>]; content <seg> [<range>] [seed=<n>];\n"
			"policy <seg> [<range>] <policy> [<nodes>]; fail [<ERRNO>] <command ...>;\n"
			"counter <name> <op> <n> [ever]; event <reason> <op> <n> [ever];\n"
			"actor <name> <count> <op> <n>; flags <seg> [<range>] [not] <flag> ...;\n"
			"size <seg> [<range>] <size> all|none|<n>; pool <size> <n> [free] on <nodes>;\n"
			"mappings <seg> [<range>] <n>; returned [<op>] <n>|<ERRNO>; status <word> ....\n"
			"With a time, a claim that does not hold yet is checked again until it does or the\n"
			"time is over.  moved and left are those of the last migration: 'moved all' says\n"
			"that every page asked for went to another node.  A counter is one of /proc/vmstat,\n"
			"which count for the whole machine: what the last command that moves or faults pages\n"
			"added to it, or, 'ever', what was added since the session began.  An event's pages\n"
			"are those that the kernel says it migrated for this reason, such as numa_misplaced,\n"
			"demotion, memory_hotplug, while 'set events' is on.  size counts pages that are parts\n"
			"of pages of that size, pool the huge pages of nodes, mappings what the kernel keeps\n"
			"memory as.  returned and status are those of the last 'call'.\n",
		.attached = true,
		.words = { WORD_CLAIM, WORD_SEGMENT, WORD_END },
		.run = expect_run,
	},
	{ 0 },
};
