/* Evidence: what the kernel itself counted and told.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/keyword.h"
#include "base/xalloc.h"
#include "kernel/disk.h"
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

/* Of a disk: what is counted, and how it is called. */
static const char *const disk_counted[] = { "sectors_read", "sectors_written" };

static void
add_disk(struct vmstat *reading, const struct evidence_disk *disk)
{
	uint64_t values[2];

	if (disk_counters(disk->number, &values[0], &values[1]))
		return;
	for (size_t i = 0; i < 2; i++) {
		char *name = xasprintf("%s:%s", disk->name, disk_counted[i]);

		vmstat_add(reading, name, values[i]);
		free(name);
	}
}

int
evidence_now(const struct evidence *evidence, struct vmstat *reading)
{
	int result = vmstat_read(reading);

	for (size_t i = 0; !result && i < evidence->disk_count; i++)
		add_disk(reading, &evidence->disks[i]);
	return result;
}

void
evidence_watch(struct evidence *evidence, const char *name, dev_t disk)
{
	evidence->disks = xgrow(evidence->disks, &evidence->disk_capacity, evidence->disk_count + 1,
				sizeof(*evidence->disks));
	evidence->disks[evidence->disk_count] = (struct evidence_disk){ xstrdup(name), disk };
	add_disk(&evidence->start, &evidence->disks[evidence->disk_count++]);
}

void
evidence_forget(struct evidence *evidence, const char *name)
{
	for (size_t i = 0; i < evidence->disk_count; i++) {
		if (strcmp(evidence->disks[i].name, name) != 0)
			continue;
		for (size_t j = 0; j < 2; j++) {
			char *counter = xasprintf("%s:%s", name, disk_counted[j]);

			vmstat_drop(&evidence->start, counter);
			free(counter);
		}
		free(evidence->disks[i].name);
		evidence->disks[i] = evidence->disks[--evidence->disk_count];
		return;
	}
}

void
evidence_init(struct evidence *evidence)
{
	*evidence = (struct evidence){ 0 };
	vmstat_read(&evidence->start);
}

int
evidence_trace(struct evidence *evidence, struct keeper *keeper, bool on)
{
	int result = on ? trace_open(&evidence->trace, keeper) : 0;

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
	evidence_now(evidence, &evidence->before);
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
	evidence_now(evidence, &evidence->after);
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
	while (evidence->disk_count)
		evidence_forget(evidence, evidence->disks[0].name);
	free(evidence->disks);
	vmstat_release(&evidence->start);
	vmstat_release(&evidence->before);
	vmstat_release(&evidence->after);
	*evidence = (struct evidence){ 0 };
}

bool
counter_of_migration(const char *name)
{
	/* A disk's have a colon.  How the others' names
	 * begin: later kernels add to these families. */
	static const char *const families[] = {
		"pgmigrate_",  "thp_migration_",   "numa_pages_migrated", "numa_hint_faults",
		"numa_pte_",   "numa_huge_pte_",   "pgpromote_",	  "pgdemote_",
		"nr_foll_pin", "compact_isolated", "thp_split_page",	  "unevictable_pgs_",
	};

	if (strchr(name, ':'))
		return true;
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
