/* Claims on what the last migration moved, and what it left behind.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "shell/deviation.h"
#include "commands/claims.h"

static const struct migration *
last_migration(struct session *session, struct args *args)
{
	if (session->has_last)
		return &session->last;
	args_fail(args, EINVAL, "nothing has been migrated yet");
	return NULL;
}

/* The page that was left first is what the claim is about. */
static void
suspect_left(struct session *session)
{
	const struct migration *last = &session->last;
	uintptr_t start = session->last_from.start;

	for (size_t i = 0; migration_left(last) && i < session->segments.count; i++) {
		const struct segment *segment = session->segments.items[i];

		if (start && segment->mapped && segment->pid == session->last_from.pid &&
		    segment->start == start)
			session_suspect(session, segment, last->first_left.page);
	}
}

enum outcome
claim_moved(struct session *session, struct args *args, struct text *failure)
{
	const struct migration *last = last_migration(session, args);

	if (!last)
		return OUTCOME_FAILED;
	suspect_left(session);
	return compare_pages(args, last->moved, args_amount(args, last->asked, false), "moved",
			     failure);
}

enum outcome
claim_left(struct session *session, struct args *args, struct text *failure)
{
	const struct migration *last = last_migration(session, args);
	uint64_t wanted, found = 0;
	const char *name;
	int number = 0;

	if (!last)
		return OUTCOME_FAILED;
	wanted = args_amount(args, last->asked, true);
	name = args_optional(args);
	if (name && !(number = error_number(name)))
		return args_fail(args, EINVAL, "'%s' is no errno", name);
	for (int i = 0; i < REASONS; i++)
		if (!number || reason_errno((enum reason)i) == number)
			found += last->left[i];
	suspect_left(session);
	return compare_pages(args, found, wanted, name ? name : "left", failure);
}
