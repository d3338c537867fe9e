/* Evidence: what the kernel itself counted and told.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/keyword.h"
#include "base/xalloc.h"
#include "memory/evidence.h"

static bool
same_kind(const struct trace_event *a, const struct trace_event *b)
{
	return a->own == b->own && strcmp(a->reason, b->reason) == 0 &&
	       strcmp(a->mode, b->mode) == 0;
}

void
event_sums_add(struct event_sums *sums, const struct trace_event *event)
{
	struct trace_event *sum;
	size_t at = 0;

	while (at < sums->count && !same_kind(&sums->items[at].sum, event))
		at++;
	if (at == sums->count) {
		sums->items =
			xgrow(sums->items, &sums->capacity, ++sums->count, sizeof(*sums->items));
		sums->items[at] = (struct event_sum){ *event, 1 };
		return;
	}
	sum = &sums->items[at].sum;
	sums->items[at].calls++;
	sum->succeeded += event->succeeded;
	sum->failed += event->failed;
	sum->thp_succeeded += event->thp_succeeded;
	sum->thp_failed += event->thp_failed;
	sum->thp_split += event->thp_split;
	sum->split += event->split;
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
	if (!result)
		evidence->tracing = on;
	return result;
}

void
evidence_begin(struct evidence *evidence, const char *command)
{
	vmstat_read(&evidence->before);
	event_sums_release(&evidence->events);
	evidence->refusal = evidence->tracing ? -trace_begin(&evidence->trace) : 0;
	evidence->traced = evidence->tracing && !evidence->refusal;
	evidence->command = command;
	evidence->open = true;
}

static void
take_event(const struct trace_event *event, void *context)
{
	event_sums_add(context, event);
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
	evidence->open = false;
}

void
evidence_release(struct evidence *evidence)
{
	trace_release(&evidence->trace);
	event_sums_release(&evidence->events);
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
