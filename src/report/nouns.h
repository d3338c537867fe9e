/* One function for each thing that is said to the user.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_NOUNS_H
#define REPORT_NOUNS_H

#include <sys/types.h>

#include "base/error.h"
#include "kernel/credentials.h"
#include "kernel/kpage.h"
#include "kernel/swap.h"
#include "kernel/switches.h"
#include "memory/attachment.h"
#include "memory/bars.h"
#include "memory/bounce.h"
#include "memory/evidence.h"
#include "memory/finding.h"
#include "memory/grade.h"
#include "memory/hotplug.h"
#include "memory/machine.h"
#include "memory/migration.h"
#include "memory/placement.h"
#include "memory/policy.h"
#include "memory/scratch.h"
#include "memory/segment.h"
#include "memory/sizes.h"
#include "memory/story.h"
#include "memory/syscalls.h"
#include "report/output.h"

/* Messages (messages.c) */

/* A new record of 'noun', which names the child that speaks, if one does; and the start of its
 * line: "memtoy:  " or "memtoy(NAME):  ". */
struct record say_begin(const struct output *output, const struct noun *noun);
void say_speaker(const struct record *record, struct text *text);

/* Say it and release it. */
void say_end(struct output *output, struct record *record);

void say_header(struct output *output);
void say_pid(struct output *output, pid_t pid);
void say_note(struct output *output, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_words(struct output *output, const char *words);
void say_seconds(struct output *output, const char *command, double seconds);

/* Where in a script an error was met: innermost file first; 'from' is who sourced it, or NULL. */
struct say_place {
	const char *file;
	unsigned long line;
	const struct say_place *from;
};

/* "inner.mt:3: " for people; who sourced it stands on lines of its own, as compilers do. */
void say_place(const struct say_place *place, struct text *text);

/* "place: command: message (hint)" on the message stream; in TAP a failed test of 'script'.  An
 * error of no command has "". */
void say_error(struct output *output, const char *script, const struct say_place *place,
	       const char *command, const struct error *error);

/* Checked claims (checks.c) */

/* A claim of 'script' that held, or failed with 'failure' (expected and found). */
void say_expectation(struct output *output, const char *script, const char *claim,
		     const char *failure);

/* What goes with a claim that did not hold, or another verdict that is a finding (deviations.c):
 * 'machine' is one line, 'page' tells of the first bad page or is "", 'lines' are the script that
 * shows it, from which 'dropped' lines may be missing.  All is borrowed. */
struct deviation {
	const char *script, *failure, *machine, *page;
	const struct evidence *evidence;
	const char *const *lines;
	size_t count, dropped;
};
void say_deviation(struct output *output, const struct deviation *deviation);

/* A script whose requirement is not met. */
void say_skipped(struct output *output, const char *script, const char *reason);

/* The verdict at the end of a script that checked something, "held", "failed", "skipped" or
 * "interrupted": claims, and what bounces showed. */
void say_verdict(struct output *output, const char *script, const char *verdict, unsigned held,
		 unsigned failed, const struct bounce_total *bounced);

/* What bounce did; how it failed is worded by the error that follows. */
void say_bounce(struct output *output, const char *segment, const struct bounce *bounce);

/* Segments and their pages (segments.c, pages.c) */

void say_segments(struct output *output, const struct segments *segments,
		  const struct segments *own);
void say_segment(struct output *output, const struct segment *segment);

/* Looking: the segment and which of its pages are shown, then the pages, batch by batch, as a grid
 * or as runs, or their counts. */
void say_where(struct output *output, const struct segment *segment, bool grid, uint64_t first,
	       uint64_t pages);
void say_grid(struct output *output, const struct run *runs, size_t count);
void say_runs(struct output *output, const struct run *runs, size_t count);
/* The pages of each size, and where they are. */
void say_sizes(struct output *output, const struct segment *segment, const struct sizes *sizes);
void say_counts(struct output *output, const struct segment *segment, const struct tally *tally);
/* The same counts, as a picture (bars.c): in colours where a terminal takes them. */
void say_bars(struct output *output, const struct segment *segment, const struct bars *bars,
	      const struct tally *tally);

/* "8 on node 1, 2 absent" */
void say_tally(const struct tally *tally, struct text *text);

/* What was done to pages: "touched", "filled", "verified", and where they are now; NULL where that
 * cannot be seen. */
void say_walked(struct output *output, const struct segment *segment, const char *done,
		uint64_t pages, double seconds, const struct tally *now);

/* Other processes (processes.c): one that is attached; and where all its memory is: a title with
 * the nodes that are columns, a line for each mapping, in bytes, and their total. */
void say_attached(struct output *output, const struct attachment *attachment);
void say_spread_title(struct output *output, const struct attachment *attachment,
		      const struct nodeset *nodes);
void say_spread(struct output *output, const char *segment, bool total, uint64_t page_size,
		const struct tally *tally, const struct nodeset *nodes);

/* Explanations (stories.c): neighbours with the same flags, and with the same story. */

struct flag_run {
	uint64_t page, pages;
	uint64_t frame;	 /* of the first */
	bool contiguous; /* the others' follow it */
	struct facts facts;
};
void say_flags(struct output *output, const struct segment *segment, const struct flag_run *run);

struct story_run {
	uint64_t page, pages;
	struct nodeset nodes; /* all that they are on */
	uint64_t sharers;     /* relatives that map them too */
	struct story story;
	struct facts facts; /* of the first */
};

/* The flags that belong to a story: they say what
 * kind of page it is, and change with an event only. */
#define STORY_FLAGS                                                                  \
	(KPAGE_ANON | KPAGE_SWAPCACHE | KPAGE_HUGE | KPAGE_THP | KPAGE_UNEVICTABLE | \
	 KPAGE_HWPOISON | KPAGE_KSM | KPAGE_ZERO)

/* 'mapped_by' names the relatives, "" where there are none. */
void say_story(struct output *output, const struct segment *segment, const struct story_run *run,
	       const char *mapped_by);

/* How many pins are alive on the whole machine; drawn for people where there are any. */
void say_pins(struct output *output, uint64_t pins);

/* Migrations (migrations.c).  'subject' is what was migrated, and where to. */

/* 'grade' is that of the policy that mbind set, else NULL; 'evidence' what was counted around it;
 * JSON always has it, text where 'shown'. */
void say_migration(struct output *output, const char *subject, const struct migration *migration,
		   const struct grade *grade, const struct evidence *evidence, bool shown);

/* Raw calls (calls.c): what one answered, and for neighbours with the same fate
 * in move_pages(2): the first's address, where they were to go (if anywhere),
 * their status, and what a look says of them afterwards, as a status. */
struct call_entry {
	const char *address;
	uint64_t pages;
	bool has_asked;
	int asked, status, actual;
};
void say_call(struct output *output, const struct answer *answer, const struct call_entry *entries,
	      size_t count);

/* Policies (policies.c) */

/* The fields of a grade; and a line for one that is not honoured. */
void add_grade(struct record *record, const struct grade *grade);
void draw_grade(const struct record *record, struct text *text);

/* A policy was set and nothing was to move: how many pages are where it wants them all the same. */
void say_bound(struct output *output, const char *subject, const struct migration *migration,
	       const struct grade *grade);

/* The policy of 'pages' pages from 'page' on, from whom they have it ("its own", "the task's"), and
 * the home node that memtoy remembers of them (-1: none). */
void say_policy(struct output *output, const char *subject, uint64_t page, uint64_t pages,
		const struct policy *policy, const char *from, int home);

/* The task's policy; 'grade' where it was just set, else NULL. */
void say_task_policy(struct output *output, const struct policy *policy, const struct grade *grade);

/* A home node was set for 'pages' of the pages of a segment. */
void say_home(struct output *output, const struct segment *segment, unsigned node, uint64_t pages,
	      const struct grade *grade);

/* The weights of the nodes in 'nodes'; 'automatic' is 1 or 0, -1 where the kernel has no such
 * thing. */
void say_weights(struct output *output, const struct nodeset *nodes, const unsigned *weights,
		 int automatic);

/* Counters (evidence.c): these ones as they are 'now', and how far they went.  Text leaves out
 * those that did not change, unless they were 'named' by the user. */
void say_counters(struct output *output, const struct evidence *evidence, const struct vmstat *now,
		  const struct vmstat_counter *counters, size_t count, bool named);

/* The machine and this process's place on it (places.c) */

/* The nodes we may use, with total and free memory; with 'all' every node, with its CPUs, distances
 * and huge pages. */
void say_numa(struct output *output, const struct machine *machine, bool all);

/* All blocks of a node went "off line" or "on line", and so many pages were migrated on the machine
 * meanwhile (nodes.c). */
void say_hotplug(struct output *output, const char *state, const struct hotplug *plug,
		 uint64_t migrated);

/* The pools of huge pages of every node with memory: of one page size, or (0) of all. */
void say_pools(struct output *output, const struct machine *machine, uint64_t page_size);

/* What the doctor found: for people one table of what works and what does not, and one of cures; in
 * JSON a record for each. */
void say_findings(struct output *output, const struct findings *findings);
void say_cpus(struct output *output, const char *list);
void say_mems(struct output *output, const char *list);

/* Switches of the kernel (switches.c).  'value' is NULL where it cannot be read. */
struct switch_state {
	const struct switch_row *row;
	char *value;
	bool changed; /* by the session, which puts it back */
};
void say_switch(struct output *output, const struct switch_state *state);
void say_switches(struct output *output, const struct switch_state *states, size_t count);

/* Swap areas (swaps.c) */
void say_swaps(struct output *output, const struct swap_areas *areas);

/* A cpuset: its path, and the lists of mems, cpus, and both that come to effect. */
void say_cpuset(struct output *output, bool own, const char *const words[5]);

/* Rights (rights.c): the sets of capabilities, and who we are. */
void say_capabilities(struct output *output, const struct capabilities *capabilities);
void say_identity(struct output *output, const struct identity *identity, bool dumpable);
/* Scratches (scratches.c) */
void say_scratch(struct output *output, const struct scratch *scratch);
void say_scratches(struct output *output, const struct scratches *scratches);

/* Children and options (messages.c) */

void say_child(struct output *output, const char *name, pid_t pid, const char *state);
void say_thread(struct output *output, const char *name, pid_t id);
void say_option(struct output *output, const char *name, const char *value, const char *help);

#endif
