/* What actors count, and the first thing that went wrong.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "workers/acting.h"

const struct keyword actor_counts[] = {
	{ "updates", COUNT_UPDATES, false, "words written" },
	{ "checks", COUNT_CHECKS, false, "words compared with what they must be" },
	{ "forks", COUNT_FORKS, false, "children that were made and have ended" },
	{ "transfers", COUNT_TRANSFERS, false, "reads and writes past the page cache" },
	{ "lost", COUNT_LOST, false, "updates that were gone" },
	{ "leaked", COUNT_LEAKED, false, "writes that the other side of a fork saw" },
	{ "wrong", COUNT_WRONG, false, "words that were not what they must be" },
	{ "hung", COUNT_HUNG, false, "children that did not end" },
	{ "failed", COUNT_FAILED, false, "accesses that met a signal, refused calls" },
	{ 0 },
};

uint64_t
actor_counted(const struct actor *actor, enum actor_count count)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < actor->thread_count; i++)
		sum += __atomic_load_n(&actor->tasks[i].counts[count], __ATOMIC_RELAXED);
	return sum;
}

uint64_t
actor_violations(const struct actor *actor)
{
	uint64_t sum = 0;

	for (int count = COUNT_LOST; count < ACTOR_COUNTS; count++)
		sum += actor_counted(actor, (enum actor_count)count);
	return sum;
}

static void
describe_word(const struct actor_violation *violation, struct text *text)
{
	static const char *const what[ACTOR_COUNTS] = { [COUNT_LOST] = "an update is lost",
							[COUNT_LEAKED] = "a write came through",
							[COUNT_WRONG] = "a word is wrong" };

	text_add(text, "%s", what[violation->count]);
	if (violation->who)
		text_add(text, " to %s", violation->who);
	text_add(text,
		 " at offset 0x%" PRIx64 ", page 0x%" PRIx64 ": expected 0x%" PRIx64
		 ", found 0x%" PRIx64,
		 violation->offset, violation->offset / task_page_size(), violation->expected,
		 violation->found);
	if (violation->node >= 0)
		text_add(text, " (on node %d)", violation->node);
}

bool
actor_describe(const struct actor *actor, struct text *text)
{
	const struct actor_violation *first = &actor->violation;

	if (!first->count)
		return false;
	if (first->count == COUNT_HUNG)
		text_add(text, "a child did not end in time%s%s",
			 *first->where ? ", it hangs in " : "", first->where);
	else if (first->count == COUNT_FAILED && first->error > 0)
		text_add(text, "SIG%s at offset 0x%" PRIx64 ", page 0x%" PRIx64,
			 sigabbrev_np(first->error), first->offset,
			 first->offset / task_page_size());
	else if (first->count == COUNT_FAILED && actor->kind == ACTOR_FORKER &&
		 first->error == -ECHILD)
		text_add(text, "SIGSEGV or SIGBUS ended a child (of memory of huge pages that is "
			       "private each child takes free ones from the pool)");
	else if (first->count == COUNT_FAILED)
		text_add(text, "%s at offset 0x%" PRIx64 ": %s (%s)",
			 actor->kind == ACTOR_FORKER ? "a fork was refused" : "a transfer failed",
			 first->offset, error_name(-first->error), strerror(-first->error));
	else
		describe_word(first, text);
	return true;
}
