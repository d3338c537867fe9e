/* Claims on how many mappings the kernel keeps a range as.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>

#include "kernel/maps.h"
#include "commands/claims.h"

/* The part of a segment whose mappings are counted. */
struct counted {
	uintptr_t start, end;
	uint64_t mappings;
};

static int
count_mapping(const struct maps_entry *entry, void *argument)
{
	struct counted *counted = argument;

	counted->mappings += entry->start < counted->end && entry->end > counted->start;
	return 0;
}

/* Each set of policy, protection and advice is a mapping of its own to the kernel; neighbours that
 * become alike are one again. */
enum outcome
claim_mappings(struct session *session, struct args *args, struct text *failure)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range_before(args, segment, 1);
	uint64_t wanted = args_number(args, "number of mappings", 0, INT64_MAX);
	struct counted counted = { 0 };
	int result;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	counted.start = segment->start + range.offset;
	counted.end = counted.start + range.length;
	result = maps_visit(segment->pid, count_mapping, &counted);
	if (result)
		return args_refused(args, result, "cannot read the mappings of '%s'",
				    segment->name);
	if (counted.mappings == wanted)
		return OUTCOME_DONE;
	text_add(failure, "expected %" PRIu64 " mapping%s, found %" PRIu64, wanted,
		 wanted == 1 ? "" : "s", counted.mappings);
	return OUTCOME_UNMET;
}
