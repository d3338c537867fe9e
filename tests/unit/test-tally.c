/* Pages are counted by node and by state, each once, and a page that stayed behind has a reason.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "kernel/migrate.h"
#include "kernel/pagemap.h"
#include "memory/migration.h"
#include "memory/placement.h"
#include "memory/reason.h"

static void
pages_are_counted_where_they_are(void **state)
{
	struct tally tally = { 0 };
	struct nodeset set = { 0 };

	(void)state;
	tally_add(&tally, 3, 5);
	tally_add(&tally, 0, 2);
	tally_add(&tally, 3, 1);
	tally_add(&tally, PAGE_ABSENT, 7);
	tally_add(&tally, PAGE_SWAPPED, 11);
	tally_add(&tally, PAGE_ZERO, 13);
	tally_add(&tally, PAGE_REFUSED, 17);
	assert_int_equal(tally.pages, 5 + 2 + 1 + 7 + 11 + 13 + 17);
	assert_int_equal(tally_node(&tally, 0), 2);
	assert_int_equal(tally_node(&tally, 1), 0);
	assert_int_equal(tally_node(&tally, 3), 6);
	assert_int_equal(tally_state(&tally, PAGE_ABSENT), 7);
	assert_int_equal(tally_state(&tally, PAGE_SWAPPED), 11);
	assert_int_equal(tally_state(&tally, PAGE_ZERO), 13);
	assert_int_equal(tally_state(&tally, PAGE_REFUSED), 17);
	nodeset_add(&set, 3);
	nodeset_add(&set, 99);
	assert_int_equal(tally_on(&tally, &set), 6);
	tally_release(&tally);
}

static void
a_node_never_seen_has_no_pages(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	assert_int_equal(tally_node(&tally, 0), 0);
	assert_int_equal(tally_node(&tally, UINT32_MAX), 0);
	tally_add(&tally, 1000, 1);
	assert_int_equal(tally_node(&tally, 1000), 1);
	assert_int_equal(tally_node(&tally, 999), 0);
	assert_int_equal(tally_node(&tally, 1001), 0);
	tally_release(&tally);
}

static void
every_state_has_the_letter_of_the_manual(void **state)
{
	(void)state;
	assert_int_equal(page_state_letter(PAGE_ABSENT), '.');
	assert_int_equal(page_state_letter(PAGE_SWAPPED), '~');
	assert_int_equal(page_state_letter(PAGE_ZERO), 'z');
	assert_int_equal(page_state_letter(PAGE_REFUSED), '!');
	assert_string_equal(page_state_name(PAGE_ABSENT), "absent");
	assert_string_equal(page_state_name(PAGE_SWAPPED), "swapped");
	assert_string_equal(page_state_name(PAGE_ZERO), "zero");
	assert_string_equal(page_state_name(PAGE_REFUSED), "refused");
}

static void
every_reason_has_a_word_and_a_sentence(void **state)
{
	(void)state;
	for (int reason = 0; reason < REASONS; reason++) {
		assert_true(strlen(reason_name((enum reason)reason)) > 0);
		assert_true(strlen(reason_sentence((enum reason)reason)) > 10);
		for (int other = 0; other < reason; other++)
			assert_string_not_equal(reason_name((enum reason)reason),
						reason_name((enum reason)other));
	}
}

static void
a_status_of_move_pages_is_its_reason(void **state)
{
	(void)state;
	assert_int_equal(reason_of_status(-EACCES), REASON_SHARED);
	assert_int_equal(reason_of_status(-EBUSY), REASON_DUPLICATE);
	assert_int_equal(reason_of_status(-ENOMEM), REASON_NO_ROOM);
	assert_int_equal(reason_of_status(-EFAULT), REASON_REFUSED);
	assert_int_equal(reason_of_status(-EAGAIN), REASON_HELD);
	assert_int_equal(reason_of_status(-EIO), REASON_REFUSED);
}

static void
a_node_and_no_answer_give_no_reason(void **state)
{
	(void)state;
	assert_int_equal(reason_of_status(0), -1);
	assert_int_equal(reason_of_status(3), -1);
	assert_int_equal(reason_of_status(MIGRATE_UNANSWERED), -1);
}

static void
a_page_is_shared_full_out_or_held(void **state)
{
	(void)state;
	assert_int_equal(reason_of_entry(PAGEMAP_PRESENT, false, 1 << 20, 4096), REASON_SHARED);
	assert_int_equal(reason_of_entry(PAGEMAP_PRESENT, true, 1 << 20, 4096), REASON_HELD);
	assert_int_equal(reason_of_entry(PAGEMAP_PRESENT | PAGEMAP_EXCLUSIVE, false, 1 << 20, 4096),
			 REASON_HELD);
	assert_int_equal(reason_of_entry(PAGEMAP_PRESENT | PAGEMAP_EXCLUSIVE, false, 4095, 4096),
			 REASON_NO_ROOM);
	assert_int_equal(reason_of_entry(PAGEMAP_PRESENT, true, 4096, 4096), REASON_HELD);
}

static void
what_was_left_is_the_sum_of_its_reasons(void **state)
{
	struct migration migration = { 0 };
	uint64_t sum = 0;

	(void)state;
	assert_int_equal(migration_left(&migration), 0);
	for (int reason = 0; reason < REASONS; reason++)
		sum += migration.left[reason] = 1ULL << reason;
	assert_int_equal(migration_left(&migration), sum);
}

static void
calls_are_counted_by_how_long_they_took(void **state)
{
	struct latencies latencies = { 0 };

	(void)state;
	latencies_add(&latencies, 0);
	latencies_add(&latencies, 1.5e-6);
	latencies_add(&latencies, 2e-6);
	latencies_add(&latencies, 3.9e-6);
	latencies_add(&latencies, 1e9);
	assert_int_equal(latencies.calls, 5);
	assert_int_equal(latencies.in_bucket[0], 2);
	assert_int_equal(latencies.in_bucket[1], 2);
	assert_int_equal(latencies.in_bucket[LATENCIES - 1], 1);
	assert_true(latencies.longest == 1e9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_counted_by_how_long_they_took),
		cmocka_unit_test(pages_are_counted_where_they_are),
		cmocka_unit_test(a_node_never_seen_has_no_pages),
		cmocka_unit_test(every_state_has_the_letter_of_the_manual),
		cmocka_unit_test(every_reason_has_a_word_and_a_sentence),
		cmocka_unit_test(a_status_of_move_pages_is_its_reason),
		cmocka_unit_test(a_node_and_no_answer_give_no_reason),
		cmocka_unit_test(a_page_is_shared_full_out_or_held),
		cmocka_unit_test(what_was_left_is_the_sum_of_its_reasons),
	};

	return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
