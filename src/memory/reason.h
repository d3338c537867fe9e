/* Why a page did not move.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_REASON_H
#define MEMORY_REASON_H

#include <stdbool.h>
#include <stdint.h>

#include "memory/nodeset.h"

enum reason {
	REASON_SHARED, /* mapped more than once, and not all of its mappers were asked for */
	REASON_HELD, /* an extra reference: pinned, spliced, under I/O, or not movable by nature */
	REASON_NO_ROOM, /* the target has no free memory */
	REASON_BARRED,	/* the target is not in our own cpuset, and it is we who take the memory */
	REASON_DUPLICATE, /* the page was in the same request twice */
	REASON_POLICY,	  /* mbind(2) did not set the policy that it allocates by */
	REASON_REFUSED,	  /* its mapping cannot be migrated, or the kernel does not say */
	REASON_UNTOLD,	  /* the kernel gives a number, and neither pages nor reasons */
	REASON_MOVED_ON,  /* it was on the target and then somewhere else */
	REASON_NOT_TRIED, /* an interrupt or an error ended the work before it */
};
enum { REASONS = REASON_NOT_TRIED + 1 };

/* A word for it ("shared"), the errno that stands for it in
 * 'expect left' (EACCES; 0: none), and a sentence with the cure. */
const char *reason_name(enum reason reason);
int reason_errno(enum reason reason);
const char *reason_sentence(enum reason reason);

/* The reason that a move_pages(2) status gives, or -1 where it gives none: an entry that was not
 * answered, or a node. */
int reason_of_status(int status);

/* The reason for a page that stayed behind unanswered, from its pagemap entry, whether all mappers
 * were asked for, and the room its targets have left, in bytes: what mbind(2) and migrate_pages(2)
 * leave us to find out. */
enum reason reason_of_entry(uint64_t entry, bool all, uint64_t room, uint64_t page_size);

#endif
