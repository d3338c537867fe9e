/* What is said is drawn as people and scripts know it: the segment line and the grid of memtoy 0.16
 * to the blank, and TAP that a parser takes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include <sys/mman.h>

#include "report/nouns.h"
#include "report/streams.h"

/* A sink that keeps what it gets. */
struct kept {
	struct sink sink;
	struct text results, messages, tests;
};

static void
keep_bytes(struct sink *sink, enum output_stream stream, const char *bytes, size_t length)
{
	struct kept *kept = (struct kept *)sink;

	text_add_bytes(stream == STREAM_RESULTS ? &kept->results : &kept->messages, bytes, length);
}

static void
keep_test(struct sink *sink, enum verdict verdict, const char *line)
{
	static const char letters[] = { 'h', 'f', 's' };
	struct kept *kept = (struct kept *)sink;

	text_add(&kept->tests, "%c:%s", letters[verdict], line ? line : "\n");
}

static struct kept kept = { .sink = { keep_bytes, keep_test } };
static struct output text = { OUTPUT_TEXT, &kept.sink, NULL };
static struct output tap = { OUTPUT_TAP, &kept.sink, NULL };
static struct output json = { OUTPUT_JSON, &kept.sink, NULL };
static struct output child = { OUTPUT_TEXT, &kept.sink, "c1" };

static int
forget(void **state)
{
	(void)state;
	text_release(&kept.results);
	text_release(&kept.messages);
	text_release(&kept.tests);
	return 0;
}

static struct segment
a_segment(void)
{
	return (struct segment){ .name = (char *)"foo",
				 .kind = SEGMENT_ANON,
				 .mapped = true,
				 .start = 0x7f2a5c000000,
				 .length = 0x8000,
				 .page_size = 4096,
				 .protection = PROT_READ | PROT_WRITE,
				 .fd = -1,
				 .shm = -1 };
}

static void
a_mapped_segment_is_the_classic_line(void **state)
{
	struct segment segment = a_segment();

	(void)state;
	say_segment(&text, &segment);
	assert_text(&kept.results,
		    "a 0x00007f2a5c000000 0x000000008000 0x000000000000  rw- private foo\n");
}

static void
a_segment_that_is_not_mapped_keeps_the_columns(void **state)
{
	struct segment segment = a_segment();

	(void)state;
	segment.mapped = false;
	segment.offset = 0x1000;
	say_segment(&text, &segment);
	assert_text(&kept.results,
		    "a *** not-mapped *** 0x000000008000 0x000000001000  rw- private foo\n");
}

static void
a_segment_has_the_letter_of_its_kind_and_protection(void **state)
{
	static const struct {
		enum segment_kind kind;
		const char *letter;
	} kinds[] = {
		{ SEGMENT_ANON, "a " },	    { SEGMENT_FILE, "f " },  { SEGMENT_SHM, "s " },
		{ SEGMENT_HUGE_SHM, "h " }, { SEGMENT_TMPFS, "t " }, { SEGMENT_MEMFD, "t " }
	};
	struct segment segment = a_segment();

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		segment.kind = kinds[i].kind;
		say_segment(&text, &segment);
		assert_memory_equal(text_string(&kept.results), kinds[i].letter, 2);
		text_clear(&kept.results);
	}
	segment.protection = PROT_NONE;
	say_segment(&text, &segment);
	assert_non_null(strstr(text_string(&kept.results), "  --- private foo\n"));
	text_clear(&kept.results);
	segment.protection = PROT_READ | PROT_EXEC;
	say_segment(&text, &segment);
	assert_non_null(strstr(text_string(&kept.results), "  r-x private foo\n"));
}

static void
where_is_the_classic_grid(void **state)
{
	static const struct run runs[] = {
		{ 0, 4, 1 }, { 4, 1, 2 }, { 5, 1, PAGE_ABSENT }, { 6, 1, PAGE_SWAPPED }, { 7, 1, 1 }
	};
	struct segment segment = a_segment();

	(void)state;
	say_where(&text, &segment, true, 0, 8);
	say_grid(&text, runs, 5);
	assert_text(&kept.results,
		    "a 0x00007f2a5c000000 0x000000008000 0x000000000000  rw- private foo\n"
		    "page offset    +00 +01 +02 +03 +04 +05 +06 +07\n"
		    "           0:    1   1   1   1   2   .   ~   1\n");
}

static void
a_grid_has_eight_pages_a_line_and_counts_in_hex(void **state)
{
	static const struct run runs[] = { { 0, 20, 0 },
					   { 20, 1, PAGE_ZERO },
					   { 21, 1, PAGE_REFUSED } };

	(void)state;
	say_grid(&text, runs, 3);
	assert_text(&kept.results, "           0:    0   0   0   0   0   0   0   0\n"
				   "           8:    0   0   0   0   0   0   0   0\n"
				   "          10:    0   0   0   0   z   !\n");
}

static void
wide_node_numbers_keep_their_digits(void **state)
{
	static const struct run runs[] = {
		{ 0, 1, 255 }, { 1, 1, 1023 }, { 2, 1, 32767 }, { 3, 5, 7 }
	};

	(void)state;
	say_grid(&text, runs, 4);
	assert_non_null(strstr(text_string(&kept.results), " 255"));
	assert_non_null(strstr(text_string(&kept.results), "1023"));
	assert_non_null(strstr(text_string(&kept.results), "32767"));
}

static void
runs_are_a_line_each(void **state)
{
	static const struct run runs[] = { { 0, 16, 1 }, { 16, 1, PAGE_ABSENT } };

	(void)state;
	say_runs(&text, runs, 2);
	assert_text(&kept.results, "           0: 16 pages on node 1\n"
				   "          10: 1 page absent\n");
}

static void
the_session_and_a_child_say_their_pid(void **state)
{
	(void)state;
	say_pid(&text, 4711);
	assert_text(&kept.results, "memtoy:  pid = 4711\n");
	say_pid(&child, 4712);
	assert_text(&kept.results, "memtoy(c1):  pid = 4712\n");
}

static void
a_claim_that_holds_is_an_ok_line_named_for_its_script(void **state)
{
	(void)state;
	say_expectation(&tap, "a.mt", "moved all", NULL);
	assert_text(&kept.tests, "h:a.mt: moved all\n");
	assert_text(&kept.results, "");
}

static void
a_claim_that_fails_says_why_in_comments(void **state)
{
	(void)state;
	say_expectation(&tap, "a.mt", "moved all", "expected 8\nfound 7");
	assert_text(&kept.tests, "f:a.mt: moved all\n# expected 8\n# found 7\n");
}

static void
a_skip_is_one_line_with_its_reason(void **state)
{
	(void)state;
	say_skipped(&tap, "a.mt", "needs 2 nodes");
	assert_text(&kept.tests, "s:a.mt # SKIP needs 2 nodes\n");
}

static void
what_tap_gives_a_meaning_to_is_escaped(void **state)
{
	(void)state;
	say_expectation(&tap, "a.mt", "fail echo # SKIP \\", NULL);
	assert_string_equal(text_string(&kept.tests), "h:a.mt: fail echo \\# SKIP \\\\\n");
	text_clear(&kept.tests);
	say_expectation(&tap, "a.mt", "two\nlines", NULL);
	assert_ptr_equal(strchr(text_string(&kept.tests), '\n'),
			 text_string(&kept.tests) + kept.tests.length - 1);
}

static void
everything_else_is_a_comment_in_tap(void **state)
{
	struct segment segment = a_segment();
	const char *at;

	(void)state;
	say_segment(&tap, &segment);
	say_pid(&tap, 1);
	say_note(&tap, "a note");
	output_text(&tap, "two\nlines");
	for (at = text_string(&kept.results); *at; at = strchr(at, '\n') + 1)
		assert_memory_equal(at, "# ", 2);
	assert_text(&kept.messages, "");
}

static void
the_version_opens_and_the_plan_closes_tap(void **state)
{
	(void)state;
	output_open(&tap);
	assert_text(&kept.results, "KTAP version 1\n");
	output_plan(&tap, 7);
	assert_text(&kept.results, "1..7\n");
	output_open(&text);
	output_plan(&text, 7);
	assert_text(&kept.results, "");
}

static void
the_header_opens_json(void **state)
{
	(void)state;
	output_open(&json);
	assert_memory_equal(text_string(&kept.results), "{\"record\":\"header\",\"schema\":1,", 29);
	text_clear(&kept.results);
	output_plan(&json, 7);
	assert_text(&kept.results, "");
}

static void
an_error_names_place_command_message_and_hint(void **state)
{
	struct say_place outer = { "outer.mt", 3, NULL }, place = { "inner.mt", 12, &outer };
	struct error error = { 0 };

	(void)state;
	error_note(&error, EINVAL, "segment 'foo' is not mapped");
	error_hint(&error, "map foo");
	say_error(&text, "x", &place, "touch", &error);
	assert_text(&kept.messages,
		    "in script sourced from outer.mt:3:\n"
		    "inner.mt:12: touch: segment 'foo' is not mapped (try: map foo)\n");
	say_error(&text, "x", NULL, "", &error);
	assert_text(&kept.messages, "memtoy: segment 'foo' is not mapped (try: map foo)\n");
	assert_text(&kept.results, "");
	say_error(&json, "x", NULL, "touch", &error);
	assert_memory_equal(text_string(&kept.results), "{\"record\":\"error\"", 17);
	assert_non_null(strstr(text_string(&kept.results), "\"errno\":\"EINVAL\""));
	error_clear(&error);
}

static void
tap_lines_are_numbered_from_one(void **state)
{
	struct streams streams;
	char *said = NULL;
	size_t length = 0;
	FILE *standard = stdout;

	(void)state;
	streams_init(&streams);
	stdout = open_memstream(&said, &length);
	streams.sink.test(&streams.sink, VERDICT_HELD, "a\n");
	streams.sink.test(&streams.sink, VERDICT_FAILED, "b\n");
	streams.sink.test(&streams.sink, VERDICT_SKIPPED, "c # SKIP no\n");
	streams.sink.test(&streams.sink, VERDICT_HELD, NULL);
	fclose(stdout);
	stdout = standard;
	assert_string_equal(said, "ok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no\n");
	assert_int_equal(streams.held, 2);
	assert_int_equal(streams.failed, 1);
	assert_int_equal(streams.skipped, 1);
	assert_int_equal(streams.tests, 3);
	free(said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_mapped_segment_is_the_classic_line, forget),
		cmocka_unit_test_teardown(a_segment_that_is_not_mapped_keeps_the_columns, forget),
		cmocka_unit_test_teardown(a_segment_has_the_letter_of_its_kind_and_protection,
					  forget),
		cmocka_unit_test_teardown(where_is_the_classic_grid, forget),
		cmocka_unit_test_teardown(a_grid_has_eight_pages_a_line_and_counts_in_hex, forget),
		cmocka_unit_test_teardown(wide_node_numbers_keep_their_digits, forget),
		cmocka_unit_test_teardown(runs_are_a_line_each, forget),
		cmocka_unit_test_teardown(the_session_and_a_child_say_their_pid, forget),
		cmocka_unit_test_teardown(a_claim_that_holds_is_an_ok_line_named_for_its_script,
					  forget),
		cmocka_unit_test_teardown(a_claim_that_fails_says_why_in_comments, forget),
		cmocka_unit_test_teardown(a_skip_is_one_line_with_its_reason, forget),
		cmocka_unit_test_teardown(what_tap_gives_a_meaning_to_is_escaped, forget),
		cmocka_unit_test_teardown(everything_else_is_a_comment_in_tap, forget),
		cmocka_unit_test_teardown(the_version_opens_and_the_plan_closes_tap, forget),
		cmocka_unit_test_teardown(the_header_opens_json, forget),
		cmocka_unit_test_teardown(an_error_names_place_command_message_and_hint, forget),
		cmocka_unit_test_teardown(tap_lines_are_numbered_from_one, forget),
	};

	return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
