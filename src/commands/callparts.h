/* The parts of callwords.c: what takes a parameter of a raw system call.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_CALLPARTS_H
#define COMMANDS_CALLPARTS_H

#include "commands/callwords.h"

/* Larger than any mask that a kernel takes. */
enum { MASK_BYTES = 8192, MASK_BITS = MASK_BYTES * 8 };

/* Each takes the parameter at place 'which' into the call: from 'given',
 * what the user wrote behind its name, or NULL; those of memory that
 * stands without a name from the next words.  Errors go to 'args'. */
typedef void take_parameter(struct call *call, struct args *args, int which, const char *given);

/* Memory (callwords_memory.c); call_take_pages() comes before what is of each page. */
take_parameter call_take_start, call_take_length, call_take_pages, call_take_status,
	call_take_number_out, call_take_mask_out;

/* Nodes and numbers (callwords_nodes.c). */
take_parameter call_take_targets, call_take_mask, call_take_number;

/* Fenced memory of 'size' bytes for the parameter,
 * which call_release() frees; NULL with an error. */
void *call_fence(struct call *call, struct args *args, int which, size_t size);

/* Is the word one for a pointer that is none, such as "bad"?  Then '*address' is that. */
bool call_take_pointer(struct call *call, struct args *args, const char *word, uintptr_t *address);

#endif
