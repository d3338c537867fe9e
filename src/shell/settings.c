/* What the command line asks for.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "config.h"
#include "base/xalloc.h"
#include "memory/size.h"
#include "shell/settings.h"

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

int
settings_take(struct settings *settings, int argc, char **argv)
{
	int option, status = -1;

	while (status < 0 &&
	       (option = getopt_long(argc, argv, "c:f:ko:p:vXhxV", long_options, NULL)) != -1)
		status = take_option(settings, option);
	settings->scripts = argv + optind;
	if (status < 0 && settings->count && optind < argc)
		status = usage_error("-c and -f do not go with a SCRIPT");
	return status;
}

void
settings_release(struct settings *settings)
{
	free(settings->jobs);
	free(settings->pids);
	*settings = (struct settings){ 0 };
}
