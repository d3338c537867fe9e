/* File systems of our own, and writing files out: scratch, sync.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "memory/mkfs.h"
#include "shell/args.h"
#include "commands/families.h"

/* A name for one, short enough for the names of its counters. */
static const char *
take_name(struct args *args)
{
	const char *name = args_word(args, "a name for the file system");

	if (name && (strpbrk(name, "/: =") || *name == '@' || !*name || strlen(name) > 40))
		args_fail(args, EINVAL, "'%s' cannot name a scratch: a short word without / : = @",
			  quote(name).text);
	return args_ok(args) ? name : NULL;
}

static struct scratch *
find(struct args *args, const char *name)
{
	struct scratch *scratch =
		name ? scratches_find(&args->session->scratches, name, strlen(name)) : NULL;

	if (name && !scratch)
		args_fail(args, EINVAL, "there is no scratch '%s'", quote(name).text);
	return scratch;
}

static enum outcome
outcome_of(int result)
{
	return result ? OUTCOME_FAILED : OUTCOME_DONE;
}

static enum outcome
remount(struct session *session, struct args *args, const char *name)
{
	struct scratch *scratch = find(args, name);

	if (!args_end(args))
		return OUTCOME_FAILED;
	return outcome_of(scratch_remount(scratch, &session->segments, &args->error));
}

static enum outcome
end(struct session *session, struct args *args, const char *name)
{
	struct scratch *scratch = find(args, name);
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	result = scratch_end(&session->scratches, scratch, &session->keeper, &session->segments,
			     &args->error);
	if (!result)
		evidence_forget(&session->evidence, name);
	return outcome_of(result);
}

static enum outcome
make(struct session *session, struct args *args, const char *name)
{
	struct scratch_wish wish = { .name = name };
	const struct scratch *scratch;
	const char *size = args_value(args, "size");

	wish.device = args_value(args, "device");
	wish.options = args_value(args, "options");
	if (size)
		size_parse(size, base_page_size(), &wish.size, &args->error);
	wish.type = args_keyword(args, mkfs_words, "file system");
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (size && !wish.size)
		return args_fail(args, EINVAL, "size=%s is no size for a file system", size);
	if (scratches_find(&session->scratches, name, strlen(name)))
		return args_fail(args, EEXIST, "there is a scratch '%s' already", name);
	if (scratch_make(&session->scratches, &session->keeper, &wish, &args->error))
		return OUTCOME_FAILED;
	scratch = scratches_find(&session->scratches, name, strlen(name));
	if (scratch->device)
		evidence_watch(&session->evidence, name, scratch->number);
	say_scratch(&session->output, scratch);
	return OUTCOME_DONE;
}

static enum outcome
scratch_run(struct session *session, struct args *args)
{
	const char *name;

	if (!args_left(args)) {
		say_scratches(&session->output, &session->scratches);
		return OUTCOME_DONE;
	}
	name = take_name(args);
	if (!name)
		return OUTCOME_FAILED;
	if (args_flag(args, "remount"))
		return remount(session, args, name);
	if (args_flag(args, "off"))
		return end(session, args, name);
	return make(session, args, name);
}

static enum outcome
sync_run(struct session *session, struct args *args)
{
	bool start = args_flag(args, "start"), whole = args_flag(args, "wait");
	const struct segment *segment = args_segment(args, false);
	struct range range = args_range(args, segment);
	int result;

	(void)session;
	if (args_ok(args) && start && whole)
		return args_fail(args, EINVAL, "start and wait exclude each other");
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (segment->kind != SEGMENT_FILE)
		return args_fail(args, EINVAL, "'%s' is not of a file, and goes to no disk",
				 segment->name);
	result = backing_sync(segment->fd, segment->offset + range.offset, range.length, start);
	return result ? args_refused(args, result, "cannot write '%s' out", segment->name)
		      : OUTCOME_DONE;
}

const struct command scratching_family[] = {
	{
		.name = "scratch",
		.usage = "[<name> <type>|remount|off] [size=<size>] [device=<disk>] "
			 "[options=<words>]",
		.summary = "make a fresh file system, for files of our own; or list them",
		.help = "ext2, ext3, ext4, xfs and btrfs go on the disk that device= names, else on that of\n"
			"MEMTOY_SCRATCH in the environment, where everything is lost; it must be a whole\n"
			"disk that nobody uses, and empty, or with an earlier scratch.  Without either, on a\n"
			"loop device over a sparse file among the temporary ones.  tmpfs and hugetlbfs are\n"
			"in memory.  options= are words to mount it with.  '@name/' at the start of a path is\n"
			"its folder: file @name/f create=1m.  remount unmounts it and mounts it again, so\n"
			"that what files say is read from the disk; off unmounts it for good, as the end of\n"
			"the session does, however it ends.  The disk counts, see counters and expect:\n"
			"name:sectors_read and name:sectors_written, of 512 bytes.  Takes root.\n",
		.words = { WORD_END, WORD_FILESYSTEM, WORD_END },
		.run = scratch_run,
	},
	{
		.name = "sync",
		.usage = "<seg> [<offset> <length>] [start|wait]",
		.summary = "write dirty pages of a file to the disk",
		.help = "fdatasync(2): all of them are there when it returns.  With 'start' it only begins,\n"
			"by sync_file_range(2), and what follows meets pages that are under writeback.\n",
		.counted = true,
		.words = { WORD_SEGMENT, WORD_END },
		.run = sync_run,
	},
	{ 0 },
};
