/* Holding pages where they are: pin, unpin.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/clock.h"
#include "kernel/pin.h"
#include "shell/args.h"
#include "commands/families.h"
#include "commands/touching.h"

static enum pin_way
take_way(struct args *args)
{
	const char *word = args_value(args, "by");
	const struct keyword *row =
		word ? keyword_parse(pin_ways, word, "way to pin", &args->error) : NULL;

	return row ? (enum pin_way)row->value : PIN_VMSPLICE;
}

/* What would have to be otherwise. */
static const struct {
	enum pin_way way;
	int result;
	const char *hint;
} cures[] = {
	{ PIN_VMSPLICE, -EMFILE, "a pipe holds 16 pages: pin fewer, or raise ulimit -n" },
	{ PIN_IO_URING, -ENOSYS, "this kernel has no io_uring, or a sandbox keeps it" },
	{ PIN_IO_URING, -EPERM, "this kernel has no io_uring, or a sandbox keeps it" },
	{ PIN_IO_URING, -ENOMEM, "raise RLIMIT_MEMLOCK (ulimit -l), or run with CAP_IPC_LOCK" },
	{ PIN_IO_URING, -EOPNOTSUPP, "pages of files on disks cannot be fixed buffers" },
	{ PIN_DIRECT, -EMFILE, "a write holds 255 pages: pin fewer, or raise ulimit -n" },
	{ PIN_DIRECT, -EPERM,
	  "it takes userfaultfd: run with CAP_SYS_PTRACE, or sysctl "
	  "vm.unprivileged_userfaultfd=1" },
	{ PIN_DIRECT, -ENOSPC, "dir=<a folder where 1 MiB is free in one piece>" },
	{ PIN_DIRECT, -EOPNOTSUPP, "dir=<a folder of a file system on a disk, but not Btrfs>" },
	{ PIN_DIRECT, -ENOENT, "dir=<a folder that is there>" },
	{ PIN_DIRECT, -EINVAL, "dir=<a folder of a file system on a disk, but not Btrfs>" },
};

static const char *
cure_of(enum pin_way way, int result)
{
	if (way == PIN_IO_URING && result == -EPERM && pin_ring_switched_off())
		return "io_uring is switched off: sysctl kernel.io_uring_disabled=0";
	for (size_t i = 0; i < sizeof(cures) / sizeof(*cures); i++)
		if (cures[i].way == way && cures[i].result == result)
			return cures[i].hint;
	return NULL;
}

static enum outcome
refuse_pin(struct args *args, const struct segment *segment, enum pin_way way, int result)
{
	const char *cure = cure_of(way, result);

	args_refused(args, result, "cannot pin '%s' by %s", segment->name,
		     keyword_name(pin_ways, (int)way));
	if (result == -EFAULT && segment->userfault >= 0)
		error_hint(&args->error, "userfault %s off: its faults are told to nobody else",
			   segment->name);
	else if (cure)
		error_hint(&args->error, "%s", cure);
	return OUTCOME_FAILED;
}

static enum outcome
pin_run(struct session *session, struct args *args)
{
	enum pin_way way = take_way(args);
	const char *directory = args_value_path(args, "dir");
	struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	double started = clock_now();
	int result;

	if (args_ok(args) && directory && way != PIN_DIRECT)
		args_fail(args, EINVAL, "dir= is for by=direct");
	if (args_ok(args) && segment->kind == SEGMENT_OWN)
		args_fail(args, EINVAL,
			  "'%s' is a mapping of memtoy's own: it can be looked at and moved only",
			  segment->name);
	if (!args_end(args) || refuse_overfill(args, segment, &range, false))
		return OUTCOME_FAILED;
	result = segment_pin(segment, &range, way, directory);
	if (result)
		return refuse_pin(args, segment, way, result);
	say_done(session, segment, &range, "pinned", clock_now() - started);
	return OUTCOME_DONE;
}

static enum outcome
unpin_run(struct session *session, struct args *args)
{
	struct segment *segment = args_segment(args, false);

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!segment->pin_count) {
		args_fail(args, EINVAL, "nothing of '%s' is pinned", segment->name);
		error_hint(&args->error, "pin %s", segment->name);
		return OUTCOME_FAILED;
	}
	segment_unpin(segment);
	return OUTCOME_DONE;
}

const struct command pinning_family[] = {
	{
		.name = "pin",
		.usage = "<seg> [<offset> <length>] [by=vmsplice|io_uring|direct] [dir=<path>]",
		.summary = "hold references to pages, so that they cannot migrate",
		.help = "They are faulted in.  The references are those of a pipe, until 'unpin' or 'unmap';\n"
			"of an io_uring's fixed buffers; or of writes with O_DIRECT to an unlinked file in\n"
			"dir=, which userfaultfd keeps under way, where we may use it.  A child has none.\n",
		.counted = true,
		.words = { WORD_SEGMENT },
		.run = pin_run,
	},
	{
		.name = "unpin",
		.usage = "<seg>",
		.summary = "let go of all pages of a segment that were pinned",
		.help = "",
		.words = { WORD_SEGMENT },
		.run = unpin_run,
	},
	{ 0 },
};
