/* Claims on the pages of a range: where they are, how many there are, what they hold, their policy.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shell/deviation.h"
#include "commands/claims.h"
#include "commands/comparing.h"
#include "commands/looking.h"
#include "commands/touching.h"

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
	args_next_is(args, "%");
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

enum outcome
claim_where(struct session *session, struct args *args, struct text *failure)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct nodeset nodes = args_on(args, NODES_TO_LOOK);
	struct tally tally = { 0 };
	enum outcome outcome = OUTCOME_FAILED;
	uint64_t percent, there;

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

/* The zero page is one, and so is what the kernel will not say the node of. */
static uint64_t
count_present(const struct tally *tally)
{
	return tally->pages - tally_state(tally, PAGE_ABSENT) - tally_state(tally, PAGE_SWAPPED) -
	       tally_state(tally, PAGE_GUARD) - tally_state(tally, PAGE_POISONED);
}

enum outcome
claim_present(struct session *session, struct args *args, struct text *failure)
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
		outcome = compare_pages(args, count_present(&tally), wanted, "present", failure);
	tally_release(&tally);
	return outcome;
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

enum outcome
claim_content(struct session *session, struct args *args, struct text *failure)
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

enum outcome
claim_policy(struct session *session, struct args *args, struct text *failure)
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
