/* Moving pages of segments: move, bounce.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "memory/bounce.h"
#include "memory/move.h"
#include "shell/args.h"
#include "shell/deviation.h"
#include "commands/families.h"
#include "commands/manner.h"
#include "commands/touching.h"

static enum outcome
refuse_move(struct args *args, const struct segment *segment, int result, bool all)
{
	if (result == -EINTR) {
		args_fail(args, EINTR, "%s: interrupted", segment->name);
		return OUTCOME_INTERRUPTED;
	}
	args_refused(args, result, "cannot move '%s'", segment->name);
	if (segment->pid && result == -EACCES)
		hint_cpuset(args, segment->pid);
	else if (segment->pid && result == -EPERM && !all)
		error_hint(&args->error, "run as its user, as root, or with CAP_SYS_PTRACE");
	else if (result == -EPERM && all)
		error_hint(&args->error,
			   "leave out 'all', which needs CAP_SYS_NICE, or run as root");
	return OUTCOME_FAILED;
}

/* "<seg> [<offset> <length>] <nodes> [all]": what is to move, and where to. */
struct errand {
	struct segment *segment, *like;
	struct range range;
	struct nodelist nodes;
	const char *nodes_word;
	bool all;
};

/* The last word is the flag 'all' where one word more stands behind the range than the node list,
 * if there is one; that may be "all" too. */
static bool
take_all(struct args *args, bool nodes)
{
	size_t left = args_left(args);
	const char *last = left ? args->words->items[args->words->count - 1] : "";

	if (left % 2 == nodes || strcmp(last, "all") != 0)
		return false;
	words_drop(args->words, args->words->count - 1);
	return true;
}

static struct errand
take_errand(struct args *args, struct segment *like)
{
	struct errand errand = { .segment = args_segment(args, true), .like = like };

	errand.all = take_all(args, !like);
	errand.range = args_range_before(args, errand.segment, !like);
	errand.nodes_word = args_peek(args);
	if (!like)
		errand.nodes = errand.segment && errand.segment->pid
				       ? args_nodelist_of(args, errand.segment->pid)
				       : args_nodelist(args, NODES_TO_MOVE);
	return errand;
}

/* The pages of another segment that are as far from
 * its start, and where they are is to be copied. */
static struct area
layout_of(struct args *args, const struct errand *errand)
{
	const struct segment *like = errand->like;

	if (like->page_size != errand->segment->page_size)
		args_fail(args, EINVAL, "'%s' has pages of another size than '%s'", like->name,
			  errand->segment->name);
	else if (like->length < errand->range.offset + errand->range.length)
		args_fail(args, EINVAL, "'%s' ends before the range of '%s' does", like->name,
			  errand->segment->name);
	return segment_area(like, &errand->range);
}

static struct segment *
take_like(struct session *session, struct args *args)
{
	const char *name = args_value(args, "like");
	struct segment *like = name ? session_segment(session, name, true, &args->error) : NULL;

	if (like && !like->mapped) {
		args_fail(args, EINVAL, "segment '%s' is not mapped", like->name);
		error_hint(&args->error, "map %s", like->name);
	}
	return like;
}

static void
say_moved(struct session *session, const struct errand *errand, struct migration *migration)
{
	struct text subject = { 0 };
	uint64_t first = segment_pages(errand->segment, errand->range.offset);

	migration->first_left.page += first;
	for (size_t i = 0; i < migration->end_count; i++)
		migration->ends[i].page += first;
	if (errand->like)
		text_add(&subject, "%s to the layout of %s", errand->segment->name,
			 errand->like->name);
	else
		text_add(&subject, "%s to node %s", errand->segment->name, errand->nodes_word);
	if (errand->all)
		text_add(&subject, ", all mappers");
	session_report_migration(session, text_string(&subject), migration, NULL);
	session_note_from(session, errand->segment, 0);
	text_release(&subject);
}

static enum outcome
move_command(struct session *session, struct args *args)
{
	struct progress progress = progress_begin(&session->output, "move");
	struct move move;
	struct migration migration;
	struct errand errand;
	struct segment *like;
	struct area layout;
	int result = 0;

	take_manner(args, &progress, &move);
	like = take_like(session, args);
	errand = take_errand(args, like);
	if (args_end(args) && like)
		layout = layout_of(args, &errand);
	if (args_ok(args)) {
		move.area = segment_area(errand.segment, &errand.range);
		move.nodes = like ? NULL : &errand.nodes;
		move.like = like ? &layout : NULL;
		move.all = errand.all;
		result = move_run(&migration, &move);
		progress_end(&progress);
		if (result != -EPERM && result != -ENOSYS)
			say_moved(session, &errand, &migration);
	}
	nodelist_release(&errand.nodes);
	if (!args_ok(args))
		return OUTCOME_FAILED;
	return result ? refuse_move(args, errand.segment, result, errand.all) : OUTCOME_DONE;
}

/* Word why a bounce did not hold: which page, where it is, where it should be, and why. */
static enum outcome
bounce_failed(struct args *args, const struct segment *segment, const struct bounce *bounce,
	      uint64_t first_page)
{
	uint64_t page = first_page + bounce->bad;
	struct content_walk walk = { .fault = bounce->fault, .task = CONTENT_FILL };

	/* Anything but a refusal is a finding, as a claim that does not hold. */
	args->session->deviates = bounce->end == BOUNCE_LEFT || bounce->end == BOUNCE_ABSENT ||
				  bounce->end == BOUNCE_CONTENT || bounce->end == BOUNCE_FAULT;
	if (bounce->end == BOUNCE_LEFT)
		session_suspect(args->session, segment, page);
	switch (bounce->end) {
	case BOUNCE_LEFT:
		args_fail(args, reason_errno(bounce->reason),
			  "%s: NOT HELD: in step %" PRIu64 " page 0x%" PRIx64
			  " stayed on node %d and did not move to node %d (%" PRIu64
			  " left behind): %s: %s",
			  segment->name, bounce->steps, page, bounce->node, bounce->target,
			  bounce->left, reason_name(bounce->reason),
			  reason_sentence(bounce->reason));
		return OUTCOME_FAILED;
	case BOUNCE_ABSENT:
		return args_fail(args, ENOENT,
				 "%s: NOT HELD: after step %" PRIu64 ", to node %d, %" PRIu64
				 " pages are on no node",
				 segment->name, bounce->steps, bounce->target, bounce->left);
	case BOUNCE_CONTENT:
		return content_wrong(args, segment, first_page * segment->page_size + bounce->bad);
	case BOUNCE_FAULT:
		return walk_failed(args, segment, &walk, -EFAULT);
	default:
		return refuse_move(args, segment, bounce->error, bounce->all);
	}
}

/* What bounce writes must not land in somebody's file unasked. */
static bool
refuse_overwrite(struct args *args, const struct segment *segment)
{
	if (refuse_write(args, segment))
		return true;
	if (segment->kind != SEGMENT_FILE || !segment->shared || segment->filled)
		return false;
	args_fail(args, EPERM, "bounce writes content to check it, and '%s' is a shared file",
		  segment->name);
	error_hint(&args->error, "fill %s, if its content may be lost", segment->name);
	return true;
}

static unsigned
take_rounds(struct args *args)
{
	const char *word = args_value(args, "rounds");
	uint64_t rounds = 1;

	if (word)
		number_parse(word, "number of rounds", 1, UINT_MAX, &rounds, &args->error);
	return (unsigned)rounds;
}

/* "content=none": somebody else writes to the pages, and checks them. */
static bool
take_no_content(struct args *args)
{
	const char *word = args_value(args, "content");

	if (word && strcmp(word, "none") != 0)
		args_fail(args, EINVAL, "'content=none' is expected, not 'content=%s'",
			  quote(word).text);
	return word;
}

/* What they write would be wrong content to bounce, and the other way round. */
static bool
refuse_beside_writers(struct args *args, const struct segment *segment)
{
	const struct actor *actor = actors_using(&args->session->actors, segment);

	if (!actor || actor->kind == ACTOR_READER)
		return false;
	args_fail(args, EBUSY, "actor '%s' writes to '%s', so bounce cannot check content",
		  actor->name, segment->name);
	error_hint(&args->error, "content=none, the actor checks it");
	return true;
}

static unsigned
take_retries(struct args *args)
{
	const char *word = args_value(args, "retries");
	uint64_t retries = 0;

	if (word)
		number_parse(word, "number of retries", 0, UINT_MAX, &retries, &args->error);
	return (unsigned)retries;
}

static enum bounce_call
take_call(struct args *args)
{
	const char *word = args_value(args, "by");
	const struct keyword *row =
		word ? keyword_parse(bounce_calls, word, "call", &args->error) : NULL;

	return row ? (enum bounce_call)row->value : BOUNCE_MOVE_PAGES;
}

static enum outcome
run_bounce(struct session *session, struct args *args, const struct errand *errand,
	   struct bounce *bounce)
{
	const struct segment *segment = errand->segment;
	int result;

	bounce->area = segment_area(segment, &errand->range);
	bounce->offset = errand->range.offset;
	bounce->nodes = &errand->nodes;
	bounce->all = errand->all;
	if (!bounce->no_content && refuse_beside_writers(args, segment))
		return OUTCOME_FAILED;
	result = bounce_run(bounce);
	if (bounce->call == BOUNCE_MBIND)
		homes_forget(&errand->segment->homes, errand->range.offset,
			     errand->range.offset + errand->range.length);
	say_bounce(&session->output, segment->name, bounce);
	session_note_bounce(session, bounce);
	if (!result)
		return OUTCOME_DONE;
	return bounce_failed(args, segment, bounce, segment_pages(segment, errand->range.offset));
}

static enum outcome
bounce_command(struct session *session, struct args *args)
{
	struct bounce bounce = { .seed = take_seed(session, args),
				 .rounds = take_rounds(args),
				 .no_content = take_no_content(args),
				 .retries = take_retries(args),
				 .call = take_call(args) };
	struct errand errand = take_errand(args, NULL);
	enum outcome outcome = OUTCOME_FAILED;

	if (args_end(args) && !refuse_overwrite(args, errand.segment) &&
	    !refuse_overfill(args, errand.segment, &errand.range, true))
		outcome = run_bounce(session, args, &errand, &bounce);
	nodelist_release(&errand.nodes);
	return outcome;
}

const struct command moving_family[] = {
	{
		.name = "move",
		.usage =
			"<seg> [<offset> <length>] <nodes>|like=<seg> [all] [jobs=<n>] [stall=<time>] "
			"[retry=<n>]",
		.summary = "move_pages(2): move pages to a node, or deal them over several",
		.help = "With several nodes the pages are dealt over them in the order given; with like= each\n"
			"goes to the node that its counterpart of another segment is on.  'all' moves pages\n"
			"that others map as well, with CAP_SYS_NICE.  jobs= many threads move beside each\n"
			"other, on the target's CPUs if it has as many; stall= keeps every call shorter than\n"
			"that time, such as 20ms; retry= asks again for pages that were busy.  The report\n"
			"counts where pages are afterwards, whatever the kernel's statuses say.\n",
		.numa = true,
		.attached = true,
		.counted = true,
		.words = { WORD_SEGMENT, WORD_NODES },
		.run = move_command,
	},
	{
		.name = "bounce",
		.usage =
			"<seg> [<offset> <length>] <nodes> [rounds=<n>] [by=<call>] [all] [seed=<n>] "
			"[content=none] [retries=<n>]",
		.summary = "migrate pages through nodes again and again, and check each one",
		.help = "The range is filled; then it goes to each node in turn, for each round.  After every\n"
			"step each page's node and content are checked, and the first page that is not where\n"
			"it should be, or not what it was, fails the command.  by=mbind binds the range to each\n"
			"node, which leaves it bound to the last; by=move_pages (the default) leaves policies\n"
			"alone; by=migrate_pages moves the whole process.  retries= lets a step go on so often\n"
			"with pages that were busy; content=none leaves the content to actors that write.\n",
		.numa = true,
		.counted = true,
		.words = { WORD_SEGMENT, WORD_NODES },
		.run = bounce_command,
	},
	{ 0 },
};
