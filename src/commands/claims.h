/* Claims, which expect checks.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_CLAIMS_H
#define COMMANDS_CLAIMS_H

#include "shell/args.h"

/* Each takes the words behind its own and checks one kind of claim: OUTCOME_DONE if it holds,
 * OUTCOME_UNMET with "expected …, found …" in 'failure', OUTCOME_FAILED with an error in 'args'
 * where it cannot be checked, OUTCOME_SKIPPED where this process may not see what it is on. */
typedef enum outcome claim_check(struct session *session, struct args *args, struct text *failure);

/* Pages of a range: where they are, how many are there, what they hold, what places them
 * (claims_pages.c); the flags they have (claims_flags.c); the sizes they are parts of, and pools of
 * huge ones (claims_sizes.c); the mappings that they are in (claims_mappings.c). */
claim_check claim_where, claim_present, claim_content, claim_policy;
claim_check claim_flags;
claim_check claim_size, claim_pool;
claim_check claim_mappings;

/* The last migration (claims_migrations.c). */
claim_check claim_moved, claim_left;

/* Counters of the kernel's, and its events (claims_counters.c). */
claim_check claim_counter, claim_event;

/* The last raw system call (claims_calls.c). */
claim_check claim_returned, claim_status;

/* What an actor has counted (acting.c, beside 'until', which waits for the same). */
claim_check claim_actor;

/* "all", "none" (where it is taken) or a number of pages, of 'all' that there are. */
uint64_t args_amount(struct args *args, uint64_t all, bool none);

/* Is 'found' the number of pages that is 'wanted'?
 * 'what' are they: "moved".  Takes no more words. */
enum outcome compare_pages(struct args *args, uint64_t found, uint64_t wanted, const char *what,
			   struct text *failure);

#endif
