/* What the commands that reach into pages share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_TOUCHING_H
#define COMMANDS_TOUCHING_H

#include "memory/content.h"
#include "shell/args.h"

/* Word why a walk over 'segment' ended with 'result' (negative). */
enum outcome walk_failed(struct args *args, const struct segment *segment,
			 const struct content_walk *walk, int result);

/* Word that the byte at 'offset' of the segment is wrong. */
enum outcome content_wrong(struct args *args, const struct segment *segment, uint64_t offset);

/* Refuse to fault in pages of a range for which a bind policy leaves no room.  Private anonymous
 * memory that is only read needs none: it gets the zero page. */
bool refuse_overfill(struct args *args, const struct segment *segment, const struct range *range,
		     bool write);

/* Say what was done to pages of a range in 'seconds', and look where they are. */
void say_done(struct session *session, const struct segment *segment, const struct range *range,
	      const char *done, double seconds);

/* Refuse to write to memory that is not ours to write, or opened read-only. */
bool refuse_write(struct args *args, const struct segment *segment);

/* "seed=<n>", else the session's seed. */
uint64_t take_seed(struct session *session, struct args *args);

#endif
