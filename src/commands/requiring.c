/* What a script needs of the machine: require.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/affinity.h"
#include "kernel/mapping.h"
#include "kernel/nodes.h"
#include "kernel/process.h"
#include "kernel/rights.h"
#include "kernel/swap.h"
#include "memory/advice.h"
#include "memory/hotplug.h"
#include "memory/hugepool.h"
#include "memory/room.h"
#include "shell/tables.h"
#include "commands/comparing.h"
#include "commands/families.h"
#include "commands/switching.h"

/* Each checks one kind of requirement: true if it is met; else 'found' says what is the case.  A
 * misfit in the words goes to 'args'. */
typedef bool requirement_check(struct args *args, struct text *found);

static bool
check_nodes(struct args *args, struct text *found)
{
	enum comparison comparison = args_comparison(args);
	const char *word = args_word(args, "a number of nodes");
	struct machine machine;
	struct nodeset usable;
	uint64_t wanted = 0;

	if (word)
		number_parse(word, "number of nodes", 0, NODESET_BITS, &wanted, &args->error);
	machine_read(&machine);
	usable = machine_usable(&machine);
	text_add(found, "%u node%s with memory", nodeset_count(&usable),
		 nodeset_count(&usable) == 1 ? "" : "s");
	if (machine.state == NUMA_REFUSED)
		text_add(found, ", and NUMA system calls are refused (%s)",
			 error_name(machine.refusal));
	if (machine.state == NUMA_ABSENT)
		text_add(found, ", and a kernel without NUMA");
	return machine.state != NUMA_REFUSED && machine.state != NUMA_ABSENT &&
	       comparison_holds(comparison, nodeset_count(&usable), wanted);
}

/* Parse "6", "6.9" or "2.6.17" into 'parts'; how many there were, 0 where it is no version. */
static int
parse_version(const char *word, unsigned parts[3])
{
	int count = 0;

	while (count < 3 && size_begins(word)) {
		char *end;

		parts[count++] = (unsigned)strtoul(word, &end, 10);
		if (!*end)
			return count;
		word = *end == '.' ? end + 1 : "";
	}
	return 0;
}

static bool
check_kernel(struct args *args, struct text *found)
{
	enum comparison comparison = args_comparison(args);
	const char *word = args_word(args, "a version such as 6.9");
	unsigned wanted[3], running[3];
	int count = word ? parse_version(word, wanted) : 0, order = 0;

	if (word && !count)
		args_fail(args, EINVAL, "'%s' is no kernel version such as 6.9", word);
	kernel_version(&running[0], &running[1], &running[2]);
	/* As exact as it is asked: 6.12 is every 6.12. */
	for (int i = 0; i < count && !order; i++)
		order = (running[i] > wanted[i]) - (running[i] < wanted[i]);
	text_add(found, "kernel %s", kernel_release());
	return comparison_holds_for(comparison, order);
}

static bool
check_cpus(struct args *args, struct text *found)
{
	enum comparison comparison = args_comparison(args);
	const char *word = args_word(args, "a number of CPUs");
	uint64_t wanted = 0;

	if (word)
		number_parse(word, "number of CPUs", 0, UINT32_MAX, &wanted, &args->error);
	text_add(found, "%u CPUs to run on", affinity_count());
	return comparison_holds(comparison, affinity_count(), wanted);
}

static bool
check_cap(struct args *args, struct text *found)
{
	const char *word = args_word(args, "a capability such as sys_nice");
	int has = word ? rights_has_capability(word) : 0;

	if (has < 0)
		args_fail(args, EINVAL, "there is no capability '%s'", word);
	text_add(found, "no capability %s", word ? word : "");
	return has == 1;
}

static bool
check_cpusets(struct args *args, struct text *found)
{
	enum cpuset_bar bar;
	int result = cpuset_check(&args->session->cpuset, &bar);

	text_add(found, "%s (%s)", cpuset_bar_sentence(bar), error_name(-result));
	return result == 0;
}

static bool
check_kthread(struct args *args, struct text *found)
{
	const char *word = args_word(args, "a process id");
	struct process_facts facts = { 0 };
	uint64_t pid = 0;

	if (word)
		number_parse(word, "process id", 1, INT32_MAX, &pid, &args->error);
	text_add(found, "no thread of the kernel's with that id");
	return args_ok(args) && process_facts_read((pid_t)pid, &facts) == 0 && facts.kernel_thread;
}

/* "on <nodes>" */
static struct nodeset
take_on(struct args *args)
{
	const char *on = args_word(args, "'on' and nodes");

	if (on && strcmp(on, "on") != 0)
		args_fail(args, EINVAL, "'on' is expected, not '%s'", on);
	return args_nodeset(args, NODES_TO_LOOK);
}

/* "on @1" where the machine has no such node is unmet, not a mistake. */
static bool
nodes_are_missing(struct args *args, struct text *found)
{
	if (args_ok(args) || !args->error.message ||
	    (strncmp(args->error.message, "there is no node @", 18) != 0 &&
	     strncmp(args->error.message, "the node list is empty", 22) != 0))
		return false;
	text_add(found, "%s", args->error.message);
	error_clear(&args->error);
	return true;
}

static bool
check_free(struct args *args, struct text *found)
{
	uint64_t wanted = args_size(args, "a size", base_page_size());
	struct nodeset nodes = take_on(args);
	uint64_t room;

	if (nodes_are_missing(args, found))
		return false;
	room = room_on(&nodes);
	size_format(room, found);
	text_add(found, " free on node ");
	nodeset_format(&nodes, found);
	return room >= wanted;
}

static bool
check_swap(struct args *args, struct text *found)
{
	const char *word = args_optional(args);

	if (word && strcmp(word, "disk") != 0)
		args_fail(args, EINVAL, "'disk' is expected, not '%s'", quote(word).text);
	text_add(found, word ? "no free swap on a disk" : "no free swap");
	return swap_free() > 0 && (!word || swap_is_on_disk());
}

/* Whether the kernel knows an advice it tells for no memory at all. */
static bool
check_advice(struct args *args, struct text *found)
{
	const char *word = args_word(args, "an advice");
	const struct keyword *advice =
		word ? keyword_parse(advice_words, word, "advice", &args->error) : NULL;

	if (!advice)
		return false;
	text_add(found, "a kernel without %s", advice->name);
	return mapping_advise(0, 0, advice->value) == 0;
}

/* numa-vm says so of its machines. */
static bool
check_expendable(struct args *args, struct text *found)
{
	(void)args;
	text_add(found, "a machine that is still needed: MEMTOY_EXPENDABLE is not set");
	return getenv("MEMTOY_EXPENDABLE") != NULL;
}

static bool
check_hugepages(struct args *args, struct text *found)
{
	uint64_t size = args_size(args, "a huge page size", base_page_size()), wanted = 0;
	const char *word = args_word(args, "a number of huge pages");
	uint64_t there = 0;
	struct nodeset nodes;

	if (word)
		number_parse(word, "number of huge pages", 0, INT64_MAX, &wanted, &args->error);
	nodes = take_on(args);
	if (nodes_are_missing(args, found))
		return false;
	for (int node = nodeset_next(&nodes, 0); node >= 0;
	     node = nodeset_next(&nodes, (unsigned)node + 1)) {
		uint64_t total, free;

		if (node_huge_pages((unsigned)node, size, &total, &free) == 0)
			there += free;
	}
	text_add(found, "%" PRIu64 " huge pages of ", there);
	size_format(size, found);
	text_add(found, " free on node ");
	nodeset_format(&nodes, found);
	return there >= wanted;
}

/* "pool 2m 4 on @1": it is had by making it, until the session ends. */
static bool
check_pool(struct args *args, struct text *found)
{
	const char *word = args_word(args, "a huge page size");
	struct error error = { 0 };
	uint64_t size = 0, pages = 0;
	struct nodeset nodes;
	bool met;

	if (word && hugepool_parse_size(word, &size, &error) == -EINVAL)
		args_fail(args, EINVAL, "%s", error.message);
	word = args_word(args, "a number of huge pages");
	if (word)
		number_parse(word, "number of huge pages", 0, INT32_MAX, &pages, &args->error);
	nodes = take_on(args);
	if (nodes_are_missing(args, found)) {
		error_clear(&error);
		return false;
	}
	met = args_ok(args) && !error_is_set(&error) &&
	      hugepool_set(&args->session->keeper, size, pages, &nodes, &error) == 0;
	if (error_is_set(&error))
		text_add(found, "%s", error.message);
	error_clear(&error);
	return met;
}

/* It is there; and set to a value, where one is named. */
static bool
check_switch(struct args *args, struct text *found)
{
	const struct switch_row *row = take_switch(args);
	const char *wanted = args_optional(args);
	struct text value = { 0 };
	bool met = false;
	int result;

	if (!row && args->error.number == ENOENT) {
		text_add(found, "%s", args->error.message);
		error_clear(&args->error);
	}
	if (!row)
		return false;
	result = row->manner == SWITCH_ACTS ? switch_writable(row->path)
					    : switch_read_row(row, &value);
	if (result)
		text_add(found, "switch '%s': %s", row->name, error_name(-result));
	else if (wanted)
		text_add(found, "switch '%s' is '%s'", row->name, text_string(&value));
	met = !result && (!wanted || switch_means(wanted, text_string(&value)));
	text_release(&value);
	return met;
}

/* Everything that scratch needs for it. */
static bool
check_filesystem(struct args *args, struct text *found)
{
	int type = args_keyword(args, scratch_words, "file system");
	const char *device = args_optional(args);
	struct error error = { 0 };
	bool there;

	if (!args_ok(args))
		return false;
	there = scratch_check(type, device, &error) == 0;
	text_add(found, "%s", there ? "" : error.message);
	error_clear(&error);
	return there;
}

static bool
check_node(struct args *args, struct text *found)
{
	struct nodeset nodes = args_nodeset(args, NODES_TO_LOOK);

	return !nodes_are_missing(args, found) && !nodeset_is_empty(&nodes);
}

/* Their memory may go off line, and come back as it was. */
static bool
check_removable(struct args *args, struct text *found)
{
	struct nodeset nodes = args_nodeset(args, NODES_TO_LOOK);
	struct error error = { 0 };
	bool met = !nodes_are_missing(args, found) && args_ok(args);

	for (int node = nodeset_next(&nodes, 0); met && node >= 0;
	     node = nodeset_next(&nodes, (unsigned)node + 1))
		met = hotplug_check((unsigned)node, false, &error) == 0;
	if (error.message)
		text_add(found, "%s", error.message);
	error_clear(&error);
	return met;
}

static bool
check_tiers(struct args *args, struct text *found)
{
	enum comparison comparison = args_comparison(args);
	const char *word = args_word(args, "a number of memory tiers");
	uint64_t wanted = 0;
	unsigned tiers = machine_tiers();

	if (word)
		number_parse(word, "number of memory tiers", 0, NODESET_BITS, &wanted,
			     &args->error);
	text_add(found, "%u tier%s of memory", tiers, tiers == 1 ? "" : "s");
	return comparison_holds(comparison, tiers, wanted);
}

static bool
check_events(struct args *args, struct text *found)
{
	struct trace trace = { 0 };
	int result;

	/* There is one instance a process. */
	if (args->session->evidence.trace.folder)
		return true;
	result = trace_open(&trace);
	trace_release(&trace);
	text_add(found, "the kernel's events cannot be read: %s", error_name(-result));
	return result == 0;
}

static bool
check_device(struct args *args, struct text *found)
{
	const char *path = args_word(args, "the path of a device");

	text_add(found, "no such device");
	return path && access(path, F_OK) == 0;
}

/* What the last command came upon cannot always be brought about: then there is nothing to claim. */
static bool
check_grown(struct args *args, struct text *found)
{
	const struct evidence *evidence = &args->session->evidence;
	const char *name = args_word(args, "a counter");
	enum comparison comparison = args_comparison(args);
	const char *word = args_word(args, "a number");
	struct vmstat_counter counter;
	uint64_t wanted = 0;
	int64_t change = 0;

	if (word)
		number_parse(word, "count", 0, INT64_MAX, &wanted, &args->error);
	if (!args_ok(args) || counter_parse(&evidence->after, name, &counter, &args->error))
		return false;
	vmstat_change(&evidence->before, &evidence->after, counter.name, &change);
	text_add(found, "%" PRId64, change);
	return change >= 0 && comparison_holds(comparison, (uint64_t)change, wanted);
}

static bool
check_command(struct args *args, struct text *found)
{
	const char *word = args_word(args, "a command of memtoy");
	struct error unknown = { 0 };
	bool there = word && command_find(args->session->commands, word, &unknown);

	error_clear(&unknown);
	text_add(found, "no command '%s'", word ? word : "");
	return there;
}

/* Take a condition and check it; what is the case goes to 'found' where that is not what is asked. */
static bool
take_condition(struct args *args, struct text *found)
{
	static requirement_check *const checks[] = {
		[REQUIRE_NODES] = check_nodes,
		[REQUIRE_KERNEL] = check_kernel,
		[REQUIRE_CPUS] = check_cpus,
		[REQUIRE_CAP] = check_cap,
		[REQUIRE_CPUSETS] = check_cpusets,
		[REQUIRE_KTHREAD] = check_kthread,
		[REQUIRE_FREE] = check_free,
		[REQUIRE_SWAP] = check_swap,
		[REQUIRE_HUGEPAGES] = check_hugepages,
		[REQUIRE_COMMAND] = check_command,
		[REQUIRE_SWITCH] = check_switch,
		[REQUIRE_POOL] = check_pool,
		[REQUIRE_NODE] = check_node,
		[REQUIRE_REMOVABLE] = check_removable,
		[REQUIRE_TIERS] = check_tiers,
		[REQUIRE_EVENTS] = check_events,
		[REQUIRE_FILESYSTEM] = check_filesystem,
		[REQUIRE_COUNTER] = check_grown,
		[REQUIRE_ADVICE] = check_advice,
		[REQUIRE_EXPENDABLE] = check_expendable,
		[REQUIRE_DEVICE] = check_device,
	};
	bool wanted = true, met;
	int requirement;

	if (args_peek(args) && strcmp(args_peek(args), "not") == 0) {
		args_optional(args);
		wanted = false;
	}
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
