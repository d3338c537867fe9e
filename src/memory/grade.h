/* How far the kernel heeds a policy that was set: honoured, partly, or ignored, and why.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_GRADE_H
#define MEMORY_GRADE_H

#include <stdbool.h>

#include "base/text.h"
#include "memory/migration.h"
#include "memory/policy.h"

enum grade_value { GRADE_HONOURED, GRADE_PARTLY, GRADE_IGNORED };

/* A grade starts as honoured, all zero, and each finding may lower it.  'why' holds the findings as
 * clauses with "; " between.  Release with grade_release(). */
struct grade {
	enum grade_value value;
	struct text why;

	/* The policy as it is read back; 'read' where that could be done. */
	bool read;
	struct policy in_force;

	/* Pages that are where the policy wants them, and those on other nodes. */
	uint64_t obeying, straying;
};

/* "honoured", "partly", "ignored" */
const char *grade_name(enum grade_value value);

/* Add a finding, which is worth 'value' at most (honoured: a remark). */
void grade_note(struct grade *grade, enum grade_value value, const char *clause, ...)
	__attribute__((format(printf, 3, 4)));

/* Whose pages a policy is set for. */
enum page_owner {
	OWNER_MAPPING, /* the mapping, or shared memory, which keeps policies */
	OWNER_FILE,    /* the cache of a file, mapped shared: it keeps no policy */
	OWNER_COPIES,  /* the same, mapped private: what is written becomes the mapping's */
};

/* Hold what was asked against what is in force ('read' and 'in_force' are set before), where
 * 'usable' nodes are allowed and have memory. */
void grade_policy(struct grade *grade, const struct policy_request *asked,
		  const struct nodeset *usable);

/* What counts for pages to come. */
void grade_owner(struct grade *grade, const struct policy_request *asked, enum page_owner owner);

/* What mbind(2) did with the pages that were there; it answered 'migration->answer'. */
void grade_pages(struct grade *grade, const struct policy_request *asked,
		 const struct migration *migration);

/* Pages that lie on nodes 0 to 'count' - 1, where interleaving by these weights (0: none of its
 * nodes) had to spread them.  Noted where they are uneven by more than a round. */
void grade_spread(struct grade *grade, const uint64_t *pages, const unsigned *weights,
		  unsigned count);

void grade_release(struct grade *grade);

#endif
