/* What a script needs, and what it does only where that is so: require, if, unless.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/tables.h"
#include "commands/conditions.h"
#include "commands/families.h"

/* Take a condition and check it; what is the case goes to 'found' where that is not what is asked. */
static bool
take_condition(struct args *args, struct text *found)
{
	static condition_check *const checks[] = {
		[REQUIRE_NODES] = condition_nodes,
		[REQUIRE_KERNEL] = condition_kernel,
		[REQUIRE_CPUS] = condition_cpus,
		[REQUIRE_CAP] = condition_cap,
		[REQUIRE_CPUSETS] = condition_cpusets,
		[REQUIRE_KTHREAD] = condition_kthread,
		[REQUIRE_FREE] = condition_free,
		[REQUIRE_SWAP] = condition_swap,
		[REQUIRE_HUGEPAGES] = condition_hugepages,
		[REQUIRE_COMMAND] = condition_command,
		[REQUIRE_SWITCH] = condition_switch,
		[REQUIRE_POOL] = condition_pool,
		[REQUIRE_NODE] = condition_node,
		[REQUIRE_REMOVABLE] = condition_removable,
		[REQUIRE_TIERS] = condition_tiers,
		[REQUIRE_EVENTS] = condition_events,
		[REQUIRE_FILESYSTEM] = condition_filesystem,
		[REQUIRE_COUNTER] = condition_counter,
		[REQUIRE_ADVICE] = condition_advice,
		[REQUIRE_EXPENDABLE] = condition_expendable,
		[REQUIRE_DEVICE] = condition_device,
	};
	bool wanted = !args_next_is(args, "not"), met;
	int requirement;

	requirement = args_keyword(args, requirement_words, "requirement");
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
	const char *line = args_rest(args, "a command");

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
		.help = "nodes <op> <n>; cpus <op> <n>; kernel <op> <version>; cap <name>;\n"
			"cpusets: of cgroup v2, that can be made; kthread <pid>: it is the kernel's;\n"
			"free <size> on <nodes>; swap [disk];\n"
			"hugepages <size> <n> on <nodes>; pool <size> <n> on <nodes>; command <name>;\n"
			"switch <name> [<value>]; node <nodes>; removable <nodes>: they can go off line;\n"
			"tiers <op> <n>: of memory; events: the kernel's migration events can be read;\n"
			"device <path>;\n"
			"counter <name> <op> <n>: as for expect;\n"
			"filesystem <type> [<disk>]: scratch can make it; advice <advice>: madvise takes it;\n"
			"expendable: the machine may be spoilt.  <op>\n"
			"is one of == != < <= > >=.\n"
			"Nodes are those that are allowed and have memory.  hugepages are there, free; a pool is\n"
			"made, as by the command of that name.\n",
		.words = { WORD_REQUIREMENT, WORD_END },
		.run = require_run,
	},
	{
		.name = "if",
		.usage = "[not] <condition> <command ...>",
		.summary = "carry out a command where a condition is met",
		.help = "The conditions are those of require.\n",
		.words = { WORD_REQUIREMENT, WORD_END },
		.run = if_run,
	},
	{
		.name = "unless",
		.usage = "[not] <condition> <command ...>",
		.summary = "carry out a command where a condition is not met",
		.help = "The conditions are those of require.\n",
		.words = { WORD_REQUIREMENT, WORD_END },
		.run = unless_run,
	},
	{ 0 },
};
