/* Line editing, history and completion by readline.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"
#include "shell/editing.h"

#ifdef HAVE_READLINE

#include <errno.h>
#include <fcntl.h>
#include <readline/chardefs.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "shell/completion.h"
#include "shell/prompt.h"

enum { MOST_HISTORY = 1000 };

struct editing {
	struct session *session;
	char *history; /* its file, or NULL */
};

/* readline asks for matches through a function without context: this is the session it is for. */
static struct session *completed_session;

/* readline has but one line at a time, and so have we: was the question in it given up? */
static bool question_given_up;

/* What ends the line at an interrupt: a newline, or, where readline asks a question or searches, first
 * the key that gives that up. */
static int
give_up(void)
{
	const unsigned long busy = RL_STATE_MOREINPUT | RL_STATE_ISEARCH | RL_STATE_NSEARCH |
				   RL_STATE_NUMERICARG | RL_STATE_COMPLETING | RL_STATE_METANEXT;

	/* Once: readline does not leave all of these states when it gives up. */
	if (RL_ISSTATE(busy) && !question_given_up) {
		question_given_up = true;
		return CTRL('G');
	}
	rl_replace_line("", 0);
	return '\n';
}

/* A key, waited for in our own way: an interrupt ends the line at once, as if it were empty.  Signals
 * are readline's while it reads, which puts the terminal in order and hands them on to us. */
static int
read_key(FILE *stream)
{
	struct pollfd terminal = { .fd = fileno(stream), .events = POLLIN };
	int ready, key;

	do {
		ready = interrupt_poll(&terminal, 1, NULL);
		rl_check_signals();
		if (interrupt_pending())
			return give_up();
		if (ready < 0 && interrupt_resumed())
			rl_forced_update_display();
	} while (ready < 0);
	key = rl_getc(stream);
	if (!interrupt_pending())
		return key;
	/* It came in the last moment: the key belongs to the next line. */
	rl_stuff_char(key);
	return give_up();
}

static char **
complete(const char *word, int start, int end)
{
	char *before = xstrndup(rl_line_buffer, (size_t)start);
	struct completion completion = { 0 };
	char **matches;

	(void)end;
	completion_find(completed_session, before, word, &completion);
	free(before);
	/* With files left to readline, it has to be told that its own way is fine. */
	rl_attempted_completion_over = !completion.files;
	if (!completion.count) {
		completion_release(&completion);
		return NULL;
	}
	matches = rl_completion_matches(word, completion_generator(&completion));
	completion_release(&completion);
	return matches;
}

static char *
history_path(void)
{
	const char *named = getenv("MEMTOY_HISTFILE");

	if (named)
		return *named ? xstrdup(named) : NULL;
	return prompt_user_file("XDG_STATE_HOME", ".local/state", "history");
}

struct editing *
editing_begin(struct session *session)
{
	struct editing *editing = xcalloc(1, sizeof(*editing));

	editing->session = completed_session = session;
	editing->history = history_path();
	rl_readline_name = "memtoy";
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = (char *)" \t";
	rl_completer_quote_characters = "\"'";
	rl_filename_quote_characters = " \t#\"'";
	rl_getc_function = read_key;
	rl_catch_sigwinch = 1;
	using_history();
	stifle_history(MOST_HISTORY);
	if (editing->history)
		read_history(editing->history);
	return editing;
}

/* A line that is there already moves to the end. */
static void
remember(const char *line)
{
	if (!line[strspn(line, " \t")])
		return;
	for (int i = history_length - 1; i >= 0; i--) {
		const HIST_ENTRY *entry = history_get(history_base + i);

		if (entry && strcmp(entry->line, line) == 0)
			free_history_entry(remove_history(i));
	}
	add_history(line);
}

char *
editing_read(struct editing *editing, const char *prompt)
{
	char *line;

	(void)editing;
	question_given_up = false;
	line = readline(prompt);
	if (interrupt_pending()) {
		free(line);
		return NULL;
	}
	if (line)
		remember(line);
	return line;
}

/* Make the folders above 'path'; what cannot be made shows when the file is written. */
static void
make_folders(const char *path)
{
	char *copy = xstrdup(path);

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0700);
		*slash = '/';
	}
	free(copy);
}

static void
save_history(const char *path)
{
	int fd;

	make_folders(path);
	/* The file is ours alone from its first moment: it may hold paths. */
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	close(fd);
	write_history(path);
}

void
editing_end(struct editing *editing)
{
	if (!editing)
		return;
	if (editing->history)
		save_history(editing->history);
	clear_history();
	completed_session = NULL;
	free(editing->history);
	free(editing);
}

#else

struct editing *
editing_begin(struct session *session)
{
	(void)session;
	return NULL;
}

char *
editing_read(struct editing *editing, const char *prompt)
{
	(void)editing;
	(void)prompt;
	return NULL;
}

void
editing_end(struct editing *editing)
{
	(void)editing;
}

#endif
