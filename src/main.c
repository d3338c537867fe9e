/* memtoy: session, input, exit status.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/paths.h"
#include "kernel/file.h"
#include "kernel/keeper.h"
#include "report/streams.h"
#include "shell/prompt.h"
#include "shell/script.h"
#include "shell/settings.h"
#include "commands/acting.h"
#include "commands/families.h"

/* Attach what -p names.  What cannot be attached fails the run before a command is carried out. */
static enum outcome
attach_given(struct session *session, const struct settings *settings)
{
	struct error error = { 0 };

	for (size_t i = 0; i < settings->pid_count; i++)
		if (!session_attach(session, settings->pids[i], NULL, true, &error))
			break;
	if (!error_is_set(&error))
		return OUTCOME_DONE;
	say_error(&session->output, session->script, NULL, "attach", &error);
	error_clear(&error);
	return OUTCOME_FAILED;
}

/* A fresh session on the same output; how attaching went. */
static enum outcome
begin(struct session *session, const struct settings *settings, const struct command *commands,
      struct sink *sink)
{
	struct output output = { .format = settings->format, .sink = sink };
	struct error error = { 0 };

	session_init(session, commands, output);
	session->verbose = settings->verbose;
	session->keep_going = settings->keep_going;
	if (settings->trace && tracing_begin(&session->tracing, session, settings->trace, &error)) {
		say_error(&session->output, session->script, NULL, "--trace", &error);
		error_clear(&error);
		return OUTCOME_FAILED;
	}
	return attach_given(session, settings);
}

static int
status_of(const struct session *session, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_DONE:
		return session->status;
	case OUTCOME_SKIPPED:
		/* TAP has told it: a run in which all was told is a good run. */
		return session->output.format == OUTPUT_TAP ? STATUS_OK : STATUS_SKIPPED;
	case OUTCOME_INTERRUPTED:
		return STATUS_INTERRUPTED;
	default:
		return STATUS_FAILED;
	}
}

/* The worse of two statuses: a failure outweighs a skip, an interrupt both. */
static int
worse(int a, int b)
{
	if (a == STATUS_INTERRUPTED || b == STATUS_INTERRUPTED)
		return STATUS_INTERRUPTED;
	if (a == STATUS_SKIPPED || a == STATUS_OK)
		return b == STATUS_OK ? a : b;
	return b == STATUS_SKIPPED || b == STATUS_OK ? a : (a > b ? a : b);
}

/* Run a script that is called 'name'. */
static enum outcome
run_file(struct session *session, const char *path, const char *name)
{
	struct error error = { 0 };
	enum outcome outcome;

	session->script = name;
	outcome = script_run_file(session, path, &error);
	if (error_is_set(&error))
		say_error(&session->output, session->script, NULL, "", &error);
	error_clear(&error);
	return outcome;
}

/* What the verdict is: of a script that stopped
 * half-way what was claimed until then says little. */
static const char *
verdict_of(int status, enum outcome outcome, unsigned failed)
{
	if (!failed && status != STATUS_FAILED && outcome == OUTCOME_SKIPPED)
		return "skipped";
	if (!failed && outcome == OUTCOME_INTERRUPTED)
		return "interrupted";
	return status == STATUS_OK && !failed ? "held" : "failed";
}

/* The end of a session: its verdict, if it checked anything, and its status. */
static int
end(struct session *session, const struct streams *before, enum outcome outcome)
{
	const struct streams *now = (const struct streams *)session->output.sink;
	bool good = acting_end(session);
	unsigned held = now->held - before->held, failed = now->failed - before->failed;
	int status = status_of(session, outcome);

	if (!good)
		status = worse(status, STATUS_FAILED);
	/* One bounce alone has said all there is to say. */
	if (held || failed || session->bounced.bounces > 1)
		say_verdict(&session->output, session->script, verdict_of(status, outcome, failed),
			    held, failed, &session->bounced);
	if (!session_release(session))
		status = worse(status, STATUS_FAILED);
	return status;
}

static int
run_jobs(const struct settings *settings, const struct command *commands, struct streams *streams)
{
	const struct streams before = *streams;
	enum outcome worst, outcome;
	unsigned long lines = 0; /* of all -c */
	struct session session;

	worst = outcome = begin(&session, settings, commands, &streams->sink);
	if (outcome != OUTCOME_DONE)
		return end(&session, &before, outcome);
	for (size_t i = 0; i < settings->count && script_goes_on(&session, outcome); i++) {
		const struct job *job = &settings->jobs[i];

		session.script = "-c";
		outcome = job->is_file ? run_file(&session, job->text, paths_last(job->text))
				       : script_run_text(&session, job->text, "-c", &lines);
		worst = outcome_worse(worst, outcome);
	}
	return end(&session, &before, worst);
}

static int
run_script(const struct settings *settings, const struct command *commands, struct streams *streams,
	   const char *path, const char *name)
{
	const struct streams before = *streams;
	enum outcome outcome;
	struct session session;

	outcome = begin(&session, settings, commands, &streams->sink);
	if (outcome == OUTCOME_DONE)
		outcome = run_file(&session, path, name);
	return end(&session, &before, outcome);
}

static void
run_start_up_file(struct session *session)
{
	char *path = prompt_user_file("XDG_CONFIG_HOME", ".config", "rc");
	const char *script = session->script;

	if (path && access(path, R_OK) == 0)
		run_file(session, path, paths_last(path));
	session->script = script;
	free(path);
}

static int
run_input(const struct settings *settings, const struct command *commands, struct streams *streams)
{
	const struct streams before = *streams;
	enum outcome outcome;
	struct session session;

	outcome = begin(&session, settings, commands, &streams->sink);
	session.script = "stdin";
	if (outcome != OUTCOME_DONE)
		return end(&session, &before, outcome);
	if (isatty(STDIN_FILENO)) {
		printf("memtoy pid:  %d\n", (int)getpid());
		if (!settings->no_rc)
			run_start_up_file(&session);
		prompt_run(&session, settings->plain);
	} else {
		outcome = script_run_descriptor(&session, STDIN_FILENO, "stdin");
	}
	return end(&session, &before, outcome);
}

static int
cannot_write(int number, int status)
{
	fprintf(stderr, "memtoy: cannot write: %s (%s)\n", error_name(number), strerror(number));
	return status ? status : STATUS_FAILED;
}

/* Each in a session of its own; the worst of their statuses. */
static int
run_scripts(const struct settings *settings, const struct command *commands,
	    struct streams *streams)
{
	char *const *scripts = settings->scripts;
	int status = STATUS_OK;

	for (char *const *script = scripts; *script && status != STATUS_INTERRUPTED; script++)
		status = worse(status, run_script(settings, commands, streams, *script,
						  paths_name(scripts, *script)));
	return status;
}

static int
run(const struct settings *settings, const struct command *commands)
{
	struct output output = { .format = settings->format };
	struct streams streams;
	int status = STATUS_OK;

	streams_init(&streams);
	output.sink = &streams.sink;
	output_open(&output);
	if (settings->count)
		status = run_jobs(settings, commands, &streams);
	else if (*settings->scripts)
		status = run_scripts(settings, commands, &streams);
	else
		status = run_input(settings, commands, &streams);
	output_plan(&output, streams.tests);
	streams.sink.flush(&streams.sink);
	if (streams.error)
		status = cannot_write(streams.error, status);
	if (streams.failed && status == STATUS_OK)
		status = STATUS_FAILED;
	return status;
}

/* The keeper's session is dead: only its standard error may still be read. */
static void
say_not_put_back(const struct error *error, void *context)
{
	(void)context;
	fprintf(stderr, "memtoy: %s\n", error->message);
}

int
main(int argc, char **argv)
{
	struct settings settings = { 0 };
	struct command *commands;
	int status;

	keeper_serve_if_asked(argv, say_not_put_back);
	file_hold_standard();
	status = settings_take(&settings, argc, argv);
	if (status < 0) {
		interrupt_install();
		commands = families_join();
		status = run(&settings, commands);
		free(commands);
	}
	settings_release(&settings);
	/* What a session wrote has been checked already; help and version have not. */
	if (fflush(stdout))
		status = cannot_write(errno, status);
	return status;
}
