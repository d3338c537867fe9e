/* Watching what is done to pages: userfault, clear.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "kernel/pagemap.h"
#include "kernel/userfault.h"
#include "shell/args.h"
#include "shell/tables.h"
#include "commands/families.h"

static enum outcome
watch_refused(struct args *args, const struct segment *segment, int result)
{
	args_refused(args, result, "cannot watch faults in '%s'", segment->name);
	if (result == -EPERM)
		error_hint(&args->error, "run as root, or switch userfaultfd 1");
	else if (result == -EINVAL)
		error_hint(&args->error,
			   "anonymous or shared memory, no file on a disk; and writes to "
			   "shared memory from Linux 5.19 on");
	else if (result == -ENOSYS)
		error_hint(&args->error, "a kernel with CONFIG_USERFAULTFD");
	return OUTCOME_FAILED;
}

static int
watch(struct segment *segment, const struct range *range, enum watch what)
{
	uintptr_t start = segment->start + range->offset;

	if (segment->userfault < 0)
		segment->userfault = userfault_open();
	if (segment->userfault < 0)
		return segment->userfault;
	switch (what) {
	case WATCH_MISSING:
		return userfault_watch_missing(segment->userfault, start, range->length);
	case WATCH_WRITES:
		return userfault_watch_writes(segment->userfault, start, range->length);
	case WATCH_OFF:
		return userfault_forget(segment->userfault, start, range->length);
	}
	return -EINVAL;
}

static enum outcome
userfault_run(struct session *session, struct args *args)
{
	struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	int what = args_keyword(args, watch_words, "kind of fault");
	int result;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (segment->kind == SEGMENT_OWN)
		return args_fail(args, EINVAL,
				 "'%s' is a mapping of memtoy's own: it can be looked at and moved "
				 "only",
				 segment->name);
	if (what == WATCH_OFF && segment->userfault < 0)
		return args_fail(args, EINVAL, "no faults in '%s' are watched", segment->name);
	result = watch(segment, &range, (enum watch)what);
	return result ? watch_refused(args, segment, result) : OUTCOME_DONE;
}

static enum outcome
clear_run(struct session *session, struct args *args)
{
	int what = args_keyword(args, clear_words, "mark");
	int result;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	result = what == CLEAR_SOFT_DIRTY ? pagemap_clear_soft_dirty() : pagemap_clear_referenced();
	if (!result)
		return OUTCOME_DONE;
	if (result == -EOPNOTSUPP)
		return args_fail(args, EOPNOTSUPP,
				 "this kernel does not keep track of soft-dirty pages");
	return args_refused(args, result, "cannot clear '%s' of all pages",
			    keyword_name(clear_words, what));
}

const struct command watching_family[] = {
	{
		.name = "userfault",
		.usage = "<seg> [<offset> <length>] missing|wp|off",
		.summary = "have userfaultfd watch for pages that are missing, or written to",
		.help = "wp marks the pages that are there now.  Nobody waits for what is told: to touch what\n"
			"is missing, or write to what is marked, is SIGBUS, and EFAULT where the kernel does it\n"
			"for memtoy.  Of several, the last counts.  off, unmap and the end of the session end\n"
			"it; a child's memory is not watched.\n",
		.words = { WORD_SEGMENT, WORD_WATCH, WORD_END },
		.run = userfault_run,
	},
	{
		.name = "clear",
		.usage = "soft-dirty|referenced",
		.summary = "forget which pages of memtoy were written to, or used",
		.help = "Of all of this process's memory: from now on, pages that are written to are\n"
			"soft-dirty, which 'flags' shows, or pages that are used are referenced.\n",
		.words = { WORD_CLEAR, WORD_END },
		.run = clear_run,
	},
	{ 0 },
};
