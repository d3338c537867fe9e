/* A cursor over the words of a command.  Each function takes what it is named for; the first misfit
 * is kept in 'error', and everything after it does nothing, so that a command's body reads like its
 * usage line and asks args_ok() once.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_ARGS_H
#define SHELL_ARGS_H

#include <stdbool.h>

#include "memory/nodelist.h"
#include "memory/policy.h"
#include "memory/segment.h"
#include "shell/session.h"
#include "shell/words.h"

struct command;

struct args {
	struct session *session;
	const struct command *command;
	struct words *words;
	size_t next;
	const struct keyword *form; /* the claim or condition being read, for hints; or NULL */
	struct error error;
};

bool args_ok(const struct args *args);

/* How many words are left, and the next one (NULL: none), which stays. */
size_t args_left(const struct args *args);
const char *args_peek(const struct args *args);

/* The next word; NULL with an error where there is none: "needs <what>". */
const char *args_word(struct args *args, const char *what);

/* The next word if there is one, else NULL. */
const char *args_optional(struct args *args);

/* Take the next word if it is this one: whether it was. */
bool args_next_is(struct args *args, const char *word);

/* The next word as a number, of what is named by 'noun' without its article; 0 with an error. */
uint64_t args_number(struct args *args, const char *noun, uint64_t least, uint64_t most);

/* Take the value of "name=value", or the word 'name',
 * wherever it stands.  NULL, false: not there. */
const char *args_value(struct args *args, const char *name);
bool args_flag(struct args *args, const char *name);

/* The next word as a size in bytes. */
uint64_t args_size(struct args *args, const char *what, uint64_t page_size);

/* "private" or "shared", or a prefix of them, if one follows. */
bool args_share(struct args *args, bool otherwise);

/* A word of a table, which 'noun' names without its article. */
int args_keyword(struct args *args, const struct keyword *table, const char *noun);

/* The same of a table that tells the words which follow: hints show those from here on. */
int args_form(struct args *args, const struct keyword *table, const char *noun);

/* The rest of the line as it was written; an error where there is none. */
const char *args_rest(struct args *args, const char *what);

/* No words may be left. */
bool args_end(struct args *args);

/* Fail: note the error and return OUTCOME_FAILED.  args_refused() is for a system call that failed
 * with 'number': it adds its name and text. */
enum outcome args_fail(struct args *args, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
enum outcome args_refused(struct args *args, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Nouns of the field (args_nouns.c). */

/* The next word, or that of args_value(), as a path:
 * "@name/..." is in the folder of that scratch. */
const char *args_path(struct args *args, const char *what);
const char *args_value_path(struct args *args, const char *name);

/* A segment; it must be mapped, and none of the kernel's own areas,
 * where 'mapped'.  One of another process is refused, unless the
 * command's row says that it may be 'attached'.  NULL with an error. */
struct segment *args_segment(struct args *args, bool mapped);

/* Does the next word name all of an attached process:
 * "db:"?  And that process; NULL with an error. */
bool args_names_process(const struct args *args);
struct attachment *args_process(struct args *args);

/* A new segment's name, unused so far; and a new child's or thread's, which share one space. */
const char *args_new_name(struct args *args);
const char *args_worker_name(struct args *args, const char *noun);

/* "<offset> <length>" where a digit follows, else the whole segment.  args_range_before() is for
 * commands in which more words that may start with a digit follow: a range is there if two words
 * and then 'more' others are left.  A range that is cut at the segment's end is told. */
struct range args_range(struct args *args, const struct segment *segment);
struct range args_range_before(struct args *args, const struct segment *segment, size_t more);

/* "<policy>[+flag…] [<nodes>]", blanks allowed before '+'. */
struct policy_request args_policy(struct args *args);

/* Exactly one node; 0 with an error. */
unsigned args_node(struct args *args, enum node_use use);

/* Node lists; the list is released with nodelist_release(). */
struct nodeset args_nodeset(struct args *args, enum node_use use);
struct nodelist args_nodelist(struct args *args, enum node_use use);

/* The same for the memory of process 'pid': names such as "@1" count in what its cpuset allows, and
 * the kernel says which of the two cpusets it minds. */
struct nodelist args_nodelist_of(struct args *args, pid_t pid);

/* "on <nodes>" */
struct nodeset args_on(struct args *args, enum node_use use);

#endif
