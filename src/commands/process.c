/* Processes and signals: pid, pause, snooze, child, kick.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/weights.h"
#include "workers/serve.h"
#include "shell/args.h"
#include "commands/families.h"

static enum outcome
pid_run(struct session *session, struct args *args)
{
	if (!args_end(args))
		return OUTCOME_FAILED;
	say_pid(&session->output, getpid());
	return OUTCOME_DONE;
}

static enum outcome
pause_run(struct session *session, struct args *args)
{
	if (!args_end(args))
		return OUTCOME_FAILED;
	/* It counts from here on: who reads that we got so far may send it at once. */
	interrupt_await();
	fflush(stdout);
	if (session->channel >= 0)
		serve_paused(session->channel);
	interrupt_wait();
	/* A signal is what was waited for: it ends the pause, and nothing else. */
	interrupt_clear();
	return OUTCOME_DONE;
}

/* Only an interrupt ends it earlier; other signals do not shorten it. */
static void
sleep_until(double end)
{
	double left;

	while (!interrupt_pending() && (left = end - clock_now()) > 0) {
		struct timespec time = { .tv_sec = (time_t)left };

		time.tv_nsec = (long)((left - (double)time.tv_sec) * 1e9);
		interrupt_poll(NULL, 0, &time);
	}
}

static enum outcome
snooze_run(struct session *session, struct args *args)
{
	const char *word = args_word(args, "a number of seconds");
	double seconds;
	char *end;

	if (!args_end(args))
		return OUTCOME_FAILED;
	seconds = strtod(word, &end);
	if (*end || end == word || !isfinite(seconds) || seconds < 0 || seconds > 1e9) {
		args_fail(args, EINVAL, "'%s' is no number of seconds", quote(word).text);
		return OUTCOME_FAILED;
	}
	fflush(stdout);
	(void)session;
	sleep_until(clock_now() + seconds);
	if (!interrupt_pending())
		return OUTCOME_DONE;
	args_fail(args, EINTR, "interrupted");
	return OUTCOME_INTERRUPTED;
}

/* What a child is made with: the session it goes on with, as its own. */
struct birth {
	struct session *session;
	const char *name;
};

static int
run_line(const char *line, void *context, struct error *error)
{
	const struct session *session = context;
	enum outcome outcome = command_try_line(context, line, error, NULL);

	/* At the end of a child nobody listens any more. */
	if (tracing_check(&session->tracing, error) && outcome == OUTCOME_DONE)
		outcome = OUTCOME_FAILED;
	return (int)outcome;
}

static bool
is_ending(void *context)
{
	const struct session *session = context;

	return session->ending;
}

static int
live(int channel, void *context)
{
	const struct birth *birth = context;
	struct session *session = birth->session;
	struct channel_sink sink;
	char *name = session->name ? xasprintf("%s/%s", session->name, birth->name)
				   : xstrdup(birth->name);

	free(session->name);
	session->name = name;
	children_disown(&session->children);
	actors_disown(&session->actors);
	threads_disown(&session->threads);
	trace_disown(&session->evidence.trace);
	keeper_disown(&session->keeper);
	cpuset_disown(&session->cpuset);
	plugged_blocks_release(&session->plugged);
	for (size_t i = 0; i < session->segments.count; i++) {
		segment_disown_pins(session->segments.items[i]);
		segment_unwatch(session->segments.items[i]);
	}
	channel_sink_init(&sink, channel);
	session->channel = channel;
	session->output.sink = &sink.sink;
	session->output.child = name;
	serve_commands(channel, run_line, is_ending, session);
	session_release(session);
	return session->status;
}

static enum outcome
child_run(struct session *session, struct args *args)
{
	const char *name = args_worker_name(args, "a child");
	struct birth birth = { session, name };

	if (!args_end(args))
		return OUTCOME_FAILED;
	/* What a child changes of the machine we put back, who outlive it. */
	if (!session->weights_kept && weights_may_change(&session->keeper))
		session->weights_kept = weights_keep(&session->keeper) == 0;
	if (children_fork(&session->children, name, live, &birth, &args->error))
		return OUTCOME_FAILED;
	return OUTCOME_DONE;
}

/* "9", "KILL", "SIGKILL", "RTMIN+1", "SIGRTMAX-2"; 0 where it is none. */
static int
signal_of(const char *word)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (isdigit((unsigned char)*word))
		return !*end && number > 0 && number < NSIG ? (int)number : 0;
	if (strncasecmp(word, "SIG", 3) == 0)
		word += 3;
	for (int signal = 1; signal < NSIG; signal++) {
		const char *name = sigabbrev_np(signal);

		if (name && strcasecmp(name, word) == 0)
			return signal;
	}
	if (strncasecmp(word, "RTMIN", 5) && strncasecmp(word, "RTMAX", 5))
		return 0;
	number = (strncasecmp(word, "RTMIN", 5) ? SIGRTMAX : SIGRTMIN) + strtol(word + 5, &end, 10);
	return !*end && number >= SIGRTMIN && number <= SIGRTMAX ? (int)number : 0;
}

static void
list_signals(struct session *session)
{
	struct text list = { 0 };

	for (int signal = 1; signal < SIGRTMIN; signal++) {
		const char *name = sigabbrev_np(signal);

		if (name)
			text_add(&list, "%s%d %s", list.length ? ", " : "", signal, name);
	}
	text_add(&list, ", %d RTMIN to %d RTMAX", SIGRTMIN, SIGRTMAX);
	say_words(&session->output, text_string(&list));
	text_release(&list);
}

static enum outcome
kick_run(struct session *session, struct args *args)
{
	const char *name = args_word(args, "a child");
	const char *word = args_optional(args);
	int number = word ? signal_of(word) : SIGINT;
	struct child *child;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (strcmp(name, "?") == 0) {
		list_signals(session);
		return OUTCOME_DONE;
	}
	child = children_find(&session->children, name, strlen(name));
	if (!child) {
		args_fail(args, ESRCH, "there is no child '%s'", name);
		error_hint(&args->error, "/");
		return OUTCOME_FAILED;
	}
	if (!number) {
		args_fail(args, EINVAL, "'%s' is no signal", word);
		error_hint(&args->error, "kick ?");
		return OUTCOME_FAILED;
	}
	if (child_kick(&session->children, child, number, &args->error))
		return OUTCOME_FAILED;
	return OUTCOME_DONE;
}

const struct command process_family[] = {
	{
		.name = "pid",
		.usage = "",
		.summary = "show the process id",
		.help = "",
		.classic = true,
		.run = pid_run,
	},
	{
		.name = "pause",
		.usage = "",
		.summary = "wait for a signal",
		.help = "INT, USR1 or USR2.  A child that pauses is not waited for: kick it.\n",
		.classic = true,
		.run = pause_run,
	},
	{
		.name = "snooze",
		.usage = "<seconds>",
		.summary = "sleep",
		.help = "Fractions are fine.\n",
		.classic = true,
		.run = snooze_run,
	},
	{
		.name = "child",
		.usage = "<name>",
		.summary = "fork a child that keeps the segments and takes commands",
		.help = "/name command sends it a command, /name/other one to its own child, and / lists the\n"
			"children.  It is waited for, unless it pauses, and dies with memtoy.\n",
		.classic = true,
		.run = child_run,
	},
	{
		.name = "kick",
		.usage = "<child> [<signal>]",
		.summary = "send a signal to a child",
		.help = "SIGINT unless another is given, by number or name; 'kick ?' lists them.\n",
		.classic = true,
		.words = { WORD_CHILD, WORD_SIGNAL },
		.run = kick_run,
	},
	{ 0 },
};
