/* What claims of several kinds share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "commands/claims.h"

uint64_t
args_amount(struct args *args, uint64_t all, bool none)
{
	const char *word = args_word(args, none ? "all, none or a number" : "all or a number");
	uint64_t amount = 0;

	if (!word || strcmp(word, "all") == 0)
		return all;
	if (none && strcmp(word, "none") == 0)
		return 0;
	number_parse(word, "number of pages", 0, INT64_MAX, &amount, &args->error);
	return amount;
}

enum outcome
compare_pages(struct args *args, uint64_t found, uint64_t wanted, const char *what,
	      struct text *failure)
{
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (found == wanted)
		return OUTCOME_DONE;
	text_add(failure, "expected %" PRIu64 " page%s %s, found %" PRIu64, wanted,
		 wanted == 1 ? "" : "s", what, found);
	return OUTCOME_UNMET;
}
