/* Looking where pages are: where.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>

#include "base/interrupt.h"
#include "kernel/mapping.h"
#include "memory/witness.h"
#include "shell/args.h"
#include "shell/tables.h"
#include "commands/families.h"
#include "commands/looking.h"

enum { CLASSIC_PAGES = 64 };

/* Runs that go on from one batch to the next are said as one: the last one waits for the next. */
static void
say_runs_joined(struct output *output, const struct placement *placement, struct run *waiting)
{
	const struct run *runs = placement->runs;
	size_t count = placement->run_count, from = 0;

	if (waiting->pages && runs[0].state == waiting->state) {
		waiting->pages += runs[0].pages;
		from = 1;
	}
	if (from == count)
		return;
	if (waiting->pages)
		say_runs(output, waiting, 1);
	if (count - from > 1)
		say_runs(output, runs + from, count - from - 1);
	*waiting = runs[count - 1];
}

/* A hole can be of any length: it is drawn piece by piece. */
static void
say_hole_grid(struct output *output, struct run hole)
{
	while (hole.pages && !interrupt_pending()) {
		struct run piece = hole;

		if (piece.pages > PLACEMENT_BATCH)
			piece.pages = PLACEMENT_BATCH;
		say_grid(output, &piece, 1);
		hole.page += piece.pages;
		hole.pages -= piece.pages;
	}
}

static void
say_batch(struct output *output, struct placement *placement, uint64_t first, enum layout layout,
	  struct run *waiting, struct bars *bars)
{
	/* Pages are counted from the start of the segment. */
	for (size_t i = 0; i < placement->run_count; i++)
		placement->runs[i].page += first;
	if (layout == LAYOUT_GRID && placement->hole)
		say_hole_grid(output, placement->runs[0]);
	else if (layout == LAYOUT_GRID)
		say_grid(output, placement->runs, placement->run_count);
	if (layout == LAYOUT_RUNS)
		say_runs_joined(output, placement, waiting);
	for (size_t i = 0; layout == LAYOUT_BARS && i < placement->run_count; i++)
		bars_add(bars, &placement->runs[i]);
}

void
say_doubts(struct output *output, const struct segment *segment, const struct view *view)
{
	static const char blurred[] = "what is absent, in swap, or the zero page looks the same";

	if (view->changing)
		say_note(
			output,
			"%s: pages moved, came or went while they were looked at: at no one moment "
			"was it all so",
			segment->name);
	if (view->pagemap == -ENOENT)
		say_note(output, "%s: there is no /proc/self/pagemap here: %s", segment->name,
			 blurred);
	else if (view->pagemap < 0)
		say_note(output, "%s: cannot open /proc/self/pagemap: %s: %s", segment->name,
			 error_name(-view->pagemap), blurred);
}

void
say_unseen(struct output *output, const struct segment *segment, const struct witness *witness)
{
	if (witness->unseen)
		say_note(
			output,
			"%s: flags, frames and map counts of pages are hidden from this process "
			"(%s): run as root with CAP_SYS_ADMIN; what is said comes from pagemap alone",
			segment->name, error_name(witness->refusal ? -witness->refusal : EPERM));
	if (witness->sizes_unseen)
		say_note(output, "%s: so is whether a page is part of a huge one, before Linux 6.7",
			 segment->name);
}

enum outcome
look_failed(struct args *args, const struct segment *segment, int result)
{
	if (result == -EINTR) {
		args_fail(args, EINTR, "%s: interrupted", segment->name);
		return OUTCOME_INTERRUPTED;
	}
	if (segment->pid && (result == -EPERM || result == -EACCES)) {
		attachment_refused(segment->pid, result, &args->error);
		return OUTCOME_FAILED;
	}
	args_refused(args, result, "cannot look at '%s'", segment->name);
	if (result == -EPERM && segment->how && segment->how->source == SOURCE_PAGEMAP)
		error_hint(&args->error, "frame numbers are hidden without CAP_SYS_ADMIN: set "
					 "source auto, or run as root");
	else if (result == -EPERM || result == -ENOSYS)
		error_hint(&args->error, "let move_pages(2) pass the sandbox");
	return OUTCOME_FAILED;
}

static void
add_tally(struct tally *total, const struct tally *tally, uint64_t factor)
{
	for (unsigned node = 0; node < tally->nodes; node++)
		tally_add(total, (int)node, tally->on_node[node] * factor);
	for (int state = -1; state >= -PAGE_STATES; state--)
		tally_add(total, state, tally_state(tally, (enum page_state)state) * factor);
}

/* A line for each mapping that has a page; the total counts base pages. */
static enum outcome
say_process(struct session *session, struct args *args, const struct attachment *attachment)
{
	const struct segments *mappings = &attachment->mappings;
	uint64_t base = base_page_size();
	struct tally total = { 0 };
	struct machine machine;
	int result = 0;

	machine_read(&machine);
	say_spread_title(&session->output, attachment, &machine.online);
	for (size_t i = 0; !result && i < mappings->count; i++) {
		const struct segment *segment = mappings->items[i];
		struct range range = range_whole(segment->length);
		struct area area = segment_area(segment, &range);
		struct tally tally = { 0 };

		if (segment->special)
			continue;
		result = placement_tally(&area, &tally);
		if (!result && tally_state(&tally, PAGE_ABSENT) < tally.pages)
			say_spread(&session->output, segment->name, false, segment->page_size,
				   &tally, &machine.online);
		if (result)
			look_failed(args, segment, result);
		add_tally(&total, &tally, segment->page_size / base);
		tally_release(&tally);
	}
	if (!result)
		say_spread(&session->output, "total", true, base, &total, &machine.online);
	tally_release(&total);
	return !result ? OUTCOME_DONE : result == -EINTR ? OUTCOME_INTERRUPTED : OUTCOME_FAILED;
}

static enum outcome
where_process(struct session *session, struct args *args)
{
	struct attachment *attachment = args_process(args);

	if (!args_end(args) || attachment_renew(attachment, &args->error))
		return OUTCOME_FAILED;
	return say_process(session, args, attachment);
}

/* Sizes take a closer look than nodes: at the flags of pages, where those may be seen. */
static enum outcome
where_sizes(struct session *session, struct args *args, const struct segment *segment,
	    const struct area *area)
{
	struct witness witness;
	struct sizes sizes = { 0 };
	int result = witness_begin(&witness, segment, area);

	if (!result)
		result = sizes_add_told(&sizes, &witness);
	if (!result) {
		say_segment(&session->output, segment);
		say_sizes(&session->output, segment, &sizes);
		say_unseen(&session->output, segment, &witness);
		say_doubts(&session->output, segment, &witness.placement.view);
	}
	witness_end(&witness);
	sizes_release(&sizes);
	return result ? look_failed(args, segment, result) : OUTCOME_DONE;
}

static enum outcome
where_segment(struct session *session, struct args *args)
{
	const struct segment *segment = args_segment(args, true);
	bool whole = !args_peek(args) || !size_begins(args_peek(args));
	struct range range = args_range(args, segment);
	enum layout layout =
		args_peek(args) ? args_keyword(args, layout_words, "layout") : LAYOUT_GRID;
	struct placement placement;
	struct run waiting = { 0 };
	struct bars bars;
	struct area area;
	uint64_t first;
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	first = segment_pages(segment, range.offset);
	area = segment_area(segment, &range);
	if (whole && layout == LAYOUT_GRID && area.pages > CLASSIC_PAGES)
		area.pages = CLASSIC_PAGES;
	if (layout == LAYOUT_SIZES)
		return where_sizes(session, args, segment, &area);
	bars_init(&bars, first, area.pages);
	result = placement_begin(&placement, &area);
	if (result >= 0)
		result = placement_next(&placement);
	/* What cannot be looked at is not begun to be shown. */
	if (result >= 0)
		say_where(&session->output, segment, layout == LAYOUT_GRID, first, area.pages);
	for (; result > 0; result = placement_next(&placement))
		say_batch(&session->output, &placement, first, layout, &waiting, &bars);
	if (waiting.pages)
		say_runs(&session->output, &waiting, 1);
	if (!result && layout == LAYOUT_COUNTS)
		say_counts(&session->output, segment, &placement.tally);
	if (!result && layout == LAYOUT_BARS)
		say_bars(&session->output, segment, &bars, &placement.tally);
	if (!result)
		say_doubts(&session->output, segment, &placement.view);
	bars_release(&bars);
	placement_end(&placement);
	return result ? look_failed(args, segment, result) : OUTCOME_DONE;
}

static enum outcome
where_run(struct session *session, struct args *args)
{
	return args_names_process(args) ? where_process(session, args)
					: where_segment(session, args);
}

const struct command looking_family[] = {
	{
		.name = "where",
		.usage = "<seg>|<name>: [<offset> <length>] [grid|runs|counts|sizes|bars]",
		.summary = "show on which nodes pages are, faulting none in",
		.help = "grid: a node a page, eight a line, page offsets in hexadecimal; of the first 64 pages\n"
			"where no range is given.  runs: neighbours with the same answer.  counts: how many\n"
			"pages are where.  sizes: how many are parts of pages of which size, such as huge ones,\n"
			"and where.  bars: a picture of it from the first page to the last, coloured on a\n"
			"terminal unless NO_COLOR is set.  '.' is a page that is not mapped, '~' one in swap, 'z' the zero\n"
			"page, 'g' a guard region, '!' one whose node the kernel does not tell.\n"
			"'set source' and 'set threads' tell how to look.  <name>: shows how much of all\n"
			"mappings of an attached process is on which node; that of -p is ':' for short.\n",
		.classic = true,
		.attached = true,
		.words = { WORD_SEGMENT, WORD_LAYOUT },
		.run = where_run,
	},
	{ 0 },
};
