/* A line, split into words.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_WORDS_H
#define SHELL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* All zero is no words. */
struct words {
	char *line;
	char **items;
	size_t *at; /* where each word starts in the line */
	size_t count, capacity;
};

/* Split at blanks and tabs.  Words may be quoted ('…' as it is, "…" with \" and \\); a '#' at the
 * start of a word begins a comment.  0 or -EINVAL: a quote is not closed. */
int words_split(struct words *words, const char *line, struct error *error);

/* The line from a word on, as it was written; "" behind the last word. */
const char *words_rest(const struct words *words, size_t from);

/* Take a word out. */
void words_drop(struct words *words, size_t which);
void words_release(struct words *words);

#endif
