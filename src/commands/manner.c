/* How pages are to be moved: the words jobs=, stall= and retry=.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "commands/manner.h"

static unsigned
take_count(struct args *args, const char *name, const char *noun, uint64_t least, uint64_t most)
{
	const char *word = args_value(args, name);
	uint64_t count = 0;

	if (word)
		number_parse(word, noun, least, most, &count, &args->error);
	return (unsigned)count;
}

static double
take_stall(struct args *args)
{
	const char *word = args_value(args, "stall");
	double stall = 0;

	if (word && duration_parse(word, &stall, &args->error) == 0 && stall <= 0)
		args_fail(args, EINVAL, "no call can take less than '%s'", quote(word).text);
	return stall;
}

static void
show_progress(void *argument, uint64_t done, uint64_t pages)
{
	progress_show(argument, done, pages);
}

bool
take_manner(struct args *args, struct progress *progress, struct move *move)
{
	size_t words = args_left(args);

	*move = (struct move){ .jobs = take_count(args, "jobs", "number of jobs", 1, 64),
			       .retries = take_count(args, "retry", "number of retries", 0, 1000),
			       .stall = take_stall(args),
			       .progress = show_progress,
			       .argument = progress };
	return args_left(args) < words;
}

void
hint_cpuset(struct args *args, pid_t pid)
{
	struct text nodes = { 0 };

	process_nodes_allowed(pid, &nodes);
	error_hint(&args->error, "a node that its cpuset allows: %s", text_string(&nodes));
	text_release(&nodes);
}
