/* The memtoy that is measured: it runs beside us, holds the memory, and takes commands.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* A command that takes longer is given up, and the memtoy with it. */
#define SUBJECT_SECONDS 30

struct subject {
	pid_t pid;
	FILE *commands;
	FILE *records;
	char *line; /* the last record read */
	size_t capacity;
};

/* What memtoy said to one command. */
struct answer {
	double seconds;	   /* of its 'time' record; negative without one */
	json_t *migration; /* its last 'migration' record, or NULL; owned */
	json_t *segment;   /* its last 'segment' record, or NULL; owned */
	char error[256];   /* its first error; empty if there was none */
};

/* Start the program open as 'program'.  0 or -errno; end it with subject_end(). */
int subject_start(struct subject *subject, int program);

/* Let the command be carried out, and hear what comes of it; 0, or -errno with the cause in
 * answer->error.  Release the answer in either case. */
int subject_do(struct subject *subject, const char *command, struct answer *answer);

/* The same for who wants no more than to know whether it succeeded; the words as for printf. */
int subject_tell(struct subject *subject, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether the text that memtoy shows for 'help' or 'set' with these words has 'word' in it. */
bool subject_knows(int program, const char *command, const char *word);

void answer_release(struct answer *answer);
void subject_end(struct subject *subject);

#endif
