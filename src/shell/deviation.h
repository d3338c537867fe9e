/* A claim that does not hold, as a report that can be sent to somebody.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_DEVIATION_H
#define SHELL_DEVIATION_H

#include "shell/session.h"

/* Page 'page' of the segment is the first that is not as was claimed: it will be told of. */
void session_suspect(struct session *session, const struct segment *segment, uint64_t page);

/* Say where the claim that just failed with 'failure' did so, what tells of it besides, and the
 * fewest of the session's lines that show it. */
void deviation_say(struct session *session, const char *failure);

#endif
