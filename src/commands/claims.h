/* Claims that are checked beside the command they are of; the others are in expecting.c.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_CLAIMS_H
#define COMMANDS_CLAIMS_H

#include "shell/args.h"

/* Each checks one kind of claim: OUTCOME_DONE if it holds, OUTCOME_UNMET with "expected …, found …"
 * in 'failure', OUTCOME_FAILED with an error where it cannot be checked. */
typedef enum outcome claim_check(struct session *session, struct args *args, struct text *failure);

/* What the last call of 'call' returned, and its statuses. */
claim_check check_returned, check_status;

/* Sizes of pages, and pools of huge ones. */
claim_check check_size, check_pool;

/* How many mappings of the kernel's a range is made of. */
claim_check check_mappings;

/* "all", "none" (where it is taken) or a number, of 'all'. */
uint64_t args_amount(struct args *args, uint64_t all, bool none);

#endif
