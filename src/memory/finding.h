/* What was found out about this machine: one fact each, with what to do where it is not well.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_FINDING_H
#define MEMORY_FINDING_H

#include <stdbool.h>
#include <stddef.h>

enum finding_state {
	FINDING_OK,
	FINDING_LIMITED, /* works in part */
	FINDING_OFF,	 /* it is here, and switched off, empty or not mounted */
	FINDING_MISSING, /* this kernel or this machine has none */
	FINDING_REFUSED, /* it is here, and this process may not use it */
	FINDING_UNKNOWN, /* it cannot be found out from here */
};

/* "ok", "limited", … */
const char *finding_state_name(enum finding_state state);

/* 'area' groups findings that belong together, and is borrowed; 'value' is what was found, 'cure'
 * what makes it ok: both may be "". */
struct finding {
	const char *area;
	char *name;
	enum finding_state state;
	char *value, *cure;
};

struct findings {
	struct finding *items;
	size_t count, capacity;
};

/* Add a finding with neither value nor cure; it may be changed until the next one is added. */
struct finding *findings_add(struct findings *findings, const char *area, const char *name,
			     enum finding_state state);
void findings_release(struct findings *findings);

/* Say what was found, or what to do about it. */
void finding_value(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void finding_cure(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The cures that several findings have in common: get the capability 'name' ("sys_nice"); write
 * 'value' to a file of the kernel; mount "proc" or "sys", without which the finding is unknown. */
void finding_cure_capability(struct finding *finding, const char *name);
void finding_cure_write(struct finding *finding, const char *path, const char *value);
void finding_not_mounted(struct finding *finding, bool proc);

/* A system call, or a file, answered 'error' (positive): decide between the states.  'since' is the
 * version of Linux that brought it, such as "6.9", or "" where all have it. */
void finding_refused_call(struct finding *finding, int error, const char *since);

#endif
