/* What every unit test needs: cmocka, in the order it wants its headers, and a word for errors.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* The text holds exactly that, and is empty afterwards. */
static inline void
assert_text(struct text *text, const char *wanted)
{
	assert_string_equal(text_string(text), wanted);
	assert_int_equal(text->length, strlen(wanted));
	text_clear(text);
}

/* The error was noted, with this number and, somewhere
 * in its message, these words; it is cleared. */
static inline void
assert_error(struct error *error, int number, const char *words)
{
	assert_true(error_is_set(error));
	assert_int_equal(error->number, number);
	if (!strstr(error->message, words))
		fail_msg("'%s' does not say '%s'", error->message, words);
	error_clear(error);
}

#endif
