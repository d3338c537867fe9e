/* Mapping segments and showing them: show, map, unmap, mprotect, madvise, lock, unlock,
 * slock, sunlock.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "kernel/rights.h"
#include "memory/advice.h"
#include "shell/args.h"
#include "shell/tables.h"
#include "commands/acting.h"
#include "commands/families.h"
#include "commands/shapes.h"
#include "commands/touching.h"

static bool
refuse_own(struct args *args, const struct segment *segment)
{
	if (!segment || segment->kind != SEGMENT_OWN)
		return false;
	args_fail(args, EINVAL,
		  "'%s' is a mapping of memtoy's own: it can be looked at and moved only",
		  segment->name);
	return true;
}

static enum outcome
show_process(struct session *session, struct args *args)
{
	struct attachment *attachment = args_process(args);

	if (!args_end(args) || attachment_renew(attachment, &args->error))
		return OUTCOME_FAILED;
	say_segments(&session->output, &attachment->mappings, NULL);
	return OUTCOME_DONE;
}

static enum outcome
show_run(struct session *session, struct args *args)
{
	const char *word = args_peek(args);
	bool own = word && strcmp(word, "+") == 0;
	const struct segment *segment;

	if (args_names_process(args))
		return show_process(session, args);
	if (word && !own) {
		segment = args_segment(args, false);
		if (!args_end(args))
			return OUTCOME_FAILED;
		say_segment(&session->output, segment);
		return OUTCOME_DONE;
	}
	args_optional(args);
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (own)
		mappings_read_own(&session->own, &session->segments);
	say_segments(&session->output, &session->segments, own ? &session->own : NULL);
	return OUTCOME_DONE;
}

/* The piece of a file to map: a range of the whole file, cut at its end. */
static struct range
take_piece(struct args *args, struct segment *segment)
{
	struct range piece = { segment->defined_offset, segment->defined_length,
			       segment->defined_length };
	const char *next = args_peek(args);
	uint64_t length = segment->length;

	if (!next || !size_begins(next))
		return piece;
	if (segment->fd < 0) {
		args_fail(args, EINVAL, "only files can be mapped in part, and '%s' is none",
			  segment->name);
		return piece;
	}
	segment->length = size_round_up(backing_size(segment->fd), segment->page_size);
	piece = args_range(args, segment);
	segment->length = length;
	return piece;
}

static enum outcome
map_run(struct session *session, struct args *args)
{
	struct segment *segment = args_segment(args, false);
	struct range piece;
	bool shared;
	int result;

	if (!segment || refuse_own(args, segment))
		return OUTCOME_FAILED;
	if (segment->mapped)
		return args_fail(args, EINVAL, "segment '%s' is mapped already", segment->name);
	piece = take_piece(args, segment);
	shared = args_share(args, segment->defined_shared);
	if (!args_end(args))
		return OUTCOME_FAILED;
	result = segment_map(segment, &piece, shared, &session->segments, &args->error);
	if (!result)
		return OUTCOME_DONE;
	if (result == -ENOMEM && segment->page_size > base_page_size())
		return refuse_pool(args, segment);
	args_refused(args, result, "cannot map '%s'", segment->name);
	if (result == -EINVAL && segment->droppable)
		error_hint(&args->error, "droppable memory takes Linux 6.11");
	if (result == -EAGAIN && segment->kind == SEGMENT_SECRET)
		error_hint(&args->error, "secret memory counts as locked: ulimit -l");
	if (result == -EEXIST)
		error_hint(&args->error, "show +");
	return OUTCOME_FAILED;
}

static enum outcome
unmap_run(struct session *session, struct args *args)
{
	struct segment *segment = args_segment(args, true);
	int result;

	(void)session;
	if (!args_end(args) || refuse_own(args, segment) || refuse_in_use(args, segment))
		return OUTCOME_FAILED;
	result = segment_unmap(segment);
	return result ? args_refused(args, result, "cannot unmap '%s'", segment->name)
		      : OUTCOME_DONE;
}

static enum outcome
mprotect_run(struct session *session, struct args *args)
{
	struct segment *segment = args_segment(args, true);
	int protection = args_keyword(args, protection_words, "protection");
	int result;

	(void)session;
	while (args_ok(args) && args_left(args))
		protection |= args_keyword(args, protection_words, "protection");
	if (!args_end(args) || refuse_own(args, segment))
		return OUTCOME_FAILED;
	result = mapping_protect(segment->start, segment->length, protection);
	if (result)
		return args_refused(args, result, "cannot protect '%s' so", segment->name);
	segment->protection = protection;
	return OUTCOME_DONE;
}

/* EINVAL has many causes; where the kernel may be too old for the advice, that is the likeliest. */
static enum outcome
refuse_advice(struct args *args, const struct segment *segment, const struct keyword *advice,
	      int result)
{
	const char *since = advice_since(advice->value);

	args_refused(args, result, "madvise of '%s' with %s", segment->name, advice->name);
	if (result == -EINVAL && since)
		error_hint(&args->error, "it takes Linux %s, and memory that is fit for it", since);
	else if (result == -EINVAL)
		error_hint(&args->error,
			   "it is not for memory of this kind, or this kernel was built without");
	else if (result == -EPERM)
		error_hint(&args->error, "it takes CAP_SYS_ADMIN");
	return OUTCOME_FAILED;
}

static enum outcome
madvise_run(struct session *session, struct args *args)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	const char *word = args_word(args, "an advice");
	const struct keyword *advice =
		word ? keyword_parse(advice_words, word, "advice", &args->error) : NULL;
	struct text done = { 0 };
	double started;
	int result;

	if (!args_end(args) || refuse_own(args, segment))
		return OUTCOME_FAILED;
	started = clock_now();
	result = mapping_advise(segment->start + range.offset, range.length, advice->value);
	if (result)
		return refuse_advice(args, segment, advice, result);
	text_add(&done, "%s:", advice->name);
	say_done(session, segment, &range, text_string(&done), clock_now() - started);
	text_release(&done);
	return OUTCOME_DONE;
}

static enum outcome
lock_range(struct args *args, int (*change)(uintptr_t start, uint64_t length), const char *what,
	   const char *done)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	double started;
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (change == mapping_lock && refuse_overfill(args, segment, &range, true))
		return OUTCOME_FAILED;
	started = clock_now();
	result = change(segment->start + range.offset, range.length);
	if (!result) {
		say_done(args->session, segment, &range, done, clock_now() - started);
		return OUTCOME_DONE;
	}
	args_refused(args, result, "cannot %s '%s'", what, segment->name);
	if (result != -EINVAL && rights_lock_limit() != UINT64_MAX)
		error_hint(&args->error,
			   "RLIMIT_MEMLOCK is %llu bytes here: ulimit -l, or CAP_IPC_LOCK",
			   (unsigned long long)rights_lock_limit());
	return OUTCOME_FAILED;
}

static enum outcome
lock_run(struct session *session, struct args *args)
{
	(void)session;
	return lock_range(args, mapping_lock, "lock", "locked");
}

static enum outcome
unlock_run(struct session *session, struct args *args)
{
	(void)session;
	return lock_range(args, mapping_unlock, "unlock", "unlocked");
}

static enum outcome
lock_sysv(struct args *args, bool lock)
{
	const struct segment *segment = args_segment(args, false);
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (segment->shm < 0)
		return args_fail(args, EINVAL, "'%s' is no SysV shared memory segment",
				 segment->name);
	result = sysv_lock(segment->shm, lock);
	if (!result)
		return OUTCOME_DONE;
	args_refused(args, result, "cannot %s '%s'", lock ? "SHM_LOCK" : "SHM_UNLOCK",
		     segment->name);
	error_hint(&args->error, "raise RLIMIT_MEMLOCK (ulimit -l), or run with CAP_IPC_LOCK");
	return OUTCOME_FAILED;
}

static enum outcome
slock_run(struct session *session, struct args *args)
{
	(void)session;
	return lock_sysv(args, true);
}

static enum outcome
sunlock_run(struct session *session, struct args *args)
{
	(void)session;
	return lock_sysv(args, false);
}

const struct command mapping_family[] = {
	{
		.name = "show",
		.usage = "[<seg>|+|<name>:]",
		.summary =
			"show segments; with + also memtoy's own mappings, with <name>: a process's",
		.help = "A line each: type (a anonymous, f file, s SysV, h huge SysV, t tmpfs or memory\n"
			"file), address, length, offset, protection, share, name.\n",
		.classic = true,
		.attached = true,
		.words = { WORD_SEGMENT },
		.run = show_run,
	},
	{
		.name = "map",
		.usage = "<seg> [<offset> <length>] [private|shared]",
		.summary = "map a segment, or attach it",
		.help = "Only of files can a part be mapped; the part counts from the file's start.\n",
		.classic = true,
		.words = { WORD_SEGMENT, WORD_SHARE },
		.run = map_run,
	},
	{
		.name = "unmap",
		.usage = "<seg>",
		.summary = "unmap a segment, or detach it; the definition stays",
		.help = "The pages of shared memory and files stay where they are.\n",
		.classic = true,
		.words = { WORD_SEGMENT },
		.run = unmap_run,
	},
	{
		.name = "mprotect",
		.usage = "<seg> none|read|write|exec ...",
		.summary = "change the protection of a segment",
		.help = "Several words add up.\n",
		.classic = true,
		.words = { WORD_SEGMENT, WORD_PROTECTION },
		.run = mprotect_run,
	},
	{
		.name = "madvise",
		.usage = "<seg> [<offset> <length>] <advice>",
		.summary = "give the kernel advice about memory, madvise(2)",
		.help = "Every advice the kernel has, by its MADV_ name in lower case: pageout, cold, free,\n"
			"dontneed, collapse, hugepage, mergeable, populate_write, guard_install, soft_offline\n"
			"and others.  What became of the pages is looked up and said.\n",
		.counted = true,
		.words = { WORD_SEGMENT, WORD_ADVICE },
		.run = madvise_run,
	},
	{
		.name = "lock",
		.usage = "<seg> [<offset> <length>]",
		.summary = "lock pages into memory, mlock(2)",
		.help = "It faults the pages in.\n",
		.classic = true,
		.counted = true,
		.words = { WORD_SEGMENT },
		.run = lock_run,
	},
	{
		.name = "unlock",
		.usage = "<seg> [<offset> <length>]",
		.summary = "unlock pages, munlock(2)",
		.help = "",
		.classic = true,
		.words = { WORD_SEGMENT },
		.run = unlock_run,
	},
	{
		.name = "slock",
		.usage = "<seg>",
		.summary = "lock a SysV segment into memory, SHM_LOCK",
		.help = "It faults nothing in: touch the segment for that.\n",
		.classic = true,
		.words = { WORD_SEGMENT },
		.run = slock_run,
	},
	{
		.name = "sunlock",
		.usage = "<seg>",
		.summary = "unlock a SysV segment, SHM_UNLOCK",
		.help = "",
		.classic = true,
		.words = { WORD_SEGMENT },
		.run = sunlock_run,
	},
	{ 0 },
};
