/* Memory of nodes that goes off line, comes back: offline, online.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "memory/hotplug.h"
#include "memory/size.h"
#include "shell/args.h"
#include "shell/tables.h"
#include "commands/families.h"

/* How long a block is tried for, unless it is said. */
#define PATIENCE 10.0

static double
take_within(struct args *args)
{
	const char *word = args_value(args, "within");
	double seconds = PATIENCE;

	if (word && duration_parse(word, &seconds, &args->error) == 0 && seconds <= 0)
		args_fail(args, EINVAL, "within=%s is no time at all", quote(word).text);
	return seconds;
}

static void
say_plugged(struct session *session, const char *what, const struct hotplug *plug)
{
	const struct evidence *evidence = &session->evidence;
	int64_t moved = 0;

	evidence_end(&session->evidence);
	vmstat_change(&evidence->before, &evidence->after, "pgmigrate_success", &moved);
	say_hotplug(&session->output, what, plug, moved < 0 ? 0 : (uint64_t)moved);
}

/* "; frame 0x40004 is slab: 1200 of its 32768 pages are the kernel's own" */
static void
add_found(const struct kernel_pages *found, struct text *text)
{
	if (found->count)
		text_add(text,
			 "; frame 0x%" PRIx64 " is %s, one of %" PRIu64 " of its %" PRIu64
			 " pages that are the kernel's own",
			 found->first, found->what, found->count, found->pages);
}

static enum outcome
refuse_plug(struct args *args, const struct hotplug *plug, int result, const char *what)
{
	struct text more = { 0 };

	if (result == -EBUSY || result == -ETIMEDOUT)
		add_found(&plug->found, &more);
	if (result == -EINVAL)
		text_add(&more, "; it has a hole, or lies in two zones");
	if (result == -ETIMEDOUT && !plug->found.count)
		text_add(&more, "; a page there is held, or fits nowhere else");
	args_refused(args, result, "cannot bring node %u %s line: block memory%lu refuses%s",
		     plug->node, what, plug->refused, text_string(&more));
	if (result == -EACCES || result == -EPERM || result == -EROFS)
		error_hint(&args->error, "run as root, where /sys may be written");
	text_release(&more);
	return result == -EINTR && interrupt_pending() ? OUTCOME_INTERRUPTED : OUTCOME_FAILED;
}

static enum outcome
offline_run(struct session *session, struct args *args)
{
	double seconds = take_within(args);
	bool force = args_flag(args, "force");
	struct hotplug plug = { .node = args_node(args, NODES_TO_LOOK),
				.seconds = seconds,
				.keeper = &session->keeper,
				.plugged = &session->plugged };
	int result;

	if (!args_end(args) || hotplug_check(plug.node, force, &args->error))
		return OUTCOME_FAILED;
	result = hotplug_offline(&plug);
	if (result)
		return refuse_plug(args, &plug, result, "off");
	say_plugged(session, "off line", &plug);
	return OUTCOME_DONE;
}

static enum outcome
bring_online(struct session *session, struct args *args, unsigned node, const char *zone)
{
	struct hotplug plug = { .node = node,
				.seconds = PATIENCE,
				.zone = zone,
				.keeper = &session->keeper,
				.plugged = &session->plugged };
	int result = hotplug_online(&plug);

	if (result)
		return refuse_plug(args, &plug, result, "on");
	if (!plug.blocks)
		return args_fail(args, ENODEV, "node %u has no memory that could come on line",
				 node);
	if (!plug.changed)
		return args_fail(args, EINVAL, "the memory of node %u is on line already", node);
	say_plugged(session, "on line", &plug);
	return OUTCOME_DONE;
}

static enum outcome
online_run(struct session *session, struct args *args)
{
	static const struct keyword zones[] = {
		{ "movable", 0, false, "for pages that can move" },
		{ "kernel", 1, false, "for all pages" },
		{ 0 },
	};
	static const char *const states[] = { "online_movable", "online_kernel" };
	const struct plugged_blocks *plugged = &session->plugged;
	bool named = args_peek(args) != NULL;
	unsigned node = named ? args_node(args, NODES_TO_LOOK) : 0;
	const char *zone = args_peek(args) ? states[args_keyword(args, zones, "zone")] : NULL;
	enum outcome outcome = OUTCOME_DONE;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (named)
		return bring_online(session, args, node, zone);
	if (!plugged->count)
		return args_fail(args, EINVAL, "this session has taken no node off line");
	while (plugged->count && outcome == OUTCOME_DONE)
		outcome =
			bring_online(session, args, plugged->items[plugged->count - 1].node, NULL);
	return outcome;
}

const struct command plugging_family[] = {
	{
		.name = "offline",
		.usage = "<node> [force] [within=<time>]",
		.summary = "take all memory of a node off line, so that its pages are pushed off",
		.help = "Where one block of memory will not go, those that went are put back at once, and it\n"
			"is said which refused and what is there.  Only a node whose memory is for movable\n"
			"pages alone is sure to go and to come back as it was; others need 'force', and the last\n"
			"one with memory does not go at all.  A block is tried for ten seconds, or 'within' that time.  All of it is on\n"
			"line again when memtoy ends, however it ends.\n",
		.counted = true,
		.words = { WORD_NODES, WORD_END },
		.run = offline_run,
	},
	{
		.name = "online",
		.usage = "[<node> [movable|kernel]]",
		.summary = "put back on line what 'offline' took, or bring a node's memory on line",
		.help = "Without a zone the blocks come back as they were, in the opposite order; without a\n"
			"node, all that this session took off line.  What was off line before the session is\n"
			"so again when it ends.\n",
		.counted = true,
		.words = { WORD_NODES, WORD_END },
		.run = online_run,
	},
	{ 0 },
};
