/* Evidence: what the kernel itself counted and told.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/keyword.h"
#include "base/xalloc.h"
#include "memory/evidence.h"

const struct keyword event_reasons[] = {
	{ "compaction", 0, false, "to make room for large pages" },
	{ "memory_failure", 1, false, "a page is taken out of use" },
	{ "memory_hotplug", 2, false, "memory goes off line" },
	{ "syscall_or_cpuset", 3, false, "move_pages, migrate_pages, or a cpuset" },
	{ "mempolicy_mbind", 4, false, "mbind" },
	{ "numa_misplaced", 5, false, "NUMA balancing" },
	{ "contig_range", 6, false, "a range is to be free" },
	{ "longterm_pin", 7, false, "a page is to be pinned for long" },
	{ "demotion", 8, false, "reclaim, to a slower node" },
	{ "damon", 9, false, "DAMON" },
	{ 0 },
};

static bool
same_kind(const struct trace_event *a, const struct trace_event *b)
{
	return a->own == b->own && strcmp(a->reason, b->reason) == 0 &&
	       strcmp(a->mode, b->mode) == 0;
}

static void
add_calls(struct event_sums *sums, const struct trace_event *event, uint64_t calls)
{
	struct trace_event *sum;
	size_t at = 0;

	while (at < sums->count && !same_kind(&sums->items[at].sum, event))
		at++;
	if (at == sums->count) {
		sums->items =
			xgrow(sums->items, &sums->capacity, ++sums->count, sizeof(*sums->items));
		sums->items[at] = (struct event_sum){ *event, calls };
		return;
	}
	sum = &sums->items[at].sum;
	sums->items[at].calls += calls;
	sum->succeeded += event->succeeded;
	sum->failed += event->failed;
	sum->thp_succeeded += event->thp_succeeded;
	sum->thp_failed += event->thp_failed;
	sum->thp_split += event->thp_split;
	sum->split += event->split;
}

void
event_sums_add(struct event_sums *sums, const struct trace_event *event)
{
	add_calls(sums, event, 1);
}

uint64_t
event_sums_pages(const struct event_sums *sums, const char *reason)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < sums->count; i++)
		if (strcmp(sums->items[i].sum.reason, reason) == 0)
			pages += sums->items[i].sum.succeeded;
	return pages;
}

void
event_sums_release(struct event_sums *sums)
{
	free(sums->items);
	*sums = (struct event_sums){ 0 };
}

void
evidence_init(struct evidence *evidence)
{
	*evidence = (struct evidence){ 0 };
	vmstat_read(&evidence->start);
}

int
evidence_trace(struct evidence *evidence, bool on)
{
	int result = on ? trace_open(&evidence->trace) : 0;

	/* What is open stays open: see kernel/trace.h. */
	if (!result && on && !evidence->tracing) {
		trace_begin(&evidence->trace);
		event_sums_release(&evidence->all_events);
	}
	if (!result)
		evidence->tracing = on;
	return result;
}

static void
take_event(const struct trace_event *event, void *context)
{
	event_sums_add(context, event);
}

void
evidence_catch_up(struct evidence *evidence)
{
	if (evidence->tracing)
		trace_read(&evidence->trace, take_event, &evidence->all_events,
			   &evidence->all_events.lost);
}

void
evidence_begin(struct evidence *evidence, const char *command)
{
	vmstat_read(&evidence->before);
	event_sums_release(&evidence->events);
	evidence_catch_up(evidence);
	evidence->refusal = evidence->tracing ? -trace_begin(&evidence->trace) : 0;
	evidence->traced = evidence->tracing && !evidence->refusal;
	evidence->command = command;
	evidence->open = true;
}

void
evidence_end(struct evidence *evidence)
{
	if (!evidence->open)
		return;
	vmstat_read(&evidence->after);
	if (evidence->traced)
		evidence->refusal = -trace_read(&evidence->trace, take_event, &evidence->events,
						&evidence->events.lost);
	evidence->traced &= !evidence->refusal;
	for (size_t i = 0; evidence->traced && i < evidence->events.count; i++)
		add_calls(&evidence->all_events, &evidence->events.items[i].sum,
			  evidence->events.items[i].calls);
	evidence->open = false;
}

void
evidence_release(struct evidence *evidence)
{
	trace_release(&evidence->trace);
	event_sums_release(&evidence->events);
	event_sums_release(&evidence->all_events);
	vmstat_release(&evidence->start);
	vmstat_release(&evidence->before);
	vmstat_release(&evidence->after);
	*evidence = (struct evidence){ 0 };
}

bool
counter_of_migration(const char *name)
{
	/* How their names begin: later kernels add to these families. */
	static const char *const families[] = {
		"pgmigrate_",  "thp_migration_",   "numa_pages_migrated", "numa_hint_faults",
		"numa_pte_",   "numa_huge_pte_",   "pgpromote_",	  "pgdemote_",
		"nr_foll_pin", "compact_isolated", "thp_split_page",	  "unevictable_pgs_",
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (strncmp(name, families[i], strlen(families[i])) == 0)
			return true;
	return false;
}

/* The first few counters that 'word' shortens. */
static void
add_rivals(const struct vmstat *reading, const char *word, struct text *text)
{
	enum { MOST = 6 };
	struct vmstat_counter counter;
	const char *at = NULL;
	size_t found = 0;

	while (vmstat_next(reading, &at, &counter)) {
		if (strncmp(counter.name, word, strlen(word)) != 0)
			continue;
		if (found < MOST)
			text_add(text, "%s%s", found ? ", " : "", counter.name);
		found++;
	}
	if (found > MOST)
		text_add(text, " and %zu more", found - MOST);
}

/* The nearest name; a long one may differ in more letters. */
static void
suggest(const struct vmstat *reading, const char *word, struct error *error)
{
	struct vmstat_counter counter, nearest = { "", 0 };
	size_t least = strlen(word) / 3 + 2;
	const char *at = NULL;

	while (vmstat_next(reading, &at, &counter)) {
		size_t distance = keyword_distance(word, counter.name);

		if (distance >= least)
			continue;
		least = distance;
		nearest = counter;
	}
	error_hint(error, "%s", *nearest.name ? nearest.name : "a name of /proc/vmstat");
}

int
counter_parse(const struct vmstat *reading, const char *word, struct vmstat_counter *counter,
	      struct error *error)
{
	struct vmstat_counter next;
	struct text rivals = { 0 };
	const char *at = NULL;
	size_t found = 0;

	while (vmstat_next(reading, &at, &next)) {
		if (strncmp(next.name, word, strlen(word)) != 0)
			continue;
		*counter = next;
		if (strcmp(next.name, word) == 0)
			return 0;
		found++;
	}
	if (found == 1)
		return 0;
	if (!found || !*word) {
		error_note(error, ENOENT, "this kernel has no counter '%s'", quote(word).text);
		suggest(reading, word, error);
		return -ENOENT;
	}
	add_rivals(reading, word, &rivals);
	error_note(error, EINVAL, "counter '%s' is ambiguous: %s", quote(word).text,
		   text_string(&rivals));
	text_release(&rivals);
	return -EINVAL;
}
