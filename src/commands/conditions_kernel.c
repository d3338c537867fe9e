/* Conditions on the kernel: what it is, what it can do, and what it lets us do.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/mapping.h"
#include "kernel/process.h"
#include "kernel/rights.h"
#include "memory/advice.h"
#include "shell/command.h"
#include "commands/comparing.h"
#include "commands/conditions.h"
#include "commands/switching.h"

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

bool
condition_kernel(struct args *args, struct text *found)
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

/* Whether the kernel knows an advice it tells for no memory at all. */
bool
condition_advice(struct args *args, struct text *found)
{
	const char *word = args_word(args, "an advice");
	const struct keyword *advice =
		word ? keyword_parse(advice_words, word, "advice", &args->error) : NULL;

	if (!advice)
		return false;
	text_add(found, "a kernel without %s", advice->name);
	return mapping_advise(0, 0, advice->value) == 0;
}

/* A word that is a command's name, in whole, is the command of 'if', unless the switch takes it. */
static bool
is_value(const struct args *args, const char *name, const char *word)
{
	return !command_named(args->session->commands, word) || switch_takes_word(name, word);
}

/* "0", "!= 0", or nothing: NULL. */
static const char *
take_wanted(struct args *args, const char *name, enum comparison *comparison)
{
	const char *next = args_peek(args);
	size_t rivals;

	*comparison = IS_EQUAL;
	if (next && keyword_find(comparisons, next, &rivals)) {
		*comparison = args_comparison(args);
		return args_word(args, "a value");
	}
	return next && is_value(args, name, next) ? args_optional(args) : NULL;
}

/* Words can be told apart, numbers can be more or less too. */
static bool
compares(struct args *args, enum comparison comparison, const char *found, const char *wanted)
{
	char *end, *end_found;
	unsigned long long number = strtoull(wanted, &end, 0);
	unsigned long long number_found = strtoull(found, &end_found, 0);

	if (comparison == IS_EQUAL || comparison == IS_NOT_EQUAL)
		return switch_means(wanted, found) == (comparison == IS_EQUAL);
	if (*end || end == wanted || *end_found || end_found == found) {
		args_fail(args, EINVAL, "'%s' and '%s' are no numbers, one of which is more",
			  quote(wanted).text, found);
		error_hint(&args->error, "== or !=");
		return false;
	}
	return comparison_holds(comparison, number_found, number);
}

/* It is there; and set to a value, where one is named. */
bool
condition_switch(struct args *args, struct text *found)
{
	const char *name = args_peek(args), *wanted;
	const struct switch_row *row = take_switch(args);
	enum comparison comparison;
	struct text value = { 0 };
	bool met = false;
	int result;

	if (!is_absent(args, found) && !args_ok(args))
		return false;
	wanted = take_wanted(args, row ? row->name : name, &comparison);
	if (!row || !args_ok(args))
		return false;
	result = row->manner == SWITCH_ACTS ? switch_writable(row->path)
					    : switch_read_row(row, &value);
	if (result)
		text_add(found, "switch '%s': %s", row->name, error_name(-result));
	else if (wanted)
		text_add(found, "switch '%s' is '%s'", row->name, text_string(&value));
	met = !result && (!wanted || compares(args, comparison, text_string(&value), wanted));
	text_release(&value);
	return met;
}

bool
condition_events(struct args *args, struct text *found)
{
	struct trace trace = { 0 };
	int result;

	/* There is one instance a process. */
	if (args->session->evidence.trace.folder)
		return true;
	result = trace_open(&trace, &args->session->keeper);
	trace_release(&trace);
	text_add(found, "the kernel's events cannot be read: %s", error_name(-result));
	return result == 0;
}

bool
condition_kthread(struct args *args, struct text *found)
{
	uint64_t pid = args_number(args, "process id", 1, INT32_MAX);
	struct process_facts facts = { 0 };

	text_add(found, "no thread of the kernel's with that id");
	return args_ok(args) && process_facts_read((pid_t)pid, &facts) == 0 && facts.kernel_thread;
}

bool
condition_cap(struct args *args, struct text *found)
{
	const char *word = args_word(args, "a capability such as sys_nice");
	int has = word ? rights_has_capability(word) : 0;

	if (has < 0)
		args_fail(args, EINVAL, "there is no capability '%s'", word);
	text_add(found, "no capability %s", word ? word : "");
	return has == 1;
}

bool
condition_cpusets(struct args *args, struct text *found)
{
	enum cpuset_bar bar;
	int result = cpuset_check(&args->session->cpuset, &bar);

	text_add(found, "%s (%s)", cpuset_bar_sentence(bar), error_name(-result));
	return result == 0;
}
