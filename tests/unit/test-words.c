/* A line is split into words at blanks and tabs; quotes keep them, '#' at a word's start ends the
 * line, and a quote that is not closed is an error.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "shell/words.h"

/* The words of a line, each in brackets. */
static void
assert_words(const char *line, const char *wanted)
{
	struct words words;
	struct error error = { 0 };
	struct text text = { 0 };

	if (words_split(&words, line, &error))
		fail_msg("'%s' was refused: %s", line, error.message);
	for (size_t i = 0; i < words.count; i++)
		text_add(&text, "[%s]", words.items[i]);
	assert_text(&text, wanted);
	words_release(&words);
	text_release(&text);
}

static void
blanks_and_tabs_part_words(void **state)
{
	(void)state;
	assert_words("a", "[a]");
	assert_words("a b", "[a][b]");
	assert_words(" \t a\t\tb  c \t", "[a][b][c]");
	assert_words("", "");
	assert_words(" \t ", "");
}

static void
nothing_else_parts_words(void **state)
{
	(void)state;
	assert_words("a,b;c=d", "[a,b;c=d]");
	assert_words("a\\ b", "[a\\][b]");
	assert_words("n\xc3\xb6\xff", "[n\xc3\xb6\xff]");
	assert_words("a\vb\fc", "[a\vb\fc]");
}

static void
a_quote_keeps_what_it_holds(void **state)
{
	(void)state;
	assert_words("'a b' c", "[a b][c]");
	assert_words("\"a\t b\" c", "[a\t b][c]");
	assert_words("'a \"b\" c'", "[a \"b\" c]");
	assert_words("\"it's\"", "[it's]");
	assert_words("'#' \"#\"", "[#][#]");
}

static void
an_empty_quote_is_an_empty_word(void **state)
{
	(void)state;
	assert_words("''", "[]");
	assert_words("a \"\" b", "[a][][b]");
}

static void
a_quote_may_be_part_of_a_word(void **state)
{
	(void)state;
	assert_words("a'b c'd", "[ab cd]");
	assert_words("a''b", "[ab]");
	assert_words("seed='1'", "[seed=1]");
	assert_words("'a'\"b\"", "[ab]");
}

static void
double_quotes_know_escapes_and_single_ones_none(void **state)
{
	(void)state;
	assert_words("\"a\\\"b\"", "[a\"b]");
	assert_words("\"a\\\\\"", "[a\\]");
	assert_words("\"a\\nb\"", "[a\\nb]");
	assert_words("'a\\'", "[a\\]");
	assert_words("'\\\\'", "[\\\\]");
}

static void
a_hash_at_a_words_start_ends_the_line(void **state)
{
	(void)state;
	assert_words("# a b", "");
	assert_words("  #a", "");
	assert_words("a # b", "[a]");
	assert_words("a\t#b 'c", "[a]");
	assert_words("a#b c", "[a#b][c]");
	assert_words("''#a", "[#a]");
}

static void
a_quote_that_is_not_closed_is_refused(void **state)
{
	static const char *const lines[] = { "'",     "\"",	 "a 'b",  "a \"b",
					     "a'b c", "\"a\\\"", "\"a\\", "'a' \"" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct words words;
		struct error error = { 0 };

		assert_int_equal(words_split(&words, lines[i], &error), -EINVAL);
		assert_error(&error, EINVAL, "is not closed");
		words_release(&words);
	}
}

static void
the_rest_of_a_line_is_as_it_was_written(void **state)
{
	struct words words;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(words_split(&words, " echo  'a  b'   c # d", &error), 0);
	assert_string_equal(words_rest(&words, 0), "echo  'a  b'   c # d");
	assert_string_equal(words_rest(&words, 1), "'a  b'   c # d");
	assert_string_equal(words_rest(&words, 2), "c # d");
	assert_string_equal(words_rest(&words, 3), "");
	assert_string_equal(words_rest(&words, 99), "");
	words_release(&words);
}

static void
a_word_taken_out_leaves_the_others(void **state)
{
	struct words words;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(words_split(&words, "a bb c", &error), 0);
	words_drop(&words, 1);
	assert_int_equal(words.count, 2);
	assert_string_equal(words.items[0], "a");
	assert_string_equal(words.items[1], "c");
	assert_string_equal(words_rest(&words, 1), "c");
	words_drop(&words, 1);
	words_drop(&words, 0);
	assert_int_equal(words.count, 0);
	words_release(&words);
}

static void
a_line_of_many_words_is_split(void **state)
{
	struct text line = { 0 };
	struct words words;
	struct error error = { 0 };

	(void)state;
	for (unsigned i = 0; i < 10000; i++)
		text_add(&line, "w%u ", i);
	assert_int_equal(words_split(&words, text_string(&line), &error), 0);
	assert_int_equal(words.count, 10000);
	assert_string_equal(words.items[9999], "w9999");
	assert_string_equal(words_rest(&words, 9999), "w9999 ");
	words_release(&words);
	text_release(&line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_and_tabs_part_words),
		cmocka_unit_test(nothing_else_parts_words),
		cmocka_unit_test(a_quote_keeps_what_it_holds),
		cmocka_unit_test(an_empty_quote_is_an_empty_word),
		cmocka_unit_test(a_quote_may_be_part_of_a_word),
		cmocka_unit_test(double_quotes_know_escapes_and_single_ones_none),
		cmocka_unit_test(a_hash_at_a_words_start_ends_the_line),
		cmocka_unit_test(a_quote_that_is_not_closed_is_refused),
		cmocka_unit_test(the_rest_of_a_line_is_as_it_was_written),
		cmocka_unit_test(a_word_taken_out_leaves_the_others),
		cmocka_unit_test(a_line_of_many_words_is_split),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
