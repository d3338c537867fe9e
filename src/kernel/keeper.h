/* The keeper: a process that puts the machine back as it was, however memtoy ends, by SIGKILL too.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_KEEPER_H
#define KERNEL_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "kernel/promise.h"

struct kept_promise {
	int number;
	enum promise_kind kind;
	char *path, *value;
};

/* A session's own: all zero at first.  The process is started with the
 * first promise.  It is another program than the session's, started without
 * fork(2), so that it maps none of our pages and makes none of them shared;
 * signals do not end it, and it keeps the rights that we had at its start. */
struct keeper {
	pid_t pid; /* 0: not started */
	int channel;
	int last; /* number given */
	struct kept_promise *items;
	size_t count, capacity;
};

/* Start the process, unless it runs: before rights are given up that it may need.  0 or -errno. */
int keeper_start(struct keeper *keeper);

/* Have that step carried out when the session ends, and at once when its process dies: the last
 * promise first.  Called before the change is made that the step takes back.  The promise's number
 * (> 0); or -errno: then nothing may be changed. */
int keeper_promise(struct keeper *keeper, enum promise_kind kind, const char *path,
		   const char *value);

/* Carry out a promise now, and forget it.  0 or -errno, of the step.  Where the process was killed
 * the session does it, with the rights that it has. */
int keeper_fulfil(struct keeper *keeper, int promise);

/* Forget one: the change it takes back was not made, or has been taken back. */
void keeper_forget(struct keeper *keeper, int promise);

/* Write 'value' into a file of the kernel, with the promise to write back what is there now; of
 * several writes the first one's.  Of a file that shows a choice ("always [madvise] never") the
 * word in brackets is what is there.  0 or -errno. */
int keeper_write(struct keeper *keeper, const char *path, const char *value);

/* Has the session written this file by keeper_write()? */
bool keeper_has(const struct keeper *keeper, enum promise_kind kind, const char *path);

/* Carry out all promises, the last first, and end the process.
 * 'failed' is told what could not be put back, and why. */
void keeper_release(struct keeper *keeper, promise_broken *failed, void *context);

/* In a child process just forked: the promises are its parent's to keep. */
void keeper_disown(struct keeper *keeper);

/* Was this program started to be a keeper?  Then be one: does not return. */
void keeper_serve_if_asked(char **argv, promise_broken *failed);

#endif
