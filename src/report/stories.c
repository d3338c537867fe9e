/* Why pages are where they are, and their flags.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel/kpage.h"
#include "kernel/mapping.h"
#include "kernel/pagemap.h"
#include "memory/placement.h"
#include "report/nouns.h"

enum { INDENT = 14 };

static void
add_names(struct record *record, const char *field, const struct kpage_name *names, uint64_t bits)
{
	struct text text = { 0 };

	for (; names->name; names++)
		if (bits & names->flag)
			text_add(&text, "%s%s", text.length ? " " : "", names->name);
	record_text(record, field, text_string(&text));
	text_release(&text);
}

static void
draw_pages(const struct record *record, struct text *text)
{
	uint64_t pages = record_get_size(record, "pages");

	text_add(text, "%12" PRIx64 ": %" PRIu64 " page%s", record_get_size(record, "page"), pages,
		 pages == 1 ? "" : "s");
}

static void
draw_times(const struct record *record, struct text *text)
{
	uint64_t mappers = record_get_size(record, "mappers");

	text_add(text, ", mapped %" PRIu64 " time%s", mappers, mappers == 1 ? "" : "s");
}

static void
draw_flags(const struct record *record, struct text *text)
{
	const char *bits = record_get_text(record, "pagemap");

	draw_pages(record, text);
	if (record_field(record, "pfn")) {
		uint64_t pfn = record_get_size(record, "pfn");

		text_add(text, ", pfn 0x%" PRIx64, pfn);
		if (!record_get_truth(record, "contiguous"))
			text_add(text, " and others");
		else if (record_get_size(record, "pages") > 1)
			text_add(text, "-0x%" PRIx64, pfn + record_get_size(record, "pages") - 1);
	}
	if (record_field(record, "mappers"))
		draw_times(record, text);
	text_add(text, ": %s", *bits ? bits : "absent");
	if (*record_get_text(record, "flags"))
		text_add(text, " | %s", record_get_text(record, "flags"));
	text_add(text, "\n");
}

void
say_flags(struct output *output, const struct segment *segment, const struct flag_run *run)
{
	static const struct noun noun = { "flags", draw_flags };
	struct record record = say_begin(output, &noun);

	record_text(&record, "segment", segment->name);
	record_size(&record, "page", run->page);
	record_size(&record, "pages", run->pages);
	record_size(&record, "page_size", segment->page_size);
	add_names(&record, "pagemap", pagemap_names, run->facts.entry);
	if (run->facts.seen) {
		record_size(&record, "pfn", run->frame);
		record_truth(&record, "contiguous", run->contiguous);
		record_size(&record, "mappers", run->facts.mappers);
		add_names(&record, "flags", kpage_names, run->facts.flags);
	}
	say_end(output, &record);
}

static void
draw_size(const struct record *record, struct text *text)
{
	uint64_t size = record_get_size(record, "size");

	text_add(text, ", ");
	size_format(size, text);
	if (record_field(record, "order") && record_get_number(record, "order"))
		text_add(text, " (order %" PRId64 ")", record_get_number(record, "order"));
}

static void
draw_governed(const struct record *record, struct text *text)
{
	text_add(text, "; policy %s (%s)", record_get_text(record, "policy"),
		 record_get_text(record, "policy_from"));
	if (record_field(record, "obeys"))
		text_add(text, record_get_truth(record, "obeys") ? ", obeyed" : ", not obeyed");
}

static void
draw_story(const struct record *record, struct text *text)
{
	draw_pages(record, text);
	if (record_field(record, "nodes"))
		text_add(text, " on node %s", record_get_text(record, "nodes"));
	else
		text_add(text, " %s", record_get_text(record, "state"));
	if (record_field(record, "size"))
		draw_size(record, text);
	if (record_get_truth(record, "no_access"))
		text_add(text, ", no access");
	if (record_field(record, "mappers"))
		draw_times(record, text);
	if (*record_get_text(record, "mapped_by"))
		text_add(text, " (also by %s)", record_get_text(record, "mapped_by"));
	if (*record_get_text(record, "flags"))
		text_add(text, ", %s", record_get_text(record, "flags"));
	if (record_field(record, "policy"))
		draw_governed(record, text);
	text_add(text, "\n%*s%s\n", INDENT, "", record_get_text(record, "why"));
	if (*record_get_text(record, "remedy"))
		text_add(text, "%*stry: %s\n", INDENT, "", record_get_text(record, "remedy"));
}

static void
add_place(struct record *record, const struct story_run *run)
{
	struct text nodes = { 0 };

	if (run->facts.state < 0) {
		record_text(record, "state", page_state_name(run->facts.state));
		return;
	}
	nodeset_format(&run->nodes, &nodes);
	record_text(record, "state", "present");
	record_text(record, "nodes", text_string(&nodes));
	text_release(&nodes);
}

static int
order_of(uint64_t size)
{
	int order = 0;

	while (base_page_size() << order < size)
		order++;
	return order;
}

static const char *
policy_from(const struct facts *facts)
{
	if (facts->theirs)
		return "its own, or else its task's";
	return facts->task_policy ? "the task's" : "its own";
}

static void
add_policy(struct record *record, const struct story_run *run)
{
	struct text name = { 0 };

	if (!run->facts.policy)
		return;
	policy_format(run->facts.policy, &name);
	record_text(record, "policy", text_string(&name));
	record_text(record, "policy_from", policy_from(&run->facts));
	if (run->story.obedience != OBEYS_NONE)
		record_truth(record, "obeys", run->story.obedience == OBEYS);
	text_release(&name);
}

/* "foo", or "foo 3p 5p" where it is not the whole segment. */
static void
format_range(const struct segment *segment, const struct story_run *run, struct text *text)
{
	text_add(text, "%s", segment->name);
	if (run->pages != segment_pages(segment, segment->length))
		text_add(text, " %" PRIu64 "p %" PRIu64 "p", run->page, run->pages);
}

static void
add_sentences(struct record *record, const struct segment *segment, const struct story_run *run)
{
	struct text range = { 0 }, sentence = { 0 }, remedy = { 0 };

	format_range(segment, run, &range);
	story_sentence(&run->story, &run->facts, &sentence);
	story_remedy(&run->story, &run->facts, text_string(&range), &remedy);
	record_text(record, "cause", cause_name(run->story.cause));
	record_text(record, "hold", hold_name(run->story.hold));
	if (run->facts.left >= 0)
		record_text(record, "left", reason_name((enum reason)run->facts.left));
	record_text(record, "why", text_string(&sentence));
	record_text(record, "remedy", text_string(&remedy));
	text_release(&range);
	text_release(&sentence);
	text_release(&remedy);
}

void
say_story(struct output *output, const struct segment *segment, const struct story_run *run,
	  const char *mapped_by)
{
	static const struct noun noun = { "story", draw_story };
	struct record record = say_begin(output, &noun);

	record_text(&record, "segment", segment->name);
	record_size(&record, "page", run->page);
	record_size(&record, "pages", run->pages);
	record_size(&record, "page_size", segment->page_size);
	add_place(&record, run);
	record_truth(&record, "no_access", run->facts.no_access);
	if (run->facts.state >= 0) {
		record_size(&record, "size", run->facts.size);
		record_number(&record, "order", order_of(run->facts.size));
	}
	if (run->facts.state >= 0 && run->facts.seen) {
		record_size(&record, "mappers", run->facts.mappers);
		record_text(&record, "mapped_by", mapped_by);
		add_names(&record, "flags", kpage_names, run->facts.flags & STORY_FLAGS);
	}
	add_policy(&record, run);
	add_sentences(&record, segment, run);
	say_end(output, &record);
}

static void
draw_pins(const struct record *record, struct text *text)
{
	uint64_t pins = record_get_size(record, "pins");

	if (!pins)
		return;
	say_speaker(record, text);
	text_add(text,
		 "pins: %" PRIu64
		 " alive on this machine, whoever holds them; which pages they hold "
		 "cannot be seen\n",
		 pins);
}

void
say_pins(struct output *output, uint64_t pins)
{
	static const struct noun noun = { "pins", draw_pins };
	struct record record = say_begin(output, &noun);

	record_size(&record, "pins", pins);
	say_end(output, &record);
}
