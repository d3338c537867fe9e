/* What the command line asks for.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SETTINGS_H
#define SHELL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "report/output.h"

/* How the program ends. */
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
	char **scripts; /* the words behind the options, which end with NULL */
};

/* Take the words of a command line, which stay where they are.  -1: go on; else the status to end
 * with, all having been said.  Release it in either case. */
int settings_take(struct settings *settings, int argc, char **argv);
void settings_release(struct settings *settings);

#endif
