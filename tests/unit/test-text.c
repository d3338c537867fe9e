/* A text grows as it must, and what is shown of a user's word can be shown anywhere: it is
 * printable UTF-8, whatever the word was.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "base/xalloc.h"

static void
assert_shown(const char *name, const char *wanted)
{
	char *shown = text_shown(name);

	assert_string_equal(shown, wanted);
	free(shown);
}

static void
an_empty_text_is_an_empty_string(void **state)
{
	struct text text = { 0 };
	char *taken;

	(void)state;
	assert_text(&text, "");
	text_add(&text, "%s", "");
	text_add_bytes(&text, "x", 0);
	assert_text(&text, "");
	taken = text_take(&text);
	assert_string_equal(taken, "");
	free(taken);
	text_release(&text);
}

static void
nothing_is_lost_however_it_grows(void **state)
{
	struct text text = { 0 };

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		text_add(&text, "%u,", i % 10);
		text_add_char(&text, (char)('a' + i % 26));
		assert_int_equal(text.length, 3 * (i + 1));
		assert_int_equal(strlen(text_string(&text)), text.length);
	}
	for (unsigned i = 0; i < 5000; i++) {
		assert_int_equal(text.bytes[3 * i], '0' + i % 10);
		assert_int_equal(text.bytes[3 * i + 2], 'a' + i % 26);
	}
	text_release(&text);
}

static void
an_addition_of_any_length_fits(void **state)
{
	char word[300];

	(void)state;
	memset(word, 'x', sizeof(word));
	for (size_t length = 0; length < sizeof(word); length++) {
		struct text text = { 0 };

		text_add(&text, "%.*s", (int)length, word);
		text_add(&text, "%.*s", (int)length, word);
		assert_int_equal(text.length, 2 * length);
		assert_int_equal(strlen(text_string(&text)), 2 * length);
		text_release(&text);
	}
}

static void
bytes_may_hold_a_nul(void **state)
{
	struct text text = { 0 };

	(void)state;
	text_add_bytes(&text, "a\0b", 3);
	text_add_char(&text, '\0');
	text_add(&text, "%s", "c");
	assert_int_equal(text.length, 5);
	assert_memory_equal(text.bytes, "a\0b\0c", 6);
	text_release(&text);
}

static void
a_text_is_empty_when_taken_or_cleared(void **state)
{
	struct text text = { 0 };
	char *taken;

	(void)state;
	text_add(&text, "one");
	text_clear(&text);
	assert_text(&text, "");
	text_add(&text, "two");
	taken = text_take(&text);
	assert_string_equal(taken, "two");
	assert_text(&text, "");
	free(taken);
	text_release(&text);
}

static void
printable_utf8_is_shown_as_it_is(void **state)
{
	static const char *const names[] = { "foo",
					     "two words",
					     "a\\b",
					     "\xc2\xa0",
					     "n\xc3\xb6",
					     "\xe2\x82\xac",
					     "\xed\x9f\xbf",
					     "\xee\x80\x80",
					     "\xf0\x9f\x98\x80",
					     "\xf4\x8f\xbf\xbf" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_shown(names[i], names[i]);
}

static void
control_characters_are_shown_as_numbers(void **state)
{
	(void)state;
	assert_shown("a\nb\tc\r", "a\\x0ab\\x09c\\x0d");
	assert_shown("\x1b[2J\x07\x7f", "\\x1b[2J\\x07\\x7f");
	assert_shown("\xc2\x80\xc2\x9b\xc2\x9f", "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f");
}

static void
what_is_no_utf8_is_shown_as_numbers(void **state)
{
	(void)state;
	assert_shown("\xff\xfe", "\\xff\\xfe");
	assert_shown("\x80", "\\x80");
	assert_shown("a\xc3", "a\\xc3");
	assert_shown("\xe2\x82", "\\xe2\\x82");
	assert_shown("\xe2\x82z", "\\xe2\\x82z");
	assert_shown("\xf0\x9f\x98", "\\xf0\\x9f\\x98");
}

static void
overlong_surrogate_and_too_large_is_no_utf8(void **state)
{
	(void)state;
	assert_shown("\xc0\xaf", "\\xc0\\xaf");
	assert_shown("\xc1\xbf", "\\xc1\\xbf");
	assert_shown("\xe0\x80\xaf", "\\xe0\\x80\\xaf");
	assert_shown("\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf");
	assert_shown("\xed\xa0\x80", "\\xed\\xa0\\x80");
	assert_shown("\xed\xbf\xbf", "\\xed\\xbf\\xbf");
	assert_shown("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
	assert_shown("\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80");
}

static void
what_is_long_is_cut_and_says_so(void **state)
{
	struct text text = { 0 };

	(void)state;
	text_add(&text, "12345");
	text_add_shown(&text, "abcdef", 6);
	assert_text(&text, "12345abcdef");
	text_add_shown(&text, "abcdefg", 6);
	assert_text(&text, "abcdef...");
	text_add_shown(&text, "", 0);
	assert_text(&text, "");
	text_release(&text);
}

static void
a_quote_holds_any_word(void **state)
{
	static const char *const letters[] = { "x", "\xff", "\n", "\xf0\x9f\x98\x80", "\xc3\xb6" };
	struct text word = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		for (unsigned lead = 0; lead < 5; lead++) {
			struct quote quoted;

			text_clear(&word);
			text_add(&word, "%.*s", (int)lead, "aaaa");
			for (unsigned count = 0; count < 400; count++)
				text_add(&word, "%s", letters[i]);
			quoted = quote(text_string(&word));
			assert_true(strlen(quoted.text) < sizeof(quoted.text));
			assert_true(strlen(quoted.text) >= QUOTE_LENGTH);
			assert_string_equal(quoted.text + strlen(quoted.text) - 3, "...");
		}
	}
	assert_string_equal(quote("foo").text, "foo");
	assert_string_equal(quote("").text, "");
	text_release(&word);
}

static void
a_growing_array_keeps_its_items(void **state)
{
	size_t capacity = 0;
	uint64_t *items = NULL;

	(void)state;
	for (size_t count = 0; count < 1000; count++) {
		items = xgrow(items, &capacity, count + 1, sizeof(*items));
		assert_true(capacity > count);
		items[count] = count * count;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(items[i], i * i);
	free(items);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_text_is_an_empty_string),
		cmocka_unit_test(nothing_is_lost_however_it_grows),
		cmocka_unit_test(an_addition_of_any_length_fits),
		cmocka_unit_test(bytes_may_hold_a_nul),
		cmocka_unit_test(a_text_is_empty_when_taken_or_cleared),
		cmocka_unit_test(printable_utf8_is_shown_as_it_is),
		cmocka_unit_test(control_characters_are_shown_as_numbers),
		cmocka_unit_test(what_is_no_utf8_is_shown_as_numbers),
		cmocka_unit_test(overlong_surrogate_and_too_large_is_no_utf8),
		cmocka_unit_test(what_is_long_is_cut_and_says_so),
		cmocka_unit_test(a_quote_holds_any_word),
		cmocka_unit_test(a_growing_array_keeps_its_items),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
