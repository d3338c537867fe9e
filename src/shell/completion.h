/* What the word under the cursor could become.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_COMPLETION_H
#define SHELL_COMPLETION_H

#include "shell/session.h"

/* The words it could be, or 'files': names of files.  All zero is none. */
struct completion {
	char **words;
	size_t count, capacity;
	bool files;
};

/* Find what 'word' may become behind the line 'before'. */
void completion_find(struct session *session, const char *before, const char *word,
		     struct completion *completion);

/* A function that gives the words one by one, as readline wants it; for the latest completion. */
char *(*completion_generator(const struct completion *completion))(const char *word, int state);

void completion_release(struct completion *completion);

#endif
