/* The words of a raw system call, as its arguments.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_CALLWORDS_H
#define COMMANDS_CALLWORDS_H

#include "memory/syscalls.h"
#include "shell/args.h"

/* Raw calls hand no more entries than this to the kernel: a gigabyte of small pages. */
enum { MOST_ENTRIES = 1 << 18 };

/* A call that is to be made.  What its pointers point to is fenced, so that a count that is too
 * large finds EFAULT and not memory of ours. */
struct call {
	const struct syscall_row *row;
	unsigned long arguments[RAW_ARGUMENTS];
	struct fenced fenced[RAW_ARGUMENTS]; /* of each argument */
	struct fenced noaccess;
	uintptr_t *entries; /* 'count' addresses, of move_pages; freed with the call */
	size_t count, capacity;
	bool has_mask;
	unsigned long width; /* of the widest mask, in bits */
};

/* Take the words.  Errors are noted in 'args'; release with call_release() in any case. */
void call_take(struct call *call, struct args *args);
void call_release(struct call *call);

/* Cut "*<n>" off the end of a word: n, of what 'noun' names, or 1. */
uint64_t call_take_times(struct args *args, char *word, const char *noun);

/* The argument that is of this kind: its place; -1: the call has none. */
int call_parameter(const struct call *call, enum parameter_kind kind);

#endif
