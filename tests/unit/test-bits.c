/* Lists of small numbers are read and written as the kernel does it, and nothing else is a list.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "base/bits.h"

enum { COUNT = 200 };
static unsigned long bits[BITS_LONGS(COUNT)];

static int
clear(void **state)
{
	(void)state;
	memset(bits, 0, sizeof(bits));
	return 0;
}

static void
a_list_is_written_as_it_was_read(void **state)
{
	static const char *const lists[] = { "0",	    "0-3,8", "63-64", "0,2,4,6",
					     "127-128,199", "0-199", "199" };
	struct text text = { 0 };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		clear(state);
		assert_int_equal(bits_parse(bits, COUNT, lists[i]), 0);
		bits_format(bits, COUNT, &text);
		assert_text(&text, lists[i]);
	}
	text_release(&text);
}

static void
neighbours_are_written_as_one_range(void **state)
{
	struct text text = { 0 };

	(void)state;
	assert_int_equal(bits_parse(bits, COUNT, "3,2,1-2,65,64,7\n"), 0);
	bits_format(bits, COUNT, &text);
	assert_text(&text, "1-3,7,64-65");
	text_release(&text);
}

static void
an_empty_list_is_no_number(void **state)
{
	struct text text = { 0 };

	(void)state;
	assert_int_equal(bits_parse(bits, COUNT, ""), 0);
	assert_int_equal(bits_parse(bits, COUNT, "\n"), 0);
	assert_int_equal(bits_next(bits, COUNT, 0), COUNT);
	bits_format(bits, COUNT, &text);
	assert_text(&text, "");
	text_release(&text);
}

static void
what_is_no_list_is_refused(void **state)
{
	static const char *const lists[] = { ",",  "1,",   ",1",    "1,,2", "3-1", "-1",
					     "1-", "1--2", "1-2-3", "a",    "1a",  "0x1",
					     " 1", "1 ",   "1;2",   "1,\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (bits_parse(bits, COUNT, lists[i]) != -EINVAL)
			fail_msg("'%s' was taken for a list", lists[i]);
}

static void
a_number_past_the_set_is_out_of_range(void **state)
{
	(void)state;
	assert_int_equal(bits_parse(bits, COUNT, "199"), 0);
	assert_int_equal(bits_parse(bits, COUNT, "200"), -ERANGE);
	assert_int_equal(bits_parse(bits, COUNT, "0-200"), -ERANGE);
	assert_int_equal(bits_parse(bits, COUNT, "18446744073709551616"), -ERANGE);
	assert_int_equal(bits_parse(bits, COUNT, "0-99999999999999999999999"), -ERANGE);
}

static void
a_number_is_in_from_add_to_drop(void **state)
{
	(void)state;
	for (size_t number = 0; number < COUNT; number++) {
		assert_false(bits_has(bits, number));
		bits_add(bits, number);
		assert_true(bits_has(bits, number));
		assert_int_equal(bits_next(bits, COUNT, 0), number);
		bits_drop(bits, number);
		assert_false(bits_has(bits, number));
	}
}

static void
next_steps_over_words_and_stops_at_the_count(void **state)
{
	(void)state;
	bits_add(bits, 1);
	bits_add(bits, 63);
	bits_add(bits, 64);
	bits_add(bits, 191);
	assert_int_equal(bits_next(bits, COUNT, 0), 1);
	assert_int_equal(bits_next(bits, COUNT, 1), 1);
	assert_int_equal(bits_next(bits, COUNT, 2), 63);
	assert_int_equal(bits_next(bits, COUNT, 64), 64);
	assert_int_equal(bits_next(bits, COUNT, 65), 191);
	assert_int_equal(bits_next(bits, COUNT, 192), COUNT);
	assert_int_equal(bits_next(bits, 191, 65), 191);
	assert_int_equal(bits_next(bits, 150, 65), 150);
	assert_int_equal(bits_next(bits, 64, 64), 64);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_list_is_written_as_it_was_read, clear),
		cmocka_unit_test_setup(neighbours_are_written_as_one_range, clear),
		cmocka_unit_test_setup(an_empty_list_is_no_number, clear),
		cmocka_unit_test_setup(what_is_no_list_is_refused, clear),
		cmocka_unit_test_setup(a_number_past_the_set_is_out_of_range, clear),
		cmocka_unit_test_setup(a_number_is_in_from_add_to_drop, clear),
		cmocka_unit_test_setup(next_steps_over_words_and_stops_at_the_count, clear),
	};

	return cmocka_run_group_tests_name("bits", tests, NULL, NULL);
}
