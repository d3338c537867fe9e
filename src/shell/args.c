/* A cursor over the words of a command.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/rights.h"
#include "shell/args.h"
#include "shell/command.h"
#include "shell/tables.h"

bool
args_ok(const struct args *args)
{
	return !error_is_set(&args->error);
}

size_t
args_left(const struct args *args)
{
	return args->words->count - args->next;
}

const char *
args_peek(const struct args *args)
{
	return args_left(args) ? args->words->items[args->next] : NULL;
}

static void
hint_usage(struct args *args)
{
	const struct keyword *form = args->form;

	if (form && *form->help != ':')
		error_hint(&args->error, "%s %s %.*s", args->command->name, form->name,
			   (int)strcspn(form->help, ":"), form->help);
	else if (form)
		error_hint(&args->error, "%s %s", args->command->name, form->name);
	else
		error_hint(&args->error, "%s%s%s", args->command->name,
			   *args->command->usage ? " " : "", args->command->usage);
}

const char *
args_optional(struct args *args)
{
	if (!args_ok(args) || !args_left(args))
		return NULL;
	return args->words->items[args->next++];
}

const char *
args_word(struct args *args, const char *what)
{
	const char *word = args_optional(args);

	if (!word && args_ok(args)) {
		error_note(&args->error, EINVAL, "needs %s", what);
		hint_usage(args);
	}
	return word;
}

bool
args_next_is(struct args *args, const char *word)
{
	const char *next = args_peek(args);

	return next && strcmp(next, word) == 0 && args_optional(args);
}

uint64_t
args_number(struct args *args, const char *noun, uint64_t least, uint64_t most)
{
	char *what = xasprintf("a %s", noun);
	const char *word = args_word(args, what);
	uint64_t number = 0;

	if (word)
		number_parse(word, noun, least, most, &number, &args->error);
	free(what);
	return number;
}

const char *
args_value(struct args *args, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = args->next; args_ok(args) && i < args->words->count; i++) {
		char *word = args->words->items[i];

		if (strncmp(word, name, length) || word[length] != '=')
			continue;
		/* The word moves to the front, where the cursor steps over it. */
		memmove(&args->words->items[args->next + 1], &args->words->items[args->next],
			(i - args->next) * sizeof(char *));
		args->words->items[args->next++] = word;
		return word + length + 1;
	}
	return NULL;
}

bool
args_flag(struct args *args, const char *name)
{
	for (size_t i = args->next; args_ok(args) && i < args->words->count; i++) {
		if (strcmp(args->words->items[i], name) == 0) {
			words_drop(args->words, i);
			return true;
		}
	}
	return false;
}

uint64_t
args_size(struct args *args, const char *what, uint64_t page_size)
{
	const char *word = args_word(args, what);
	uint64_t bytes = 0;

	if (word)
		size_parse(word, page_size, &bytes, &args->error);
	return bytes;
}

bool
args_share(struct args *args, bool otherwise)
{
	const char *word = args_peek(args);
	const struct keyword *row;

	if (!word || !args_ok(args) || strchr(word, '='))
		return otherwise;
	row = keyword_parse(share_words, word, "share", &args->error);
	args->next++;
	return row ? row->value : otherwise;
}

int
args_keyword(struct args *args, const struct keyword *table, const char *noun)
{
	char *what = xasprintf("%s %s", strchr("aeiou", *noun) ? "an" : "a", noun);
	const char *word = args_word(args, what);
	const struct keyword *row = word ? keyword_parse(table, word, noun, &args->error) : NULL;

	free(what);
	return row ? row->value : 0;
}

int
args_form(struct args *args, const struct keyword *table, const char *noun)
{
	int value = args_keyword(args, table, noun);

	for (; args_ok(args) && table->name; table++)
		if (table->value == value)
			args->form = table;
	return value;
}

const char *
args_rest(struct args *args, const char *what)
{
	size_t from = args->next;

	if (!args_word(args, what))
		return NULL;
	args->next = args->words->count;
	return words_rest(args->words, from);
}

bool
args_end(struct args *args)
{
	const char *word = args_optional(args);

	if (!word)
		return args_ok(args);
	error_note(&args->error, EINVAL, "'%s' is one word too many", quote(word).text);
	hint_usage(args);
	return false;
}

enum outcome
args_fail(struct args *args, int number, const char *format, ...)
{
	struct text message = { 0 };
	va_list arguments;

	va_start(arguments, format);
	text_add_list(&message, format, arguments);
	va_end(arguments);
	error_note(&args->error, number, "%s", text_string(&message));
	text_release(&message);
	return OUTCOME_FAILED;
}

enum outcome
args_refused(struct args *args, int number, const char *format, ...)
{
	struct text message = { 0 };
	va_list arguments;

	if (number < 0)
		number = -number;
	va_start(arguments, format);
	text_add_list(&message, format, arguments);
	va_end(arguments);
	if ((number == EPERM || number == ENOSYS) && rights_filtered())
		text_add(&message, " (a seccomp filter is in force, which may have refused it)");
	error_refused(&args->error, number, "%s", text_string(&message));
	text_release(&message);
	return OUTCOME_FAILED;
}
