/* Line editing, history and completion, where memtoy was built with readline.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_EDITING_H
#define SHELL_EDITING_H

#include "shell/session.h"

struct editing;

/* Begin editing for a session, with its history read; NULL where memtoy was built without readline.
 * Only one at a time: readline keeps its state for itself. */
struct editing *editing_begin(struct session *session);

/* The next line, which the caller frees; NULL at the end of input or at an interrupt. */
char *editing_read(struct editing *editing, const char *prompt);

/* Write the history and release; NULL is nothing. */
void editing_end(struct editing *editing);

#endif
