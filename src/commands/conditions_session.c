/* Conditions on the session: its commands, and what the last one came upon.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "shell/command.h"
#include "commands/comparing.h"
#include "commands/conditions.h"

/* What the last command came upon cannot always be
 * brought about: then there is nothing to claim. */
bool
condition_counter(struct args *args, struct text *found)
{
	const struct evidence *evidence = &args->session->evidence;
	const char *name = args_word(args, "a counter");
	enum comparison comparison = args_comparison(args);
	uint64_t wanted = args_number(args, "count", 0, INT64_MAX);
	struct vmstat_counter counter;
	int64_t change = 0;

	if (!args_ok(args) || counter_parse(&evidence->after, name, &counter, &args->error))
		return false;
	vmstat_change(&evidence->before, &evidence->after, counter.name, &change);
	text_add(found, "%" PRId64, change);
	return change >= 0 && comparison_holds(comparison, (uint64_t)change, wanted);
}

bool
condition_command(struct args *args, struct text *found)
{
	const char *word = args_word(args, "a command of memtoy");
	struct error unknown = { 0 };
	bool there = word && command_find(args->session->commands, word, &unknown);

	error_clear(&unknown);
	text_add(found, "no command '%s'", word ? word : "");
	return there;
}
