/* Running scripts: line after line, with the place of each for its errors.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SCRIPT_H
#define SHELL_SCRIPT_H

#include <stdio.h>

#include "shell/session.h"

/* A stream on a descriptor, which stays open when the stream is closed.  Reading from it fails with
 * EINTR at an interrupt, and goes on after any other signal. */
FILE *script_open(int fd);

/* Run the lines that come from a descriptor, through signals; errors call
 * it 'name'.  A script stops at the first command that fails, unless the
 * session keeps going; the outcome is that of the worst command. */
enum outcome script_run_descriptor(struct session *session, int fd, const char *name);

/* Run a file.  OUTCOME_FAILED with an error where it cannot be read, or runs already. */
enum outcome script_run_file(struct session *session, const char *path, struct error *error);

/* Run the lines of a string, behind 'lines' others
 * that were run under that name: they are counted on. */
enum outcome script_run_text(struct session *session, const char *text, const char *name,
			     unsigned long *lines);

/* Carry on after a command with this outcome? */
bool script_goes_on(const struct session *session, enum outcome outcome);

/* The worse of two outcomes. */
enum outcome outcome_worse(enum outcome a, enum outcome b);

/* Read a line without its end, joined with the next while it ends with a backslash.  1, 0 at the
 * end of input, or a negative number with an error: -EILSEQ where it holds a NUL byte, -errno where
 * it cannot be read; '*lines' counts them. */
int script_read_line(FILE *stream, struct text *line, unsigned long *lines, struct error *error);

#endif
