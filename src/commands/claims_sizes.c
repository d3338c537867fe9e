/* Claims on the sizes of pages, and on pools of huge ones.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>

#include "kernel/mapping.h"
#include "memory/hugepool.h"
#include "memory/sizes.h"
#include "commands/claims.h"
#include "commands/looking.h"

/* Count the pages of each size.  False with an error. */
static bool
measure(struct args *args, const struct segment *segment, const struct area *area,
	struct sizes *sizes)
{
	struct witness witness;
	int result = witness_begin(&witness, segment, area);

	if (!result)
		result = sizes_add_told(sizes, &witness);
	if (result)
		look_failed(args, segment, result);
	else if (witness.sizes_unseen) {
		args_fail(args, EPERM, "the sizes of pages of '%s' are hidden from this process",
			  segment->name);
		error_hint(&args->error, "run as root");
	}
	witness_end(&witness);
	return args_ok(args);
}

static void
say_measured(const struct sizes *sizes, struct text *failure)
{
	for (size_t i = 0; i < sizes->count; i++) {
		text_add(failure, "%s%" PRIu64 " of ", i ? ", " : "", sizes->items[i].tally.pages);
		if (sizes->items[i].size)
			size_format(sizes->items[i].size, failure);
		else
			text_add(failure, "no size, for they are not there");
	}
}

/* "size <seg> [<range>] <size> [all|none|<n>]" */
enum outcome
claim_size(struct session *session, struct args *args, struct text *failure)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range_before(args, segment, 2);
	uint64_t size = args_size(args, "a page size", base_page_size()), found = 0;
	uint64_t wanted =
		args_amount(args, segment ? segment_pages(segment, range.length) : 0, true);
	struct sizes sizes = { 0 };
	struct area area;
	enum outcome outcome = OUTCOME_FAILED;

	(void)session;
	if (!args_end(args))
		return outcome;
	area = segment_area(segment, &range);
	if (measure(args, segment, &area, &sizes)) {
		for (size_t i = 0; i < sizes.count; i++)
			if (sizes.items[i].size == size)
				found = sizes.items[i].tally.pages;
		outcome = found == wanted ? OUTCOME_DONE : OUTCOME_UNMET;
	}
	if (outcome == OUTCOME_UNMET) {
		text_add(failure, "expected %" PRIu64 " pages that are parts of pages of ", wanted);
		size_format(size, failure);
		text_add(failure, ", found ");
		say_measured(&sizes, failure);
	}
	sizes_release(&sizes);
	return outcome;
}

/* "pool <size> <n> [free] on <nodes>" */
enum outcome
claim_pool(struct session *session, struct args *args, struct text *failure)
{
	const char *word = args_word(args, "a huge page size");
	uint64_t size = 0, wanted, found = 0;
	struct nodeset nodes;
	bool only_free;

	(void)session;
	if (word)
		hugepool_parse_size(word, &size, &args->error);
	wanted = args_number(args, "number of huge pages", 0, INT64_MAX);
	only_free = args_next_is(args, "free");
	nodes = args_on(args, NODES_TO_LOOK);
	if (!args_end(args))
		return OUTCOME_FAILED;
	found = hugepool_count(&nodes, size, only_free);
	if (found == wanted)
		return OUTCOME_DONE;
	text_add(failure, "expected ");
	hugepool_amount(wanted, size, failure);
	text_add(failure, "%s on node ", only_free ? " free" : "");
	nodeset_format(&nodes, failure);
	text_add(failure, ", found %" PRIu64, found);
	return OUTCOME_UNMET;
}
