/* Pools of huge pages: pool.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "memory/hugepool.h"
#include "memory/machine.h"
#include "shell/args.h"
#include "commands/families.h"

/* "on <nodes>"; else all that may be used. */
static struct nodeset
take_nodes(struct args *args)
{
	const char *on = args_optional(args);
	struct machine machine;

	if (on && strcmp(on, "on") == 0)
		return args_nodeset(args, NODES_TO_MOVE);
	if (on)
		args_fail(args, EINVAL, "'on' is expected, not '%s'", quote(on).text);
	machine_read(&machine);
	return machine_usable(&machine);
}

static enum outcome
pool_run(struct session *session, struct args *args)
{
	const char *word = args_optional(args), *count;
	uint64_t page_size = 0, pages = 0;
	struct machine machine;
	struct nodeset nodes;

	machine_read(&machine);
	if (word) {
		hugepool_parse_size(word, &page_size, &args->error);
		count = args_word(args, "a number of huge pages");
		if (count)
			number_parse(count, "number of huge pages", 0, INT32_MAX, &pages,
				     &args->error);
		nodes = take_nodes(args);
	}
	if (!args_end(args) ||
	    (word && hugepool_set(&session->keeper, page_size, pages, &nodes, &args->error)))
		return OUTCOME_FAILED;
	say_pools(&session->output, &machine, page_size);
	return OUTCOME_DONE;
}

const struct command pooling_family[] = {
	{
		.name = "pool",
		.usage = "[<page size> <n> [on <nodes>]]",
		.summary = "show the pools of huge pages, or set how many a node has",
		.help = "Each of the nodes, or each that may be used, has n huge pages of that size, such as 2m,\n"
			"until the session ends; then all pools are as they were before.  Where there is no\n"
			"room for all of them the command fails, and none has changed.  Pages that migrate\n"
			"take their place in the pool with them.\n",
		.words = { WORD_END, WORD_END, WORD_NODES },
		.run = pool_run,
	},
	{ 0 },
};
