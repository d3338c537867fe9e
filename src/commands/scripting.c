/* Help and scripting: help, man, quit, exit, source, echo, repeat, set, time.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "memory/size.h"
#include "shell/args.h"
#include "shell/options.h"
#include "shell/script.h"
#include "commands/families.h"

static void
list_commands(struct session *session, bool classic)
{
	for (const struct command *command = session->commands; command->name; command++) {
		struct text line = { 0 };

		if (command->classic != classic)
			continue;
		text_add(&line, "%-10s %s", command->name, command->summary);
		say_words(&session->output, text_string(&line));
		text_release(&line);
	}
}

static void
say_lines(struct output *output, const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");
		struct text line = { 0 };

		text_add_bytes(&line, lines, length);
		say_words(output, text_string(&line));
		text_release(&line);
		lines += length + (lines[length] == '\n');
	}
}

static enum outcome
help_run(struct session *session, struct args *args)
{
	const char *word = args_optional(args);
	const struct command *command;
	struct text usage = { 0 };

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!word) {
		list_commands(session, true);
		list_commands(session, false);
		say_words(&session->output,
			  "/child     /name command: have a child carry it out; / lists children");
		return OUTCOME_DONE;
	}
	command = command_find(session->commands, word, &args->error);
	if (!command)
		return OUTCOME_FAILED;
	text_add(&usage, "usage: %s%s%s\n%s.\n", command->name, *command->usage ? " " : "",
		 command->usage, command->summary);
	for (const struct keyword *row = command->list; row && row->name; row++)
		text_add(&usage, "  %s%s%s\n", row->name, *row->help == ':' ? "" : " ", row->help);
	text_add(&usage, "%s", command->help);
	say_lines(&session->output, text_string(&usage));
	text_release(&usage);
	return OUTCOME_DONE;
}

static enum outcome
quit_run(struct session *session, struct args *args)
{
	const char *word = args_optional(args);
	uint64_t status = 0;

	if (word)
		number_parse(word, "exit status", 0, 255, &status, &args->error);
	if (!args_end(args))
		return OUTCOME_FAILED;
	session->ending = true;
	session->status = (int)status;
	return OUTCOME_DONE;
}

static enum outcome
source_run(struct session *session, struct args *args)
{
	const char *path = args_word(args, "a script");
	enum outcome outcome;

	if (!args_end(args))
		return OUTCOME_FAILED;
	outcome = script_run_file(session, path, &args->error);
	/* A part that is skipped has said so; who asked for it goes on. */
	return outcome == OUTCOME_SKIPPED ? OUTCOME_DONE : outcome;
}

static enum outcome
echo_run(struct session *session, struct args *args)
{
	struct text line = { 0 };

	while (args_left(args)) {
		const char *word = args_optional(args);

		text_add(&line, "%s%s", line.length ? " " : "", word);
	}
	say_words(&session->output, text_string(&line));
	text_release(&line);
	return OUTCOME_DONE;
}

static enum outcome
repeat_run(struct session *session, struct args *args)
{
	const char *word = args_word(args, "a number of times");
	uint64_t times = 0;
	const char *line;
	enum outcome outcome = OUTCOME_DONE;

	if (word)
		number_parse(word, "number of times", 0, INT64_MAX, &times, &args->error);
	line = args_rest(args, "a command");
	if (!args_ok(args))
		return OUTCOME_FAILED;
	for (uint64_t i = 0; i < times && outcome == OUTCOME_DONE && !session->ending; i++)
		outcome = interrupt_pending() ? OUTCOME_INTERRUPTED : command_run_inner(args, line);
	return outcome;
}

static enum outcome
time_run(struct session *session, struct args *args)
{
	const char *line = args_rest(args, "a command");
	enum outcome outcome;
	double started;

	if (!line)
		return OUTCOME_FAILED;
	started = clock_now();
	outcome = command_run_inner(args, line);
	say_seconds(&session->output, line, clock_now() - started);
	return outcome;
}

static void
say_one_option(struct session *session, const struct keyword *row)
{
	struct text value = { 0 };

	option_get(session, (enum option)row->value, &value);
	say_option(&session->output, row->name, text_string(&value), row->help);
	text_release(&value);
}

static enum outcome
set_run(struct session *session, struct args *args)
{
	const struct keyword *row = option_words;
	const char *word = args_optional(args), *value = args_optional(args);

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (word) {
		row = keyword_parse(option_words, word, "option", &args->error);
		if (!row)
			return OUTCOME_FAILED;
		if (value && option_set(session, (enum option)row->value, value, &args->error))
			return OUTCOME_FAILED;
		if (!value)
			say_one_option(session, row);
		return OUTCOME_DONE;
	}
	for (; row->name; row++)
		say_one_option(session, row);
	return OUTCOME_DONE;
}

const struct command scripting_family[] = {
	{
		.name = "help",
		.usage = "[<command>]",
		.summary = "list the commands, or tell one in full",
		.help = "",
		.classic = true,
		.words = { WORD_COMMAND },
		.run = help_run,
	},
	{
		.name = "man",
		.usage = "[<command>]",
		.summary = "the same as help",
		.help = "",
		.classic = true,
		.words = { WORD_COMMAND },
		.run = help_run,
	},
	{
		.name = "quit",
		.usage = "[<status>]",
		.summary = "leave, with an exit status if one is given",
		.help = "The end of input does the same.\n",
		.classic = true,
		.run = quit_run,
	},
	{
		.name = "exit",
		.usage = "[<status>]",
		.summary = "the same as quit",
		.help = "",
		.classic = true,
		.run = quit_run,
	},
	{
		.name = "source",
		.usage = "<script>",
		.summary = "run the commands of a file",
		.help = "A relative path counts from the folder of the script that has the command.  Where the\n"
			"file requires what the machine has not, it is skipped, and who sourced it goes on.\n",
		.words = { WORD_FILE },
		.run = source_run,
	},
	{
		.name = "echo",
		.usage = "[<word> ...]",
		.summary = "say the words",
		.help = "",
		.run = echo_run,
	},
	{
		.name = "repeat",
		.usage = "<n> <command ...>",
		.summary = "carry out a command n times",
		.help = "Until it fails.\n",
		.words = { WORD_END, WORD_LINE },
		.run = repeat_run,
	},
	{
		.name = "set",
		.usage = "[<option> [<value>]]",
		.summary = "show or change options",
		.help = "verbose on|off, keep-going on|off, seed <n>, source auto|pagemap|move_pages,\n"
			"threads <n>|auto, evidence on|off: the text of a migration tells rates, counters and\n"
			"events too (JSON always does), events on|off: the kernel's own migration events are\n"
			"read with each command that moves or faults pages, which needs root and tracefs.\n"
			"They are off because to begin patches the kernel's code, holds 1.4 MB a CPU, and\n"
			"slows each switch of tasks a little.\n",
		.words = { WORD_OPTION },
		.run = set_run,
	},
	{
		.name = "time",
		.usage = "<command ...>",
		.summary = "carry out a command and say how long it took",
		.help = "",
		.words = { WORD_LINE },
		.run = time_run,
	},
	{ 0 },
};
