/* Why something could not be done: the first cause, kept until someone words it for the user.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

/* All zero is "no error".  'number' is an errno value or 0 where no errno fits; 'message' says
 * what failed and why; 'hint', which may be NULL, what to do about it.  'absent': it was asked for
 * rightly, but there is no such thing here. */
struct error {
	int number;
	bool absent;
	char *message;
	char *hint;
};

/* Note an error, unless one is noted already: the first cause wins.  Returns -number, or -EINVAL
 * where number is 0, so that a function can end with it. */
int error_note(struct error *error, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same where what was asked for rightly is not here. */
int error_absent(struct error *error, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a system call that failed: ": EPERM (Operation not permitted)" follows. */
int error_refused(struct error *error, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Say what to do about the error just noted; the first hint wins too. */
void error_hint(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool error_is_set(const struct error *error);

/* Forget the error, releasing what it holds. */
void error_clear(struct error *error);

/* "EPERM" for EPERM, "errno 999" for what has no name; in a buffer of the C library or static. */
const char *error_name(int number);

/* The errno value named by 'word' ("EPERM", any case), or 0. */
int error_number(const char *word);

#endif
