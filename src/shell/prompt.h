/* The interactive prompt.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_PROMPT_H
#define SHELL_PROMPT_H

#include "shell/session.h"

/* Read commands from the terminal and carry them out until 'quit' or the end of input.  'plain':
 * without line editing, history and completion. */
void prompt_run(struct session *session, bool plain);

/* The path of a file of the user's below an XDG folder: $VARIABLE/memtoy/NAME, or
 * ~/OTHERWISE/memtoy/NAME; NULL where there is no home.  The caller frees. */
char *prompt_user_file(const char *variable, const char *otherwise, const char *name);

#endif
