/* Moving what a process has: migrate.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "kernel/mapping.h"
#include "kernel/migrate.h"
#include "memory/processmove.h"
#include "memory/residence.h"
#include "report/progress.h"
#include "shell/args.h"
#include "commands/families.h"
#include "commands/manner.h"

/* "pid=<pid>", or the name of an attached process; else the one of -p, if there is one. */
static pid_t
take_pid(struct args *args)
{
	const char *word = args_value(args, "pid");
	const struct attachment *attachment = NULL;
	uint64_t pid = 0;

	if (word && *word == '/')
		return session_relative(args->session, word, &args->error);
	if (!word || !size_begins(word))
		attachment = session_attachment(args->session, word ? word : "");
	if (attachment)
		return attachment->process.pid;
	if (word)
		number_parse(word, "process id", 1, INT_MAX, &pid, &args->error);
	return (pid_t)pid;
}

/* EINVAL is said of no process with memory, and where our own cpuset allows no target. */
static void
explain_invalid(struct args *args, pid_t pid, const struct nodeset *to)
{
	struct process_facts facts;
	struct machine machine;
	struct nodeset ours;

	machine_read(&machine);
	ours = nodeset_both(&machine.allowed, to);
	if (process_facts_read(pid, &facts) == 0 && facts.kernel_thread)
		error_hint(&args->error,
			   "a process with memory of its own: kernel threads have none");
	else if (nodeset_is_empty(&ours))
		error_hint(&args->error,
			   "a node that memtoy's own cpuset allows, as the process's must");
}

/* EPERM is said without ptrace access; and, without CAP_SYS_NICE, where its cpuset does not allow
 * all targets.  The first is what EACCES of /proc is, too. */
static void
explain_rights(struct args *args, pid_t pid)
{
	if (migrate_may_look(pid))
		hint_cpuset(args, pid);
	else
		error_hint(&args->error, "run as root, or with CAP_SYS_PTRACE: %s",
			   attachment_bar(pid));
}

static enum outcome
refuse_process(struct args *args, pid_t pid, int result, const struct nodeset *to)
{
	args_refused(args, result,
		     pid ? "cannot migrate process %d" : "cannot migrate this process", (int)pid);
	if (result == -EINVAL && pid)
		explain_invalid(args, pid, to);
	else if ((result == -EPERM || result == -EACCES) && pid)
		explain_rights(args, pid);
	return OUTCOME_FAILED;
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
	struct residence before, after = { 0 };
	struct text subject = { 0 };
	unsigned width =
		nodeset_width(from) > nodeset_width(to) ? nodeset_width(from) : nodeset_width(to);
	int result = residence_read(pid, width, &before);
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
					      : residence_read(pid, width, &after);
	}
	if (result) {
		refuse_process(args, pid, result == -ENOENT ? -ESRCH : result, to);
	} else {
		residence_judge(&migration, &before, &after, &sources);
		describe_process(&subject, pid, to);
		session_report_migration(session, text_string(&subject), &migration, NULL);
	}
	text_release(&subject);
	residence_release(&before);
	residence_release(&after);
	return result ? OUTCOME_FAILED : OUTCOME_DONE;
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

/* Unlike migrate_pages(2), move_pages(2) heeds the cpuset whatever our capabilities are. */
static enum outcome
refuse_calls(struct args *args, pid_t pid, int result, const struct nodeset *to)
{
	pid_t told = pid ? pid : getpid();

	if (result == -EINTR) {
		args_fail(args, EINTR, "pid %d: interrupted", (int)told);
		return OUTCOME_INTERRUPTED;
	}
	if (result != -EACCES)
		return refuse_process(args, pid, result, to);
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
	return result ? refuse_calls(args, move->pid, result, &move->to) : OUTCOME_DONE;
}

static struct nodeset
take_nodes(struct args *args, pid_t pid, enum node_use use)
{
	struct nodelist list = pid ? args_nodelist_of(args, pid) : args_nodelist(args, use);
	struct nodeset set = nodelist_set(&list);

	nodelist_release(&list);
	return set;
}

static enum outcome
migrate_run(struct session *session, struct args *args)
{
	struct progress progress = progress_begin(&session->output, "migrate");
	struct process_move move;
	bool in_calls = take_manner(args, &progress, &move.how);
	struct machine machine;

	move.pid = take_pid(args);
	move.to = take_nodes(args, move.pid, NODES_OF_POLICY);
	machine_read(&machine);
	move.from = args_peek(args) ? take_nodes(args, move.pid, NODES_TO_LOOK)
		    : move.pid	    ? machine.memory
				    : machine_usable(&machine);
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!in_calls)
		return migrate_pid(session, args, move.pid, &move.to, &move.from);
	move.how.area.how = &session->looking;
	move.how.all = migrate_may_move_all();
	return migrate_in_calls(session, args, &move);
}

const struct command migrating_family[] = {
	{
		.name = "migrate",
		.usage =
			"<to> [<from>] [pid=<pid>|<name>|/<child>] [jobs=<n>] [stall=<time>] [retry=<n>]",
		.summary = "migrate_pages(2): move a process's memory between nodes",
		.help = "This process, or the one given, by id, as attached or as a child of memtoy's; after -p\n"
			"that one.  <from> is all allowed nodes unless given.  The report counts base pages\n"
			"from numa_maps before and after.  With CAP_SYS_NICE pages that others map move too.  With jobs=, stall= or\n"
			"retry=, as of move, the same is done by move_pages(2), mapping by mapping: the\n"
			"process is held up for shorter times, and the report knows why pages stayed.\n",
		.classic = true,
		.numa = true,
		.counted = true,
		.words = { WORD_NODES },
		.run = migrate_run,
	},
	{ 0 },
};
