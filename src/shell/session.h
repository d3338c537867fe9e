/* The session: everything that lives as long as the program, the first argument of every command.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SESSION_H
#define SHELL_SESSION_H

#include <stdbool.h>

#include "kernel/affinity.h"
#include "kernel/cpusets.h"
#include "kernel/credentials.h"
#include "kernel/keeper.h"
#include "memory/attachment.h"
#include "memory/evidence.h"
#include "memory/hotplug.h"
#include "memory/migration.h"
#include "memory/scratch.h"
#include "report/nouns.h"
#include "report/output.h"
#include "workers/actor.h"
#include "workers/child.h"
#include "workers/thread.h"
#include "shell/journal.h"
#include "shell/tracing.h"

struct command;

/* How a command, a script, a run ended. */
enum outcome {
	OUTCOME_DONE,
	OUTCOME_FAILED,	     /* its error is worded for the user */
	OUTCOME_UNMET,	     /* a claim did not hold, which has been said as such */
	OUTCOME_SKIPPED,     /* a requirement is not met */
	OUTCOME_INTERRUPTED, /* SIGINT */
};

struct session {
	/* All commands, from every family; made in main. */
	const struct command *commands;

	struct output output;
	struct segments segments;
	struct segments own; /* the process's own mappings, as they were when last asked for */
	struct attachments attached;
	struct attachment *given; /* by -p, the only one: its mappings need no prefix; or NULL */
	const struct attachment *in_use; /* the one that the command being carried out looks at */
	struct children children;
	struct actors actors;
	struct threads threads;

	/* Options of 'set'. */
	bool verbose, keep_going, show_evidence;
	uint64_t seed;
	struct looking looking;

	/* Where we are: the line being carried out; the
	 * script that gives expectations their name. */
	const struct say_place *place;
	const char *script;
	unsigned trying; /* inside so many 'expect fail': a claim that fails is no failed test */

	/* What later commands ask about. */
	struct migration last;
	bool has_last;
	struct {
		pid_t pid;
		uintptr_t start; /* its pages are counted from here; 0: it has not said which */
	} last_from;
	struct bounce_total bounced;
	struct evidence evidence;
	struct answer called;

	/* What was carried out, for the report of a claim that fails; the page it is about, if one
	 * is; and whether a command failed in a way that calls for such a report. */
	struct journal journal;
	struct {
		const struct segment *segment;
		uint64_t page;
	} suspect;
	bool deviates;

	struct scratches scratches; /* file systems that it has made */
	struct tracing tracing;

	/* Puts back what it changes on the machine. */
	struct keeper keeper;
	bool weights_kept; /* those of interleaving are promised back, by us or a parent */
	struct plugged_blocks plugged;
	bool broken; /* not all of it could be, or not all calls be logged */

	/* The task's policy and CPUs before the session changed them. */
	struct policy first_policy;
	struct cpus first_cpus;
	bool policy_changed, cpus_changed;

	struct cpuset cpuset;

	/* What 'caps' and 'uid' take back. */
	struct {
		bool caps_changed, user_changed, made_undumpable;
		uint64_t effective;	  /* before the first 'caps' */
		uint64_t before_user;	  /* what 'uid' took out of force */
		struct identity identity; /* who we were before 'uid' */
	} rights;

	int nested; /* lines that are being carried out, each within the one before */

	/* 'quit' */
	bool ending;
	int status;

	/* In a child: its name, and the channel to its parent (-1: no child). */
	char *name;
	int channel;
};

void session_init(struct session *session, const struct command *commands, struct output output);

/* Unmap, remove and end everything that the session made, and put
 * back what it changed.  False where something could not be put
 * back, or the log of calls not be written, which has been said. */
bool session_release(struct session *session);

/* The segment of that name: one that was defined; a mapping of an attached process ("db:heap"; of
 * the one that -p gave "heap"), if such are 'allowed', else an error; or, without -p, a mapping of
 * the process's own ("heap", always "+heap").  Else NULL with an error. */
struct segment *session_segment(struct session *session, const char *name, bool allowed,
				struct error *error);

/* Attach a process as attachments_add() does; 'given' says that -p did.  NULL with an error. */
struct attachment *session_attach(struct session *session, pid_t pid, const char *name, bool given,
				  struct error *error);

/* The process that "/name" stands for: a child of ours; "/.." is who made us.  0 with an error. */
pid_t session_relative(const struct session *session, const char *word, struct error *error);

void session_detach(struct session *session, struct attachment *attachment);

/* The attached process that is named by "db" or "db:", or by "" or ":" if -p gave it; the command
 * uses it from now on.  NULL: there is none such. */
struct attachment *session_attachment(struct session *session, const char *word);

/* Remember the task's policy, to put it back when the session ends. */
void session_keep_policy(struct session *session);

/* Set the task's policy, or the CPUs to run on, until the session ends.  0 or -errno. */
int session_set_policy(struct session *session, const struct policy *policy);
int session_set_cpus(struct session *session, const struct cpus *cpus);

/* Have these capabilities in force, until the session ends.  0 or -errno. */
int session_set_capabilities(struct session *session, uint64_t effective);

/* Become another user, and be again who we were; that happens at
 * the session's end too, unless it was 'for_good'.  0 or -errno. */
int session_become(struct session *session, uid_t user, gid_t group, bool for_good);
int session_come_back(struct session *session);

/* Going into a cpuset and leaving it changes both:
 * remember what they are, for the session's end. */
void session_keep_place(struct session *session);

/* Say what a migration did, with the evidence there is for it, and remember it.  'grade' is that of
 * the policy that mbind set, else NULL. */
void session_report_migration(struct session *session, const char *subject,
			      const struct migration *migration, const struct grade *grade);

/* Remember a migration for 'expect moved' and 'expect left', and a bounce for the verdict at the
 * end; its last step is a migration too. */
void session_note_migration(struct session *session, const struct migration *migration);
void session_note_bounce(struct session *session, const struct bounce *bounce);

/* Remember that the pages of the migration noted
 * last are counted from page 'first' of the segment. */
void session_note_from(struct session *session, const struct segment *segment, uint64_t first);

/* Why the migration noted last left the page at 'address' of a process, which is on 'node' still:
 * enum reason; -1 where it did not, or it is not known which pages it left. */
int session_reason_left(const struct session *session, pid_t pid, uintptr_t address, int node);

#endif
