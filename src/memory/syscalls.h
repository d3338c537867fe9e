/* The system calls on memory and NUMA that a user may make as they are: their parameters, and the
 * kernel's words for these.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_SYSCALLS_H
#define MEMORY_SYSCALLS_H

#include "base/keyword.h"
#include "kernel/rawcall.h"

enum parameter_kind {
	PARAMETER_NONE,
	PARAMETER_NUMBER, /* or words, added up with '+' */
	PARAMETER_PID,
	PARAMETER_START,  /* of memory */
	PARAMETER_LENGTH, /* in bytes */
	PARAMETER_COUNT,  /* of the entries in the arrays that follow */
	PARAMETER_PAGES,
	PARAMETER_TARGETS, /* a node for each page */
	PARAMETER_STATUS,  /* an answer for each page */
	PARAMETER_MASK,	   /* of nodes */
	PARAMETER_MAXNODE, /* one more than the bits of the mask that count */
	PARAMETER_MASK_OUT,
	PARAMETER_NUMBER_OUT,
	PARAMETER_STRING,
	PARAMETER_VECTOR,  /* a buffer, as struct iovec tells it */
	PARAMETER_BYTES,   /* how long the bits that follow are */
	PARAMETER_BITS,	   /* such as CPUs */
	PARAMETER_RIGHTS,  /* a set of capabilities */
	PARAMETER_REQUEST, /* of ioctl(2), which its name tells */
};

/* 'otherwise' is what counts where the user gives none, as it would be written; NULL: one must be
 * given, or follows from others. */
struct parameter {
	enum parameter_kind kind;
	const char *name;
	const struct keyword *words;
	const char *otherwise;
};

/* A table ends with a row whose name is NULL; parameters stand as the kernel takes them. */
struct syscall_row {
	const char *name;
	long number;
	const char *usage;
	struct parameter parameters[RAW_ARGUMENTS];
};
extern const struct syscall_row syscalls[];

/* Others that memtoy makes itself, on memory (watched.c), and on rights, files and devices
 * (watched_machine.c); see kernel/seen.h. */
extern const struct syscall_row watched_syscalls[];
extern const struct syscall_row watched_machine[];

/* The requests of ioctl(2) among them; ends with a request of 0. */
struct request_row {
	unsigned long request;
	struct syscall_row row;
};
extern const struct request_row watched_requests[];

/* NULL: there is none of that name, which is not shortened. */
const struct syscall_row *syscall_find(const char *name);

/* Pointers that are none: "none" is NULL, the others cannot be accessed. */
extern const struct keyword pointer_words[];
enum pointer { POINTER_NULL, POINTER_UNMAPPED, POINTER_NOACCESS, POINTER_KERNEL };

/* Parse "0x10", "-1", or "move+all" of a table (may be
 * NULL).  0, or -EINVAL with an error that calls it 'what'. */
int syscall_number_parse(const char *word, const char *what, const struct keyword *words,
			 unsigned long *number, struct error *error);

/* Write "bind+static" for a number of such a table; what no row has is hexadecimal. */
void syscall_number_format(unsigned long number, const struct keyword *words, struct text *text);

/* What the call made last answered.  'status' are those of move_pages(2), MIGRATE_UNANSWERED where
 * the kernel wrote none.  All zero: none was made. */
struct answer {
	const char *call;
	long returned; /* or -errno */
	int *status;
	uintptr_t *pages; /* what each status is of */
	size_t count;
	char *said; /* by get_mempolicy(2): "bind 0-1"; or NULL */
};

/* A status in a word: a node, an errno's name, "unset"; all of them: "1*3 EBUSY unset*2"; or what
 * was said. */
void status_format(int status, struct text *text);
void answer_format(const struct answer *answer, struct text *text);
void answer_release(struct answer *answer);

#endif
