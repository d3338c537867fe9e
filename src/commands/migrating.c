/* Moving pages: migrate, move, bounce.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/maps.h"
#include "kernel/migrate.h"
#include "memory/bounce.h"
#include "memory/move.h"
#include "memory/processmove.h"
#include "report/progress.h"
#include "shell/args.h"
#include "commands/families.h"
#include "commands/walking.h"

/* What a process has on each node, in bytes, from numa_maps. */
struct process_nodes {
	uint64_t *bytes;
	unsigned count;
};

static int
read_process(pid_t pid, unsigned count, struct process_nodes *nodes)
{
	nodes->count = count;
	nodes->bytes = xcalloc(count, sizeof(*nodes->bytes));
	return numa_maps_total(pid, nodes->bytes, count);
}

static uint64_t
pages_on(const struct process_nodes *nodes, const struct nodeset *set)
{
	uint64_t bytes = 0;

	for (unsigned node = 0; node < nodes->count; node++)
		if (nodeset_has(set, node))
			bytes += nodes->bytes[node];
	return bytes / base_page_size();
}

/* "pid=<pid>", or the name of an attached process; else the one of -p, if there is one. */
static pid_t
take_pid(struct args *args)
{
	const char *word = args_value(args, "pid");
	const struct attachment *attachment = NULL;
	uint64_t pid = 0;

	if (!word || !size_begins(word))
		attachment = session_attachment(args->session, word ? word : "");
	if (attachment)
		return attachment->process.pid;
	if (word)
		number_parse(word, "process id", 1, INT_MAX, &pid, &args->error);
	return (pid_t)pid;
}

static enum outcome
refuse_process(struct args *args, pid_t pid, int result)
{
	args_refused(args, result,
		     pid ? "cannot migrate process %d" : "cannot migrate this process", (int)pid);
	if (result == -EINVAL && pid)
		error_hint(&args->error,
			   "a process with memory of its own: kernel threads have none");
	else if (result == -EPERM || result == -EACCES)
		error_hint(&args->error,
			   "run as root: another's process needs CAP_SYS_PTRACE, and nodes outside "
			   "its cpuset CAP_SYS_NICE");
	return OUTCOME_FAILED;
}

/* Pages that were on a source and no target: those are asked for. */
static void
judge_process(struct migration *migration, const struct process_nodes *before,
	      const struct process_nodes *after, const struct nodeset *sources)
{
	uint64_t still = pages_on(after, sources);

	migration->asked = pages_on(before, sources);
	still = still < migration->asked ? still : migration->asked;
	migration->moved = migration->asked - still;
	migration->left[REASON_UNTOLD] = still;
	migration->first_left.node = -1;
	migration->first_left.reason = REASON_UNTOLD;
}

/* What migrate_pages(2) would say is found out by asking it to move nothing: it checks its rights
 * first.  /proc says EACCES of another's process, whatever the cause.  0 or -errno. */
static int
ask_permission(pid_t pid, unsigned width, const struct nodeset *to)
{
	const struct nodeset nothing = { 0 };
	long answer = migrate_process(pid, width, nothing.bits, to->bits);

	return answer < 0 ? (int)answer : 0;
}

static void
describe_process(struct text *subject, pid_t pid, const struct nodeset *to)
{
	text_add(subject, "pid %d to node ", (int)(pid ? pid : getpid()));
	nodeset_format(to, subject);
}

static enum outcome
migrate_pid(struct session *session, struct args *args, pid_t pid, const struct nodeset *to,
	    const struct nodeset *from)
{
	struct migration migration = { .call = "migrate_pages", .page_size = base_page_size() };
	struct nodeset sources = *from;
	struct process_nodes before, after = { 0 };
	struct text subject = { 0 };
	unsigned width =
		nodeset_width(from) > nodeset_width(to) ? nodeset_width(from) : nodeset_width(to);
	int result = read_process(pid, width, &before);
	double started = clock_now();

	if (result == -EACCES) {
		int refusal = ask_permission(pid, width, to);

		result = refusal ? refusal : -EACCES;
	}

	for (int node = nodeset_next(to, 0); node >= 0; node = nodeset_next(to, (unsigned)node + 1))
		nodeset_drop(&sources, (unsigned)node);
	if (!result) {
		migration.answer = migrate_process(pid, width, from->bits, to->bits);
		migration.seconds = clock_now() - started;
		result = migration.answer < 0 ? (int)migration.answer
					      : read_process(pid, width, &after);
	}
	if (result) {
		refuse_process(args, pid, result == -ENOENT ? -ESRCH : result);
	} else {
		judge_process(&migration, &before, &after, &sources);
		describe_process(&subject, pid, to);
		session_report_migration(session, text_string(&subject), &migration, NULL);
	}
	text_release(&subject);
	free(before.bytes);
	free(after.bytes);
	return result ? OUTCOME_FAILED : OUTCOME_DONE;
}

static unsigned
take_count(struct args *args, const char *name, const char *noun, uint64_t least, uint64_t most)
{
	const char *word = args_value(args, name);
	uint64_t count = 0;

	if (word)
		number_parse(word, noun, least, most, &count, &args->error);
	return (unsigned)count;
}

static double
take_stall(struct args *args)
{
	const char *word = args_value(args, "stall");
	double stall = 0;

	if (word && duration_parse(word, &stall, &args->error) == 0 && stall <= 0)
		args_fail(args, EINVAL, "no call can take less than '%s'", quote(word).text);
	return stall;
}

static void
show_progress(void *argument, uint64_t done, uint64_t pages)
{
	progress_show(argument, done, pages);
}

/* "jobs=<n>", "stall=<time>" and "retry=<n>": how move_pages(2) is to move; whether any was said. */
static bool
take_manner(struct args *args, struct progress *progress, struct move *move)
{
	size_t words = args_left(args);

	*move = (struct move){ .jobs = take_count(args, "jobs", "number of jobs", 1, 64),
			       .retries = take_count(args, "retry", "number of retries", 0, 1000),
			       .stall = take_stall(args),
			       .progress = show_progress,
			       .argument = progress };
	return args_left(args) < words;
}

/* The segment that has a page of this process, or of one that is attached; NULL: none that the user
 * knows the name of. */
static const struct segment *
find_segment(const struct session *session, const struct attachment *attachment, uintptr_t address)
{
	const struct segments *segments = attachment ? &attachment->mappings : &session->segments;

	for (size_t i = 0; i < segments->count; i++) {
		const struct segment *segment = segments->items[i];

		if (segment->mapped && address >= segment->start &&
		    address - segment->start < segment->length)
			return segment;
	}
	return NULL;
}

/* Name the first page that was left as the user would: by the segment, if it is in one. */
static void
name_left(struct session *session, pid_t pid, struct migration *migration)
{
	uintptr_t address = migration->first_left.address;
	const struct segment *segment = NULL;

	if (!pid || pid == getpid())
		segment = find_segment(session, NULL, address);
	for (size_t i = 0; pid && !segment && i < session->attached.count; i++)
		if (session->attached.items[i]->process.pid == pid)
			segment = find_segment(session, session->attached.items[i], address);
	if (!address || !segment)
		return;
	migration->first_left.page = segment_page_at(segment, address);
	snprintf(migration->first_left.mapping, MAPPING_NAME, "%s", segment->name);
}

static void
hint_cpuset(struct args *args, pid_t pid)
{
	struct text nodes = { 0 };

	process_nodes_allowed(pid, &nodes);
	error_hint(&args->error, "a node that its cpuset allows: %s", text_string(&nodes));
	text_release(&nodes);
}

/* Unlike migrate_pages(2), move_pages(2) heeds the cpuset whatever our capabilities are. */
static enum outcome
refuse_calls(struct args *args, pid_t pid, int result)
{
	pid_t told = pid ? pid : getpid();

	if (result == -EINTR) {
		args_fail(args, EINTR, "pid %d: interrupted", (int)told);
		return OUTCOME_INTERRUPTED;
	}
	if (result != -EACCES)
		return refuse_process(args, pid, result);
	args_refused(args, result, "cannot migrate process %d", (int)told);
	hint_cpuset(args, told);
	return OUTCOME_FAILED;
}

/* The same by move_pages(2), mapping by mapping, with calls of their own size. */
static enum outcome
migrate_in_calls(struct session *session, struct args *args, const struct process_move *move)
{
	struct migration migration = { 0 };
	struct text subject = { 0 };
	int result = ask_permission(move->pid, nodeset_width(&move->to), &move->to);

	if (!result)
		result = process_move_run(&migration, move);
	progress_end(move->how.argument);
	if (migration.asked || !result) {
		describe_process(&subject, move->pid, &move->to);
		name_left(session, move->pid, &migration);
		session_report_migration(session, text_string(&subject), &migration, NULL);
		text_release(&subject);
	}
	return result ? refuse_calls(args, move->pid, result) : OUTCOME_DONE;
}

static enum outcome
migrate_run(struct session *session, struct args *args)
{
	struct progress progress = progress_begin(&session->output, "migrate");
	struct process_move move;
	bool in_calls = take_manner(args, &progress, &move.how);
	struct machine machine;

	move.pid = take_pid(args);
	move.to = args_nodeset(args, NODES_OF_POLICY);
	machine_read(&machine);
	move.from = args_peek(args) ? args_nodeset(args, NODES_TO_LOOK) : machine_usable(&machine);
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!in_calls)
		return migrate_pid(session, args, move.pid, &move.to, &move.from);
	move.how.area.how = &session->looking;
	move.how.all = migrate_may_move_all();
	return migrate_in_calls(session, args, &move);
}

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

/* The last word is the flag 'all' where one word more stands behind the range than the node list, if
 * there is one; that may be "all" too. */
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
		errand.nodes = args_nodelist(args, NODES_TO_MOVE);
	return errand;
}

/* The pages of another segment that are as far from its start, and where they are is to be copied. */
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
				 .call = take_call(args) };
	struct errand errand = take_errand(args, NULL);
	enum outcome outcome = OUTCOME_FAILED;

	if (args_end(args) && !refuse_overwrite(args, errand.segment) &&
	    !refuse_overfill(args, errand.segment, &errand.range, true))
		outcome = run_bounce(session, args, &errand, &bounce);
	nodelist_release(&errand.nodes);
	return outcome;
}

const struct command migrating_family[] = {
	{
		.name = "migrate",
		.usage = "<to> [<from>] [pid=<pid>|<name>] [jobs=<n>] [stall=<time>] [retry=<n>]",
		.summary = "migrate_pages(2): move a process's memory between nodes",
		.help = "This process, or the one given, by id or as attached; after -p that one.  <from> is\n"
			"all allowed nodes unless given.  The report counts base pages from numa_maps before\n"
			"and after.  With CAP_SYS_NICE pages that others map move too.  With jobs=, stall= or\n"
			"retry=, as of move, the same is done by move_pages(2), mapping by mapping: the\n"
			"process is held up for shorter times, and the report knows why pages stayed.\n",
		.classic = true,
		.numa = true,
		.counted = true,
		.words = { WORD_NODES },
		.run = migrate_run,
	},
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
			"<seg> [<offset> <length>] <nodes> [rounds=<n>] [by=<call>] [all] [seed=<n>]",
		.summary = "migrate pages through nodes again and again, and check each one",
		.help = "The range is filled; then it goes to each node in turn, for each round.  After every\n"
			"step each page's node and content are checked, and the first page that is not where\n"
			"it should be, or not what it was, fails the command.  by=mbind binds the range to each\n"
			"node, which leaves it bound to the last; by=move_pages (the default) leaves policies\n"
			"alone; by=migrate_pages moves the whole process.\n",
		.numa = true,
		.counted = true,
		.words = { WORD_SEGMENT, WORD_NODES },
		.run = bounce_command,
	},
	{ 0 },
};
