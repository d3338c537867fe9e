/* What the kernel counted and told: with a migration, and as the answer to 'counters'.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "report/evidence.h"
#include "report/nouns.h"
#include "report/table.h"

static const struct noun part_noun = { NULL, NULL };

void
record_rates(struct record *record, const struct migration *migration)
{
	double moved = (double)migration->moved;
	/* The times of several jobs add up to more than has passed. */
	double seconds = migration->jobs > 1 ? migration->elapsed : migration->seconds;

	if (!migration->moved || seconds <= 0)
		return;
	record_real(record, "pages_per_second", moved / seconds);
	record_real(record, "bytes_per_second", moved * (double)migration->page_size / seconds);
}

void
record_changes(struct record *record, const struct evidence *evidence)
{
	struct vmstat_counter before, after;
	const char *before_at = NULL, *after_at = NULL;
	struct record part;

	record_record(record, "system_wide", NULL);
	/* One kernel lists them in one order: to look
	 * each up would take longer than to read them. */
	while (vmstat_next(&evidence->before, &before_at, &before) &&
	       vmstat_next(&evidence->after, &after_at, &after)) {
		if (before.value == after.value || strcmp(before.name, after.name) != 0 ||
		    !counter_of_migration(after.name))
			continue;
		part = record_new(&part_noun);
		record_text(&part, "counter", after.name);
		record_number(&part, "change", (int64_t)(after.value - before.value));
		record_record(record, "system_wide", &part);
	}
}

static void
add_event(struct record *record, const struct event_sum *event)
{
	struct record part = record_new(&part_noun);

	record_truth(&part, "own", event->sum.own);
	record_text(&part, "reason", event->sum.reason);
	record_text(&part, "mode", event->sum.mode);
	record_size(&part, "calls", event->calls);
	record_size(&part, "succeeded", event->sum.succeeded);
	record_size(&part, "failed", event->sum.failed);
	record_size(&part, "thp_succeeded", event->sum.thp_succeeded);
	record_size(&part, "thp_failed", event->sum.thp_failed);
	record_size(&part, "thp_split", event->sum.thp_split);
	record_size(&part, "split", event->sum.split);
	record_record(record, "events", &part);
}

void
record_events(struct record *record, const struct evidence *evidence)
{
	/* As for a user who may not read them any more. */
	if (evidence->refusal)
		record_text(record, "events_refused", error_name(evidence->refusal));
	if (!evidence->traced)
		return;
	record_record(record, "events", NULL);
	for (size_t i = 0; i < evidence->events.count; i++)
		add_event(record, &evidence->events.items[i]);
	if (evidence->events.lost)
		record_size(record, "events_lost", evidence->events.lost);
}

void
draw_rates(const struct record *record, struct text *text)
{
	if (!record_field(record, "pages_per_second"))
		return;
	say_speaker(record, text);
	text_add(text,
		 "evidence: %" PRIu64
		 " moved in %.6f secs: %.0f pages a second, %.3f GB a second\n",
		 record_get_size(record, "moved"), record_get_real(record, "seconds"),
		 record_get_real(record, "pages_per_second"),
		 record_get_real(record, "bytes_per_second") / 1e9);
}

void
draw_changes(const struct record *record, struct text *text)
{
	const struct field *changes = record_field(record, "system_wide");

	say_speaker(record, text);
	text_add(text, "evidence: counters of the whole machine:");
	for (size_t i = 0; i < changes->records.count; i++) {
		const struct record *change = &changes->records.items[i];

		text_add(text, "%s %s %+" PRId64, i ? "," : "", record_get_text(change, "counter"),
			 record_get_number(change, "change"));
	}
	text_add(text, changes->records.count ? "\n" : " none changed\n");
}

static void
draw_event(const struct record *record, const struct record *event, struct text *text)
{
	uint64_t calls = record_get_size(event, "calls");

	say_speaker(record, text);
	text_add(text,
		 "kernel's events, %s: %s, %s, %" PRIu64 " time%s: %" PRIu64 " succeeded, %" PRIu64
		 " failed",
		 record_get_truth(event, "own") ? "ours" : "other processes",
		 record_get_text(event, "reason"), record_get_text(event, "mode"), calls,
		 calls == 1 ? "" : "s", record_get_size(event, "succeeded"),
		 record_get_size(event, "failed"));
	if (record_get_size(event, "thp_succeeded") || record_get_size(event, "thp_failed") ||
	    record_get_size(event, "thp_split"))
		text_add(text,
			 "; huge pages: %" PRIu64 " succeeded, %" PRIu64 " failed, %" PRIu64
			 " split",
			 record_get_size(event, "thp_succeeded"),
			 record_get_size(event, "thp_failed"), record_get_size(event, "thp_split"));
	if (record_get_size(event, "split"))
		text_add(text, "; %" PRIu64 " split", record_get_size(event, "split"));
	text_add(text, "\n");
}

void
draw_events(const struct record *record, struct text *text)
{
	const struct field *events = record_field(record, "events");

	for (size_t i = 0; events && i < events->records.count; i++)
		draw_event(record, &events->records.items[i], text);
	if (events && !events->records.count) {
		say_speaker(record, text);
		text_add(text, "kernel's events: none\n");
	}
	if (record_field(record, "events_refused")) {
		say_speaker(record, text);
		text_add(text, "kernel's events: not told, they cannot be read now: %s\n",
			 record_get_text(record, "events_refused"));
	}
	if (record_field(record, "events_lost")) {
		say_speaker(record, text);
		text_add(text, "kernel's events: %" PRIu64 " more were lost for want of room\n",
			 record_get_size(record, "events_lost"));
	}
}

static bool
stayed(const struct record *counter)
{
	return !record_get_number(counter, "change") && !record_get_number(counter, "since_start");
}

/* A table of those that changed, or of all that were named.  Returns how many were left out. */
static size_t
draw_changed(const struct field *counters, bool command, bool named, struct text *text)
{
	static const char *const columns[] = { "counter", ">last command", ">since the start",
					       NULL };
	struct libscols_table *table = NULL;
	size_t left_out = 0;

	for (size_t i = 0; i < counters->records.count; i++) {
		const struct record *counter = &counters->records.items[i];

		if (!named && stayed(counter)) {
			left_out++;
			continue;
		}
		if (!table)
			table = table_new(columns);
		table_row(table);
		table_cell(table, "%s", record_get_text(counter, "counter"));
		if (command)
			table_cell(table, "%" PRId64, record_get_number(counter, "change"));
		else
			table_cell(table, "-");
		table_cell(table, "%" PRId64, record_get_number(counter, "since_start"));
	}
	if (table)
		table_draw(table, text);
	return left_out;
}

static void
draw_counters(const struct record *record, struct text *text)
{
	const char *command = record_get_text(record, "command");
	size_t left_out = draw_changed(record_field(record, "counters"), *command,
				       record_get_truth(record, "named"), text);

	say_speaker(record, text);
	text_add(text, "counted for the whole machine; ");
	if (*command)
		text_add(text, "the last command that moves or faults pages was %s", command);
	else
		text_add(text, "no command has moved or faulted pages yet");
	text_add(text, "\n");
	if (left_out) {
		say_speaker(record, text);
		text_add(text, "%zu counters of migration have not changed since the start\n",
			 left_out);
	}
	draw_events(record, text);
}

static void
add_counter(struct record *record, const struct evidence *evidence,
	    const struct vmstat_counter *counter, const struct vmstat *now)
{
	struct record part = record_new(&part_noun);
	int64_t change;

	record_text(&part, "counter", counter->name);
	record_size(&part, "value", counter->value);
	if (vmstat_change(&evidence->before, &evidence->after, counter->name, &change) == 0)
		record_number(&part, "change", change);
	if (vmstat_change(&evidence->start, now, counter->name, &change) == 0)
		record_number(&part, "since_start", change);
	record_record(record, "counters", &part);
}

void
say_counters(struct output *output, const struct evidence *evidence, const struct vmstat *now,
	     const struct vmstat_counter *counters, size_t count, bool named)
{
	static const struct noun noun = { "counters", draw_counters };
	struct record record = say_begin(output, &noun);

	if (evidence->command)
		record_text(&record, "command", evidence->command);
	record_truth(&record, "system_wide", true);
	record_truth(&record, "named", named);
	record_record(&record, "counters", NULL);
	for (size_t i = 0; i < count; i++)
		add_counter(&record, evidence, &counters[i], now);
	record_events(&record, evidence);
	say_end(output, &record);
}
