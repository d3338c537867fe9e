/* A page's story: why it is where it is, whether its policy wants it there, what keeps it from
 * moving, and what would make it move.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * story_of() decides from facts alone; witness.h collects them. */
#ifndef MEMORY_STORY_H
#define MEMORY_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "memory/policy.h"

/* Does the object behind a page that is not mapped here have it in memory? */
enum object { OBJECT_NONE, OBJECT_UNKNOWN, OBJECT_HAS, OBJECT_LACKS };

/* What is known of a page. */
struct facts {
	int state;	   /* its node, or PAGE_* */
	uint64_t entry;	   /* pagemap bits, without the frame */
	bool seen;	   /* 'flags' and 'mappers' are known */
	uint64_t flags;	   /* KPAGE_* */
	uint64_t mappers;  /* how many times it is mapped, by whomever */
	uint64_t size;	   /* bytes of the page, or of the folio it is a part of */
	bool ksm_doubtful; /* KPAGE_KSM may not be true */
	bool lazily_freed; /* by MADV_FREE, and not written since */

	/* Of its mapping. */
	bool theirs; /* another process's: not to be touched, and whose its policy is is not told */
	bool shared; /* changes reach the object */
	bool regular;	 /* the object is a file of a file system that takes no policies */
	bool no_access;	 /* PROT_NONE */
	bool device;	 /* VM_IO, VM_PFNMAP, vdso, vvar */
	bool secret;	 /* memfd_secret(2) */
	bool dax;	 /* of device memory itself */
	bool unbalanced; /* NUMA balancing passes it by */
	bool watched;	 /* userfaultfd(2) is told when a missing page is touched */
	enum object object;

	/* Of its policy, which is borrowed. */
	const struct policy *policy; /* NULL: not known */
	bool task_policy;	     /* it is the task's: the mapping has none */

	/* Of the machine. */
	bool one_node;	   /* there is no other node to go to */
	bool hides_locked; /* before Linux 6.12: move_pages(2) does not see pages without access */
	bool balancing;	   /* NUMA balancing is on */
	bool nice;	   /* we have CAP_SYS_NICE */

	int left; /* enum reason: why the last migration left it; -1: it did not */
};

/* Why it is here, as far as can be known afterwards. */
enum cause {
	CAUSE_GUARD,
	CAUSE_POISONED,
	CAUSE_UNTOUCHED,
	CAUSE_UNMAPPED,
	CAUSE_IN_OBJECT,
	CAUSE_NOT_IN_OBJECT,
	CAUSE_SWAPPED,
	CAUSE_ZERO,
	CAUSE_DEVICE,
	CAUSE_DAX,
	CAUSE_HIDDEN,
	CAUSE_KSM,
	CAUSE_CACHE,
	CAUSE_POLICY,
	CAUSE_OLDER,
	CAUSE_UNPREFERRED,
	CAUSE_TOUCHED,
	CAUSE_SHARED,
};
enum { CAUSES = CAUSE_SHARED + 1 };

/* What keeps it from moving. */
enum hold {
	HOLD_NOTHING,
	HOLD_ONE_NODE,
	HOLD_ABSENT,
	HOLD_SWAPPED,
	HOLD_GUARD,
	HOLD_LOST,
	HOLD_ZERO,
	HOLD_DEVICE,
	HOLD_DAX,
	HOLD_SECRET,
	HOLD_NO_ACCESS,
	HOLD_POISON,
	HOLD_KSM,
	HOLD_FORK,
	HOLD_MAPPERS,
	HOLD_BUSY,
	HOLD_LEFT,
};
enum { HOLDS = HOLD_LEFT + 1 };

/* Is it where its policy wants it? */
enum obedience {
	OBEYS_NONE, /* no policy that names nodes governs it, or nothing is there */
	OBEYS,
	STRAYS,
};

struct story {
	enum cause cause;
	enum hold hold;
	enum obedience obedience;
	bool drifts; /* NUMA balancing may move it by itself */
};

struct story story_of(const struct facts *facts);

/* A word for each: "untouched", "fork". */
const char *cause_name(enum cause cause);
const char *hold_name(enum hold hold);

/* The one sentence: why it is here, and why it would move or not. */
void story_sentence(const struct story *story, const struct facts *facts, struct text *text);

/* The command that would make it move, or bring it here first; nothing
 * where none would.  'range' is "foo 3p 5p"; the nodes are those that
 * its policy wants, or else "<node>" for the user to fill in. */
void story_remedy(const struct story *story, const struct facts *facts, const char *range,
		  struct text *text);

#endif
