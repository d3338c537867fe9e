/* A page's story: why it is where it is, whether its policy wants it there, what keeps it from
 * moving, and what would make it move.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "kernel/kpage.h"
#include "kernel/mempolicy.h"
#include "kernel/pagemap.h"
#include "memory/placement.h"
#include "memory/reason.h"
#include "memory/story.h"

/* In the sentences {policy}, {wanted}, {node} and {mappers} stand for what is known of the page. */
static const struct {
	const char *name, *sentence;
} causes[CAUSES] = {
	[CAUSE_GUARD] = { "guard", "a guard region, which no memory stands behind" },
	[CAUSE_POISONED] = { "poisoned",
			     "its memory broke, and the kernel took the frame out of use: "
			     "any access is a SIGBUS" },
	[CAUSE_UNTOUCHED] = { "untouched",
			      "nothing is here: never touched, or given back; when it is "
			      "touched {policy} places it" },
	[CAUSE_UNMAPPED] = { "unmapped", "not mapped here; the object may have it, in memory or in "
					 "swap" },
	[CAUSE_IN_OBJECT] = { "in object", "not mapped here, but its object has it in memory, on a "
					   "node that shows once it is touched here" },
	[CAUSE_NOT_IN_OBJECT] = { "not in object",
				  "not mapped here, and its object does not have it "
				  "in memory: never touched, in swap, or in its "
				  "file only" },
	[CAUSE_SWAPPED] = { "swapped",
			    "in swap; when it is read back {policy} places it, unless the swap cache "
			    "has it still, where it was" },
	[CAUSE_ZERO] = { "zero page",
			 "read and never written: the kernel's page of zeros stands for "
			 "it" },
	[CAUSE_DEVICE] = { "device",
			   "memory of the kernel or of a device, which no policy places" },
	[CAUSE_DAX] = { "dax",
			"memory of the device itself, which has the file's data there (DAX), and "
			"which no policy places" },
	[CAUSE_HIDDEN] = { "hidden", "it is here, but the kernel does not say on which node" },
	[CAUSE_KSM] = { "ksm", "KSM merged it with equal pages: it is where the one that was kept "
			       "is" },
	[CAUSE_CACHE] = { "page cache", "page cache of a file: the policy of the task that read or "
					"wrote it first placed it, and no mapping's governs it" },
	[CAUSE_POLICY] = { "policy", "{policy} wants it here" },
	[CAUSE_OLDER] = { "older",
			  "{policy} wants it on node {wanted}: it was here before that policy "
			  "was, or was moved since" },
	[CAUSE_UNPREFERRED] = { "unpreferred", "{policy} prefers node {wanted}: it was here before "
					       "that policy was, was moved since, or found no room "
					       "there" },
	[CAUSE_TOUCHED] = { "touched",
			    "{policy} names no node: a CPU of node {node} touched it first, "
			    "or the policy of then or a move brought it here, or there was no room "
			    "nearer" },
	[CAUSE_SHARED] = { "shared",
			   "shared memory without a policy of its own: the policy of the "
			   "task that touched it first placed it, or it was moved since" },
};

/* In the remedies {range} stands for the segment with its range, {to} for nodes. */
static const struct {
	const char *name, *sentence, *remedy;
	bool moves; /* the remedy needs another node */
} holds[HOLDS] = {
	[HOLD_NOTHING] = { "nothing", "nothing holds it that can be seen, as a pin cannot",
			   "move {range} {to}", true },
	[HOLD_ONE_NODE] = { "one node", "there is no other node for it", NULL, false },
	[HOLD_ABSENT] = { "absent", "there is nothing to move", "touch {range}", false },
	[HOLD_SWAPPED] = { "swapped", "there is nothing to move", "touch {range} read", false },
	[HOLD_GUARD] = { "guard",
			 "there is nothing to move, nor to touch before the guard is removed", NULL,
			 false },
	[HOLD_LOST] = { "lost",
			"there is nothing to move: what it held is lost, and a new page "
			"comes once it is given back",
			"madvise {range} dontneed", false },
	[HOLD_ZERO] = { "zero page",
			"that page never moves, and a write puts one of its own in its "
			"place",
			"touch {range} write", false },
	[HOLD_DEVICE] = { "device", "the kernel does not migrate such memory", NULL, false },
	[HOLD_DAX] = { "dax", "the kernel migrates nothing in a mapping of a device's memory", NULL,
		       false },
	[HOLD_SECRET] = { "secret", "the kernel holds memory of memfd_secret for good", NULL,
			  false },
	[HOLD_NO_ACCESS] = { "no access",
			     "before Linux 6.12 move_pages does not see memory without "
			     "access, though mbind with +move does",
			     "mprotect {range} read", false },
	[HOLD_POISON] = { "poisoned", "this memory is broken, and is not touched any more", NULL,
			  false },
	[HOLD_KSM] = { "ksm",
		       "it moves only with all pages that were merged into it, which takes "
		       "CAP_SYS_NICE",
		       "move {range} {to} all", true },
	[HOLD_FORK] = { "fork",
			"shared since a fork and mapped {mappers}: it moves when one side has "
			"written to it, or for all of them, which takes CAP_SYS_NICE",
			"move {range} {to} all", true },
	[HOLD_MAPPERS] = { "mappers",
			   "mapped {mappers}, it moves for all of them only, which takes "
			   "CAP_SYS_NICE",
			   "move {range} {to} all", true },
	[HOLD_BUSY] = { "busy",
			"it is locked or being written to disk: a migration waits for it, or "
			"leaves it",
			"move {range} {to}", true },
	[HOLD_LEFT] = { "left", "nothing holds it now that can be seen, as a pin cannot",
			"move {range} {to}", true },
};

const char *
cause_name(enum cause cause)
{
	return causes[cause].name;
}

const char *
hold_name(enum hold hold)
{
	return holds[hold].name;
}

static bool
flagged(const struct facts *facts, uint64_t flag)
{
	return facts->seen && facts->flags & flag;
}

/* Is the page one of the page cache of a file, which takes no policy of a mapping?  A private
 * mapping shows such pages too, until they are written to. */
static bool
is_cache(const struct facts *facts)
{
	return facts->regular && facts->entry & PAGEMAP_FILE;
}

/* Is the page the device's own?  It is not to be seen among the kernel's, or is no page of a
 * process alone: copies on write are. */
static bool
is_dax(const struct facts *facts)
{
	if (!facts->dax || !(facts->entry & PAGEMAP_PRESENT))
		return false;
	if (facts->seen)
		return facts->flags & KPAGE_NOPAGE;
	return facts->shared || facts->entry & PAGEMAP_FILE || !(facts->entry & PAGEMAP_EXCLUSIVE);
}

static enum obedience
obedience_of(const struct facts *facts)
{
	if (facts->state < 0 || !facts->policy || nodeset_is_empty(&facts->policy->nodes) ||
	    facts->device || is_dax(facts) || is_cache(facts) || flagged(facts, KPAGE_KSM))
		return OBEYS_NONE;
	return nodeset_has(&facts->policy->nodes, (unsigned)facts->state) ? OBEYS : STRAYS;
}

static enum cause
cause_of_absent(const struct facts *facts)
{
	switch (facts->object) {
	case OBJECT_UNKNOWN:
		return CAUSE_UNMAPPED;
	case OBJECT_HAS:
		return CAUSE_IN_OBJECT;
	case OBJECT_LACKS:
		return CAUSE_NOT_IN_OBJECT;
	case OBJECT_NONE:
		break;
	}
	return CAUSE_UNTOUCHED;
}

/* Of a page whose node is known, and that something else than chance put there. */
static enum cause
cause_of_present(const struct facts *facts, enum obedience obedience)
{
	int mode = facts->policy ? facts->policy->mode : MPOL_DEFAULT;

	if (flagged(facts, KPAGE_KSM))
		return CAUSE_KSM;
	if (is_cache(facts))
		return CAUSE_CACHE;
	/* The task that touched it first may have been another, with another policy. */
	if (facts->shared && (facts->task_policy || obedience == OBEYS_NONE))
		return CAUSE_SHARED;
	if (obedience == OBEYS)
		return CAUSE_POLICY;
	if (obedience == OBEYS_NONE)
		return CAUSE_TOUCHED;
	return mode == MPOL_PREFERRED || mode == MPOL_PREFERRED_MANY ? CAUSE_UNPREFERRED
								     : CAUSE_OLDER;
}

static enum cause
cause_of(const struct facts *facts, enum obedience obedience)
{
	if (facts->device)
		return CAUSE_DEVICE;
	if (is_dax(facts))
		return CAUSE_DAX;
	switch (facts->state) {
	case PAGE_ABSENT:
		return cause_of_absent(facts);
	case PAGE_GUARD:
		return CAUSE_GUARD;
	case PAGE_SWAPPED:
		return CAUSE_SWAPPED;
	case PAGE_ZERO:
		return CAUSE_ZERO;
	case PAGE_POISONED:
		return CAUSE_POISONED;
	case PAGE_REFUSED:
		return CAUSE_HIDDEN;
	default:
		return cause_of_present(facts, obedience);
	}
}

/* What holds a page that is there; several things may, and the hardest to undo is told. */
static enum hold
hold_of_present(const struct facts *facts)
{
	if (facts->secret)
		return HOLD_SECRET;
	if (facts->dax)
		return HOLD_DAX;
	if (flagged(facts, KPAGE_HWPOISON))
		return HOLD_POISON;
	if (facts->no_access && facts->hides_locked)
		return HOLD_NO_ACCESS;
	if (flagged(facts, KPAGE_KSM))
		return HOLD_KSM;
	if (facts->entry & PAGEMAP_PRESENT && !(facts->entry & PAGEMAP_EXCLUSIVE))
		return facts->entry & PAGEMAP_FILE ? HOLD_MAPPERS : HOLD_FORK;
	if (facts->one_node)
		return HOLD_ONE_NODE;
	if (facts->left >= 0)
		return HOLD_LEFT;
	return flagged(facts, KPAGE_LOCKED | KPAGE_WRITEBACK) ? HOLD_BUSY : HOLD_NOTHING;
}

static enum hold
hold_of(const struct facts *facts)
{
	if (facts->device)
		return HOLD_DEVICE;
	switch (facts->state) {
	case PAGE_ABSENT:
		return HOLD_ABSENT;
	case PAGE_GUARD:
		return HOLD_GUARD;
	case PAGE_SWAPPED:
		return HOLD_SWAPPED;
	case PAGE_ZERO:
		return HOLD_ZERO;
	case PAGE_POISONED:
		return HOLD_LOST;
	default:
		return hold_of_present(facts);
	}
}

/* NUMA balancing does not try pages that are merged, shared since a fork, or dirty page cache
 * (mm/mprotect.c, change_pte_range()), nor mappings without access. */
static bool
is_steady(const struct facts *facts)
{
	enum hold hold = hold_of(facts);

	return hold == HOLD_DEVICE || hold == HOLD_DAX || hold == HOLD_SECRET ||
	       hold == HOLD_POISON || hold == HOLD_KSM || hold == HOLD_FORK || facts->no_access ||
	       facts->unbalanced || (is_cache(facts) && flagged(facts, KPAGE_DIRTY));
}

/* NUMA balancing leaves alone what a policy without +balancing binds (mm/mempolicy.c,
 * vma_policy_mof()). */
static bool
drifts(const struct facts *facts)
{
	if (!facts->balancing || facts->one_node || facts->state < 0 || !facts->policy ||
	    is_steady(facts))
		return false;
	return facts->policy->mode == MPOL_DEFAULT || facts->policy->flags & MPOL_F_NUMA_BALANCING;
}

struct story
story_of(const struct facts *facts)
{
	enum obedience obedience = obedience_of(facts);

	return (struct story){ .cause = cause_of(facts, obedience),
			       .hold = hold_of(facts),
			       .obedience = obedience,
			       .drifts = drifts(facts) };
}

static void
add_policy(const struct facts *facts, struct text *text)
{
	if (!facts->policy) {
		text_add(text, "the policy in force");
		return;
	}
	text_add(text, facts->task_policy ? "the task's policy " : "policy ");
	policy_format(facts->policy, text);
}

static void
add_mappers(const struct facts *facts, struct text *text)
{
	if (facts->seen)
		text_add(text, "%" PRIu64 " time%s", facts->mappers,
			 facts->mappers == 1 ? "" : "s");
	else
		text_add(text, "more than once");
}

static void
add_word(const char *word, const struct facts *facts, const char *range, struct text *text)
{
	if (strncmp(word, "{policy}", 8) == 0)
		add_policy(facts, text);
	else if (strncmp(word, "{mappers}", 9) == 0)
		add_mappers(facts, text);
	else if (strncmp(word, "{node}", 6) == 0 && facts->state >= 0)
		text_add(text, "%d", facts->state);
	else if (strncmp(word, "{wanted}", 8) == 0 && facts->policy)
		nodeset_format(&facts->policy->nodes, text);
	else if (strncmp(word, "{range}", 7) == 0 && range)
		text_add(text, "%s", range);
	else if (strncmp(word, "{to}", 4) == 0 && obedience_of(facts) == STRAYS)
		nodeset_format(&facts->policy->nodes, text);
	else
		text_add(text, "<node>");
}

static void
expand(const char *sentence, const struct facts *facts, const char *range, struct text *text)
{
	for (const char *at = sentence; *at;) {
		size_t plain = strcspn(at, "{");

		text_add_bytes(text, at, plain);
		at += plain;
		if (!*at)
			break;
		add_word(at, facts, range, text);
		at += strcspn(at, "}") + 1;
	}
}

static bool
needs_nice(enum hold hold)
{
	return hold == HOLD_KSM || hold == HOLD_FORK || hold == HOLD_MAPPERS;
}

void
story_sentence(const struct story *story, const struct facts *facts, struct text *text)
{
	expand(causes[story->cause].sentence, facts, NULL, text);
	text_add(text, "; ");
	expand(holds[story->hold].sentence, facts, NULL, text);
	if (needs_nice(story->hold) && !facts->nice)
		text_add(text, " and this process has not");
	if (facts->left >= 0)
		text_add(text, "; the last migration left it: %s",
			 reason_sentence((enum reason)facts->left));
	if (facts->lazily_freed)
		text_add(text,
			 "; it was freed lazily: unless it is written to, it may be dropped when "
			 "memory is short");
	if (facts->watched && facts->state == PAGE_ABSENT)
		text_add(text, "; userfaultfd is told when it is touched");
	if (facts->entry & PAGEMAP_UFFD_WP)
		text_add(text, "; userfaultfd is told when it is written to");
	if (story->drifts)
		text_add(text, "; NUMA balancing is on, and may move it");
	if (flagged(facts, KPAGE_KSM) && facts->ksm_doubtful)
		text_add(text,
			 "; this kernel marks every anonymous page as KSM's, so that it may only "
			 "be shared since a fork");
}

void
story_remedy(const struct story *story, const struct facts *facts, const char *range,
	     struct text *text)
{
	bool moves = holds[story->hold].moves;

	if (!holds[story->hold].remedy || (moves ? facts->one_node : facts->theirs))
		return;
	expand(holds[story->hold].remedy, facts, range, text);
}
