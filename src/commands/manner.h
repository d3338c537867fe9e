/* How pages are to be moved: the words jobs=, stall= and retry=.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_MANNER_H
#define COMMANDS_MANNER_H

#include "memory/move.h"
#include "report/progress.h"
#include "shell/args.h"

/* Take those words, for move_pages(2): whether any
 * was said.  'progress' is shown while it moves. */
bool take_manner(struct args *args, struct progress *progress, struct move *move);

/* Hint which nodes the cpuset of a process allows. */
void hint_cpuset(struct args *args, pid_t pid);

#endif
