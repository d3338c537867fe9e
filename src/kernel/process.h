/* Other processes: held while they are looked at, and what /proc tells of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_PROCESS_H
#define KERNEL_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

enum { PROCESS_NAME = 64 };

/* A process held: its id, which the kernel gives to another one when it has ended; and two
 * descriptors by which that is noticed.  'maps' belongs to the memory the process had when it was
 * opened, and has nothing to read once that is gone. */
struct process {
	pid_t pid;
	int pidfd; /* -1: this kernel has none, or a sandbox keeps it */
	int maps;
};

/* What anybody may know of a process. */
struct process_facts {
	pid_t group, parent; /* 'group' is the process itself, or that of a thread */
	char name[PROCESS_NAME];
	char state; /* as ps(1) shows it: 'Z' is a zombie */
	bool kernel_thread;
	uid_t user;
};

/* Read them.  0; -ESRCH where there is no such process; -EACCES where there is one that /proc hides
 * (its mount option hidepid). */
int process_facts_read(pid_t pid, struct process_facts *facts);

/* Show every process to 'visit', with its parent.  0 or -errno. */
int processes_visit(void (*visit)(pid_t pid, pid_t parent, void *argument), void *argument);

/* Hold a process, without stopping or touching it.  0 or -errno: -ESRCH, -EACCES without ptrace
 * access.  Release it with process_release(). */
int process_hold(struct process *process, pid_t pid);
void process_release(struct process *process);

/* Is it still the one that was held, with the memory it had then? */
enum process_state {
	PROCESS_SAME,
	PROCESS_ENDED,
	PROCESS_EXECUTED, /* it has started another program, whose memory is another */
	PROCESS_LOST,	  /* one of the two */
};
enum process_state process_check(const struct process *process);

/* Why the kernel refuses us ptrace access to look at a process (ptrace(2), "Ptrace access mode
 * checking"); Yama's ptrace_scope is not asked for looking. */
enum process_bar {
	BAR_USER,	  /* another user's, or of other groups */
	BAR_CAPABILITIES, /* it holds capabilities that we do not */
	BAR_UNDUMPABLE,	  /* it has been made undumpable, or its program may not be read */
	BAR_MODULE,	  /* none of these: a security module, or another user namespace */
};
enum process_bar process_bar(pid_t pid);

/* The nodes that its cpuset allows, as /proc shows them ("0-1"); "" where they cannot be read. */
void process_nodes_allowed(pid_t pid, struct text *list);

#endif
