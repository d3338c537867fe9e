/* The first cause of a failure is kept, with its number and the first hint.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

static void
the_first_cause_wins(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_int_equal(error_note(&error, ENOENT, "no '%s'", "foo"), -ENOENT);
	assert_int_equal(error_note(&error, EPERM, "something else"), -ENOENT);
	assert_string_equal(error.message, "no 'foo'");
	assert_int_equal(error.number, ENOENT);
	error_clear(&error);
}

static void
the_first_hint_wins(void **state)
{
	struct error error = { 0 };

	(void)state;
	error_note(&error, ENOENT, "no");
	error_hint(&error, "map %s", "foo");
	error_hint(&error, "another");
	assert_string_equal(error.hint, "map foo");
	error_clear(&error);
}

static void
a_cause_without_errno_ends_as_invalid(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_int_equal(error_note(&error, 0, "no errno fits"), -EINVAL);
	assert_true(error_is_set(&error));
	assert_int_equal(error.number, 0);
	assert_int_equal(error_note(&error, EPERM, "later"), -EINVAL);
	error_clear(&error);
}

static void
what_is_absent_is_no_mistake(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_int_equal(error_absent(&error, ENODEV, "no node @%d", 4), -ENODEV);
	assert_true(error.absent);
	error_clear(&error);
	assert_false(error.absent);
	error_note(&error, EINVAL, "a mistake");
	assert_int_equal(error_absent(&error, ENODEV, "no node @4"), -EINVAL);
	assert_false(error.absent);
	error_clear(&error);
}

static void
a_cleared_error_is_none(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_false(error_is_set(&error));
	error_note(&error, EPERM, "first");
	error_hint(&error, "hint");
	error_clear(&error);
	assert_false(error_is_set(&error));
	assert_null(error.hint);
	assert_int_equal(error_note(&error, EBUSY, "second"), -EBUSY);
	assert_error(&error, EBUSY, "second");
	error_clear(&error);
}

static void
an_errno_and_its_name_are_one(void **state)
{
	(void)state;
	assert_string_equal(error_name(EPERM), "EPERM");
	for (int number = 1; number < 134; number++)
		if (strncmp(error_name(number), "errno", 5) != 0)
			assert_int_equal(error_number(error_name(number)), number);
}

static void
a_name_is_known_in_any_case(void **state)
{
	(void)state;
	assert_int_equal(error_number("EBUSY"), EBUSY);
	assert_int_equal(error_number("ebusy"), EBUSY);
	assert_int_equal(error_number("eBuSy"), EBUSY);
}

static void
what_is_no_name_has_no_number(void **state)
{
	static const char *const words[] = {
		"", "E", "BUSY", "EBUS", "EBUSYY", "16", "0", " EBUSY"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_int_equal(error_number(words[i]), 0);
}

static void
a_number_without_a_name_is_shown_as_a_number(void **state)
{
	(void)state;
	assert_string_equal(error_name(9999), "errno 9999");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_cause_wins),
		cmocka_unit_test(the_first_hint_wins),
		cmocka_unit_test(a_cause_without_errno_ends_as_invalid),
		cmocka_unit_test(what_is_absent_is_no_mistake),
		cmocka_unit_test(a_cleared_error_is_none),
		cmocka_unit_test(an_errno_and_its_name_are_one),
		cmocka_unit_test(a_name_is_known_in_any_case),
		cmocka_unit_test(what_is_no_name_has_no_number),
		cmocka_unit_test(a_number_without_a_name_is_shown_as_a_number),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
