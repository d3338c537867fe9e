/* Defining segments: anon, file, shmem, tmpfs, memfd, alias, remove.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "shell/args.h"
#include "commands/families.h"

/* A size that is not 0, as every definition needs one. */
static uint64_t
take_size(struct args *args, uint64_t page_size)
{
	uint64_t size = args_size(args, "a size", page_size);

	if (args_ok(args) && !size)
		args_fail(args, EINVAL, "a segment of 0 bytes is no segment");
	return size;
}

static enum outcome
add(struct args *args, struct segment *segment)
{
	if (segments_add(&args->session->segments, segment, &args->error) == 0)
		return OUTCOME_DONE;
	segment_free(segment);
	return OUTCOME_FAILED;
}

static void
share_by_definition(struct segment *segment, bool shared)
{
	segment->shared = segment->defined_shared = shared;
}

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
	const char *name = args_new_name(args);
	uint64_t size = take_size(args, base_page_size());
	bool thp = args_flag(args, "thp"), nothp = args_flag(args, "nothp");
	bool shared = args_share(args, false);
	struct segment *segment;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (thp && nothp)
		return args_fail(args, EINVAL, "thp and nothp exclude each other");
	if (address && after)
		return args_fail(args, EINVAL, "addr= and offset= exclude each other");
	if (after && !session_segment(session, after, false, &args->error))
		return OUTCOME_FAILED;
	segment = segment_new(name, SEGMENT_ANON, size, base_page_size());
	share_by_definition(segment, shared);
	segment->wanted_address = address;
	segment->after = after ? xstrdup(after) : NULL;
	if (thp || nothp)
		segment->advice = thp ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
	return add(args, segment);
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
file_run(struct session *session, struct args *args)
{
	const char *path = args_word(args, "a path");
	const char *name = path ? base_name(args, path) : NULL;
	bool writable = false, shared;
	uint64_t size = 0, page_size = base_page_size();
	struct segment *segment;
	struct range range;
	int fd;

	if (!args_ok(args))
		return OUTCOME_FAILED;
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
	(void)session;
	segment->offset = segment->defined_offset = range.offset;
	segment->length = segment->defined_length = range.length;
	share_by_definition(segment, shared);
	return add(args, segment);
}

static enum outcome
refuse_shm(struct args *args, const char *name, bool huge, int number)
{
	args_refused(args, number, "cannot make SysV segment '%s'", name);
	if (number == -EINVAL || number == -ENOSPC)
		error_hint(&args->error, "raise kernel.shmmax, kernel.shmall or kernel.shmmni");
	else if (huge)
		error_hint(&args->error, "sysctl vm.nr_hugepages=<n>");
	return OUTCOME_FAILED;
}

static enum outcome
shmem_run(struct session *session, struct args *args)
{
	bool huge = args_flag(args, "huge");
	uint64_t page_size = huge ? default_huge_page_size() : base_page_size();
	const char *name = args_new_name(args);
	uint64_t size;
	struct segment *segment;
	int result;

	(void)session;
	if (args_ok(args) && !page_size)
		return args_fail(args, EOPNOTSUPP, "this kernel has no huge pages");
	size = take_size(args, page_size);
	if (!args_end(args))
		return OUTCOME_FAILED;
	segment = segment_new(name, huge ? SEGMENT_HUGE_SHM : SEGMENT_SHM, size, page_size);
	share_by_definition(segment, true);
	result = sysv_make(segment->length, huge, &segment->shm, &segment->holder);
	if (result) {
		refuse_shm(args, name, huge, result);
		segment_free(segment);
		return OUTCOME_FAILED;
	}
	return add(args, segment);
}

/* A new shared segment on a descriptor; that of a failed one is its errno. */
static enum outcome
add_with_fd(struct args *args, struct segment *segment, int fd, const char *what)
{
	share_by_definition(segment, true);
	if (fd >= 0) {
		segment->fd = fd;
		return add(args, segment);
	}
	args_refused(args, fd, "cannot make %s '%s'", what, segment->name);
	segment_free(segment);
	return OUTCOME_FAILED;
}

static enum outcome
tmpfs_run(struct session *session, struct args *args)
{
	const char *directory = args_value(args, "dir");
	const char *huge = args_value(args, "huge");
	const char *name = args_new_name(args);
	uint64_t size = take_size(args, base_page_size());
	enum outcome outcome;
	struct segment *segment;
	struct text what = { 0 };
	int fd;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (directory && huge)
		return args_fail(args, EINVAL,
				 "huge= makes a tmpfs of its own, so dir= does not go with it");
	segment = segment_new(name, SEGMENT_TMPFS, size, base_page_size());
	directory = directory ? directory : "/dev/shm";
	fd = huge ? tmpfs_make_huge(huge, segment->length) : tmpfs_make(directory, segment->length);
	if (huge)
		text_add(&what, "a tmpfs with huge=%s for", huge);
	else
		text_add(&what, "a tmpfs file in '%s' for", directory);
	outcome = add_with_fd(args, segment, fd, text_string(&what));
	text_release(&what);
	if (fd == -ENODEV)
		error_hint(&args->error, "dir= of a folder that is on tmpfs");
	if (huge && fd == -EPERM)
		error_hint(&args->error,
			   "run as root: huge= mounts a tmpfs, which needs CAP_SYS_ADMIN");
	if (huge && fd == -EINVAL)
		error_hint(&args->error, "huge=always|never|within_size|advise");
	return outcome;
}

/* "huge" or "huge=2m": the page size in bytes, 0 without it. */
static uint64_t
take_huge(struct args *args)
{
	const char *size = args_value(args, "huge");
	uint64_t bytes = 0;

	if (size) {
		size_parse(size, base_page_size(), &bytes, &args->error);
		if (args_ok(args) && (bytes <= base_page_size() || bytes & (bytes - 1)))
			args_fail(args, EINVAL, "huge=%s is no huge page size", size);
		return bytes;
	}
	if (!args_flag(args, "huge"))
		return 0;
	bytes = default_huge_page_size();
	if (!bytes)
		args_fail(args, EOPNOTSUPP, "this kernel has no huge pages");
	return bytes;
}

static enum outcome
memfd_run(struct session *session, struct args *args)
{
	uint64_t huge = take_huge(args), page_size = huge ? huge : base_page_size();
	const char *name = args_new_name(args);
	uint64_t size = take_size(args, page_size);
	enum outcome outcome;
	struct segment *segment;
	int fd;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	segment = segment_new(name, SEGMENT_MEMFD, size, page_size);
	fd = memfd_make(name, segment->length, huge);
	outcome = add_with_fd(args, segment, fd, "memory file");
	if (huge && fd == -ENODEV)
		error_hint(&args->error, "one of the sizes in /sys/kernel/mm/hugepages");
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
		return add(args, segment);
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
		.usage = "<seg> <size> [private|shared] [addr=<hex>] [offset=<seg>] [thp|nothp]",
		.summary = "define an anonymous segment",
		.help = "Its pages are zero until written.  With addr= it is mapped at that address or\n"
			"not at all; with offset= right behind the segment named.  thp and nothp advise for\n"
			"and against transparent huge pages.\n",
		.classic = true,
		.words = { WORD_END, WORD_END, WORD_SHARE },
		.run = anon_run,
	},
	{
		.name = "file",
		.usage = "<path> [<offset> <length>] [private|shared]",
		.summary = "define a segment of a file, named by its basename",
		.help = "The file is opened read-write if possible, else read-only.  Private unless said\n"
			"otherwise: what is written stays with this process.\n",
		.classic = true,
		.words = { WORD_FILE, WORD_SHARE },
		.run = file_run,
	},
	{
		.name = "shmem",
		.usage = "<seg> <size> [huge]",
		.summary = "define a SysV shared memory segment",
		.help = "It is marked for removal at once, so that none is left however memtoy ends.  'map'\n"
			"attaches it; 'huge' makes it of huge pages.\n",
		.classic = true,
		.run = shmem_run,
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
		.name = "tmpfs",
		.usage = "<seg> <size> [dir=<path>] [huge=<when>]",
		.summary = "define a segment of an unlinked file on tmpfs",
		.help = "The file lies in /dev/shm or in the folder dir=.  huge=always, within_size, advise\n"
			"or never puts it on a tmpfs of its own, mounted for nobody else with that option,\n"
			"which needs CAP_SYS_ADMIN.  Shared.\n",
		.run = tmpfs_run,
	},
	{
		.name = "memfd",
		.usage = "<seg> <size> [huge[=<page size>]]",
		.summary = "define a segment of a memory file, memfd_create(2)",
		.help = "Shared.  With 'huge' its pages are huge pages, of the default size or, for\n"
			"example, huge=1g.\n",
		.run = memfd_run,
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
