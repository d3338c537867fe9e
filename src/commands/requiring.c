/* What a script needs, and what it does only where that is so: require, if, unless.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/tables.h"
#include "commands/conditions.h"
#include "commands/families.h"

bool
is_absent(struct args *args, struct text *found)
{
	if (!args->error.absent)
		return false;
	text_add(found, "%s", args->error.message);
	error_clear(&args->error);
	return true;
}

/* Take a condition and check it; what is the case
 * goes to 'found' where that is not what is asked. */
static bool
take_condition(struct args *args, struct text *found)
{
	static condition_check *const checks[] = {
		[REQUIRE_NODES] = condition_nodes,
		[REQUIRE_NODE] = condition_node,
		[REQUIRE_CPUS] = condition_cpus,
		[REQUIRE_TIERS] = condition_tiers,
		[REQUIRE_REMOVABLE] = condition_removable,
		[REQUIRE_DEVICE] = condition_device,
		[REQUIRE_EXPENDABLE] = condition_expendable,
		[REQUIRE_FREE] = condition_free,
		[REQUIRE_SWAP] = condition_swap,
		[REQUIRE_HUGEPAGES] = condition_hugepages,
		[REQUIRE_POOL] = condition_pool,
		[REQUIRE_FILESYSTEM] = condition_filesystem,
		[REQUIRE_KERNEL] = condition_kernel,
		[REQUIRE_SWITCH] = condition_switch,
		[REQUIRE_ADVICE] = condition_advice,
		[REQUIRE_EVENTS] = condition_events,
		[REQUIRE_KTHREAD] = condition_kthread,
		[REQUIRE_CAP] = condition_cap,
		[REQUIRE_CPUSETS] = condition_cpusets,
		[REQUIRE_COMMAND] = condition_command,
		[REQUIRE_COUNTER] = condition_counter,
	};
	bool wanted = !args_next_is(args, "not"), met;
	int requirement;

	requirement = args_form(args, requirement_words, "requirement");
	met = args_ok(args) && checks[requirement](args, found);
	if (!wanted) {
		text_clear(found);
		text_add(found, "that it is so");
	}
	return met == wanted;
}

static enum outcome
require_run(struct session *session, struct args *args)
{
	const char *claim = words_rest(args->words, 0);
	struct text found = { 0 }, reason = { 0 };
	bool met = take_condition(args, &found);
	bool skip = args_end(args) && !met;

	text_add(&reason, "%s: found %s", claim, text_string(&found));
	if (skip)
		say_skipped(&session->output, session->script, text_string(&reason));
	text_release(&reason);
	text_release(&found);
	if (!args_ok(args))
		return OUTCOME_FAILED;
	return skip ? OUTCOME_SKIPPED : OUTCOME_DONE;
}

static enum outcome
run_where(struct args *args, bool wanted)
{
	struct text found = { 0 };
	bool met = take_condition(args, &found);
	const char *line;

	args->form = NULL;
	line = args_rest(args, "a command");
	text_release(&found);
	if (!args_ok(args))
		return OUTCOME_FAILED;
	return met == wanted ? command_run_inner(args, line) : OUTCOME_DONE;
}

static enum outcome
if_run(struct session *session, struct args *args)
{
	(void)session;
	return run_where(args, true);
}

static enum outcome
unless_run(struct session *session, struct args *args)
{
	(void)session;
	return run_where(args, false);
}

const struct command requiring_family[] = {
	{
		.name = "require",
		.usage = "[not] <condition>",
		.summary = "skip the script unless the machine has what it needs",
		.list = requirement_words,
		.help = "<op> is one of == != < <= > >=.  'not' turns a condition round.\n",
		.words = { WORD_REQUIREMENT },
		.run = require_run,
	},
	{
		.name = "if",
		.usage = "[not] <condition> <command ...>",
		.summary = "carry out a command where a condition is met",
		.help = "The conditions are those of require.\n",
		.words = { WORD_REQUIREMENT, WORD_LINE },
		.run = if_run,
	},
	{
		.name = "unless",
		.usage = "[not] <condition> <command ...>",
		.summary = "carry out a command where a condition is not met",
		.help = "The conditions are those of require.\n",
		.words = { WORD_REQUIREMENT, WORD_LINE },
		.run = unless_run,
	},
	{ 0 },
};
