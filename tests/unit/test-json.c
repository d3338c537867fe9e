/* A record is one line of JSON that a strict parser reads back, whatever its fields hold.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include <jansson.h>
#include <math.h>

#include "memory/placement.h"
#include "report/json.h"

static const struct noun noun = { "thing", NULL };

/* Draw the record, release it, and read its line back. */
static json_t *
read_back(struct record *record)
{
	struct text text = { 0 };
	json_error_t error;
	json_t *object;

	json_draw(record, &text);
	record_release(record);
	assert_int_equal(text.bytes[text.length - 1], '\n');
	assert_ptr_equal(strchr(text.bytes, '\n'), text.bytes + text.length - 1);
	object = json_loads(text.bytes, JSON_REJECT_DUPLICATES, &error);
	if (!object)
		fail_msg("%s: %s", error.text, text.bytes);
	text_release(&text);
	return object;
}

static void
a_record_names_its_noun(void **state)
{
	struct record record = record_new(&noun);
	json_t *object = read_back(&record);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(object, "record")), "thing");
	assert_int_equal(json_object_size(object), 1);
	json_decref(object);
}

static void
numbers_sizes_and_truths_are_json_ones(void **state)
{
	struct record record = record_new(&noun);
	json_t *object;

	(void)state;
	record_number(&record, "least", INT64_MIN);
	record_number(&record, "minus", -1);
	record_size(&record, "size", INT64_MAX);
	record_size(&record, "zero", 0);
	record_truth(&record, "yes", true);
	record_truth(&record, "no", false);
	record_real(&record, "real", 1.5);
	object = read_back(&record);
	assert_true(json_integer_value(json_object_get(object, "least")) == INT64_MIN);
	assert_int_equal(json_integer_value(json_object_get(object, "minus")), -1);
	assert_true(json_integer_value(json_object_get(object, "size")) == INT64_MAX);
	assert_true(json_is_integer(json_object_get(object, "zero")));
	assert_true(json_is_true(json_object_get(object, "yes")));
	assert_true(json_is_false(json_object_get(object, "no")));
	assert_true(fabs(json_real_value(json_object_get(object, "real")) - 1.5) < 1e-9);
	json_decref(object);
}

static void
an_address_is_a_string(void **state)
{
	struct record record = record_new(&noun);
	json_t *object;

	(void)state;
	record_address(&record, "low", 0);
	record_address(&record, "high", UINT64_MAX);
	object = read_back(&record);
	assert_string_equal(json_string_value(json_object_get(object, "low")), "0x0");
	assert_string_equal(json_string_value(json_object_get(object, "high")),
			    "0xffffffffffffffff");
	json_decref(object);
}

static void
any_text_is_valid(void **state)
{
	static const char *const texts[][2] = {
		{ "", "" },
		{ "a \"b\" \\", "a \"b\" \\" },
		{ "a\nb\t\x1b", "a\\x0ab\\x09\\x1b" },
		{ "\xff\xc0\xaf", "\\xff\\xc0\\xaf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "n\xc3\xb6 \xf0\x9f\x98\x80", "n\xc3\xb6 \xf0\x9f\x98\x80" },
		{ "\xef\xbf\xbf", "\xef\xbf\xbf" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct record record = record_new(&noun);
		json_t *object;

		record_text(&record, "text", texts[i][0]);
		object = read_back(&record);
		assert_string_equal(json_string_value(json_object_get(object, "text")),
				    texts[i][1]);
		json_decref(object);
	}
}

static void
every_byte_makes_valid_text(void **state)
{
	(void)state;
	for (int first = 1; first < 256; first++) {
		for (int second = 1; second < 256; second += 7) {
			struct record record = record_new(&noun);
			const char bytes[] = { (char)first, (char)second, 'x', '\0' };

			record_text(&record, "text", bytes);
			json_decref(read_back(&record));
		}
	}
}

static void
a_real_that_is_no_number_leaves_valid_json(void **state)
{
	struct record record = record_new(&noun);

	(void)state;
	record_real(&record, "nan", NAN);
	record_real(&record, "infinite", INFINITY);
	record_real(&record, "tiny", 1e-300);
	record_real(&record, "large", 1e300);
	json_decref(read_back(&record));
}

static void
runs_are_a_list_of_nodes_and_states(void **state)
{
	static const struct run runs[] = { { 0, 4, 1 }, { 4, 1, PAGE_ABSENT }, { 5, 3, 0 } };
	struct record record = record_new(&noun);
	json_t *object, *list;

	(void)state;
	record_runs(&record, "runs", runs, 3);
	record_runs(&record, "none", NULL, 0);
	object = read_back(&record);
	list = json_object_get(object, "runs");
	assert_int_equal(json_array_size(list), 3);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "node")), 1);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "pages")), 4);
	assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "state")),
			    "absent");
	assert_null(json_object_get(json_array_get(list, 1), "node"));
	assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 2), "page")), 5);
	assert_int_equal(json_array_size(json_object_get(object, "none")), 0);
	json_decref(object);
}

static void
a_tally_is_counts_by_node_and_state(void **state)
{
	struct record record = record_new(&noun);
	struct tally tally = { 0 };
	json_t *object, *nodes;

	(void)state;
	tally_add(&tally, 2, 8);
	tally_add(&tally, PAGE_SWAPPED, 3);
	record_tally(&record, "tally", &tally);
	object = read_back(&record);
	nodes = json_object_get(json_object_get(object, "tally"), "nodes");
	assert_int_equal(json_object_size(nodes), 1);
	assert_int_equal(json_integer_value(json_object_get(nodes, "2")), 8);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(object, "tally"), "swapped")),
		3);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(object, "tally"), "absent")), 0);
	json_decref(object);
	tally_release(&tally);
}

static void
records_hold_records(void **state)
{
	static const struct noun nameless = { NULL, NULL };
	struct record record = record_new(&noun);
	json_t *object, *list;

	(void)state;
	record_record(&record, "empty", NULL);
	for (int i = 0; i < 3; i++) {
		struct record part = record_new(&nameless);

		record_number(&part, "i", i);
		record_record(&record, "parts", &part);
	}
	object = read_back(&record);
	list = json_object_get(object, "parts");
	assert_int_equal(json_array_size(list), 3);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 2), "i")), 2);
	assert_int_equal(json_object_size(json_array_get(list, 2)), 1);
	assert_true(json_is_array(json_object_get(object, "empty")));
	json_decref(object);
}

static void
a_field_is_found_again_and_a_missing_one_is_nothing(void **state)
{
	struct record record = record_new(&noun);

	(void)state;
	record_number(&record, "number", -5);
	record_size(&record, "size", 5);
	record_text(&record, "text", "a\nb");
	record_truth(&record, "truth", true);
	assert_int_equal(record_get_number(&record, "number"), -5);
	assert_int_equal(record_get_size(&record, "size"), 5);
	assert_string_equal(record_get_text(&record, "text"), "a\\x0ab");
	assert_true(record_get_truth(&record, "truth"));
	assert_null(record_field(&record, "other"));
	assert_int_equal(record_get_number(&record, "other"), 0);
	assert_string_equal(record_get_text(&record, "other"), "");
	assert_false(record_get_truth(&record, "other"));
	record_release(&record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_names_its_noun),
		cmocka_unit_test(numbers_sizes_and_truths_are_json_ones),
		cmocka_unit_test(an_address_is_a_string),
		cmocka_unit_test(any_text_is_valid),
		cmocka_unit_test(every_byte_makes_valid_text),
		cmocka_unit_test(a_real_that_is_no_number_leaves_valid_json),
		cmocka_unit_test(runs_are_a_list_of_nodes_and_states),
		cmocka_unit_test(a_tally_is_counts_by_node_and_state),
		cmocka_unit_test(records_hold_records),
		cmocka_unit_test(a_field_is_found_again_and_a_missing_one_is_nothing),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
