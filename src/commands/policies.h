/* What the commands on policies share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_POLICIES_H
#define COMMANDS_POLICIES_H

#include "shell/args.h"

/* Hint at what the kernel's refusal of a policy means, where that can be known.  'segment' is NULL
 * for a task's policy. */
void explain_refusal(struct args *args, const struct segment *segment,
		     const struct policy_request *request, int result);

/* Find in '*policy' what is in force from page 'from' on, and up to which page ('end' at most):
 * page by page, since parts of a shared object may have policies of their own within one mapping.
 * 0, -EINTR or -errno. */
int policy_run_end(const struct segment *segment, uint64_t from, uint64_t end,
		   struct policy *policy, uint64_t *up_to);

/* Word why that ended with 'result' (negative). */
enum outcome policy_failed(struct args *args, const struct segment *segment, int result);

#endif
