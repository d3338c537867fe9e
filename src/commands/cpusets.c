/* Which nodes and CPUs this process may use: cpuset.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/bits.h"
#include "base/clock.h"
#include "kernel/mapping.h"
#include "memory/residence.h"
#include "shell/args.h"
#include "commands/families.h"

/* That of the thread that carries the command out, or of the whole session. */
static struct cpuset *
cpuset_of_caller(struct session *session)
{
	struct thread *thread = threads_current(&session->threads);

	return thread ? thread_cpuset(thread) : &session->cpuset;
}

static void
say(struct session *session)
{
	const struct cpuset *cpuset = cpuset_of_caller(session);
	struct text path = { 0 }, mems = { 0 }, cpus = { 0 }, nodes = { 0 }, places = { 0 };
	struct machine machine;

	machine_read(&machine);
	cpuset_path(&path);
	cpuset_read(cpuset, "mems", &mems);
	cpuset_read(cpuset, "cpus", &cpus);
	nodeset_format(&machine.allowed, &nodes);
	if (cpuset_read(cpuset, "cpus.effective", &places))
		affinity_format(&places);
	say_cpuset(&session->output, cpuset->folder != NULL,
		   (const char *[]){ text_string(&path), text_string(&mems), text_string(&cpus),
				     text_string(&nodes), text_string(&places) });
	text_release(&path);
	text_release(&mems);
	text_release(&cpus);
	text_release(&nodes);
	text_release(&places);
}

static enum outcome
refuse_cpuset(struct args *args, int result, enum cpuset_bar bar)
{
	static const char *const hints[] = {
		[CPUSET_UNKNOWN] = "a kernel with CONFIG_CPUSETS",
		[CPUSET_OLD] = "boot with cgroup_no_v1=cpuset, or systemd's unified hierarchy",
		[CPUSET_INHABITED] = "a cgroup of its own for what runs memtoy, or outside the "
				     "container",
		[CPUSET_NOT_GIVEN] = "outside the container, as root",
		[CPUSET_NO_THREADS] = "a cpuset for the whole session first: cpuset mems=*",
	};

	if (bar != CPUSET_REFUSED) {
		args_fail(args, -result, "%s", cpuset_bar_sentence(bar));
		error_hint(&args->error, "%s", hints[bar]);
		return OUTCOME_FAILED;
	}
	args_refused(args, result, "cannot make a cpuset");
	if (result == -EACCES || result == -EPERM)
		error_hint(&args->error, "run as root");
	else if (result == -EROFS)
		error_hint(&args->error, "outside the container, which may only read its cgroups");
	return OUTCOME_FAILED;
}

/* What is asked for: lists as the kernel wants them; empty: as it is. */
struct wish {
	struct text mems, cpus;
};

/* "*": what is allowed outside, as a cpuset with somebody in it cannot be made empty again; a new
 * one has that anyway, and is told so by a line without a list. */
static void
take_all(const struct cpuset *cpuset, const char *what, struct text *list)
{
	if (cpuset_outside(cpuset, what, list) || !cpuset->folder) {
		text_clear(list);
		text_add_char(list, '\n');
	}
}

/* Names of nodes count in what is allowed without
 * our own cpuset: else there would be no way back. */
static void
take_mems(struct session *session, struct args *args, struct wish *wish)
{
	const char *word = args_value(args, "mems");
	struct text outside = { 0 };
	struct nodeset nodes;
	struct machine machine;

	if (word && strcmp(word, "*") == 0)
		take_all(cpuset_of_caller(session), "mems", &wish->mems);
	else if (word) {
		machine_read(&machine);
		if (cpuset_outside(cpuset_of_caller(session), "mems", &outside) == 0) {
			machine.allowed = (struct nodeset){ 0 };
			bits_parse(machine.allowed.bits, NODESET_BITS, text_string(&outside));
		}
		nodeset_parse(&nodes, word, &machine, NODES_OF_POLICY, &args->error);
		nodeset_format(&nodes, &wish->mems);
	}
	text_release(&outside);
}

static void
take_cpus(struct session *session, struct args *args, struct wish *wish)
{
	unsigned long bits[BITS_LONGS(MOST_CPUS)] = { 0 };
	const char *word = args_value(args, "cpus");

	if (word && strcmp(word, "*") == 0)
		take_all(cpuset_of_caller(session), "cpus", &wish->cpus);
	else if (word &&
		 (bits_parse(bits, MOST_CPUS, word) || bits_next(bits, MOST_CPUS, 0) == MOST_CPUS))
		args_fail(args, EINVAL, "'%s' is no list of CPUs such as 0,2-3", quote(word).text);
	else if (word)
		text_add(&wish->cpus, "%s", word);
}

static enum outcome
write_one(struct args *args, const char *what, const struct text *list)
{
	const char *words = text_string(list);
	int result = *words ? cpuset_write(cpuset_of_caller(args->session), what, words) : 0;

	return result ? args_refused(args, result, "the kernel does not take '%s' as cpuset.%s",
				     words, what)
		      : OUTCOME_DONE;
}

/* A process that goes elsewhere takes its threads along, out of theirs. */
static enum outcome
refuse_threads(struct session *session, struct args *args)
{
	if (cpuset_of_caller(session) != &session->cpuset ||
	    !threads_have_cpuset(&session->threads))
		return OUTCOME_DONE;
	args_fail(args, EBUSY, "a thread has a cpuset of its own, which it would be taken out of");
	error_hint(&args->error, "cpuset off, by that thread");
	return OUTCOME_FAILED;
}

static enum outcome
make(struct session *session, struct args *args, struct cpuset *cpuset)
{
	enum cpuset_bar bar = CPUSET_REFUSED;
	int result;

	if (refuse_threads(session, args))
		return OUTCOME_FAILED;
	if (cpuset != &session->cpuset) {
		result = cpuset_make_for_thread(cpuset, &session->keeper, &bar);
	} else {
		session_keep_place(session);
		result = cpuset_make(cpuset, &session->keeper, &bar);
	}
	return result ? refuse_cpuset(args, result, bar) : OUTCOME_DONE;
}

/* Into a new one, or the other lists into the one there is. */
static enum outcome
carry_out(struct session *session, struct args *args, const struct wish *wish)
{
	struct cpuset *cpuset = cpuset_of_caller(session);
	bool fresh = !cpuset->folder;
	enum outcome outcome;
	int result = 0;

	if (fresh && make(session, args, cpuset))
		return OUTCOME_FAILED;
	outcome = write_one(args, "cpus", &wish->cpus);
	if (outcome == OUTCOME_DONE)
		outcome = write_one(args, "mems", &wish->mems);
	if (outcome == OUTCOME_DONE && fresh)
		result = cpuset_enter(cpuset);
	if (result)
		outcome = args_refused(args, result, "cannot enter the cpuset");
	if (outcome != OUTCOME_DONE && fresh)
		cpuset_leave(cpuset, &session->keeper);
	return outcome;
}

/* The kernel moves what is on nodes that were 'allowed' and are not any more. */
static void
report(struct session *session, const struct residence *before, const struct nodeset *allowed,
       double started)
{
	struct migration migration = { .call = "cpuset",
				       .page_size = base_page_size(),
				       .seconds = clock_now() - started };
	struct text subject = { 0 };
	struct residence after;
	struct nodeset left;
	struct machine machine;

	machine_read(&machine);
	left = *allowed;
	for (int node = nodeset_next(&machine.allowed, 0); node >= 0;
	     node = nodeset_next(&machine.allowed, (unsigned)node + 1))
		nodeset_drop(&left, (unsigned)node);
	text_add(&subject, "pid %d to mems ", (int)getpid());
	nodeset_format(&machine.allowed, &subject);
	if (residence_read(0, before->count, &after) == 0) {
		residence_judge(&migration, before, &after, &left);
		session_report_migration(session, text_string(&subject), &migration, NULL);
	}
	residence_release(&after);
	text_release(&subject);
}

static enum outcome
change(struct session *session, struct args *args, const struct wish *wish)
{
	struct residence before;
	struct machine machine;
	/* A thread that goes into one takes no pages along. */
	bool moves =
		cpuset_of_caller(session) == &session->cpuset || cpuset_of_caller(session)->folder;
	double started = clock_now();
	enum outcome outcome;
	int told;

	machine_read(&machine);
	told = residence_read(0, nodeset_width(&machine.online), &before);
	outcome = carry_out(session, args, wish);
	if (outcome == OUTCOME_DONE) {
		if (!told && moves && wish->mems.length)
			report(session, &before, &machine.allowed, started);
		say(session);
	}
	residence_release(&before);
	return outcome;
}

static enum outcome
leave(struct session *session, struct args *args)
{
	struct cpuset *cpuset = cpuset_of_caller(session);
	int result;

	if (!cpuset->folder)
		return args_fail(args, EINVAL, "there is no cpuset of our own to leave");
	if (refuse_threads(session, args))
		return OUTCOME_FAILED;
	result = cpuset_leave(cpuset, &session->keeper);
	if (result)
		return args_refused(args, result, "cannot leave and remove the cpuset");
	say(session);
	return OUTCOME_DONE;
}

static enum outcome
cpuset_run(struct session *session, struct args *args)
{
	struct wish wish = { 0 };
	bool off = args_flag(args, "off");
	enum outcome outcome = OUTCOME_FAILED;

	take_mems(session, args, &wish);
	take_cpus(session, args, &wish);
	if (off && (wish.mems.length || wish.cpus.length))
		args_fail(args, EINVAL, "'off' leaves the cpuset: no list goes with it");
	if (args_end(args)) {
		if (off) {
			outcome = leave(session, args);
		} else if (wish.mems.length || wish.cpus.length) {
			outcome = change(session, args, &wish);
		} else {
			say(session);
			outcome = OUTCOME_DONE;
		}
	}
	text_release(&wish.mems);
	text_release(&wish.cpus);
	return outcome;
}

const struct command cpuset_family[] = {
	{
		.name = "cpuset",
		.usage = "[mems=<nodes>] [cpus=<list>]|off",
		.summary = "show our cpuset, or go into one of our own",
		.help = "In cgroup v2: below the root, or beside the present cgroup.  Where mems= is changed, the kernel\n"
			"moves pages from nodes that are not allowed any more; the report counts them as that\n"
			"of migrate does.  Names such as @1 count, in mems=, in what is allowed without our own\n"
			"cpuset, and elsewhere in what is allowed with it; * is all.  Children made later are\n"
			"in it too, and one that gets its own stands beside.  'off', or the session's end,\n"
			"leaves it and removes it.\n"
			"For a thread, by /name cpuset, it is one below that of the process.  Going into it moves\n"
			"no page; other nodes for it move the pages of the whole process, and rebind all of its\n"
			"mappings.  The process goes nowhere as long as a thread has one.\n",
		.counted = true,
		.words = { WORD_END },
		.run = cpuset_run,
	},
	{ 0 },
};
