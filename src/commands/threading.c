/* Threads that carry out commands, and waiting: thread, wait.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "shell/args.h"
#include "commands/families.h"

static enum outcome
thread_run(struct session *session, struct args *args)
{
	const char *name = args_worker_name(args, "a thread");

	if (!args_end(args))
		return OUTCOME_FAILED;
	return threads_add(&session->threads, name, &args->error) ? OUTCOME_FAILED : OUTCOME_DONE;
}

/* Wait for what one child does in the background, and make its outcome ours. */
static enum outcome
wait_for(struct session *session, struct args *args, struct child *child)
{
	int outcome = OUTCOME_DONE;

	if (child_wait(&session->children, child, session->output.sink, &outcome, &args->error))
		return OUTCOME_FAILED;
	return (enum outcome)outcome;
}

static enum outcome
wait_run(struct session *session, struct args *args)
{
	const char *name = args_optional(args);
	struct children *children = &session->children;
	struct child *child = name ? children_find(children, name, strlen(name)) : NULL;
	enum outcome outcome = OUTCOME_DONE;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (child)
		return wait_for(session, args, child);
	if (name && threads_find(&session->threads, name, strlen(name)))
		return OUTCOME_DONE;
	if (name) {
		args_fail(args, ESRCH, "there is no child '%s'", quote(name).text);
		error_hint(&args->error, "/");
		return OUTCOME_FAILED;
	}
	/* One that is dead is forgotten, and the next has its place. */
	for (size_t i = 0; i < children->count && outcome == OUTCOME_DONE;) {
		size_t before = children->count;

		outcome = wait_for(session, args, &children->items[i]);
		i += children->count == before;
	}
	return outcome;
}

const struct command threading_family[] = {
	{
		.name = "thread",
		.usage = "<name>",
		.summary = "make a thread that shares all memory and takes commands",
		.help = "/name command has it carry one out, which is waited for.  Its task policy (mpol, mems),\n"
			"its CPUs and its cpuset are its own, and what it touches first lands where these say;\n"
			"segments and all else are everybody's.  /name quit ends it.\n",
		.run = thread_run,
	},
	{
		.name = "wait",
		.usage = "[<child>]",
		.summary = "wait for what a child, or all, carry out in the background",
		.help = "'/name &command' starts it there.  What it says comes now, and its failure is one of\n"
			"'wait'.\n",
		.words = { WORD_CHILD },
		.run = wait_run,
	},
	{ 0 },
};
