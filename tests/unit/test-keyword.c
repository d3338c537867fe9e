/* A word may be shortened to any prefix that is unique among the classic words; only where no
 * classic word matches are the new ones searched.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "base/keyword.h"

static const struct keyword table[] = {
	{ "show", 1, true, "" },    { "shmem", 2, true, "" },	  { "unmap", 3, true, "" },
	{ "shower", 4, false, "" }, { "secret", 5, false, "" },	  { "set", 6, false, "" },
	{ "setup", 7, false, "" },  { "unmapall", 8, false, "" }, { 0 },
};

/* The value of the row that 'word' finds, or minus the number of rivals. */
static int
find(const char *word)
{
	size_t rivals = 99;
	const struct keyword *row = keyword_find(table, word, &rivals);

	if (row)
		assert_int_equal(rivals, 1);
	return row ? row->value : -(int)rivals;
}

static void
a_whole_word_is_found(void **state)
{
	(void)state;
	for (const struct keyword *row = table; row->name; row++)
		assert_int_equal(find(row->name), row->value);
}

static void
a_whole_word_wins_over_what_it_begins(void **state)
{
	(void)state;
	assert_int_equal(find("show"), 1);
	assert_int_equal(find("set"), 6);
	assert_int_equal(find("unmap"), 3);
}

static void
a_unique_prefix_is_found(void **state)
{
	(void)state;
	assert_int_equal(find("u"), 3);
	assert_int_equal(find("sho"), 1);
	assert_int_equal(find("shm"), 2);
	assert_int_equal(find("sec"), 5);
	assert_int_equal(find("setu"), 7);
}

static void
a_new_word_breaks_no_classic_prefix(void **state)
{
	(void)state;
	assert_int_equal(find("sho"), 1);
	assert_int_equal(find("unm"), 3);
	assert_int_equal(find("unmapa"), 8);
	assert_int_equal(find("showe"), 4);
}

static void
rivals_are_counted_among_their_own(void **state)
{
	(void)state;
	assert_int_equal(find("sh"), -2);
	assert_int_equal(find("s"), -2);
	assert_int_equal(find("se"), -3);
}

static void
what_begins_nothing_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(find(""), 0);
	assert_int_equal(find("x"), 0);
	assert_int_equal(find("shown"), 0);
	assert_int_equal(find("SHOW"), 0);
}

static void
an_ambiguous_word_names_its_rivals_alone(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_null(keyword_parse(table, "sh", "thing", &error));
	assert_string_equal(error.message, "thing 'sh' is ambiguous: show, shmem");
	assert_error(&error, EINVAL, "sh");
	assert_null(keyword_parse(table, "se", "thing", &error));
	assert_string_equal(error.message, "thing 'se' is ambiguous: secret, set, setup");
	assert_error(&error, EINVAL, "se");
}

static void
an_unknown_word_is_told_all_there_are(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_null(keyword_parse(table, "x\n", "thing", &error));
	assert_string_equal(error.message, "unknown thing 'x\\x0a' (there are: show, shmem, unmap, "
					   "shower, secret, set, setup, unmapall)");
	assert_error(&error, EINVAL, "x");
	assert_null(keyword_parse(table, "", "thing", &error));
	assert_error(&error, EINVAL, "unknown thing ''");
}

static void
a_value_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(keyword_name(table, 5), "secret");
	assert_null(keyword_name(table, 9));
}

static void
distance_counts_letters_added_dropped_changed_and_swapped(void **state)
{
	(void)state;
	assert_int_equal(keyword_distance("", ""), 0);
	assert_int_equal(keyword_distance("touch", "touch"), 0);
	assert_int_equal(keyword_distance("", "abc"), 3);
	assert_int_equal(keyword_distance("touh", "touch"), 1);
	assert_int_equal(keyword_distance("touchh", "touch"), 1);
	assert_int_equal(keyword_distance("tauch", "touch"), 1);
	assert_int_equal(keyword_distance("tuoch", "touch"), 1);
	assert_int_equal(keyword_distance("kitten", "sitting"), 3);
}

static void
what_is_long_is_far(void **state)
{
	char a[200], b[200];

	(void)state;
	memset(a, 'x', sizeof(a));
	memset(b, 'x', sizeof(b));
	for (size_t length = 25; length < 40; length++) {
		a[length] = b[length] = '\0';
		assert_int_equal(keyword_distance(a, b), length > 31 ? 31 : 0);
		a[length] = b[length] = 'x';
	}
	a[199] = '\0';
	assert_true(keyword_distance(a, "touch") > 3);
	assert_true(keyword_distance("touch", a) > 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_word_is_found),
		cmocka_unit_test(a_whole_word_wins_over_what_it_begins),
		cmocka_unit_test(a_unique_prefix_is_found),
		cmocka_unit_test(a_new_word_breaks_no_classic_prefix),
		cmocka_unit_test(rivals_are_counted_among_their_own),
		cmocka_unit_test(what_begins_nothing_is_not_found),
		cmocka_unit_test(an_ambiguous_word_names_its_rivals_alone),
		cmocka_unit_test(an_unknown_word_is_told_all_there_are),
		cmocka_unit_test(a_value_has_its_name),
		cmocka_unit_test(distance_counts_letters_added_dropped_changed_and_swapped),
		cmocka_unit_test(what_is_long_is_far),
	};

	return cmocka_run_group_tests_name("keyword", tests, NULL, NULL);
}
