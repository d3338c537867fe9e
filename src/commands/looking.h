/* What the commands that look at pages share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_LOOKING_H
#define COMMANDS_LOOKING_H

#include "memory/witness.h"
#include "shell/args.h"

/* Say once what makes a look less than certain. */
void say_doubts(struct output *output, const struct segment *segment, const struct view *view);

/* Say once what this process was not let see, and how it would be. */
void say_unseen(struct output *output, const struct segment *segment,
		const struct witness *witness);

/* Word why a look at 'segment' ended with 'result' (negative). */
enum outcome look_failed(struct args *args, const struct segment *segment, int result);

#endif
