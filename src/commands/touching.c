/* Reaching into pages: touch, fill, verify.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "kernel/mapping.h"
#include "kernel/mempolicy.h"
#include "memory/hugepool.h"
#include "memory/machine.h"
#include "memory/room.h"
#include "shell/args.h"
#include "shell/tables.h"
#include "commands/families.h"
#include "commands/touching.h"

/* Why memory at 'page' answered with a signal, as far as can be told. */
static const char *
explain_fault(const struct segment *segment, const struct fault *fault, bool write)
{
	if (fault->signal == SIGBUS && segment->userfault >= 0)
		return "userfaultfd is asked to tell of it (userfault ... off ends that)";
	if (fault->signal == SIGBUS)
		return segment->fd >= 0
			       ? "the page lies past the end of the file, or there is no room for it"
			       : "there is no page for it (huge pages used up, or memory failed)";
	if (!(segment->protection & PROT_READ) && !write)
		return "the segment is not readable";
	if (!(segment->protection & PROT_WRITE) && write)
		return "the segment is not writable";
	return "a guard region is there (madvise ... guard_remove takes it away)";
}

/* Is it for want of a huge page where the policy wants it?  Then say so. */
static bool
lacks_huge_page(struct args *args, const struct segment *segment, const struct fault *fault)
{
	struct machine machine;
	struct policy policy;
	struct nodeset nodes;
	struct text size = { 0 }, list = { 0 };

	if (segment->page_size == base_page_size())
		return false;
	machine_read(&machine);
	nodes = machine_usable(&machine);
	if (policy_in_force(fault->address, &policy) == 0 && policy.mode == MPOL_BIND)
		nodes = policy.nodes;
	if (hugepool_room(&nodes, segment->page_size))
		return false;
	hugepool_format_size(segment->page_size, &size);
	nodeset_format(&nodes, &list);
	args_fail(args, ENOMEM,
		  "%s: page 0x%" PRIx64 ": SIGBUS: no huge page of %s is free on node %s",
		  segment->name, segment_page_at(segment, fault->address), text_string(&size),
		  text_string(&list));
	error_hint(&args->error, "pool %s 1 on %s", text_string(&size), text_string(&list));
	text_release(&size);
	text_release(&list);
	return true;
}

static bool
writes(enum content_task task)
{
	return task == CONTENT_TOUCH_WRITE || task == CONTENT_FILL;
}

enum outcome
walk_failed(struct args *args, const struct segment *segment, const struct content_walk *walk,
	    int result)
{
	bool write = writes(walk->task);
	uint64_t done = segment_pages(segment, walk->done);

	switch (result) {
	case -EFAULT:
		if (walk->fault.signal == SIGBUS && lacks_huge_page(args, segment, &walk->fault))
			return OUTCOME_FAILED;
		return args_fail(args, EFAULT, "%s: page 0x%" PRIx64 " (0x%" PRIxPTR "): SIG%s: %s",
				 segment->name, segment_page_at(segment, walk->fault.address),
				 walk->fault.address, sigabbrev_np(walk->fault.signal),
				 explain_fault(segment, &walk->fault, write));
	case -EINTR:
		args_fail(args, EINTR, "%s: interrupted after %" PRIu64 " pages", segment->name,
			  done);
		return OUTCOME_INTERRUPTED;
	case -EBADMSG:
		return content_wrong(args, segment, walk->bad);
	default:
		return args_refused(args, result, "%s", segment->name);
	}
}

enum outcome
content_wrong(struct args *args, const struct segment *segment, uint64_t offset)
{
	uint64_t page = offset / segment->page_size;
	struct range range = { .offset = page * segment->page_size, .length = segment->page_size };
	struct area area = segment_area(segment, &range);
	struct tally there;
	struct text where = { 0 };

	if (placement_tally(&area, &there) == 0)
		say_tally(&there, &where);
	tally_release(&there);
	args_fail(args, EBADMSG,
		  "%s: content is wrong from offset 0x%" PRIx64 " on, page 0x%" PRIx64 " (%s)",
		  segment->name, offset, page, text_string(&where));
	text_release(&where);
	return OUTCOME_FAILED;
}

bool
refuse_write(struct args *args, const struct segment *segment)
{
	if (segment->kind == SEGMENT_OWN)
		args_fail(args, EACCES, "'%s' is a mapping of memtoy's own: it is not written to",
			  segment->name);
	else if (!segment->writable && segment->shared)
		args_fail(args, EACCES, "'%s' was opened read-only: it cannot be written",
			  segment->name);
	return !args_ok(args);
}

bool
refuse_overfill(struct args *args, const struct segment *segment, const struct range *range,
		bool write)
{
	bool private = !segment->shared && segment->kind == SEGMENT_ANON;
	struct area area = segment_area(segment, range);

	if (private && !write)
		return false;
	return room_check(&area, &args->error) != 0;
}

void
say_done(struct session *session, const struct segment *segment, const struct range *range,
	 const char *done, double seconds)
{
	struct area area = segment_area(segment, range);
	struct tally now;
	int result = placement_tally(&area, &now);

	say_walked(&session->output, segment, done, area.pages, seconds, result ? NULL : &now);
	tally_release(&now);
}

/* Walk, and say what was done and where the pages are now. */
static enum outcome
walk_range(struct session *session, struct args *args, const struct segment *segment,
	   const struct range *range, enum content_task task, uint64_t seed, const char *done)
{
	struct content_walk walk = { .task = task,
				     .start = segment->start + range->offset,
				     .offset = range->offset,
				     .length = range->length,
				     .page_size = segment->page_size,
				     .seed = seed };
	double started;
	int result;

	if (refuse_overfill(args, segment, range, writes(task)))
		return OUTCOME_FAILED;
	started = clock_now();
	result = content_walk(&walk);
	if (result)
		return walk_failed(args, segment, &walk, result);
	say_done(session, segment, range, done, clock_now() - started);
	return OUTCOME_DONE;
}

static enum outcome
touch_run(struct session *session, struct args *args)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	bool write = args_peek(args) && args_keyword(args, access_words, "access");

	if (!args_end(args) || (write && refuse_write(args, segment)))
		return OUTCOME_FAILED;
	return walk_range(session, args, segment, &range,
			  write ? CONTENT_TOUCH_WRITE : CONTENT_TOUCH_READ, 0, "touched");
}

uint64_t
take_seed(struct session *session, struct args *args)
{
	const char *word = args_value(args, "seed");
	uint64_t seed = session->seed;

	if (word)
		number_parse(word, "seed", 0, UINT64_MAX, &seed, &args->error);
	return seed;
}

static enum outcome
fill_run(struct session *session, struct args *args)
{
	uint64_t seed = take_seed(session, args);
	struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);

	if (!args_end(args) || refuse_write(args, segment))
		return OUTCOME_FAILED;
	segment->filled = true;
	return walk_range(session, args, segment, &range, CONTENT_FILL, seed, "filled");
}

static enum outcome
verify_run(struct session *session, struct args *args)
{
	uint64_t seed = take_seed(session, args);
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);

	if (!args_end(args))
		return OUTCOME_FAILED;
	return walk_range(session, args, segment, &range, CONTENT_CHECK, seed, "verified");
}

const struct command touching_family[] = {
	{
		.name = "touch",
		.usage = "<seg> [<offset> <length>] [read|write]",
		.summary = "fault pages in by reading or writing a byte of each",
		.help = "What is written is what is there: the content stays.  A page that answers with\n"
			"SIGSEGV or SIGBUS ends the command with an error that names it.  Where a bind\n"
			"policy leaves no room for the pages, the command refuses before the OOM killer acts.\n",
		.classic = true,
		.counted = true,
		.words = { WORD_SEGMENT, WORD_ACCESS },
		.run = touch_run,
	},
	{
		.name = "fill",
		.usage = "<seg> [<offset> <length>] [seed=<n>]",
		.summary = "write content that depends on seed and offset",
		.help = "No two words of a segment are the same, so that a page in another's place shows.\n",
		.counted = true,
		.words = { WORD_SEGMENT },
		.run = fill_run,
	},
	{
		.name = "verify",
		.usage = "<seg> [<offset> <length>] [seed=<n>]",
		.summary = "check what fill wrote",
		.help = "The first wrong byte is named by offset, page and node.  It reads, and so faults\n"
			"absent pages in.\n",
		.counted = true,
		.words = { WORD_SEGMENT },
		.run = verify_run,
	},
	{ 0 },
};
