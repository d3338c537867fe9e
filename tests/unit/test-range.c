/* A range is in whole pages inside its segment: its start is rounded down, its end up, and what
 * reaches past the segment's end is cut there and known to be cut.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "memory/size.h"

enum { PAGE = 4096, PAGES = 16, TOTAL = PAGES * PAGE };

static void
assert_range(const char *offset, const char *length, unsigned first, unsigned pages, unsigned asked)
{
	struct error error = { 0 };
	struct range range;

	if (range_parse(offset, length, TOTAL, PAGE, &range, &error))
		fail_msg("'%s %s' was refused: %s", offset, length, error.message);
	assert_int_equal(range.offset, first * PAGE);
	assert_int_equal(range.length, pages * PAGE);
	assert_int_equal(range.asked, asked * PAGE);
}

static void
assert_no_range(const char *offset, const char *length, int number, const char *words)
{
	struct error error = { 0 };
	struct range range;

	if (range_parse(offset, length, TOTAL, PAGE, &range, &error) != -number)
		fail_msg("'%s %s' was not refused", offset, length);
	assert_error(&error, number, words);
}

static void
whole_pages_stay_as_they_are(void **state)
{
	(void)state;
	assert_range("0", "1p", 0, 1, 1);
	assert_range("0", "16p", 0, 16, 16);
	assert_range("4p", "8p", 4, 8, 8);
	assert_range("0x4000", "32k", 4, 8, 8);
	assert_range("15p", "1p", 15, 1, 1);
}

static void
an_offset_is_rounded_down_and_a_length_up(void **state)
{
	(void)state;
	assert_range("0", "1", 0, 1, 1);
	assert_range("0", "4095", 0, 1, 1);
	assert_range("0", "4097", 0, 2, 2);
	assert_range("4095", "0x1", 0, 1, 1);
	assert_range("1", "4096", 0, 2, 2);
	assert_range("5000", "4096", 1, 2, 2);
	assert_range("8191", "2", 1, 2, 2);
}

static void
star_and_zero_reach_to_the_end(void **state)
{
	(void)state;
	assert_range("0", "*", 0, 16, 16);
	assert_range("0", "0", 0, 16, 16);
	assert_range("4p", "*", 4, 12, 12);
	assert_range("4p", "0", 4, 12, 12);
	assert_range("4p", "0k", 4, 12, 12);
	assert_range("65535", "*", 15, 1, 1);
	assert_range("17000", "*", 4, 12, 12);
}

static void
a_range_past_the_end_is_cut_and_known_to_be(void **state)
{
	(void)state;
	assert_range("0", "17p", 0, 16, 17);
	assert_range("15p", "2p", 15, 1, 2);
	assert_range("8p", "1000p", 8, 8, 1000);
	assert_range("65535", "2", 15, 1, 2);
}

static void
the_longest_length_does_not_wrap(void **state)
{
	struct error error = { 0 };
	struct range range;

	(void)state;
	assert_int_equal(range_parse("4097", "9223372036854775807", TOTAL, PAGE, &range, &error),
			 0);
	assert_int_equal(range.offset, PAGE);
	assert_int_equal(range.length, TOTAL - PAGE);
	assert_true(range.asked > range.length);
}

static void
a_range_that_starts_past_the_end_is_refused(void **state)
{
	(void)state;
	assert_no_range("16p", "1p", EINVAL, "past the end");
	assert_no_range("65536", "*", EINVAL, "past the end");
	assert_no_range("1t", "0", EINVAL, "past the end");
	assert_no_range("9223372036854775807", "1", EINVAL, "past the end");
}

static void
a_word_that_is_no_size_is_refused(void **state)
{
	(void)state;
	assert_no_range("*", "1p", EINVAL, "'*' is no size");
	assert_no_range("-1", "1p", EINVAL, "'-1' is no size");
	assert_no_range("0", "-1", EINVAL, "'-1' is no size");
	assert_no_range("0", "**", EINVAL, "'**' is no size");
	assert_no_range("0", "", EINVAL, "'' is no size");
	assert_no_range("0", "1x", EINVAL, "'1x'");
	assert_no_range("0", "16777217t", ERANGE, "too large");
	assert_no_range("16777217t", "1", ERANGE, "too large");
}

static void
huge_pages_are_whole_pages(void **state)
{
	enum { HUGE_PAGE = 2 << 20 };
	struct error error = { 0 };
	struct range range;

	(void)state;
	assert_int_equal(range_parse("1p", "4k", 4ULL * HUGE_PAGE, HUGE_PAGE, &range, &error), 0);
	assert_int_equal(range.offset, HUGE_PAGE);
	assert_int_equal(range.length, HUGE_PAGE);
	assert_int_equal(range_parse("3m", "2m", 4ULL * HUGE_PAGE, HUGE_PAGE, &range, &error), 0);
	assert_int_equal(range.offset, HUGE_PAGE);
	assert_int_equal(range.length, 2 * HUGE_PAGE);
}

static void
the_whole_is_not_cut(void **state)
{
	struct range range = range_whole(TOTAL);

	(void)state;
	assert_int_equal(range.offset, 0);
	assert_int_equal(range.length, TOTAL);
	assert_int_equal(range.asked, TOTAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_pages_stay_as_they_are),
		cmocka_unit_test(an_offset_is_rounded_down_and_a_length_up),
		cmocka_unit_test(star_and_zero_reach_to_the_end),
		cmocka_unit_test(a_range_past_the_end_is_cut_and_known_to_be),
		cmocka_unit_test(the_longest_length_does_not_wrap),
		cmocka_unit_test(a_range_that_starts_past_the_end_is_refused),
		cmocka_unit_test(a_word_that_is_no_size_is_refused),
		cmocka_unit_test(huge_pages_are_whole_pages),
		cmocka_unit_test(the_whole_is_not_cut),
	};

	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
