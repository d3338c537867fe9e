/* Background load that checks what it sees: actor, stop, until.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "report/actors.h"
#include "shell/args.h"
#include "shell/deviation.h"
#include "shell/journal.h"
#include "shell/tables.h"
#include "commands/acting.h"
#include "commands/claims.h"
#include "commands/comparing.h"
#include "commands/families.h"
#include "commands/touching.h"

enum { PATIENCE = 900 }; /* seconds that an actor may take for what it is to count */

static void
say_news(struct session *session, const struct actor *actor)
{
	uint64_t counts[ACTOR_COUNTS];
	struct text violation = { 0 };
	struct actor_news news = { .name = actor->name,
				   .kind = keyword_name(actor_kinds, (int)actor->kind),
				   .segment = actor->segment_name,
				   .threads = actor->thread_count,
				   .running = actor->running,
				   .seconds = actor->running ? clock_now() - actor->started
							     : actor->seconds,
				   .names = actor_counts,
				   .counts = counts };

	for (size_t i = 0; actor_counts[i].name; i++)
		counts[i] = actor_counted(actor, (enum actor_count)actor_counts[i].value);
	if (!actor->running && actor_describe(actor, &violation))
		news.violation = text_string(&violation);
	say_actor(&session->output, &news);
	text_release(&violation);
}

static unsigned
take_threads(struct args *args)
{
	const char *word = args_value(args, "threads");
	uint64_t threads = 1;

	if (word)
		number_parse(word, "number of threads", 1, ACTOR_SLOTS, &threads, &args->error);
	return (unsigned)threads;
}

static enum outcome
list_actors(struct session *session)
{
	for (size_t i = 0; i < session->actors.count; i++)
		say_news(session, session->actors.items[i]);
	return OUTCOME_DONE;
}

static bool
refuse_kind(struct args *args, const struct actor_request *request, bool seed)
{
	if (!args_ok(args))
		return true;
	if (request->directory && request->kind != ACTOR_DIRECTIO)
		args_fail(args, EINVAL, "dir= is for a directio actor");
	else if (seed && request->kind != ACTOR_READER)
		args_fail(args, EINVAL, "seed= is for a reader");
	else if (request->kind == ACTOR_READER)
		return false;
	else if (request->segment->kind == SEGMENT_FILE && request->segment->shared &&
		 !request->segment->filled) {
		args_fail(args, EPERM, "it writes, and '%s' is a shared file",
			  request->segment->name);
		error_hint(&args->error, "fill %s, if its content may be lost",
			   request->segment->name);
	}
	return !args_ok(args) || refuse_write(args, request->segment);
}

static enum outcome
actor_run(struct session *session, struct args *args)
{
	struct actor_request request = { 0 };
	bool seed;

	if (!args_left(args))
		return list_actors(session);
	request.directory = args_value_path(args, "dir");
	request.threads = take_threads(args);
	request.seed = session->seed;
	seed = false;
	for (size_t i = args->next; i < args->words->count; i++)
		seed |= strncmp(args->words->items[i], "seed=", 5) == 0;
	request.seed = take_seed(session, args);
	request.name = args_word(args, "a name for the actor");
	request.kind = (enum actor_kind)args_keyword(args, actor_kinds, "kind of actor");
	request.segment = args_segment(args, true);
	request.range = args_range(args, request.segment);
	if (!args_end(args) || refuse_kind(args, &request, seed) ||
	    refuse_overfill(args, request.segment, &request.range, request.kind != ACTOR_READER))
		return OUTCOME_FAILED;
	if (segment_name_check(request.name, &args->error))
		return OUTCOME_FAILED;
	return actors_start(&session->actors, &request, &args->error) ? OUTCOME_DONE
								      : OUTCOME_FAILED;
}

/* Stop one and say what it saw; something wrong is an error, and a finding. */
static void
stop_one(struct session *session, struct args *args, struct actor *actor)
{
	const struct segment *segment = actor->segment;
	struct text violation = { 0 };

	actor_stop(actor);
	say_news(session, actor);
	if (!actor_describe(actor, &violation))
		return;
	session->deviates = true;
	session_suspect(session, segment, actor->violation.offset / segment->page_size);
	args_fail(args, EBADMSG, "actor '%s' of '%s' saw %" PRIu64 " violation%s: %s", actor->name,
		  actor->segment_name, actor_violations(actor),
		  actor_violations(actor) == 1 ? "" : "s", text_string(&violation));
	text_release(&violation);
}

static struct actor *
find_actor(struct session *session, struct args *args, const char *name)
{
	struct actor *actor = name ? actors_find(&session->actors, name) : NULL;

	if (name && !actor) {
		args_fail(args, ESRCH, "there is no actor '%s'", quote(name).text);
		error_hint(&args->error, "actor");
	}
	return actor;
}

static enum outcome
stop_run(struct session *session, struct args *args)
{
	const char *name = args_optional(args);
	struct actor *actor = find_actor(session, args, name);

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (actor && !actor->running)
		return args_fail(args, EINVAL, "actor '%s' is stopped already", name);
	if (actor)
		stop_one(session, args, actor);
	for (size_t i = 0; !name && i < session->actors.count; i++)
		if (session->actors.items[i]->running)
			stop_one(session, args, session->actors.items[i]);
	return args_ok(args) ? OUTCOME_DONE : OUTCOME_FAILED;
}

bool
refuse_in_use(struct args *args, const struct segment *segment)
{
	const struct actor *actor = segment ? actors_using(&args->session->actors, segment) : NULL;

	if (!actor)
		return false;
	args_fail(args, EBUSY, "actor '%s' works on segment '%s'", actor->name, segment->name);
	error_hint(&args->error, "stop %s", actor->name);
	return true;
}

/* "<name> <count> <op> <n>" */
struct aim {
	const struct actor *actor;
	enum actor_count count;
	enum comparison comparison;
	uint64_t wanted;
};

static struct aim
take_aim(struct session *session, struct args *args)
{
	struct aim aim = { .actor = find_actor(session, args, args_word(args, "an actor")) };

	aim.count = (enum actor_count)args_keyword(args, actor_counts, "count");
	aim.comparison = args_comparison(args);
	aim.wanted = args_number(args, "count", 0, UINT64_MAX);
	return aim;
}

static bool
aim_reached(const struct aim *aim)
{
	return comparison_holds(aim->comparison, actor_counted(aim->actor, aim->count),
				aim->wanted);
}

enum outcome
claim_actor(struct session *session, struct args *args, struct text *failure)
{
	struct aim aim = take_aim(session, args);
	const struct actor *actor = aim.actor;
	struct text violation = { 0 };

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (aim_reached(&aim))
		return OUTCOME_DONE;
	text_add(failure, "expected %s %s %" PRIu64 ", found %" PRIu64,
		 keyword_name(actor_counts, (int)aim.count),
		 keyword_name(comparisons, (int)aim.comparison), aim.wanted,
		 actor_counted(actor, aim.count));
	if (!actor->running && actor_describe(actor, &violation))
		text_add(failure, " (%s)", text_string(&violation));
	text_release(&violation);
	return OUTCOME_UNMET;
}

/* Once more?  What does not get on would go on for ever. */
static bool
goes_on(struct args *args, const struct aim *aim, double since)
{
	if (aim_reached(aim))
		return false;
	if (!aim->actor->running || actor_violations(aim->actor))
		args_fail(args, EBADMSG, "actor '%s' %s before that was reached", aim->actor->name,
			  aim->actor->running ? "saw something wrong" : "was stopped");
	else if (clock_now() - since > PATIENCE)
		args_fail(args, ETIMEDOUT, "actor '%s' has counted %" PRIu64 " %s in %d seconds",
			  aim->actor->name, actor_counted(aim->actor, aim->count),
			  keyword_name(actor_counts, (int)aim->count), PATIENCE);
	return args_ok(args);
}

static enum outcome
until_run(struct session *session, struct args *args)
{
	struct aim aim = take_aim(session, args);
	const char *line = args_rest(args, "a command");
	double since = clock_now();
	const char *name = args->words->items[1];
	enum outcome outcome = OUTCOME_DONE;
	struct text label = { 0 };

	if (!args_ok(args))
		return OUTCOME_FAILED;
	while (outcome == OUTCOME_DONE && !session->ending && goes_on(args, &aim, since)) {
		if (interrupt_pending())
			outcome = OUTCOME_INTERRUPTED;
		else
			outcome = command_try_line(session, line, &args->error, &label);
		text_clear(&label);
		/* What was carried out may have forgotten it. */
		if (outcome == OUTCOME_DONE)
			aim.actor = find_actor(session, args, name);
	}
	text_release(&label);
	return outcome == OUTCOME_DONE && !args_ok(args) ? OUTCOME_FAILED : outcome;
}

/* Say what it saw, with a script that stops it. */
static void
report_end(struct session *session, const struct actor *actor, const char *violation)
{
	struct error error = { 0 };
	char *line = xasprintf("stop %s", actor->name);

	error_note(&error, EBADMSG, "actor '%s' of '%s' saw a violation: %s", actor->name,
		   actor->segment_name, violation);
	say_error(&session->output, session->script, NULL, "", &error);
	journal_add(&session->journal, line);
	deviation_say(session, error.message);
	free(line);
	error_clear(&error);
}

bool
acting_end(struct session *session)
{
	bool good = true;

	for (size_t i = 0; i < session->actors.count; i++) {
		struct actor *actor = session->actors.items[i];
		const struct segment *segment = actor->segment;
		struct text violation = { 0 };

		if (!actor->running)
			continue;
		actor_stop(actor);
		say_news(session, actor);
		if (actor_describe(actor, &violation)) {
			good = false;
			session_suspect(session, segment,
					actor->violation.offset / segment->page_size);
			report_end(session, actor, text_string(&violation));
		}
		text_release(&violation);
	}
	return good;
}

const struct command acting_family[] = {
	{
		.name = "actor",
		.usage = "[<name> reader|writer|forker|directio <seg> [<offset> <length>] "
			 "[threads=<n>] [seed=<n>] [dir=<path>]]",
		.summary =
			"have threads work on memory while it migrates, and check that nothing is lost",
		.help = "A reader reads every word, which must be what 'fill' wrote.  A writer counts in\n"
			"words of its own in each page, which must hold what it wrote last.  A forker forks\n"
			"without end: no side of a private page may see what the other writes later.\n"
			"directio writes pages to an unlinked file and reads them back, with O_DIRECT.\n"
			"Alone, it lists the actors, and what they have counted.\n",
		.words = { WORD_END, WORD_ACTOR_KIND, WORD_SEGMENT, WORD_END },
		.run = actor_run,
	},
	{
		.name = "stop",
		.usage = "[<actor>]",
		.summary = "stop an actor, or all, and say what they saw",
		.help = "What they wrote is checked a last time, and what was there before comes back.  An\n"
			"update that was lost, or anything else that was wrong, is an error that tells where.\n",
		.words = { WORD_ACTOR },
		.run = stop_run,
	},
	{
		.name = "until",
		.usage = "<actor> <count> <op> <n> <command ...>",
		.summary =
			"carry out a command again and again, until an actor has counted so much",
		.help = "The counts are those of 'expect actor'.  It fails where the command does, or the actor\n"
			"saw something wrong, or does not get there in a quarter of an hour.\n",
		.words = { WORD_ACTOR, WORD_ACTOR_COUNT, WORD_END, WORD_END, WORD_LINE },
		.run = until_run,
	},
	{ 0 },
};
