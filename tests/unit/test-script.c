/* A line of a script ends at its line end, also at a CRLF; a backslash there joins it with the
 * next, a NUL byte is refused, and a stream that cannot be read is no end of it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "shell/script.h"

struct reader {
	FILE *stream;
	struct text line;
	unsigned long lines;
	struct error error;
};

static struct reader
open_bytes(const char *bytes, size_t length)
{
	struct reader reader = { .stream = tmpfile() };

	assert_non_null(reader.stream);
	assert_int_equal(fwrite(bytes, 1, length, reader.stream), length);
	rewind(reader.stream);
	return reader;
}

static struct reader
open_text(const char *text)
{
	return open_bytes(text, strlen(text));
}

static int
next(struct reader *reader)
{
	return script_read_line(reader->stream, &reader->line, &reader->lines, &reader->error);
}

static void
assert_line(struct reader *reader, const char *wanted, unsigned long lines)
{
	assert_int_equal(next(reader), 1);
	assert_string_equal(text_string(&reader->line), wanted);
	assert_int_equal(reader->lines, lines);
}

static void
assert_end(struct reader *reader)
{
	assert_int_equal(next(reader), 0);
	assert_false(error_is_set(&reader->error));
	fclose(reader->stream);
	text_release(&reader->line);
}

static void
lines_are_read_one_by_one_and_counted(void **state)
{
	struct reader reader = open_text("one\n\n  two  \n");

	(void)state;
	assert_line(&reader, "one", 1);
	assert_line(&reader, "", 2);
	assert_line(&reader, "  two  ", 3);
	assert_end(&reader);
}

static void
an_empty_stream_has_no_line(void **state)
{
	struct reader reader = open_text("");

	(void)state;
	assert_end(&reader);
}

static void
the_last_line_needs_no_end(void **state)
{
	struct reader reader = open_text("one\ntwo");

	(void)state;
	assert_line(&reader, "one", 1);
	assert_line(&reader, "two", 2);
	assert_end(&reader);
}

static void
crlf_is_a_line_end_and_a_cr_elsewhere_is_none(void **state)
{
	struct reader reader = open_text("one\r\n\r\na\rb\r\n");

	(void)state;
	assert_line(&reader, "one", 1);
	assert_line(&reader, "", 2);
	assert_line(&reader, "a\rb", 3);
	assert_end(&reader);
}

static void
a_backslash_at_the_end_joins_lines(void **state)
{
	struct reader reader = open_text("a \\\nb\\\nc\nd\\\r\ne\nlast\n");

	(void)state;
	assert_line(&reader, "a bc", 3);
	assert_line(&reader, "de", 5);
	assert_line(&reader, "last", 6);
	assert_end(&reader);
}

static void
a_backslash_elsewhere_joins_nothing(void **state)
{
	struct reader reader = open_text("a\\b\n\\ \nc\n");

	(void)state;
	assert_line(&reader, "a\\b", 1);
	assert_line(&reader, "\\ ", 2);
	assert_line(&reader, "c", 3);
	assert_end(&reader);
}

static void
a_backslash_at_the_streams_end_joins_nothing(void **state)
{
	struct reader reader = open_text("a\\\n"), bare = open_text("\\");

	(void)state;
	assert_line(&reader, "a", 1);
	assert_end(&reader);
	assert_line(&bare, "", 1);
	assert_end(&bare);
}

static void
a_nul_byte_is_refused_and_the_next_line_is_read(void **state)
{
	static const char bytes[] = "one\nt\0wo\nthree\n";
	struct reader reader = open_bytes(bytes, sizeof(bytes) - 1);

	(void)state;
	assert_line(&reader, "one", 1);
	assert_int_equal(next(&reader), -EILSEQ);
	assert_int_equal(reader.lines, 2);
	assert_error(&reader.error, EILSEQ, "NUL");
	assert_line(&reader, "three", 3);
	assert_end(&reader);
}

static void
a_line_of_a_megabyte_is_a_line(void **state)
{
	size_t length = 1 << 20;
	char *bytes = malloc(length + 1);
	struct reader reader;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', length);
	bytes[length] = '\n';
	reader = open_bytes(bytes, length + 1);
	assert_int_equal(next(&reader), 1);
	assert_int_equal(reader.line.length, length);
	free(bytes);
	assert_end(&reader);
}

static void
a_stream_that_cannot_be_read_is_an_error(void **state)
{
	FILE *folder = fopen("/", "r");
	struct text line = { 0 };
	struct error error = { 0 };
	unsigned long lines = 0;

	(void)state;
	assert_non_null(folder);
	assert_true(script_read_line(folder, &line, &lines, &error) < 0);
	assert_true(error_is_set(&error));
	error_clear(&error);
	text_release(&line);
	fclose(folder);
}

static void
the_worse_outcome_counts(void **state)
{
	(void)state;
	assert_int_equal(outcome_worse(OUTCOME_DONE, OUTCOME_SKIPPED), OUTCOME_SKIPPED);
	assert_int_equal(outcome_worse(OUTCOME_FAILED, OUTCOME_SKIPPED), OUTCOME_FAILED);
	assert_int_equal(outcome_worse(OUTCOME_UNMET, OUTCOME_DONE), OUTCOME_UNMET);
	assert_int_equal(outcome_worse(OUTCOME_INTERRUPTED, OUTCOME_FAILED), OUTCOME_INTERRUPTED);
	assert_int_equal(outcome_worse(OUTCOME_DONE, OUTCOME_DONE), OUTCOME_DONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_one_by_one_and_counted),
		cmocka_unit_test(an_empty_stream_has_no_line),
		cmocka_unit_test(the_last_line_needs_no_end),
		cmocka_unit_test(crlf_is_a_line_end_and_a_cr_elsewhere_is_none),
		cmocka_unit_test(a_backslash_at_the_end_joins_lines),
		cmocka_unit_test(a_backslash_elsewhere_joins_nothing),
		cmocka_unit_test(a_backslash_at_the_streams_end_joins_nothing),
		cmocka_unit_test(a_nul_byte_is_refused_and_the_next_line_is_read),
		cmocka_unit_test(a_line_of_a_megabyte_is_a_line),
		cmocka_unit_test(a_stream_that_cannot_be_read_is_an_error),
		cmocka_unit_test(the_worse_outcome_counts),
	};

	return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
