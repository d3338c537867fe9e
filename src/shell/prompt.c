/* The interactive prompt: readline where it was built in, plain lines otherwise.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "shell/command.h"
#include "shell/editing.h"
#include "shell/prompt.h"
#include "shell/script.h"

static const char prompt[] = "memtoy>";

char *
prompt_user_file(const char *variable, const char *otherwise, const char *name)
{
	const char *folder = getenv(variable), *home = getenv("HOME");

	if (folder && *folder == '/')
		return xasprintf("%s/memtoy/%s", folder, name);
	if (home && *home)
		return xasprintf("%s/%s/memtoy/%s", home, otherwise, name);
	return NULL;
}

/* A line from a terminal without line editing; NULL at the end of input or at an interrupt. */
static char *
read_plain(struct session *session, FILE *stream)
{
	struct text line = { 0 };
	struct error error = { 0 };
	unsigned long lines = 0;
	int got;

	printf("%s", prompt);
	fflush(stdout);
	clearerr(stream);
	got = script_read_line(stream, &line, &lines, &error);
	if (got < 0) {
		say_error(&session->output, session->script, NULL, "", &error);
		error_clear(&error);
		text_clear(&line);
	}
	if (got && !ferror(stream))
		return text_take(&line);
	text_release(&line);
	return NULL;
}

static void
carry_out(struct session *session, const char *line)
{
	enum outcome outcome = command_run_line(session, line);

	fflush(stdout);
	if (outcome == OUTCOME_INTERRUPTED || interrupt_pending())
		fprintf(stderr, "\n");
	interrupt_clear();
}

/* What is pasted may be several lines. */
static void
carry_out_all(struct session *session, char *lines)
{
	char *line;

	while (!session->ending && (line = strsep(&lines, "\n")))
		carry_out(session, line);
}

void
prompt_run(struct session *session, bool plain)
{
	struct editing *editing = plain ? NULL : editing_begin(session);
	FILE *stream = editing ? NULL : script_open(STDIN_FILENO);

	while (!session->ending) {
		char *line = editing ? editing_read(editing, prompt) : read_plain(session, stream);

		if (!line && interrupt_pending()) {
			/* Ctrl-C at the prompt gives up the line, not the session. */
			interrupt_clear();
			if (!editing)
				printf("\n");
			continue;
		}
		if (!line) {
			printf("\n");
			break;
		}
		carry_out_all(session, line);
		free(line);
	}
	if (stream)
		fclose(stream);
	editing_end(editing);
}
