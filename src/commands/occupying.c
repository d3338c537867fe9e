/* Memory of a node that is used up: occupy.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/clock.h"
#include "kernel/mapping.h"
#include "kernel/rights.h"
#include "memory/occupy.h"
#include "shell/args.h"
#include "commands/families.h"
#include "commands/touching.h"

static enum outcome
occupy_refused(struct args *args, unsigned node, int result)
{
	if (result == -EINTR) {
		args_fail(args, EINTR, "interrupted");
		return OUTCOME_INTERRUPTED;
	}
	if (result == -EBUSY)
		return args_fail(args, EBUSY, "node %u is the only one that can be used", node);
	args_refused(args, result, "cannot lock memory of node %u", node);
	if (rights_lock_limit() != UINT64_MAX)
		error_hint(&args->error,
			   "RLIMIT_MEMLOCK is %llu bytes here: ulimit -l, or CAP_IPC_LOCK",
			   (unsigned long long)rights_lock_limit());
	return OUTCOME_FAILED;
}

static enum outcome
occupy_run(struct session *session, struct args *args)
{
	const char *word = args_value(args, "leave"), *name = args_new_name(args);
	unsigned node = args_node(args, NODES_OF_POLICY);
	double started = clock_now();
	struct segment *segment;
	struct range all = { 0 };
	uint64_t leave = 0;
	int result;

	if (word)
		size_parse(word, base_page_size(), &leave, &args->error);
	if (!args_end(args))
		return OUTCOME_FAILED;
	segment = occupy_node(name, node, leave, &result);
	if (!segment && !result)
		return args_fail(args, ENOMEM, "node %u has no more than that free already", node);
	if (!segment)
		return occupy_refused(args, node, result);
	segments_append(&session->segments, segment);
	all.length = segment->length;
	say_done(session, segment, &all, "occupied", clock_now() - started);
	return OUTCOME_DONE;
}

const struct command occupying_family[] = {
	{
		.name = "occupy",
		.usage = "<seg> <node> [leave=<size>]",
		.summary = "use up the free memory of a node",
		.help = "It is taken as a new anonymous segment, bound to the node and locked; 'remove' gives\n"
			"it back.  The kernel's own reserve and the 'leave' size stay free: what is moved to\n"
			"the node then finds room for about so much.\n",
		.numa = true,
		.counted = true,
		.words = { WORD_SEGMENT, WORD_NODES },
		.run = occupy_run,
	},
	{ 0 },
};
