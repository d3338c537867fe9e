/* The options of a session, which 'set' shows and changes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_OPTIONS_H
#define SHELL_OPTIONS_H

#include "base/text.h"
#include "shell/session.h"

enum option {
	OPTION_VERBOSE,
	OPTION_KEEP_GOING,
	OPTION_SEED,
	OPTION_SOURCE,
	OPTION_THREADS,
	OPTION_EVIDENCE,
	OPTION_EVENTS,
	OPTION_TRACE,
};
extern const struct keyword option_words[];

/* The value of an option as 'set' shows and takes it. */
void option_get(const struct session *session, enum option option, struct text *value);
int option_set(struct session *session, enum option option, const char *value, struct error *error);

#endif
