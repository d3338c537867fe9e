/* Explaining pages: why, flags.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/pagemap.h"
#include "kernel/process.h"
#include "kernel/vmstat.h"
#include "memory/witness.h"
#include "shell/args.h"
#include "commands/families.h"
#include "commands/looking.h"

/* A command over a range of a segment, page by page, and what it is about to say: a run is said
 * when a page comes that does not go on with it. */
struct explanation {
	struct session *session;
	const struct segment *segment;
	uint64_t first; /* page of the segment at which the range begins */
	struct witness witness;
	struct flag_run flags;
	struct story_run story;
	struct policy policy; /* that of the story, which outlives the witness's */
};

static bool
same_flags(const struct facts *a, const struct facts *b)
{
	return a->entry == b->entry && a->seen == b->seen && a->flags == b->flags &&
	       a->mappers == b->mappers;
}

static void
end_flags(struct explanation *explanation)
{
	if (explanation->flags.pages)
		say_flags(&explanation->session->output, explanation->segment, &explanation->flags);
}

static void
take_flags(struct witness *witness, size_t place, uint64_t pages, struct facts *facts,
	   void *argument)
{
	struct explanation *explanation = argument;
	struct flag_run *run = &explanation->flags;
	uint64_t frame = witness_frame(witness, place);

	if (run->pages && same_flags(&run->facts, facts)) {
		run->contiguous &= frame == run->frame + run->pages;
		run->pages += pages;
		return;
	}
	end_flags(explanation);
	*run = (struct flag_run){ .page = explanation->first + witness->first + place,
				  .pages = pages,
				  .frame = frame,
				  .contiguous = true,
				  .facts = *facts };
}

/* Pages that a policy deals over nodes have the same story wherever they were dealt to. */
static bool
same_place(const struct story_run *run, const struct facts *facts)
{
	if (run->facts.state == facts->state)
		return true;
	return run->facts.state >= 0 && facts->state >= 0 && run->story.cause == CAUSE_POLICY &&
	       policy_deals(facts->policy);
}

static bool
same_policy(const struct facts *a, const struct facts *b)
{
	if (!a->policy || !b->policy)
		return !a->policy && !b->policy;
	return a->task_policy == b->task_policy && policy_equal(a->policy, b->policy);
}

static bool
same_watch(const struct facts *a, const struct facts *b)
{
	return a->watched == b->watched && a->lazily_freed == b->lazily_freed &&
	       (a->entry & PAGEMAP_UFFD_WP) == (b->entry & PAGEMAP_UFFD_WP);
}

static bool
same_story(const struct story_run *run, const struct facts *facts, const struct story *story,
	   uint64_t sharers)
{
	return run->story.cause == story->cause && run->story.hold == story->hold &&
	       run->story.obedience == story->obedience && run->story.drifts == story->drifts &&
	       run->sharers == sharers && run->facts.left == facts->left &&
	       run->facts.size == facts->size && run->facts.seen == facts->seen &&
	       run->facts.mappers == facts->mappers && run->facts.no_access == facts->no_access &&
	       same_watch(&run->facts, facts) &&
	       (run->facts.flags & STORY_FLAGS) == (facts->flags & STORY_FLAGS) &&
	       same_place(run, facts) && same_policy(&run->facts, facts);
}

static void
end_story(struct explanation *explanation)
{
	const struct story_run *run = &explanation->story;
	struct text names = { 0 };

	if (!run->pages)
		return;
	for (unsigned i = 0; i < explanation->witness.relative_count; i++)
		if (run->sharers & 1ULL << i)
			text_add(&names, "%s%s", names.length ? ", " : "",
				 explanation->witness.relatives[i].name);
	say_story(&explanation->session->output, explanation->segment, run, text_string(&names));
	text_release(&names);
}

static void
begin_story(struct explanation *explanation, uint64_t page, const struct facts *facts,
	    const struct story *story, uint64_t sharers)
{
	struct story_run *run = &explanation->story;

	end_story(explanation);
	*run = (struct story_run){
		.page = page, .sharers = sharers, .story = *story, .facts = *facts
	};
	if (!facts->policy)
		return;
	explanation->policy = *facts->policy;
	run->facts.policy = &explanation->policy;
}

static void
take_story(struct witness *witness, size_t place, uint64_t pages, struct facts *facts,
	   void *argument)
{
	struct explanation *explanation = argument;
	const struct segment *segment = explanation->segment;
	uint64_t page = explanation->first + witness->first + place;
	uint64_t sharers = witness_sharers(witness, place);
	struct story story;

	facts->left = session_reason_left(explanation->session, segment->pid,
					  segment->start + page * segment->page_size, facts->state);
	story = story_of(facts);
	if (!explanation->story.pages || !same_story(&explanation->story, facts, &story, sharers))
		begin_story(explanation, page, facts, &story, sharers);
	explanation->story.pages += pages;
	if (facts->state >= 0)
		nodeset_add(&explanation->story.nodes, (unsigned)facts->state);
}

/* Descendants of this process: pids, with the place of their parent in the list, and names. */
struct family {
	struct {
		pid_t pid, parent;
	} * items;
	size_t count, capacity;
};

static void
note_process(pid_t pid, pid_t parent, void *argument)
{
	struct family *family = argument;

	family->items =
		xgrow(family->items, &family->capacity, family->count + 1, sizeof(*family->items));
	family->items[family->count].pid = pid;
	family->items[family->count++].parent = parent;
}

static const char *
name_of_child(const struct session *session, pid_t pid)
{
	for (size_t i = 0; i < session->children.count; i++)
		if (session->children.items[i].pid == pid)
			return session->children.items[i].name;
	return NULL;
}

/* Add the children of 'parent', each before its own: "c", "c/123" where the name is its parent's
 * secret. */
static void
add_children(struct explanation *explanation, const struct family *family, pid_t parent,
	     const char *prefix)
{
	for (size_t i = 0; i < family->count; i++) {
		pid_t pid = family->items[i].pid;
		const char *known = name_of_child(explanation->session, pid);
		char *name;

		if (family->items[i].parent != parent)
			continue;
		name = known ? xasprintf("%s%s", prefix, known)
			     : xasprintf("%sprocess %d", prefix, (int)pid);
		witness_add_relative(&explanation->witness, name, pid);
		free(name);
		name = known ? xasprintf("%s/", known) : xasprintf("%s", prefix);
		add_children(explanation, family, pid, name);
		free(name);
	}
}

/* Who may share pages with this process since a fork: its descendants, and if it is a child of
 * memtoy's, its parent. */
static void
add_relatives(struct explanation *explanation)
{
	struct family family = { 0 };

	if (explanation->segment->pid)
		return;
	if (explanation->session->channel >= 0)
		witness_add_relative(&explanation->witness, "its parent", getppid());
	if (processes_visit(note_process, &family) == 0)
		add_children(explanation, &family, getpid(), "");
	free(family.items);
}

static void
say_ksm(const struct explanation *explanation)
{
	if (explanation->witness.ksm_lies)
		say_note(
			&explanation->session->output,
			"%s: this kernel marks every anonymous page as KSM's; the flag is left out "
			"where it cannot be true",
			explanation->segment->name);
}

/* Pins taken less pins released, of the whole machine.  Counters of CPUs are added up one after the
 * other, so that the sum may be off, and even below 0. */
static void
say_alive_pins(struct output *output)
{
	struct vmstat counters = { 0 };
	uint64_t acquired, released;

	if (vmstat_read(&counters) == 0 &&
	    vmstat_value(&counters, "nr_foll_pin_acquired", &acquired) == 0 &&
	    vmstat_value(&counters, "nr_foll_pin_released", &released) == 0)
		say_pins(output, acquired > released ? acquired - released : 0);
	vmstat_release(&counters);
}

static enum outcome
explain(struct session *session, struct args *args, witness_hearer *take,
	void (*end)(struct explanation *explanation))
{
	struct explanation explanation = { .session = session,
					   .segment = args_segment(args, true) };
	const struct segment *segment = explanation.segment;
	struct range range = args_range(args, segment);
	struct area area;
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (take == take_flags && !pagemap_is_there(segment->pid)) {
		args_fail(args, ENOENT, "there is no /proc/self/pagemap here to read flags from");
		error_hint(&args->error, "mount -t proc proc /proc");
		return OUTCOME_FAILED;
	}
	area = segment_area(segment, &range);
	explanation.first = segment_pages(segment, range.offset);
	result = witness_begin(&explanation.witness, segment, &area);
	if (!result) {
		say_segment(&session->output, segment);
		if (take == take_story)
			add_relatives(&explanation);
		result = witness_tell(&explanation.witness, take, &explanation);
	}
	end(&explanation);
	if (!result) {
		say_unseen(&session->output, segment, &explanation.witness);
		say_doubts(&session->output, segment, &explanation.witness.placement.view);
		if (take == take_story)
			say_alive_pins(&session->output);
		else
			say_ksm(&explanation);
	}
	witness_end(&explanation.witness);
	return result ? look_failed(args, segment, result) : OUTCOME_DONE;
}

static enum outcome
why_run(struct session *session, struct args *args)
{
	return explain(session, args, take_story, end_story);
}

static enum outcome
flags_run(struct session *session, struct args *args)
{
	return explain(session, args, take_flags, end_flags);
}

const struct command explaining_family[] = {
	{
		.name = "why",
		.usage = "<seg> [<offset> <length>]",
		.summary = "explain why pages are where they are, and what would move them",
		.help = "For neighbours with the same story: where they are, the size of the page, how often\n"
			"it is mapped and by which children, the policy in force and whether they obey it; then\n"
			"a sentence, why they are here and what keeps them from moving, and the command that\n"
			"would move them.  Who may not see flags and map counts (CAP_SYS_ADMIN) is told so.\n",
		.attached = true,
		.words = { WORD_SEGMENT },
		.run = why_run,
	},
	{
		.name = "flags",
		.usage = "<seg> [<offset> <length>]",
		.summary = "show page flags, map counts and frame numbers",
		.help = "In lower case the bits of the pagemap, which everybody may see; then, for root with\n"
			"CAP_SYS_ADMIN, the flags of /proc/kpageflags by the kernel's names.  Neighbours with\n"
			"the same answers are one line; their frames may be contiguous or not.\n",
		.attached = true,
		.words = { WORD_SEGMENT },
		.run = flags_run,
	},
	{ 0 },
};
