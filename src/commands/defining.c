/* Defining segments: anon, file, alias, remove.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "commands/acting.h"
#include "commands/families.h"
#include "commands/shapes.h"

static uintptr_t
take_address(struct args *args)
{
	const char *word = args_value(args, "addr");
	uint64_t address = 0;

	if (!word || size_parse(word, base_page_size(), &address, &args->error))
		return 0;
	if (!address || address % base_page_size())
		args_fail(args, EINVAL, "addr=%s is no multiple of the page size", word);
	return (uintptr_t)address;
}

static enum outcome
anon_run(struct session *session, struct args *args)
{
	uintptr_t address = take_address(args);
	const char *after = args_value(args, "offset");
	uint64_t huge = take_huge(args), page_size = huge ? huge : base_page_size();
	bool thp = take_mark(args, "thp"), nothp = take_mark(args, "nothp");
	bool droppable = take_mark(args, "droppable");
	const char *name = args_new_name(args);
	uint64_t size = take_length(args, page_size);
	bool shared = args_share(args, false);
	struct segment *segment;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (thp && nothp)
		return args_fail(args, EINVAL, "thp and nothp exclude each other");
	if (huge && (thp || nothp))
		return args_fail(args, EINVAL, "huge pages of a pool are no transparent ones");
	if (droppable && (huge || shared))
		return args_fail(args, EINVAL,
				 "droppable memory is private, and of no huge pages of a pool");
	if (address && after)
		return args_fail(args, EINVAL, "addr= and offset= exclude each other");
	if (after && !session_segment(session, after, false, &args->error))
		return OUTCOME_FAILED;
	segment = segment_new(name, SEGMENT_ANON, size, page_size);
	segment->droppable = droppable;
	share_by_definition(segment, shared);
	segment->wanted_address = address;
	segment->after = after ? xstrdup(after) : NULL;
	if (thp || nothp)
		segment->advice = thp ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
	return add_segment(args, segment);
}

static enum outcome
refuse_file(struct args *args, const char *path, int number)
{
	enum outcome outcome;

	if (number == -EISDIR)
		outcome = args_fail(args, EISDIR, "'%s' is a directory, no file", quote(path).text);
	else if (number == -ENODEV)
		outcome = args_fail(args, ENODEV, "'%s' is no regular file", quote(path).text);
	else
		outcome = args_refused(args, number, "cannot open '%s'", quote(path).text);
	return outcome;
}

/* A file's segment is named by its basename. */
static const char *
base_name(struct args *args, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct error unused = { 0 };
	bool fits = segment_name_check(name, &unused) == 0;

	error_clear(&unused);
	if (!fits)
		args_fail(args, EINVAL,
			  "'%s' cannot name a segment: it is empty or starts with a digit or '+'",
			  quote(*name ? name : path).text);
	return name;
}

static enum outcome
define_file(struct args *args, const char *path, const char *name)
{
	bool writable = false, shared;
	uint64_t size = 0, page_size = base_page_size();
	struct segment *segment;
	struct range range;
	int fd;

	fd = backing_open(path, &writable, &size, &page_size);
	if (fd < 0)
		return refuse_file(args, path, fd);
	segment = segment_new(name, SEGMENT_FILE, size, page_size);
	segment->fd = fd;
	segment->writable = writable;
	if (size == 0)
		args_fail(args, EINVAL, "file '%s' is empty: there is nothing to map",
			  segment->name);
	range = args_range(args, segment);
	shared = args_share(args, false);
	if (!args_end(args)) {
		segment_free(segment);
		return OUTCOME_FAILED;
	}
	segment->offset = segment->defined_offset = range.offset;
	segment->length = segment->defined_length = range.length;
	share_by_definition(segment, shared);
	return add_segment(args, segment);
}

/* "create=<size>": make the file, which is gone when the session ends.  The promise that removes
 * it; 0 where it is not to be made, and with an error. */
static int
create_file(struct args *args, const char *path, const char *name)
{
	const char *word = args_value(args, "create");
	struct keeper *keeper = &args->session->keeper;
	struct text full = { 0 };
	uint64_t size = 0;
	int promise = 0, result;

	if (!word || size_parse(word, base_page_size(), &size, &args->error) ||
	    segments_check_free(&args->session->segments, name, &args->error))
		return 0;
	if (!size) {
		args_fail(args, EINVAL, "create=%s: there would be nothing to map", word);
		return 0;
	}
	result = backing_full_path(path, &full);
	if (!result)
		promise = keeper_promise(keeper, PROMISE_UNLINK, text_string(&full), "");
	if (promise < 0)
		result = promise;
	if (promise > 0)
		result = backing_create(path, size);
	if (result && promise > 0)
		keeper_forget(keeper, promise);
	text_release(&full);
	if (result)
		args_refused(args, result, "cannot create '%s'", quote(path).text);
	if (result == -EEXIST)
		error_hint(&args->error, "leave out create= to map what is there");
	return result ? 0 : promise;
}

static enum outcome
file_run(struct session *session, struct args *args)
{
	const char *path = args_path(args, "a path");
	const char *name = path ? base_name(args, path) : NULL;
	int created = args_ok(args) ? create_file(args, path, name) : 0;
	enum outcome outcome = args_ok(args) ? define_file(args, path, name) : OUTCOME_FAILED;

	if (created && outcome != OUTCOME_DONE)
		keeper_fulfil(&session->keeper, created);
	return outcome;
}

/* Hold the object behind 'origin' too.  0 or -errno. */
static int
share_object(struct segment *segment, const struct segment *origin)
{
	int result = 0;

	if (origin->fd >= 0) {
		segment->fd = dup(origin->fd);
		result = segment->fd < 0 ? -errno : 0;
	} else if (origin->shm >= 0) {
		result = sysv_attach(origin->shm, true, &segment->holder);
		segment->shm = origin->shm;
	}
	return result;
}

static enum outcome
alias_run(struct session *session, struct args *args)
{
	const char *name = args_new_name(args);
	const struct segment *origin = args_segment(args, false);
	struct segment *segment;
	int result;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (origin->kind == SEGMENT_OWN)
		return args_fail(args, EINVAL, "'%s' is a mapping of memtoy's own", origin->name);
	if (origin->kind == SEGMENT_ANON && !origin->defined_shared)
		return args_fail(args, EINVAL,
				 "private anonymous memory ('%s') has no object to map again",
				 origin->name);
	segment = segment_new(name, origin->kind, origin->defined_length, origin->page_size);
	segment->writable = origin->writable;
	segment->offset = segment->defined_offset = origin->defined_offset;
	share_by_definition(segment, origin->defined_shared);
	if (origin->kind == SEGMENT_ANON)
		segment->alias_of = xstrdup(origin->name);
	result = share_object(segment, origin);
	if (!result)
		return add_segment(args, segment);
	segment_free(segment);
	return args_refused(args, result, "cannot share '%s'", origin->name);
}

static enum outcome
remove_run(struct session *session, struct args *args)
{
	size_t first = args->next;

	/* Every name is looked at before the first segment goes. */
	do {
		const struct segment *segment = args_segment(args, false);

		if (segment && segment->kind == SEGMENT_OWN)
			args_fail(args, EINVAL, "'%s' is a mapping of memtoy's own", segment->name);
		refuse_in_use(args, segment);
		for (size_t i = first; segment && i + 1 < args->next; i++)
			if (strcmp(args->words->items[i], segment->name) == 0)
				args_fail(args, EINVAL, "'%s' is named twice", segment->name);
	} while (args_ok(args) && args_left(args));
	if (!args_ok(args))
		return OUTCOME_FAILED;
	for (size_t i = first; i < args->next; i++)
		segments_remove(&session->segments,
				segments_find(&session->segments, args->words->items[i]));
	return OUTCOME_DONE;
}

const struct command defining_family[] = {
	{
		.name = "anon",
		.usage = "<seg> <size> [private|shared] [addr=<hex>] [offset=<seg>] [thp|nothp] "
			 "[huge[=<page size>]] [droppable]",
		.summary = "define an anonymous segment",
		.help = "Its pages are zero until written.  With addr= it is mapped at that address or\n"
			"not at all; with offset= right behind the segment named.  thp and nothp advise for\n"
			"and against transparent huge pages.  'huge' makes it of the huge pages of a pool, of the\n"
			"default size or, for example, huge=1g; 'droppable' of pages that the kernel may drop\n"
			"when memory runs short (Linux 6.11).\n",
		.classic = true,
		.words = { WORD_END, WORD_END, WORD_SHARE },
		.run = anon_run,
	},
	{
		.name = "file",
		.usage = "<path> [<offset> <length>] [private|shared] [create=<size>]",
		.summary = "define a segment of a file, named by its basename",
		.help = "The file is opened read-write if possible, else read-only.  Private unless said\n"
			"otherwise: what is written stays with this process.  With create= the file is made first,\n"
			"of that many zero bytes; it is removed when the session ends, however it ends, and not\n"
			"before: it may be defined again, also after its file system was mounted anew.\n",
		.classic = true,
		.words = { WORD_FILE, WORD_SHARE },
		.run = file_run,
	},
	{
		.name = "remove",
		.usage = "<seg> ...",
		.summary = "forget segments, unmapping them",
		.help = "Either all that are named go, or, if one is unknown, none.\n",
		.classic = true,
		.words = { WORD_SEGMENT },
		.run = remove_run,
	},
	{
		.name = "alias",
		.usage = "<new> <seg>",
		.summary = "define a second mapping of the same object",
		.help = "Both show the same pages, which are then mapped twice in one process.  Private\n"
			"anonymous memory has no object and cannot be mapped twice.\n",
		.words = { WORD_END, WORD_SEGMENT },
		.run = alias_run,
	},
	{ 0 },
};
