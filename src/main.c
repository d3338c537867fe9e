/* memtoy: options, session, input, exit status.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "base/interrupt.h"
#include "base/paths.h"
#include "base/xalloc.h"
#include "kernel/file.h"
#include "kernel/keeper.h"
#include "report/streams.h"
#include "shell/prompt.h"
#include "shell/script.h"
#include "commands/acting.h"
#include "commands/families.h"

enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_SKIPPED = 4,
	STATUS_INTERRUPTED = 130,
};

/* What '-c' and '-f' gave, in order. */
struct job {
	bool is_file;
	const char *text;
};

struct settings {
	enum output_format format;
	bool verbose, keep_going, plain, no_rc;
	const char *trace; /* the file, "" for standard error; NULL: none */
	struct job *jobs;
	size_t count, capacity;
	pid_t *pids; /* to attach */
	size_t pid_count, pid_capacity;
};

static const struct command *const families[] = {
	scripting_family, process_family,    machine_family,	defining_family,  mapping_family,
	touching_family,  looking_family,    explaining_family, binding_family,	  policy_family,
	homing_family,	  weighing_family,   migrating_family,	moving_family,	  counting_family,
	switching_family, swapping_family,   watching_family,	expecting_family, requiring_family,
	attaching_family, plugging_family,   object_family,	pooling_family,	  calling_family,
	rights_family,	  acting_family,     pinning_family,	threading_family, occupying_family,
	cpuset_family,	  scratching_family,
};

/* One table of all commands, ended by an empty row. */
static struct command *
all_commands(void)
{
	size_t count = 0, capacity = 1;
	struct command *commands = xcalloc(capacity, sizeof(*commands));

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		for (const struct command *row = families[i]; row->name; row++) {
			commands = xgrow(commands, &capacity, count + 2, sizeof(*commands));
			commands[count++] = *row;
		}
	}
	commands[count] = (struct command){ 0 };
	return commands;
}

static void
print_help(void)
{
	printf("Usage: memtoy [OPTION]... [SCRIPT]...\n"
	       "Exercise memory migration: map memory, bind it to NUMA nodes, migrate it, and see where\n"
	       "every page is.\n"
	       "\n"
	       "  -c, --command=CMD     carry out CMD (may be repeated, in order with -f)\n"
	       "  -f, --file=FILE       run the script FILE in the same session\n"
	       "  -k, --keep-going      go on after a command that fails; the status is still 1\n"
	       "  -p, --pid=PID         attach process PID: its mappings are segments, for looking and\n"
	       "                        moving only; of a single one without prefix (may be repeated)\n"
	       "  -o, --output=FORMAT   text, json (one object a line) or tap (KTAP version 1)\n"
	       "      --json, --tap     short for --output=json, --output=tap\n"
	       "      --no-readline     a plain prompt, without editing and history\n"
	       "      --trace[=FILE]    log the system calls on memory, NUMA and switches, to standard\n"
	       "                        error or behind what FILE has\n"
	       "  -v, --verbose         echo each command\n"
	       "  -X, --no-rc           do not run the start-up file at the prompt\n"
	       "  -h, -x, --help        show this help\n"
	       "  -V, --version         show the version\n"
	       "\n"
	       "Without -c, -f and SCRIPT, commands come from standard input: at a prompt where it is a\n"
	       "terminal, else as a script.  Each SCRIPT runs in a session of its own.\n"
	       "\n"
	       "Exit status: 0 ok, 1 a command or a claim failed, 2 wrong options, 4 skipped, 130\n"
	       "interrupted.  'help' lists the commands; memtoy-script(5) tells the language.\n");
}

static void
print_version(void)
{
	printf("memtoy %s\n"
	       "License GPL-2.0-or-later; there is no warranty, to the extent permitted by law.\n"
	       "Carries on memtoy 0.16 by Lee Schermerhorn.\n",
	       PACKAGE_VERSION);
}

static void
add_job(struct settings *settings, bool is_file, const char *text)
{
	settings->jobs = xgrow(settings->jobs, &settings->capacity, settings->count + 1,
			       sizeof(*settings->jobs));
	settings->jobs[settings->count++] = (struct job){ is_file, text };
}

static int
usage_error(const char *what)
{
	fprintf(stderr, "memtoy: %s (try: memtoy --help)\n", what);
	return STATUS_USAGE;
}

static int
set_format(struct settings *settings, const char *name)
{
	struct error error = { 0 };
	const struct keyword *row = keyword_parse(output_formats, name, "output format", &error);
	int status = row ? STATUS_OK : usage_error(error.message);

	if (row)
		settings->format = (enum output_format)row->value;
	error_clear(&error);
	return status;
}

static int
add_pid(struct settings *settings, const char *word)
{
	struct error error = { 0 };
	uint64_t pid = 0;
	int status = STATUS_OK;

	if (number_parse(word, "process id", 1, INT_MAX, &pid, &error))
		status = usage_error(error.message);
	settings->pids = xgrow(settings->pids, &settings->pid_capacity, settings->pid_count + 1,
			       sizeof(*settings->pids));
	settings->pids[settings->pid_count++] = (pid_t)pid;
	error_clear(&error);
	return status;
}

enum { OPTION_JSON = 256, OPTION_TAP, OPTION_TRACE_CALLS, OPTION_NO_READLINE };

static const struct option long_options[] = {
	{ "command", required_argument, NULL, 'c' },
	{ "file", required_argument, NULL, 'f' },
	{ "keep-going", no_argument, NULL, 'k' },
	{ "pid", required_argument, NULL, 'p' },
	{ "output", required_argument, NULL, 'o' },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "tap", no_argument, NULL, OPTION_TAP },
	{ "trace", optional_argument, NULL, OPTION_TRACE_CALLS },
	{ "no-readline", no_argument, NULL, OPTION_NO_READLINE },
	{ "verbose", no_argument, NULL, 'v' },
	{ "no-rc", no_argument, NULL, 'X' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

/* -1: go on; else the status to leave with. */
static int
take_option(struct settings *settings, int option)
{
	switch (option) {
	case 'c':
	case 'f':
		add_job(settings, option == 'f', optarg);
		return -1;
	case 'k':
		settings->keep_going = true;
		return -1;
	case 'p':
		return add_pid(settings, optarg) ? STATUS_USAGE : -1;
	case 'o':
		return set_format(settings, optarg) ? STATUS_USAGE : -1;
	case OPTION_JSON:
		settings->format = OUTPUT_JSON;
		return -1;
	case OPTION_TAP:
		settings->format = OUTPUT_TAP;
		return -1;
	case OPTION_TRACE_CALLS:
		settings->trace = optarg ? optarg : "";
		return -1;
	case OPTION_NO_READLINE:
		settings->plain = true;
		return -1;
	case 'v':
		settings->verbose = true;
		return -1;
	case 'X':
		settings->no_rc = true;
		return -1;
	case 'h':
	case 'x':
		print_help();
		return STATUS_OK;
	case 'V':
		print_version();
		return STATUS_OK;
	default:
		fprintf(stderr, "memtoy: see memtoy --help\n");
		return STATUS_USAGE;
	}
}

static int
take_options(struct settings *settings, int argc, char **argv)
{
	int option, status = -1;

	while (status < 0 &&
	       (option = getopt_long(argc, argv, "c:f:ko:p:vXhxV", long_options, NULL)) != -1)
		status = take_option(settings, option);
	if (status < 0 && settings->count && optind < argc)
		status = usage_error("-c and -f do not go with a SCRIPT");
	return status;
}

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

/* The end of a session: its verdict, if it checked anything, and its status. */
static int
end(struct session *session, const struct streams *before, enum outcome outcome)
{
	const struct streams *now = (const struct streams *)session->output.sink;
	bool good = acting_end(session);
	unsigned held = now->held - before->held, failed = now->failed - before->failed;
	int status = status_of(session, outcome);

	if (!good && status == STATUS_OK)
		status = STATUS_FAILED;
	/* One bounce alone has said all there is to say. */
	if (held || failed || session->bounced.bounces > 1)
		say_verdict(&session->output, session->script, status == STATUS_OK && !failed, held,
			    failed, &session->bounced);
	if (!session_release(session) && status == STATUS_OK)
		status = STATUS_FAILED;
	return status;
}

static int
run_jobs(const struct settings *settings, const struct command *commands, struct streams *streams)
{
	const struct streams before = *streams;
	enum outcome worst, outcome;
	struct session session;

	worst = outcome = begin(&session, settings, commands, &streams->sink);
	if (outcome != OUTCOME_DONE)
		return end(&session, &before, outcome);
	for (size_t i = 0; i < settings->count && script_goes_on(&session, outcome); i++) {
		const struct job *job = &settings->jobs[i];

		session.script = "-c";
		outcome = job->is_file ? run_file(&session, job->text, paths_last(job->text))
				       : script_run_text(&session, job->text, "-c");
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
	    struct streams *streams, char *const *scripts)
{
	int status = STATUS_OK;

	for (char *const *script = scripts; *script && status != STATUS_INTERRUPTED; script++)
		status = worse(status, run_script(settings, commands, streams, *script,
						  paths_name(scripts, *script)));
	return status;
}

static int
run(const struct settings *settings, const struct command *commands, char **scripts)
{
	struct output output = { .format = settings->format };
	struct streams streams;
	int status = STATUS_OK;

	streams_init(&streams);
	output.sink = &streams.sink;
	output_open(&output);
	if (settings->count)
		status = run_jobs(settings, commands, &streams);
	else if (*scripts)
		status = run_scripts(settings, commands, &streams, scripts);
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
	status = take_options(&settings, argc, argv);

	if (status < 0) {
		interrupt_install();
		commands = all_commands();
		status = run(&settings, commands, argv + optind);
		free(commands);
	}
	free(settings.jobs);
	free(settings.pids);
	/* What a session wrote has been checked already; help and version have not. */
	if (fflush(stdout))
		status = cannot_write(errno, status);
	return status;
}
