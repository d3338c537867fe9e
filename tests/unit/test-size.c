/* A size is a C number with one suffix; whatever else is there, or does not fit, is refused and
 * never wrapped.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "unit.h"

#include "kernel/mapping.h"
#include "memory/size.h"

enum { PAGE = 4096, HUGE_PAGE = 2 << 20 };

static void
assert_size(const char *word, uint64_t wanted)
{
	struct error error = { 0 };
	uint64_t bytes = 12345;

	if (size_parse(word, PAGE, &bytes, &error))
		fail_msg("'%s' was refused: %s", word, error.message);
	if (bytes != wanted)
		fail_msg("'%s' is %llu, not %llu", word, (unsigned long long)bytes,
			 (unsigned long long)wanted);
}

static void
assert_no_size(const char *word, int number)
{
	struct error error = { 0 };
	uint64_t bytes;

	if (size_parse(word, PAGE, &bytes, &error) != -number)
		fail_msg("'%s' was not refused with %s", word, error_name(number));
	assert_error(&error, number, word);
}

static void
numbers_are_written_as_in_c(void **state)
{
	(void)state;
	assert_size("0", 0);
	assert_size("4096", 4096);
	assert_size("0x1000", 4096);
	assert_size("0X1fF", 511);
	assert_size("010", 8);
	assert_size("0777", 511);
	assert_size("00", 0);
	assert_size("9223372036854775807", INT64_MAX);
	assert_size("0x7fffffffffffffff", INT64_MAX);
}

static void
suffixes_are_powers_of_1024_in_either_case(void **state)
{
	(void)state;
	assert_size("1k", 1ULL << 10);
	assert_size("1K", 1ULL << 10);
	assert_size("3m", 3ULL << 20);
	assert_size("3M", 3ULL << 20);
	assert_size("5g", 5ULL << 30);
	assert_size("5G", 5ULL << 30);
	assert_size("7t", 7ULL << 40);
	assert_size("7T", 7ULL << 40);
	assert_size("0x10k", 16ULL << 10);
	assert_size("010k", 8ULL << 10);
	assert_size("0g", 0);
}

static void
words_are_suffixes_too(void **state)
{
	(void)state;
	assert_size("2KiB", 2ULL << 10);
	assert_size("2MiB", 2ULL << 20);
	assert_size("2GiB", 2ULL << 30);
	assert_size("2TiB", 2ULL << 40);
	assert_size("2mib", 2ULL << 20);
}

static void
p_is_the_pages_of_the_segment(void **state)
{
	struct error error = { 0 };
	uint64_t bytes;

	(void)state;
	assert_size("8p", 8 * PAGE);
	assert_size("8P", 8 * PAGE);
	assert_size("0x8p", 8 * PAGE);
	assert_int_equal(size_parse("3p", HUGE_PAGE, &bytes, &error), 0);
	assert_int_equal(bytes, 3ULL * HUGE_PAGE);
}

static void
h_is_huge_pages_where_there_are_some(void **state)
{
	uint64_t huge = default_huge_page_size();

	(void)state;
	if (!huge) {
		assert_no_size("1h", EINVAL);
		skip();
	}
	assert_size("1h", huge);
	assert_size("3H", 3 * huge);
}

static void
what_does_not_fit_is_refused_and_not_wrapped(void **state)
{
	static const char *const words[] = {
		"9223372036854775808",
		"18446744073709551615",
		"18446744073709551616",
		"0x8000000000000000",
		"0xffffffffffffffffff",
		"8388608t",
		"16777216t",
		"16777217t",
		"0x40000000000001k",
		"18014398509481985k",
		"9007199254740992k",
		"17179869184g",
		"99999999999999999999999",
		"4503599627370497p",
		"2251799813685248p",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_no_size(words[i], ERANGE);
}

static void
the_largest_sizes_fit(void **state)
{
	(void)state;
	assert_size("8388607t", 8388607ULL << 40);
	assert_size("8589934591g", 8589934591ULL << 30);
	assert_size("9007199254740991k", 9007199254740991ULL << 10);
	assert_size("2251799813685247p", 2251799813685247ULL * PAGE);
}

static void
what_is_no_number_is_refused(void **state)
{
	static const char *const words[] = { "",  "k",	"-1", "-4k", "+1",  " 1", "\t1",
					     "*", "x1", ".5", "p",   "foo", "--", "\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct error error = { 0 };
		uint64_t bytes;

		assert_false(size_begins(words[i]));
		if (size_parse(words[i], PAGE, &bytes, &error) != -EINVAL)
			fail_msg("'%s' was taken for a size", words[i]);
		assert_error(&error, EINVAL, "is no size");
	}
}

static void
trailing_rubbish_is_refused(void **state)
{
	static const char *const words[] = {
		"1x",  "1kk", "1kb", "1KB", "1 k", "1k ", "08",	 "09k",	  "0x",	   "0xg",
		"1e3", "1.5", "1ki", "1mi", "1pp", "1,5", "1-2", "1KiBB", "1 KiB", "1\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct error error = { 0 };
		uint64_t bytes;

		if (size_parse(words[i], PAGE, &bytes, &error) != -EINVAL)
			fail_msg("'%s' was taken for a size", words[i]);
		assert_error(&error, EINVAL, "suffix");
	}
}

static void
a_whole_number_is_held_to_its_bounds(void **state)
{
	struct error error = { 0 };
	uint64_t number;

	(void)state;
	assert_int_equal(number_parse("1", "count", 1, 10, &number, &error), 0);
	assert_int_equal(number, 1);
	assert_int_equal(number_parse("0xa", "count", 1, 10, &number, &error), 0);
	assert_int_equal(number, 10);
	assert_int_equal(
		number_parse("18446744073709551615", "seed", 0, UINT64_MAX, &number, &error), 0);
	assert_true(number == UINT64_MAX);
	assert_int_equal(
		number_parse("18446744073709551616", "seed", 0, UINT64_MAX, &number, &error),
		-EINVAL);
	assert_error(&error, EINVAL, "is no seed");
}

static void
a_number_out_of_bounds_is_refused_with_them(void **state)
{
	static const char *const words[] = { "0",  "11", "-1", "1k",   "",
					     "1p", "x",	 "1 ", "0x1g", "99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct error error = { 0 };
		uint64_t number;

		if (number_parse(words[i], "count", 1, 10, &number, &error) != -EINVAL)
			fail_msg("'%s' was taken for a number", words[i]);
		assert_error(&error, EINVAL, "is no count (a whole number from 1 to 10)");
	}
}

static void
a_size_is_shown_in_the_largest_unit(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *shown;
	} sizes[] = {
		{ 0, "0 B" },
		{ 1023, "1023 B" },
		{ 1024, "1 KiB" },
		{ 4096, "4 KiB" },
		{ 1536, "1.5 KiB" },
		{ 16 << 20, "16 MiB" },
		{ 3ULL << 29, "1.5 GiB" },
		{ 1ULL << 40, "1 TiB" },
		{ 1ULL << 50, "1 PiB" },
		{ 1ULL << 60, "1 EiB" },
		{ UINT64_MAX, "16.0 EiB" },
	};
	struct text text = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_format(sizes[i].bytes, &text);
		assert_text(&text, sizes[i].shown);
	}
	text_release(&text);
}

static void
rounding_up_ends_on_the_unit_or_at_zero(void **state)
{
	(void)state;
	assert_int_equal(size_round_up(0, PAGE), 0);
	assert_int_equal(size_round_up(1, PAGE), PAGE);
	assert_int_equal(size_round_up(PAGE, PAGE), PAGE);
	assert_int_equal(size_round_up(PAGE + 1, PAGE), 2 * PAGE);
	assert_true(size_round_up(UINT64_MAX - PAGE + 1, PAGE) == UINT64_MAX - PAGE + 1);
	assert_int_equal(size_round_up(UINT64_MAX - PAGE + 2, PAGE), 0);
	assert_int_equal(size_round_up(UINT64_MAX, PAGE), 0);
}

static void
times_are_read_with_their_unit(void **state)
{
	struct error error = { 0 };
	double seconds = 0;

	(void)state;
	assert_int_equal(duration_parse("20ms", &seconds, &error), 0);
	assert_true(seconds > 0.0199 && seconds < 0.0201);
	assert_int_equal(duration_parse("1.5", &seconds, &error), 0);
	assert_true(seconds == 1.5);
	assert_int_equal(duration_parse("2m", &seconds, &error), 0);
	assert_true(seconds == 120);
	assert_int_equal(duration_parse("300US", &seconds, &error), 0);
	assert_true(seconds > 0.000299 && seconds < 0.000301);
	assert_int_equal(duration_parse("-1s", &seconds, &error), -EINVAL);
	error_clear(&error);
	assert_int_equal(duration_parse("nans", &seconds, &error), -EINVAL);
	error_clear(&error);
	assert_int_equal(duration_parse("5h", &seconds, &error), -EINVAL);
	error_clear(&error);
	assert_int_equal(duration_parse("", &seconds, &error), -EINVAL);
	error_clear(&error);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_read_with_their_unit),
		cmocka_unit_test(numbers_are_written_as_in_c),
		cmocka_unit_test(suffixes_are_powers_of_1024_in_either_case),
		cmocka_unit_test(words_are_suffixes_too),
		cmocka_unit_test(p_is_the_pages_of_the_segment),
		cmocka_unit_test(h_is_huge_pages_where_there_are_some),
		cmocka_unit_test(what_does_not_fit_is_refused_and_not_wrapped),
		cmocka_unit_test(the_largest_sizes_fit),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(trailing_rubbish_is_refused),
		cmocka_unit_test(a_whole_number_is_held_to_its_bounds),
		cmocka_unit_test(a_number_out_of_bounds_is_refused_with_them),
		cmocka_unit_test(a_size_is_shown_in_the_largest_unit),
		cmocka_unit_test(rounding_up_ends_on_the_unit_or_at_zero),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
