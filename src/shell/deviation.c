/* A claim that does not hold, as a report.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "kernel/nodes.h"
#include "memory/machine.h"
#include "memory/size.h"
#include "memory/witness.h"
#include "shell/deviation.h"

void
session_suspect(struct session *session, const struct segment *segment, uint64_t page)
{
	session->suspect.segment = segment;
	session->suspect.page = page;
}

/* "node 0 1 GiB, node 2 no memory" */
static void
tell_machine(struct text *text)
{
	struct machine machine;

	machine_read(&machine);
	for (int node = nodeset_next(&machine.online, 0); node >= 0;
	     node = nodeset_next(&machine.online, (unsigned)node + 1)) {
		struct node_memory memory = { 0 };

		text_add(text, "%snode %d ", text->length ? ", " : "", node);
		if (!nodeset_has(&machine.memory, (unsigned)node) ||
		    node_memory_read((unsigned)node, &memory))
			text_add(text, "no memory");
		else
			size_format(memory.total, text);
		if (!nodeset_has(&machine.cpus, (unsigned)node))
			text_add(text, " no CPU");
	}
}

/* Where the first bad page is, and why, as 'why' would say it. */
static void
tell_page(const struct session *session, struct text *text)
{
	const struct segment *segment = session->suspect.segment;
	uint64_t page = session->suspect.page;
	struct range range;
	struct area area;
	struct witness witness;
	struct facts facts;
	struct story story;

	if (!segment || !segment->mapped)
		return;
	range = (struct range){ page * segment->page_size, segment->page_size, segment->page_size };
	area = segment_area(segment, &range);
	if (witness_begin(&witness, segment, &area) == 0 && witness_next(&witness) > 0) {
		witness_facts(&witness, 0, &facts);
		facts.left = session_reason_left(session, segment->pid, area.start, facts.state);
		story = story_of(&facts);
		text_add(text, "page 0x%" PRIx64 " of %s", page, segment->name);
		if (facts.state >= 0)
			text_add(text, ", on node %d", facts.state);
		text_add(text, ": ");
		story_sentence(&story, &facts, text);
		if (facts.seen)
			text_add(text, "; flags");
		for (const struct kpage_name *name = kpage_names; facts.seen && name->name; name++)
			if (facts.flags & name->flag)
				text_add(text, " %s", name->name);
	}
	witness_end(&witness);
}

void
deviation_say(struct session *session, const char *failure)
{
	const struct journal *journal = &session->journal;
	bool *needed = xcalloc(journal->count + 1, sizeof(*needed));
	const char **lines = xcalloc(journal->count + 1, sizeof(*lines));
	struct text machine = { 0 }, page = { 0 };
	size_t count = 0;

	journal_reduce(journal, session->commands, needed);
	for (size_t i = 0; i < journal->count; i++)
		if (needed[i])
			lines[count++] = journal->lines[i];
	tell_machine(&machine);
	tell_page(session, &page);
	say_deviation(&session->output, &(struct deviation){ .script = session->script,
							     .failure = failure,
							     .machine = text_string(&machine),
							     .page = text_string(&page),
							     .evidence = &session->evidence,
							     .lines = lines,
							     .count = count,
							     .dropped = journal->dropped });
	text_release(&machine);
	text_release(&page);
	free(lines);
	free(needed);
}
