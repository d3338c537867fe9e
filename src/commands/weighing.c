/* The weights of weighted interleaving: weights.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/rights.h"
#include "kernel/weights.h"
#include "memory/size.h"
#include "shell/args.h"
#include "commands/families.h"

/* A weight for each node of a set. */
struct weighing {
	struct nodeset nodes;
	unsigned weights[NODESET_BITS];
};

/* "<nodes>=<weight>" */
static void
take_weight(struct args *args, const struct machine *machine, struct weighing *wanted)
{
	char *word = xstrdup(args_word(args, "a weight")), *value = strchr(word, '=');
	struct nodelist list = { 0 };
	uint64_t weight = 0;

	if (value)
		*value++ = '\0';
	else
		args_fail(args, EINVAL, "'%s' is no <nodes>=<weight>", quote(word).text);
	if (args_ok(args))
		nodelist_parse(&list, word, machine, NODES_TO_LOOK, &args->error);
	if (args_ok(args))
		number_parse(value, "weight", WEIGHT_LEAST, WEIGHT_MOST, &weight, &args->error);
	for (size_t i = 0; args_ok(args) && i < list.count; i++) {
		if (nodeset_has(&wanted->nodes, list.nodes[i]))
			args_fail(args, EINVAL, "node %u is given two weights", list.nodes[i]);
		nodeset_add(&wanted->nodes, list.nodes[i]);
		wanted->weights[list.nodes[i]] = (unsigned)weight;
	}
	nodelist_release(&list);
	free(word);
}

static enum outcome
weight_refused(struct args *args, unsigned node, int result)
{
	unsigned weight;

	if (result == -ENOENT && weight_read(0, &weight) == 0)
		return args_fail(args, ENOENT, "node %u has no weight", node);
	if (result == -ENOENT) {
		args_fail(args, ENOENT, "this kernel has no weights for interleaving");
		error_hint(&args->error, "Linux 6.9 or later: this is %s", kernel_release());
		return OUTCOME_FAILED;
	}
	args_refused(args, result, "cannot set the weight of node %u", node);
	if (result == -EACCES || result == -EPERM)
		error_hint(&args->error, "run as root: the weights are the whole machine's");
	if (result == -EROFS)
		error_hint(&args->error,
			   "run where /sys may be written: in a container it often may not");
	return OUTCOME_FAILED;
}

static int
keep_weights(struct session *session)
{
	int result = session->weights_kept ? 0 : weights_keep(&session->keeper);

	session->weights_kept |= !result;
	return result;
}

/* Set them one by one, and read each back. */
static enum outcome
set_weights(struct session *session, struct args *args, const struct weighing *wanted)
{
	for (int at = nodeset_next(&wanted->nodes, 0); at >= 0;
	     at = nodeset_next(&wanted->nodes, (unsigned)at + 1)) {
		unsigned node = (unsigned)at, found = 0;
		/* Where it has no weight that is told first. */
		int result = weight_read(node, &found);

		if (!result)
			result = keep_weights(session);
		if (!result)
			result = weight_write(node, wanted->weights[node]);
		if (!result)
			result = weight_read(node, &found);
		if (result)
			return weight_refused(args, node, result);
		if (found != wanted->weights[node])
			return args_fail(args, EIO, "node %u keeps weight %u, not %u", node, found,
					 wanted->weights[node]);
	}
	return OUTCOME_DONE;
}

static enum outcome
show_weights(struct session *session, struct args *args, const struct machine *machine,
	     struct weighing *found)
{
	bool automatic;
	int result = 0;

	found->nodes = (struct nodeset){ 0 };
	for (int at = nodeset_next(&machine->online, 0); at >= 0;
	     at = nodeset_next(&machine->online, (unsigned)at + 1)) {
		unsigned node = (unsigned)at;

		result = weight_read(node, &found->weights[node]);
		if (!result)
			nodeset_add(&found->nodes, node);
		else if (result != -ENOENT)
			return args_refused(args, result, "cannot read the weight of node %u",
					    node);
	}
	if (nodeset_is_empty(&found->nodes))
		return weight_refused(args, 0, result);
	result = weights_automatic(&automatic);
	say_weights(&session->output, &found->nodes, found->weights, result ? -1 : automatic);
	return OUTCOME_DONE;
}

static enum outcome
weights_run(struct session *session, struct args *args)
{
	struct weighing *weighing = xcalloc(1, sizeof(*weighing));
	enum outcome outcome = OUTCOME_FAILED;
	struct machine machine;

	machine_read(&machine);
	while (args_ok(args) && args_left(args))
		take_weight(args, &machine, weighing);
	if (args_end(args))
		outcome = set_weights(session, args, weighing);
	if (outcome == OUTCOME_DONE)
		outcome = show_weights(session, args, &machine, weighing);
	free(weighing);
	return outcome;
}

const struct command weighing_family[] = {
	{
		.name = "weights",
		.usage = "[<nodes>=<weight> ...]",
		.summary = "show or set by which weights weighted-interleaved spreads pages",
		.help = "So many pages in a row on each node, 1 to 255.  The weights are the whole machine's;\n"
			"what memtoy or its children change is put back when memtoy ends, whatever ends it.\n"
			"Newer kernels choose weights by themselves (automatic) until one is\n"
			"written.  To set them needs root; Linux 6.9.\n",
		.numa = true,
		.words = { WORD_NODES },
		.run = weights_run,
	},
	{ 0 },
};
