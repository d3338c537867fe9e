/* What the kernel counted and told is read as it stands, whichever kernel wrote it, and nothing is
 * taken for ours that is not.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "memory/evidence.h"

static const char on_6_1[] =
	"          memtoy-160     (    160) [001] .....     3.463886: mm_migrate_pages: nr_succeeded=64 "
	"nr_failed=5 nr_thp_succeeded=1 nr_thp_failed=2 nr_thp_split=3 mode=MIGRATE_SYNC "
	"reason=syscall_or_cpuset";
static const char on_6_12[] =
	"          memtoy-212     (    210) [003] .....     2.839289: mm_migrate_pages: nr_succeeded=7 "
	"nr_failed=6 nr_thp_succeeded=5 nr_thp_failed=4 nr_thp_split=3 nr_split=2 "
	"mode=MIGRATE_ASYNC reason=mempolicy_mbind\n";

static void
an_event_of_6_1_is_read(void **state)
{
	struct trace_event event;

	(void)state;
	assert_true(trace_parse(on_6_1, &event));
	assert_int_equal(event.pid, 160);
	assert_int_equal(event.group, 160);
	assert_false(event.own);
	assert_int_equal(event.succeeded, 64);
	assert_int_equal(event.failed, 5);
	assert_int_equal(event.thp_succeeded, 1);
	assert_int_equal(event.thp_failed, 2);
	assert_int_equal(event.thp_split, 3);
	assert_int_equal(event.split, 0);
	assert_string_equal(event.mode, "MIGRATE_SYNC");
	assert_string_equal(event.reason, "syscall_or_cpuset");
}

static void
an_event_of_6_12_is_read(void **state)
{
	struct trace_event event;

	(void)state;
	assert_true(trace_parse(on_6_12, &event));
	assert_int_equal(event.pid, 212);
	assert_int_equal(event.group, 210);
	assert_int_equal(event.succeeded, 7);
	assert_int_equal(event.failed, 6);
	assert_int_equal(event.thp_succeeded, 5);
	assert_int_equal(event.thp_failed, 4);
	assert_int_equal(event.thp_split, 3);
	assert_int_equal(event.split, 2);
	assert_string_equal(event.mode, "MIGRATE_ASYNC");
	assert_string_equal(event.reason, "mempolicy_mbind");
}

static void
a_process_may_be_called_anything(void **state)
{
	static const struct {
		const char *head;
		pid_t pid, group;
	} heads[] = {
		{ "   <...>-99 (-------) [000] d..1. 1.5", 99, 0 },
		{ " a-1 [7] (8)-4194303 [255] ..... 1.5", 4194303, 0 },
		{ "kworker/0:1-eve-12 [000] ..... 1.5", 12, 0 },
		{ "x (3)-5 ( 4) [000] 1.5", 5, 4 },
		{ "  <idle>-0 [000] 1.5", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		struct text line = { 0 };
		struct trace_event event;

		text_add(&line, "%s: mm_migrate_pages: nr_succeeded=1", heads[i].head);
		assert_true(trace_parse(text_string(&line), &event));
		assert_int_equal(event.pid, heads[i].pid);
		assert_int_equal(event.group, heads[i].group);
		text_release(&line);
	}
}

static void
a_field_that_is_missing_or_new_does_no_harm(void **state)
{
	struct trace_event event;

	(void)state;
	assert_true(trace_parse("m-1 [0] 1.5: mm_migrate_pages: nr_thp_failed=9 new_nr_failed=7 "
				"nr_failed=4",
				&event));
	assert_int_equal(event.succeeded, 0);
	assert_int_equal(event.failed, 4);
	assert_int_equal(event.thp_failed, 9);
	assert_string_equal(event.mode, "");
	assert_string_equal(event.reason, "");
	assert_true(trace_parse("m-1 [0] 1.5: mm_migrate_pages: mode= reason=a_reason_that_is_much_"
				"longer_than_any_known",
				&event));
	assert_string_equal(event.mode, "");
	assert_string_equal(event.reason, "a_reason_that_is_much_l");
}

static void
other_lines_are_no_events(void **state)
{
	static const char *const lines[] = {
		"",
		"CPU:1 [LOST 12 EVENTS]",
		"m-1 [0] 1.5: mm_migrate_pages_start: mode=MIGRATE_SYNC reason=mempolicy_mbind",
		"m-1 1.5: mm_migrate_pages: nr_succeeded=1",
		"[0] 1.5: mm_migrate_pages: nr_succeeded=1",
		": mm_migrate_pages: ",
		"m 1 [0] 1.5: mm_migrate_pages: nr_succeeded=1",
	};
	struct trace_event event;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_false(trace_parse(lines[i], &event));
}

static void
events_of_one_kind_are_added_up(void **state)
{
	struct event_sums sums = { 0 };
	struct trace_event event;

	(void)state;
	trace_parse(on_6_1, &event);
	event_sums_add(&sums, &event);
	event.own = true;
	event_sums_add(&sums, &event);
	trace_parse(on_6_12, &event);
	event_sums_add(&sums, &event);
	event_sums_add(&sums, &event);
	assert_int_equal(sums.count, 3);
	assert_int_equal(sums.items[0].calls, 1);
	assert_int_equal(sums.items[0].sum.succeeded, 64);
	assert_false(sums.items[0].sum.own);
	assert_true(sums.items[1].sum.own);
	assert_int_equal(sums.items[2].calls, 2);
	assert_int_equal(sums.items[2].sum.succeeded, 14);
	assert_int_equal(sums.items[2].sum.failed, 12);
	assert_int_equal(sums.items[2].sum.thp_succeeded, 10);
	assert_int_equal(sums.items[2].sum.thp_failed, 8);
	assert_int_equal(sums.items[2].sum.thp_split, 6);
	assert_int_equal(sums.items[2].sum.split, 4);
	event_sums_release(&sums);
}

/* A reading of counters that never were. */
static struct vmstat
reading(const char *text)
{
	struct text copy = { 0 };

	text_add(&copy, "%s", text);
	return (struct vmstat){ text_take(&copy) };
}

static void
counters_are_walked_in_their_order(void **state)
{
	struct vmstat now = reading("one 1\ntwo 22\nthree 18446744073709551615\n"), none = { 0 };
	struct vmstat_counter counter;
	const char *at = NULL;

	(void)state;
	assert_true(vmstat_next(&now, &at, &counter));
	assert_string_equal(counter.name, "one");
	assert_int_equal(counter.value, 1);
	assert_true(vmstat_next(&now, &at, &counter));
	assert_string_equal(counter.name, "two");
	assert_int_equal(counter.value, 22);
	assert_true(vmstat_next(&now, &at, &counter));
	assert_true(counter.value == UINT64_MAX);
	assert_false(vmstat_next(&now, &at, &counter));
	at = NULL;
	assert_false(vmstat_next(&none, &at, &counter));
	vmstat_release(&now);
}

static void
a_change_may_go_down_or_round(void **state)
{
	struct vmstat before = reading("up 5\ndown 9\nround 18446744073709551615\nold 1\n");
	struct vmstat after = reading("up 69\ndown 2\nround 2\nnew 1\n");
	int64_t change = -1;

	(void)state;
	assert_int_equal(vmstat_change(&before, &after, "up", &change), 0);
	assert_int_equal(change, 64);
	assert_int_equal(vmstat_change(&before, &after, "down", &change), 0);
	assert_int_equal(change, -7);
	assert_int_equal(vmstat_change(&before, &after, "round", &change), 0);
	assert_int_equal(change, 3);
	assert_int_equal(vmstat_change(&before, &after, "old", &change), -ENOENT);
	assert_int_equal(vmstat_change(&before, &after, "new", &change), -ENOENT);
	assert_int_equal(vmstat_change(&before, &after, "u", &change), -ENOENT);
	vmstat_release(&before);
	vmstat_release(&after);
}

static void
a_counter_is_named_or_shortened(void **state)
{
	struct vmstat now =
		reading("pgmigrate_success 3\nthp_split_page 1\nthp_split_page_failed 2\n"
			"pgmigrate_fail 4\n");
	struct vmstat_counter counter;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(counter_parse(&now, "pgmigrate_f", &counter, &error), 0);
	assert_string_equal(counter.name, "pgmigrate_fail");
	assert_int_equal(counter.value, 4);
	assert_int_equal(counter_parse(&now, "thp_split_page", &counter, &error), 0);
	assert_int_equal(counter.value, 1);
	assert_int_equal(counter_parse(&now, "pgmi", &counter, &error), -EINVAL);
	assert_error(&error, EINVAL, "pgmigrate_success, pgmigrate_fail");
	assert_int_equal(counter_parse(&now, "pgmigrate_succes_", &counter, &error), -ENOENT);
	assert_string_equal(error.hint, "pgmigrate_success");
	assert_error(&error, ENOENT, "no counter 'pgmigrate_succes_'");
	assert_int_equal(counter_parse(&now, "quux", &counter, &error), -ENOENT);
	assert_null(strstr(error.hint, "pgmigrate"));
	error_clear(&error);
	assert_int_equal(counter_parse(&now, "", &counter, &error), -ENOENT);
	error_clear(&error);
	vmstat_release(&now);
}

static void
migration_has_its_counters(void **state)
{
	(void)state;
	assert_true(counter_of_migration("pgmigrate_success"));
	assert_true(counter_of_migration("numa_hint_faults_local"));
	assert_true(counter_of_migration("pgdemote_proactive"));
	assert_true(counter_of_migration("thp_split_page_failed"));
	assert_false(counter_of_migration("numa_hit"));
	assert_false(counter_of_migration("pgfault"));
	assert_false(counter_of_migration("thp_fault_alloc"));
	assert_false(counter_of_migration(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_of_6_1_is_read),
		cmocka_unit_test(an_event_of_6_12_is_read),
		cmocka_unit_test(a_process_may_be_called_anything),
		cmocka_unit_test(a_field_that_is_missing_or_new_does_no_harm),
		cmocka_unit_test(other_lines_are_no_events),
		cmocka_unit_test(events_of_one_kind_are_added_up),
		cmocka_unit_test(counters_are_walked_in_their_order),
		cmocka_unit_test(a_change_may_go_down_or_round),
		cmocka_unit_test(a_counter_is_named_or_shortened),
		cmocka_unit_test(migration_has_its_counters),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
