/* Evidence: what the kernel itself counted and told while a command moved or faulted pages.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_EVIDENCE_H
#define MEMORY_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/keyword.h"
#include "kernel/trace.h"
#include "kernel/vmstat.h"

/* Events with the same reason and mode, ours or those
 * of others, added up; 'calls' is their number. */
struct event_sum {
	struct trace_event sum;
	uint64_t calls;
};

struct event_sums {
	struct event_sum *items;
	size_t count, capacity;
	uint64_t lost; /* events the kernel had no room to keep */
};

void event_sums_add(struct event_sums *sums, const struct trace_event *event);
void event_sums_release(struct event_sums *sums);

/* A disk whose counters are read with the others, as
 * "name:sectors_read" and "name:sectors_written". */
struct evidence_disk {
	char *name;
	dev_t number;
};

/* All zero is none.  Counters are the whole machine's. */
struct evidence {
	struct evidence_disk *disks;
	size_t disk_count, disk_capacity;
	struct vmstat start;	     /* when the session began */
	struct vmstat before, after; /* around the last command that moves or faults pages */
	const char *command;	     /* its name; NULL: there was none yet */
	bool open;		     /* it has begun, and 'after' is not read yet */
	bool tracing;		     /* the kernel's events are asked for */
	bool traced;		     /* and were read for the last command, into 'events' */
	int refusal;		     /* or the errno for which they could not be */
	struct trace trace;
	struct event_sums events;
	struct event_sums
		all_events; /* since they were asked for, those of all commands and between */
};

void evidence_init(struct evidence *evidence);

/* Read the kernel's events with each command from now on, or no more.  0 or -errno, as trace_open()
 * has it.  The evidence must stay where it is. */
int evidence_trace(struct evidence *evidence, struct keeper *keeper, bool on);

/* Read the counters of a disk from now on; and no more. */
void evidence_watch(struct evidence *evidence, const char *name, dev_t disk);
void evidence_forget(struct evidence *evidence, const char *name);

/* Replace 'reading' by all counters as they are now.  0 or -errno. */
int evidence_now(const struct evidence *evidence, struct vmstat *reading);

/* A command begins that moves or faults pages; 'command' is kept. */
void evidence_begin(struct evidence *evidence, const char *command);

/* It has done so: read what there is now.  A second time does nothing, so that a report that needs
 * the evidence may ask for it before the command ends. */
void evidence_end(struct evidence *evidence);

/* Take the events that came since the last command too, into 'all_events'. */
void evidence_catch_up(struct evidence *evidence);

/* Base pages that succeeded for 'reason', ours and others'. */
uint64_t event_sums_pages(const struct event_sums *sums, const char *reason);

/* Why the kernel migrates pages, as its events name it (include/trace/events/migrate.h). */
extern const struct keyword event_reasons[];

void evidence_release(struct evidence *evidence);

/* Is it a counter of migration, or of what leads to it or hinders it? */
bool counter_of_migration(const char *name);

/* The counter of 'reading' that 'word' names or, beginning as no other does, shortens.  0; or
 * -errno with an error that names the rivals or the nearest. */
int counter_parse(const struct vmstat *reading, const char *word, struct vmstat_counter *counter,
		  struct error *error);

#endif
