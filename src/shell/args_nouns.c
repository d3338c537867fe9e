/* Words of a command that name nouns of the field: paths, segments, ranges, policies, nodes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "shell/args.h"
#include "shell/command.h"

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

/* What there is behind [vvar] are no pages of the process, and what the calls tell of them is
 * wrong: the zero page, or nothing at all. */
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

const char *
args_worker_name(struct args *args, const char *noun)
{
	struct session *session = args->session;
	const char *name = args_word(args, "a name");

	if (!name)
		return NULL;
	/* In a child "/.." is who made it. */
	if (!*name || strpbrk(name, "/?& \t") || strcmp(name, "..") == 0)
		args_fail(args, EINVAL,
			  "the name of %s may not hold '/', '?', '&' or blanks, nor be '..'", noun);
	else if (children_find(&session->children, name, strlen(name)) ||
		 threads_find(&session->threads, name, strlen(name)))
		args_fail(args, EEXIST, "there is a child or thread '%s' already", name);
	return args_ok(args) ? name : NULL;
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

static struct nodelist
take_nodelist(struct args *args, pid_t pid, enum node_use use)
{
	const char *word = args_word(args, "nodes");
	struct nodelist list = { 0 };
	struct machine machine;

	if (!word)
		return list;
	machine_read_for(&machine, pid);
	nodelist_parse(&list, word, &machine, use, &args->error);
	return list;
}

struct nodelist
args_nodelist(struct args *args, enum node_use use)
{
	return take_nodelist(args, 0, use);
}

struct nodelist
args_nodelist_of(struct args *args, pid_t pid)
{
	return take_nodelist(args, pid, NODES_OF_OTHERS);
}

unsigned
args_node(struct args *args, enum node_use use)
{
	struct nodelist list = args_nodelist(args, use);
	unsigned node = list.count ? list.nodes[0] : 0;

	if (list.count > 1)
		args_fail(args, EINVAL, "one node at a time");
	nodelist_release(&list);
	return node;
}

struct nodeset
args_nodeset(struct args *args, enum node_use use)
{
	struct nodelist list = args_nodelist(args, use);
	struct nodeset set = nodelist_set(&list);

	nodelist_release(&list);
	return set;
}
