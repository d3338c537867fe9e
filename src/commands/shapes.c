/* What all definitions of segments have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "memory/hugepool.h"
#include "commands/shapes.h"

uint64_t
take_length(struct args *args, uint64_t page_size)
{
	uint64_t size = args_size(args, "a size", page_size);

	if (args_ok(args) && !size)
		args_fail(args, EINVAL, "a segment of 0 bytes is no segment");
	return size;
}

/* The words "<seg> <size>" are as they come. */
enum { MARKS_FROM = 2 };

bool
take_mark(struct args *args, const char *mark)
{
	for (size_t i = args->next + MARKS_FROM; args_ok(args) && i < args->words->count; i++) {
		if (strcmp(args->words->items[i], mark) == 0) {
			words_drop(args->words, i);
			return true;
		}
	}
	return false;
}

uint64_t
take_huge(struct args *args)
{
	const char *word = args_value(args, "huge");
	uint64_t bytes = 0;

	if (word)
		return hugepool_parse_size(word, &bytes, &args->error) ? 0 : bytes;
	if (!take_mark(args, "huge"))
		return 0;
	bytes = default_huge_page_size();
	if (!bytes)
		args_fail(args, EOPNOTSUPP, "this kernel has no huge pages");
	return bytes;
}

void
share_by_definition(struct segment *segment, bool shared)
{
	segment->shared = segment->defined_shared = shared;
}

enum outcome
add_segment(struct args *args, struct segment *segment)
{
	if (segments_add(&args->session->segments, segment, &args->error) == 0)
		return OUTCOME_DONE;
	segment_free(segment);
	return OUTCOME_FAILED;
}

enum outcome
refuse_pool(struct args *args, const struct segment *segment)
{
	uint64_t size = segment->page_size, pages = segment_pages(segment, segment->length);
	uint64_t spare = 0, overcommit = 0;
	struct text amount = { 0 }, unit = { 0 };

	huge_pages_spare(size, &spare, &overcommit);
	hugepool_amount(pages, size, &amount);
	hugepool_format_size(size, &unit);
	args_fail(args, ENOMEM, "'%s' takes %s, and %" PRIu64 " are free that nobody has reserved",
		  segment->name, text_string(&amount), spare);
	error_hint(&args->error, "pool %s %" PRIu64 " on @1", text_string(&unit), pages);
	text_release(&amount);
	text_release(&unit);
	return OUTCOME_FAILED;
}
