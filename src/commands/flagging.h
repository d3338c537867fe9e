/* Claims on the flags of pages.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_FLAGGING_H
#define COMMANDS_FLAGGING_H

#include "shell/args.h"

/* "<seg> [<range>] [not] <flag> ...": each page of the range has those flags, and has not those behind a
 * 'not'.  As expect's other checks; where a flag cannot be seen by this process the script is skipped. */
enum outcome check_flags(struct session *session, struct args *args, struct text *failure);

#endif
