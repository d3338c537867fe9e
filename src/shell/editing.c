/* Line editing, history and completion by readline.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"
#include "shell/editing.h"

#ifdef HAVE_READLINE

#include <readline/chardefs.h>
#include <readline/readline.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "shell/completion.h"
#include "shell/recall.h"

struct editing {
	struct session *session;
	struct recall recall;
};

/* readline asks for matches through a function without context: this is the session it is for. */
static struct session *completed_session;

/* readline has but one line at a time, and so have we: was the question in it given up? */
static bool question_given_up;

/* What ends the line at an interrupt: a newline, or, where readline asks a question or searches,
 * first the key that gives that up. */
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

/* Has readline caught a signal that it has not seen to yet? */
static bool
has_caught(void)
{
	return rl_pending_signal() != 0;
}

/* A key, waited for in our own way: an interrupt ends the line at
 * once, as if it were empty.  Signals are readline's while it
 * reads, which puts the terminal in order and hands them on to us. */
static int
read_key(FILE *stream)
{
	struct pollfd terminal = { .fd = fileno(stream), .events = POLLIN };
	int ready, key;

	do {
		ready = interrupt_poll_unless(has_caught, &terminal, 1, NULL);
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

struct editing *
editing_begin(struct session *session)
{
	struct editing *editing = xcalloc(1, sizeof(*editing));

	editing->session = completed_session = session;
	rl_readline_name = "memtoy";
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = (char *)" \t";
	rl_completer_quote_characters = "\"'";
	rl_filename_quote_characters = " \t#\"'";
	rl_getc_function = read_key;
	rl_catch_sigwinch = 1;
	recall_begin(&editing->recall);
	return editing;
}

char *
editing_read(struct editing *editing, const char *prompt)
{
	char *line;

	question_given_up = false;
	line = readline(prompt);
	if (interrupt_pending()) {
		free(line);
		return NULL;
	}
	if (line)
		recall_add(&editing->recall, line);
	return line;
}

void
editing_end(struct editing *editing)
{
	if (!editing)
		return;
	recall_end(&editing->recall);
	completed_session = NULL;
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
