/* Commands: one constant row each, from which lookup, help, completion and usage errors follow.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_COMMAND_H
#define SHELL_COMMAND_H

#include <stdbool.h>

#include "base/keyword.h"
#include "shell/session.h"

struct args;

/* What a word of a command may be, for completion. */
enum word_kind {
	WORD_END, /* nothing is completed from here on */
	WORD_SEGMENT,
	WORD_FILE,
	WORD_COMMAND,
	WORD_LINE, /* here begins the line of another command */
	WORD_POLICY,
	WORD_NODES,
	WORD_SHARE,
	WORD_ACCESS,
	WORD_PROTECTION,
	WORD_RAISING,
	WORD_CAPABILITY,
	WORD_ON_OFF,
	WORD_ADVICE,
	WORD_LAYOUT,
	WORD_CALL,
	WORD_CHILD,
	WORD_RELATIVE,
	WORD_PROCESS,
	WORD_SIGNAL,
	WORD_OPTION,
	WORD_COUNTER,
	WORD_SWITCH,
	WORD_SWAP,
	WORD_WATCH,
	WORD_CLEAR,
	WORD_FILESYSTEM,
	WORD_CLAIM,
	WORD_REQUIREMENT,
	WORD_SYSCALL,
	WORD_ACTOR,
	WORD_ACTOR_KIND,
	WORD_ACTOR_COUNT,
	WORD_EVENT,
};
enum { WORD_KINDS = 5 };

/* A table ends with a row whose name is NULL. */
struct command {
	const char *name;
	const char *usage;	    /* the words behind the name, "" for none */
	const char *summary;	    /* a line */
	const char *help;	    /* the rest of what 'help NAME' says; lines end with \n */
	const struct keyword *list; /* words that 'help NAME' lists before that, one a line */
	bool classic;		    /* a command of memtoy 0.16 */
	bool numa;		    /* needs the NUMA system calls */
	bool attached;		    /* looks or moves only: its segments may be another process's */
	bool counted;		    /* moves or faults pages: counters are read before and after */
	enum word_kind words[WORD_KINDS]; /* of the first words; the last one repeats */
	enum outcome (*run)(struct session *session, struct args *args);
};

/* The command that 'word' names or shortens, or NULL with an error that names rivals or the
 * nearest. */
const struct command *command_find(const struct command *commands, const char *word,
				   struct error *error);

/* The command of exactly that name, or NULL. */
const struct command *command_named(const struct command *commands, const char *name);

/* Carry out one line, and word its error, if it has one, for the user. */
enum outcome command_run_line(struct session *session, const char *line);

/* The same, leaving the error to the caller: 'expect fail', 'repeat', and children do.  The name of
 * what failed is written to 'label' (may be NULL). */
enum outcome command_try_line(struct session *session, const char *line, struct error *error,
			      struct text *label);

/* Carry out the rest of a command's line as a command of its own, whose error becomes that of
 * 'args': 'repeat', 'time' and 'if' do. */
enum outcome command_run_inner(struct args *args, const char *line);

#endif
