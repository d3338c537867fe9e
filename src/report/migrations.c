/* What migrations did.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "kernel/migrate.h"
#include "report/evidence.h"
#include "report/nouns.h"
#include "report/table.h"

static void
draw_left(const struct record *record, struct text *text)
{
	const struct field *reasons = record_field(record, "left_by");
	const char *comma = " (";

	for (size_t i = 0; reasons && i < reasons->records.count; i++) {
		const struct record *reason = &reasons->records.items[i];

		text_add(text, "%s%" PRIu64 " %s", comma, record_get_size(reason, "pages"),
			 record_get_text(reason, "reason"));
		comma = ", ";
	}
	if (reasons && reasons->records.count)
		text_add(text, ")");
}

enum { ENDS_SHOWN = 16 };

/* What was asked, what the kernel said, and where they are, side by side. */
static void
draw_ends(const struct record *record, struct text *text)
{
	static const char *const columns[] = { ">page",	  ">pages",  ">before", ">requested",
					       ">status", ">actual", "end",	NULL };
	const struct field *ends = record_field(record, "ends");
	struct libscols_table *table;
	size_t count = ends ? ends->records.count : 0;
	uint64_t more = count ? record_get_size(record, "ends_unkept") : 0;

	/* One has been told as the first left behind. */
	if (count < 2)
		return;
	table = table_new(columns);
	for (size_t i = 0; i < count && i < ENDS_SHOWN; i++) {
		const struct record *found = &ends->records.items[i];

		table_row(table);
		table_cell(table, "0x%" PRIx64, record_get_size(found, "page"));
		table_cell(table, "%" PRIu64, record_get_size(found, "pages"));
		table_cell(table, "%s", record_get_text(found, "before"));
		table_cell(table, "%" PRId64, record_get_number(found, "requested"));
		table_cell(table, "%s", record_get_text(found, "status"));
		table_cell(table, "%s", record_get_text(found, "actual"));
		table_cell(table, "%s", record_get_text(found, "end"));
	}
	table_draw(table, text);
	if (count > ENDS_SHOWN)
		more += count - ENDS_SHOWN;
	if (more)
		text_add(text, "... and %" PRIu64 " more\n", more);
}

/* "memtoy:  52 calls, the longest 14.2 ms: 12 from 4.1 ms, 40 from 8.2 ms", where calls were to be
 * short. */
static void
draw_latencies(const struct record *record, struct text *text)
{
	const struct field *times = record_field(record, "call_times");
	const char *comma = ": ";

	if (!times || record_get_real(record, "stall") <= 0)
		return;
	say_speaker(record, text);
	text_add(text, "%" PRIu64 " calls, the longest %.1f ms", record_get_size(record, "calls"),
		 record_get_real(record, "longest_call") * 1e3);
	for (size_t i = 0; i < times->records.count; i++) {
		const struct record *time = &times->records.items[i];

		text_add(text, "%s%" PRIu64 " from %.1f ms", comma, record_get_size(time, "calls"),
			 (double)record_get_size(time, "from_us") / 1e3);
		comma = ", ";
	}
	text_add(text, "\n");
}

/* What it took: calls that were made beside each other add up to more than has passed. */
static double
seconds_of(const struct record *record)
{
	bool beside = record_field(record, "jobs") && record_get_size(record, "jobs") > 1;

	return record_get_real(record, beside ? "elapsed" : "seconds");
}

/* "memtoy:  mbind foo bind:2: 8 pages asked, 8 moved, …" and, where pages were left, why. */
static void
draw_migration(const struct record *record, struct text *text)
{
	uint64_t asked = record_get_size(record, "asked");

	say_speaker(record, text);
	text_add(text, "%s %s: ", record_get_text(record, "call"),
		 record_get_text(record, "subject"));
	text_add(text,
		 "%" PRIu64 " page%s asked, %" PRIu64 " moved, %" PRIu64 " already there, %" PRIu64
		 " left behind",
		 asked, asked == 1 ? "" : "s", record_get_size(record, "moved"),
		 record_get_size(record, "already"), record_get_size(record, "left"));
	draw_left(record, text);
	text_add(text, ", %" PRIu64 " absent, %.3f secs\n", record_get_size(record, "absent"),
		 seconds_of(record));
	draw_latencies(record, text);
	draw_grade(record, text);
	if (!record_field(record, "why"))
		return;
	say_speaker(record, text);
	if (!record_field(record, "first_left")) {
		text_add(text, "left behind: %s\n", record_get_text(record, "why"));
		return;
	}
	text_add(text, "first left behind: page 0x%" PRIx64, record_get_size(record, "first_left"));
	if (record_field(record, "first_left_in"))
		text_add(text, " of %s", record_get_text(record, "first_left_in"));
	if (record_get_number(record, "first_left_node") >= 0)
		text_add(text, " on node %" PRId64, record_get_number(record, "first_left_node"));
	text_add(text, ": %s\n", record_get_text(record, "why"));
	draw_ends(record, text);
}

/* "EBUSY", a node, or what stands for no answer. */
static void
add_status(int status, struct text *text)
{
	if (status == MIGRATE_UNANSWERED)
		text_add(text, "none");
	else if (status < 0)
		text_add(text, "%s", error_name(-status));
	else
		text_add(text, "%d", status);
}

static void
add_actual(int actual, struct text *text)
{
	if (actual < 0)
		text_add(text, "%s", page_state_name(actual));
	else
		text_add(text, "%d", actual);
}

/* What became of neighbours, in a word or two. */
static const char *
end_of(const struct page_end *found)
{
	if (found->reason >= 0)
		return reason_name((enum reason)found->reason);
	if (found->actual < 0)
		return "nothing to move";
	if (found->actual != found->requested)
		return "elsewhere";
	if (found->before == found->actual)
		return "already there";
	if (found->status == MIGRATE_UNANSWERED)
		return "moved, and not answered";
	return found->status == found->actual ? "moved" : "moved, whatever the status says";
}

static void
add_ends(struct record *record, const struct migration *migration)
{
	static const struct noun noun = { NULL, NULL };

	record_record(record, "ends", NULL);
	for (size_t i = 0; i < migration->end_count; i++) {
		const struct page_end *found = &migration->ends[i];
		struct record part = record_new(&noun);
		struct text before = { 0 }, status = { 0 }, actual = { 0 };

		add_status(found->status, &status);
		add_actual(found->before, &before);
		add_actual(found->actual, &actual);
		record_size(&part, "page", found->page);
		record_size(&part, "pages", found->pages);
		record_text(&part, "before", text_string(&before));
		record_number(&part, "requested", found->requested);
		record_text(&part, "status", text_string(&status));
		record_text(&part, "actual", text_string(&actual));
		record_text(&part, "end", end_of(found));
		record_record(record, "ends", &part);
		text_release(&before);
		text_release(&status);
		text_release(&actual);
	}
	record_size(record, "ends_unkept", migration->unkept);
}

/* Calls by how long they took: {"from_us": 8192, "calls": 3}, each up to the double. */
static void
add_latencies(struct record *record, const struct latencies *latencies)
{
	static const struct noun noun = { NULL, NULL };

	record_size(record, "calls", latencies->calls);
	record_real(record, "longest_call", latencies->longest);
	record_record(record, "call_times", NULL);
	for (int i = 0; i < LATENCIES; i++) {
		struct record part = record_new(&noun);

		if (!latencies->in_bucket[i])
			continue;
		record_size(&part, "from_us", i ? 1ULL << i : 0);
		record_size(&part, "calls", latencies->in_bucket[i]);
		record_record(record, "call_times", &part);
	}
}

static void
draw_with_evidence(const struct record *record, struct text *text)
{
	draw_migration(record, text);
	draw_rates(record, text);
	draw_changes(record, text);
	draw_events(record, text);
}

static void
add_left(struct record *record, const struct migration *migration)
{
	static const struct noun noun = { NULL, NULL };

	record_size(record, "left", migration_left(migration));
	record_record(record, "left_by", NULL);
	for (int i = 0; i < REASONS; i++) {
		enum reason reason = (enum reason)i;
		struct record part = record_new(&noun);

		if (!migration->left[reason])
			continue;
		record_text(&part, "reason", reason_name(reason));
		if (reason_errno(reason))
			record_text(&part, "errno", error_name(reason_errno(reason)));
		record_size(&part, "pages", migration->left[reason]);
		record_record(record, "left_by", &part);
	}
	if (!migration_left(migration))
		return;
	/* Which page it was is told by those that look at each. */
	if (migration->first_left.reason != REASON_UNTOLD)
		record_size(record, "first_left", migration->first_left.page);
	if (migration->first_left.address) {
		record_text(record, "first_left_in", migration->first_left.mapping);
		record_address(record, "first_left_address", migration->first_left.address);
	}
	if (migration->first_left.reason != REASON_UNTOLD)
		record_number(record, "first_left_node", migration->first_left.node);
	record_text(record, "why", reason_sentence(migration->first_left.reason));
}

void
say_migration(struct output *output, const char *subject, const struct migration *migration,
	      const struct grade *grade, const struct evidence *evidence, bool shown)
{
	static const struct noun plain = { "migration", draw_migration };
	static const struct noun detailed = { "migration", draw_with_evidence };
	struct record record = say_begin(output, shown ? &detailed : &plain);

	record_text(&record, "call", migration->call);
	record_text(&record, "subject", subject);
	record_number(&record, "answer", migration->answer);
	record_size(&record, "page_size", migration->page_size);
	record_size(&record, "asked", migration->asked);
	record_size(&record, "moved", migration->moved);
	record_size(&record, "already", migration->already);
	record_size(&record, "absent", migration->absent);
	add_left(&record, migration);
	record_real(&record, "seconds", migration->seconds);
	if (migration->jobs) {
		record_size(&record, "jobs", migration->jobs);
		record_real(&record, "elapsed", migration->elapsed);
		record_size(&record, "retried", migration->retried);
		record_real(&record, "stall", migration->stall);
		add_latencies(&record, &migration->latencies);
		add_ends(&record, migration);
	}
	if (grade)
		add_grade(&record, grade);
	record_rates(&record, migration);
	record_changes(&record, evidence);
	record_events(&record, evidence);
	if (grade)
		add_grade(&record, grade);
	say_end(output, &record);
}
