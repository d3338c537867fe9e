/* Other processes whose memory is looked at and moved.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_ATTACHMENT_H
#define MEMORY_ATTACHMENT_H

#include "kernel/process.h"
#include "memory/mappings.h"

/* A process under a name; its mappings are segments "<name>:heap", "<name>:libc.so.6", …  Nothing
 * is done to the process by this: it is neither stopped nor touched. */
struct attachment {
	char *name, *prefix;
	char command[PROCESS_NAME];
	struct process process;
	struct segments mappings; /* as they were when last asked for, lowest first */
	struct segments gone;	  /* what it had before; names are not used twice */
};

struct attachments {
	struct attachment **items;
	size_t count, capacity;
};

/* Attach process 'pid', or the one whose thread that is, as 'name' (NULL: "pid<number>").  NULL
 * with an error, which says which permission is missing.  It belongs to 'attachments'. */
struct attachment *attachments_add(struct attachments *attachments, pid_t pid, const char *name,
				   struct error *error);

/* The one whose name stands in 'word' before ':' or the word's end; NULL: none. */
struct attachment *attachments_find(const struct attachments *attachments, const char *word);
void attachments_remove(struct attachments *attachments, struct attachment *attachment);
void attachments_release(struct attachments *attachments);

/* Is the process still there, with the memory it had when it was attached?  0, or -ESRCH with an
 * error that tells what has become of it. */
int attachment_check(const struct attachment *attachment, struct error *error);

/* Read its mappings anew.  0 or -errno with an error. */
int attachment_renew(struct attachment *attachment, struct error *error);

/* Read its mappings anew, and find the one that is named 'name' behind the prefix; NULL with an
 * error. */
struct segment *attachment_segment(struct attachment *attachment, const char *name,
				   struct error *error);

/* What keeps us from looking at process 'pid', in words: "it belongs to another user …". */
const char *attachment_bar(pid_t pid);

/* Note why the kernel refused with 'number' to look at process 'pid', and what would let us. */
int attachment_refused(pid_t pid, int number, struct error *error);

#endif
