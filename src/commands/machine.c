/* The machine and our place on it: numa, doctor, cpus.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "base/xalloc.h"
#include "kernel/affinity.h"
#include "kernel/nodes.h"
#include "memory/doctor.h"
#include "shell/args.h"
#include "commands/families.h"

static enum outcome
numa_run(struct session *session, struct args *args)
{
	bool all = args_flag(args, "all");
	struct machine machine;

	if (!args_end(args))
		return OUTCOME_FAILED;
	machine_read(&machine);
	if (machine.state == NUMA_REFUSED && machine_needs_numa(&machine, &args->error))
		return OUTCOME_FAILED;
	say_numa(&session->output, &machine, all);
	return OUTCOME_DONE;
}

static enum outcome
doctor_run(struct session *session, struct args *args)
{
	struct findings findings = { 0 };

	if (!args_end(args))
		return OUTCOME_FAILED;
	doctor_examine(&findings);
	say_findings(&session->output, &findings);
	findings_release(&findings);
	return OUTCOME_DONE;
}

/* "0x<mask>,<mask>": 32 CPUs a mask, the highest first. */
static int
parse_masks(const char *words, struct cpus *cpus)
{
	char *copy = xstrdup(words), *comma;
	int result = 0;

	for (size_t base = 0; !result && *copy; base += 32) {
		const char *mask;
		unsigned long bits;
		char *end;

		comma = strrchr(copy, ',');
		mask = comma ? comma + 1 : copy;
		bits = strtoul(mask, &end, 16);
		if (end == mask || *end || bits > UINT32_MAX)
			result = -EINVAL;
		for (unsigned bit = 0; !result && bit < 32; bit++) {
			if (!(bits >> bit & 1))
				continue;
			if (base + bit < cpus->count)
				bits_add(cpus->bits, base + bit);
			else
				result = -ERANGE;
		}
		if (comma)
			*comma = '\0';
		else
			*copy = '\0';
	}
	free(copy);
	return result;
}

/* "@2": the second of those that we could run on when the session began. */
static int
take_nth(const struct session *session, const char *word, struct cpus *cpus)
{
	const struct cpus *all = session->cpus_changed ? &session->first_cpus : cpus;
	char *end;
	unsigned long which = strtoul(word + 1, &end, 10);
	size_t cpu = bits_next(all->bits, all->count, 0);

	if (!isdigit((unsigned char)word[1]) || *end || !which)
		return -EINVAL;
	while (--which && cpu < all->count)
		cpu = bits_next(all->bits, all->count, cpu + 1);
	if (cpu >= all->count || cpu >= cpus->count)
		return -ERANGE;
	memset(cpus->bits, 0, BITS_LONGS(cpus->count) * sizeof(*cpus->bits));
	bits_add(cpus->bits, cpu);
	return 0;
}

static enum outcome
set_cpus(struct args *args, const char *word, struct cpus *cpus)
{
	int result;

	if (*word != '@')
		memset(cpus->bits, 0, BITS_LONGS(cpus->count) * sizeof(*cpus->bits));
	if (*word == '@')
		result = take_nth(args->session, word, cpus);
	else if (strncasecmp(word, "0x", 2) == 0)
		result = parse_masks(word, cpus);
	else
		result = bits_parse(cpus->bits, cpus->count, word);
	if (result == -ERANGE)
		args_fail(args, EINVAL, "'%s' names a CPU that does not exist", quote(word).text);
	else if (result || bits_next(cpus->bits, cpus->count, 0) == cpus->count)
		args_fail(args, EINVAL, "'%s' is no list (0,2-3), mask (0x5) or name (@1) of CPUs",
			  quote(word).text);
	result = args_ok(args) ? session_set_cpus(args->session, cpus) : 0;
	if (result) {
		args_refused(args, result, "cannot run on CPUs %s", quote(word).text);
		error_hint(&args->error, "CPUs that are online and in this process's cpuset");
	}
	return args_ok(args) ? OUTCOME_DONE : OUTCOME_FAILED;
}

/* "of <nodes>": the list of their CPUs. */
static void
take_cpus_of(struct args *args, struct text *list)
{
	struct nodeset nodes = args_nodeset(args, NODES_TO_LOOK);

	for (int node = nodeset_next(&nodes, 0); node >= 0;
	     node = nodeset_next(&nodes, (unsigned)node + 1)) {
		struct text cpus = { 0 };

		if (node_cpus_read((unsigned)node, &cpus) == 0 && cpus.length)
			text_add(list, "%s%s", list->length ? "," : "", text_string(&cpus));
		text_release(&cpus);
	}
	if (args_ok(args) && !list->length)
		args_fail(args, EINVAL, "no CPU is of these nodes");
}

static enum outcome
cpus_run(struct session *session, struct args *args)
{
	const char *word = args_optional(args);
	struct text list = { 0 }, of = { 0 };
	struct cpus cpus = { 0 };
	int result;

	if (word && strcmp(word, "of") == 0) {
		take_cpus_of(args, &of);
		word = text_string(&of);
	}
	if (!args_end(args)) {
		text_release(&of);
		return OUTCOME_FAILED;
	}
	result = affinity_read(&cpus);
	if (result)
		args_refused(args, result, "cannot read the CPU affinity");
	else if (!word || (set_cpus(args, word, &cpus) == OUTCOME_DONE)) {
		free(cpus.bits);
		result = affinity_read(&cpus);
		bits_format(cpus.bits, cpus.count, &list);
		say_cpus(&session->output, text_string(&list));
		text_release(&list);
	}
	free(cpus.bits);
	text_release(&of);
	return args_ok(args) ? OUTCOME_DONE : OUTCOME_FAILED;
}

const struct command machine_family[] = {
	{
		.name = "numa",
		.usage = "[all]",
		.summary = "show the memory nodes that may be used, with total and free memory",
		.help = "With 'all' every node there is, with CPUs, distances and huge page pools.\n",
		.classic = true,
		.run = numa_run,
	},
	{
		.name = "doctor",
		.usage = "",
		.summary = "show what works on this machine and what does not, and its cure",
		.help = "Everything is tried or read, and nothing is changed.\n"
			"limited: works in part; off: switched off, empty or not mounted;\n"
			"missing: this kernel or machine has none; refused: not for this process;\n"
			"unknown: cannot be found out from here.\n",
		.run = doctor_run,
	},
	{
		.name = "cpus",
		.usage = "[<list>|0x<mask>,...|of <nodes>|@<n>]",
		.summary = "show or set the CPUs to run on",
		.help = "A list such as 0,2-3, or masks of 32 CPUs each, the highest first; or all CPUs of\n"
			"nodes, such as 'cpus of @2'; @2 is the second CPU that memtoy might run on at first.\n",
		.classic = true,
		.run = cpus_run,
	},
	{ 0 },
};
