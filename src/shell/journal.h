/* The lines a session carried out, and the fewest of them that lead to the last.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_JOURNAL_H
#define SHELL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

struct command;

/* No more lines than that are kept: the first half
 * of them, where things are defined, and the latest. */
enum { JOURNAL_LINES = 1000, JOURNAL_LINE_BYTES = 4096 };

/* All zero is empty. */
struct journal {
	char *lines[JOURNAL_LINES];
	size_t count;	/* that are kept, in order */
	size_t dropped; /* between the two halves */
};

void journal_add(struct journal *journal, const char *line);
/* The line added last failed with this errno: who runs the lines again must expect that, or leave
 * out what was no command, or none with words that make sense, and so did nothing. */
void journal_mark_failed(struct journal *journal, const struct command *commands, int number);

void journal_release(struct journal *journal);

/* Mark the lines that the last one needs: those that name what it names, what
 * these name in turn, and all that name nothing that was defined; none that
 * only look.  A claim that names nothing is about what the command before it
 * that moves or faults pages named.  'needed' has room for 'count'. */
void journal_reduce(const struct journal *journal, const struct command *commands, bool *needed);

#endif
