/* The kernel's switches: switch.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "commands/families.h"
#include "commands/switching.h"

static const char *
nearest(const struct switch_row *all, size_t count, const char *word)
{
	const char *name = NULL;
	size_t least = 3;

	for (size_t i = 0; i < count; i++) {
		size_t distance = keyword_distance(word, all[i].name);

		if (distance < least) {
			least = distance;
			name = all[i].name;
		}
	}
	return name;
}

static void
refuse_word(struct args *args, const struct switch_row *all, size_t count, const char *word)
{
	const char *near = nearest(all, count, word);

	if (strncmp(word, "thp-", 4) == 0 || strncmp(word, "shmem_thp-", 10) == 0) {
		error_absent(&args->error, ENOENT, "this kernel has no switch '%s'",
			     quote(word).text);
		error_hint(&args->error, "Linux 6.8, and a size that pages can have here");
		return;
	}
	args_fail(args, EINVAL, "unknown switch '%s'", quote(word).text);
	error_hint(&args->error, "%s", near ? near : "switch");
}

const struct switch_row *
take_switch(struct args *args)
{
	const char *word = args_word(args, "a switch");
	size_t count, rivals = 0;
	const struct switch_row *all = switches_all(&count);
	struct keyword *names = xcalloc(count + 1, sizeof(*names));
	const struct keyword *found = NULL;

	for (size_t i = 0; i < count; i++)
		names[i] = (struct keyword){ all[i].name, (int)i, false, NULL };
	if (word)
		found = keyword_find(names, word, &rivals);
	if (word && !found && rivals)
		keyword_parse(names, word, "switch", &args->error);
	else if (word && !found)
		refuse_word(args, all, count, word);
	if (found)
		all += found->value;
	free(names);
	return found ? all : NULL;
}

static enum outcome
refused(struct args *args, const struct switch_row *row, const char *value, int result)
{
	struct text choice = { 0 };

	if (result == -ENOENT) {
		args_fail(args, ENOENT, "this kernel has no switch '%s'", row->name);
		error_hint(&args->error, "a kernel that has %s", row->path);
		return OUTCOME_FAILED;
	}
	if (result == -ENODEV) {
		args_fail(args, ENODEV,
			  "switch '%s' cannot be seen: the file system of %s is not mounted",
			  row->name, row->path);
		return OUTCOME_FAILED;
	}
	if (value)
		args_refused(args, result, "cannot set switch '%s' to '%s'", row->name,
			     quote(value).text);
	else
		args_refused(args, result, "cannot read switch '%s'", row->name);
	if (result == -EACCES || result == -EPERM)
		error_hint(&args->error, "run as root: it is the whole machine's");
	else if (result == -EROFS)
		error_hint(&args->error,
			   "run where %s may be written: in a container it often may not",
			   row->path);
	else if (result == -EBUSY && row->manner == SWITCH_MERGES)
		error_hint(&args->error, "switch ksm 2, which undoes all merging first");
	else if (result == -EINVAL && switch_read_choice(row, &choice) == 0 &&
		 strchr(text_string(&choice), '['))
		error_hint(&args->error, "one of: %s", text_string(&choice));
	text_release(&choice);
	return OUTCOME_FAILED;
}

/* 0 or -errno; the value is NULL where the switch only acts. */
static int
read_state(struct session *session, const struct switch_row *row, struct switch_state *state)
{
	struct text value = { 0 };
	int result = 0;

	*state = (struct switch_state){ .row = row };
	if (row->manner == SWITCH_ACTS)
		return 0;
	result = switch_read_row(row, &value);
	if (!result)
		state->value = xstrdup(text_string(&value));
	text_release(&value);
	state->changed = switch_was_set(&session->keeper, row);
	return result;
}

static enum outcome
list_switches(struct session *session)
{
	size_t count, there = 0;
	const struct switch_row *all = switches_all(&count);
	struct switch_state *states = xcalloc(count, sizeof(*states));

	for (size_t i = 0; i < count; i++) {
		int result = read_state(session, &all[i], &states[there]);

		there += result != -ENOENT && result != -ENODEV;
	}
	say_switches(&session->output, states, there);
	for (size_t i = 0; i < there; i++)
		free(states[i].value);
	free(states);
	return OUTCOME_DONE;
}

static enum outcome
show_switch(struct session *session, struct args *args, const struct switch_row *row)
{
	struct switch_state state;
	int result = read_state(session, row, &state);

	if (!result)
		say_switch(&session->output, &state);
	free(state.value);
	return result ? refused(args, row, NULL, result) : OUTCOME_DONE;
}

static enum outcome
set_switch(struct session *session, struct args *args, const struct switch_row *row,
	   const char *value)
{
	struct text found = { 0 };
	int result;

	if (row->manner == SWITCH_AT_BOOT)
		return args_fail(args, EPERM,
				 "switch '%s' can only be set when the machine is booted",
				 row->name);
	result = switch_set(&session->keeper, row, value);
	if (result == -EIO && switch_read_row(row, &found) == 0) {
		args_fail(args, EIO, "switch '%s' was set to '%s' and is '%s'", row->name,
			  quote(value).text, quote(text_string(&found)).text);
		text_release(&found);
		return OUTCOME_FAILED;
	}
	return result ? refused(args, row, value, result) : OUTCOME_DONE;
}

static enum outcome
switch_run(struct session *session, struct args *args)
{
	const struct switch_row *row = args_left(args) ? take_switch(args) : NULL;
	const char *value = args_optional(args);

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!row)
		return list_switches(session);
	return value ? set_switch(session, args, row, value) : show_switch(session, args, row);
}

const struct command switching_family[] = {
	{
		.name = "switch",
		.usage = "[<name> [<value>]]",
		.summary = "show or set the kernel's switches that change what pages do",
		.help = "Without words, all that this kernel has: what they are set to, which of them were\n"
			"changed, and what they are for.  A value is what the kernel's file takes: a number,\n"
			"a word.  It is read back, and what was there before is put back when the session\n"
			"ends, however it ends.  drop_caches and compact_memory act at once.  To set one\n"
			"takes root.\n",
		.words = { WORD_SWITCH, WORD_END },
		.run = switch_run,
	},
	{ 0 },
};
