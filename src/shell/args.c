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
	error_hint(&args->error, "%s%s%s", args->command->name, *args->command->usage ? " " : "",
		   args->command->usage);
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

/* The path in the word taken last, from byte 'from' of it on. */
static const char *
expand_path(struct args *args, size_t from)
{
	char **word = &args->words->items[args->next - 1];
	const char *path = *word + from;
	size_t length = strcspn(path, "/");
	const struct scratch *scratch;
	char *full;

	if (*path != '@')
		return path;
	scratch = scratches_find(&args->session->scratches, path + 1, length - 1);
	if (!scratch) {
		args_fail(args, EINVAL, "there is no scratch '%.*s'", (int)length - 1, path + 1);
		error_hint(&args->error, "scratch; or ./%s for a file of that name", path);
		return NULL;
	}
	full = xasprintf("%.*s%s%s", (int)from, *word, scratch->folder, path + length);
	free(*word);
	*word = full;
	return full + from;
}

const char *
args_path(struct args *args, const char *what)
{
	return args_word(args, what) ? expand_path(args, 0) : NULL;
}

const char *
args_value_path(struct args *args, const char *name)
{
	return args_value(args, name) ? expand_path(args, strlen(name) + 1) : NULL;
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

/* What there is behind [vvar] are no pages of the process, and what the calls tell of them is wrong:
 * the zero page, or nothing at all. */
static struct segment *
refuse_special(struct args *args, const struct segment *segment)
{
	error_note(
		&args->error, EINVAL,
		"'%s' is an area of the kernel's: its pages are the kernel's own, and neither on "
		"a node of the process nor to be moved",
		segment->name);
	return NULL;
}

struct segment *
args_segment(struct args *args, bool mapped)
{
	const char *name = args_word(args, "a segment");
	struct segment *segment =
		name ? session_segment(args->session, name, args->command->attached, &args->error)
		     : NULL;

	if (segment && mapped && segment->special)
		return refuse_special(args, segment);
	if (!segment || segment->mapped || !mapped)
		return segment;
	error_note(&args->error, EINVAL, "segment '%s' is not mapped", quote(name).text);
	error_hint(&args->error, "map %s", quote(name).text);
	return NULL;
}

bool
args_names_process(const struct args *args)
{
	const char *word = args_peek(args);
	size_t length = word ? strlen(word) : 0;

	return length && word[length - 1] == ':' && !segments_find(&args->session->segments, word);
}

struct attachment *
args_process(struct args *args)
{
	const char *word = args_word(args, "an attached process");
	struct attachment *attachment = word ? session_attachment(args->session, word) : NULL;

	if (word && !attachment) {
		error_note(&args->error, EINVAL, "there is no attached process '%s'",
			   quote(word).text);
		error_hint(&args->error, "attach");
	}
	return attachment;
}

const char *
args_new_name(struct args *args)
{
	const char *name = args_word(args, "a name for the segment");

	if (!name || segment_name_check(name, &args->error) ||
	    segments_check_free(&args->session->segments, name, &args->error))
		return NULL;
	return name;
}

static void
tell_cut(struct args *args, const struct segment *segment, const struct range *range)
{
	if (range->asked > range->length)
		say_note(&args->session->output,
			 "%s: range cut at the end of the segment: %llu of %llu pages",
			 segment->name, (unsigned long long)segment_pages(segment, range->length),
			 (unsigned long long)segment_pages(segment, range->asked));
}

static struct range
take_range(struct args *args, const struct segment *segment)
{
	struct range range = range_whole(segment->length);
	const char *offset = args_word(args, "an offset");
	const char *length = args_word(args, "a length behind the offset");

	if (length && range_parse(offset, length, segment->length, segment->page_size, &range,
				  &args->error) == 0)
		tell_cut(args, segment, &range);
	return range;
}

struct range
args_range_before(struct args *args, const struct segment *segment, size_t more)
{
	if (!segment)
		return (struct range){ 0 };
	if (args_left(args) >= 2 + more && size_begins(args_peek(args)))
		return take_range(args, segment);
	return range_whole(segment->length);
}

struct range
args_range(struct args *args, const struct segment *segment)
{
	const char *next = args_peek(args);

	if (!segment)
		return (struct range){ 0 };
	if (next && size_begins(next))
		return take_range(args, segment);
	return range_whole(segment->length);
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
	const char *word = args_word(args, noun);
	const struct keyword *row = word ? keyword_parse(table, word, noun, &args->error) : NULL;

	return row ? row->value : 0;
}

struct policy_request
args_policy(struct args *args)
{
	struct policy_request request = { 0 };
	const char *word = args_word(args, "a policy");
	struct machine machine;
	struct text policy = { 0 };

	if (!word)
		return request;
	machine_read(&machine);
	text_add(&policy, "%s", word);
	while ((word = args_peek(args)) && *word == '+' && !size_begins(word + 1)) {
		text_add(&policy, "%s", word);
		args->next++;
	}
	policy_parse(&request, text_string(&policy), args_optional(args), &machine, &args->error);
	text_release(&policy);
	return request;
}

struct nodeset
args_on(struct args *args, enum node_use use)
{
	const char *on = args_word(args, "'on' and nodes");

	if (on && strcmp(on, "on") != 0)
		args_fail(args, EINVAL, "'on' is expected, not '%s'", quote(on).text);
	return args_nodeset(args, use);
}

struct nodelist
args_nodelist(struct args *args, enum node_use use)
{
	const char *word = args_word(args, "nodes");
	struct nodelist list = { 0 };
	struct machine machine;

	if (!word)
		return list;
	machine_read(&machine);
	nodelist_parse(&list, word, &machine, use, &args->error);
	return list;
}

struct nodelist
args_nodelist_of(struct args *args, pid_t pid)
{
	const char *word = args_word(args, "nodes");
	struct nodelist list = { 0 };
	struct machine machine;

	if (!word)
		return list;
	machine_read_for(&machine, pid);
	nodelist_parse(&list, word, &machine, NODES_OF_OTHERS, &args->error);
	return list;
}

struct nodeset
args_nodeset(struct args *args, enum node_use use)
{
	struct nodelist list = args_nodelist(args, use);
	struct nodeset set = nodelist_set(&list);

	nodelist_release(&list);
	return set;
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
