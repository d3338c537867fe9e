/* Other processes: attach, detach.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "shell/args.h"
#include "commands/families.h"

static enum outcome
list_attached(struct session *session)
{
	for (size_t i = 0; i < session->attached.count; i++)
		say_attached(&session->output, session->attached.items[i]);
	return OUTCOME_DONE;
}

static enum outcome
attach_run(struct session *session, struct args *args)
{
	const char *word = args_optional(args), *as = args_optional(args);
	const char *name = as ? args_word(args, "a name behind 'as'") : NULL;
	const struct attachment *attachment;
	uint64_t pid = 0;

	if (!word)
		return list_attached(session);
	if (*word == '/')
		pid = (uint64_t)session_relative(session, word, &args->error);
	else
		number_parse(word, "process id", 1, INT_MAX, &pid, &args->error);
	if (*word == '/' && !name)
		name = word[1] == '.' ? "parent" : word + 1;
	if (as && strcmp(as, "as") != 0)
		args_fail(args, EINVAL, "'as' is expected, not '%s'", quote(as).text);
	if (!args_end(args))
		return OUTCOME_FAILED;
	attachment = session_attach(session, (pid_t)pid, name, false, &args->error);
	if (!attachment)
		return OUTCOME_FAILED;
	if (attachment->process.pid != (pid_t)pid)
		say_note(&session->output, "%d is a thread of process %d, which is attached",
			 (int)pid, (int)attachment->process.pid);
	say_attached(&session->output, attachment);
	return OUTCOME_DONE;
}

static enum outcome
detach_run(struct session *session, struct args *args)
{
	const char *name = args_word(args, "an attached process");
	struct attachment *attachment = name ? attachments_find(&session->attached, name) : NULL;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!attachment) {
		args_fail(args, EINVAL, "there is no attached process '%s'", quote(name).text);
		error_hint(&args->error, "attach");
		return OUTCOME_FAILED;
	}
	session_detach(session, attachment);
	return OUTCOME_DONE;
}

const struct command attaching_family[] = {
	{
		.name = "attach",
		.usage = "[<pid>|/<child> [as <name>]]",
		.summary = "take another process's mappings as segments; or list who is attached",
		.help = "They are named pid<number>:heap, or <name>:heap, <name>:libc.so.6, ..., and are for\n"
			"looking and moving only.  A child of memtoy's has its own name, unless another is\n"
			"given, and in a child /.. is who made it.  The process is not stopped and does not notice.  Mappings\n"
			"are looked up anew by each command; a process that has ended or has started another\n"
			"program is not taken for another.\n",
		.words = { WORD_RELATIVE, WORD_END },
		.run = attach_run,
	},
	{
		.name = "detach",
		.usage = "<name>",
		.summary = "forget an attached process",
		.help = "",
		.words = { WORD_PROCESS, WORD_END },
		.run = detach_run,
	},
	{ 0 },
};
