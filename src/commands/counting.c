/* What the kernel counts: counters.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "shell/args.h"
#include "commands/families.h"

/* The counters to show. */
struct choice {
	struct vmstat_counter *items;
	size_t count, capacity;
};

static void
choose(struct choice *choice, const struct vmstat_counter *counter)
{
	choice->items =
		xgrow(choice->items, &choice->capacity, choice->count + 1, sizeof(*choice->items));
	choice->items[choice->count++] = *counter;
}

static void
choose_migration(struct choice *choice, const struct vmstat *now)
{
	struct vmstat_counter counter;
	const char *at = NULL;

	while (vmstat_next(now, &at, &counter))
		if (counter_of_migration(counter.name))
			choose(choice, &counter);
}

static enum outcome
counters_run(struct session *session, struct args *args)
{
	struct vmstat now = { 0 };
	struct choice choice = { 0 };
	struct vmstat_counter counter;
	bool named = args_peek(args) != NULL;
	int result = evidence_now(&session->evidence, &now);

	if (result)
		return args_refused(args, result, "cannot read the kernel's counters");
	if (!named)
		choose_migration(&choice, &now);
	while (args_ok(args) && args_peek(args))
		if (counter_parse(&now, args_optional(args), &counter, &args->error) == 0)
			choose(&choice, &counter);
	if (args_ok(args))
		say_counters(&session->output, &session->evidence, &now, choice.items, choice.count,
			     named);
	free(choice.items);
	vmstat_release(&now);
	return args_ok(args) ? OUTCOME_DONE : OUTCOME_FAILED;
}

const struct command counting_family[] = {
	{
		.name = "counters",
		.usage = "[<name> ...]",
		.summary = "show what the kernel counted: in the last command, and since the start",
		.help = "Those of /proc/vmstat that tell of migration, or the ones named; a name may be\n"
			"shortened.  Without names, those that have not changed are counted only.  They count for the whole machine.  The last command is the last one that\n"
			"moves or faults pages.  With 'set events on' the kernel's own migration events\n"
			"follow: how many pages succeeded and failed, the mode, and the reason, of ours and\n"
			"of other processes.\n",
		.words = { WORD_COUNTER, WORD_COUNTER },
		.run = counters_run,
	},
	{ 0 },
};
