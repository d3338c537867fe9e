/* What other commands have to do with actors.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_ACTING_H
#define COMMANDS_ACTING_H

#include "shell/args.h"

/* Refuse to take a segment away from an actor. */
bool refuse_in_use(struct args *args, const struct segment *segment);

/* At a session's end: stop the actors that run still.  False where one of them saw something wrong,
 * which is said. */
bool acting_end(struct session *session);

#endif
