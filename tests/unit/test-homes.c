/* Home nodes are remembered piece by piece: what is set last counts, what is forgotten is gone, and
 * the rest stays as it was.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "memory/homes.h"

static void
assert_homes(const struct homes *homes, const char *wanted)
{
	struct text text = { 0 };

	for (size_t i = 0; i < homes->count; i++)
		text_add(&text, "%s%d-%d:%u", i ? " " : "", (int)homes->items[i].start,
			 (int)homes->items[i].end, homes->items[i].node);
	assert_text(&text, wanted);
	text_release(&text);
}

static void
pieces_stay_in_order(void **state)
{
	struct homes homes = { 0 };

	(void)state;
	homes_set(&homes, 20, 30, 1);
	homes_set(&homes, 0, 10, 2);
	homes_set(&homes, 40, 50, 3);
	assert_homes(&homes, "0-10:2 20-30:1 40-50:3");
	homes_release(&homes);
	assert_homes(&homes, "");
}

static void
what_is_set_last_counts(void **state)
{
	struct homes homes = { 0 };

	(void)state;
	homes_set(&homes, 0, 100, 1);
	homes_set(&homes, 40, 60, 2);
	assert_homes(&homes, "0-40:1 40-60:2 60-100:1");
	homes_set(&homes, 30, 70, 3);
	assert_homes(&homes, "0-30:1 30-70:3 70-100:1");
	homes_set(&homes, 0, 100, 4);
	assert_homes(&homes, "0-100:4");
	homes_release(&homes);
}

static void
neighbours_with_the_same_node_are_one(void **state)
{
	struct homes homes = { 0 };

	(void)state;
	homes_set(&homes, 0, 10, 1);
	homes_set(&homes, 20, 30, 1);
	homes_set(&homes, 10, 20, 1);
	assert_homes(&homes, "0-30:1");
	homes_set(&homes, 30, 40, 2);
	assert_homes(&homes, "0-30:1 30-40:2");
	homes_release(&homes);
}

static void
forgetting_cuts_pieces(void **state)
{
	struct homes homes = { 0 };

	(void)state;
	homes_set(&homes, 0, 100, 1);
	homes_forget(&homes, 40, 60);
	assert_homes(&homes, "0-40:1 60-100:1");
	homes_forget(&homes, 30, 70);
	assert_homes(&homes, "0-30:1 70-100:1");
	homes_forget(&homes, 90, 200);
	assert_homes(&homes, "0-30:1 70-90:1");
	homes_forget(&homes, 30, 70);
	assert_homes(&homes, "0-30:1 70-90:1");
	homes_forget(&homes, 0, 100);
	assert_homes(&homes, "");
	homes_release(&homes);
}

static void
asking_tells_the_node_and_where_it_ends(void **state)
{
	struct homes homes = { 0 };
	uint64_t end;

	(void)state;
	assert_int_equal(homes_at(&homes, 0, &end), -1);
	assert_true(end == UINT64_MAX);
	homes_set(&homes, 10, 20, 3);
	assert_int_equal(homes_at(&homes, 0, &end), -1);
	assert_int_equal(end, 10);
	assert_int_equal(homes_at(&homes, 10, &end), 3);
	assert_int_equal(end, 20);
	assert_int_equal(homes_at(&homes, 19, &end), 3);
	assert_int_equal(homes_at(&homes, 20, &end), -1);
	assert_true(end == UINT64_MAX);
	homes_release(&homes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_stay_in_order),
		cmocka_unit_test(what_is_set_last_counts),
		cmocka_unit_test(neighbours_with_the_same_node_are_one),
		cmocka_unit_test(forgetting_cuts_pieces),
		cmocka_unit_test(asking_tells_the_node_and_where_it_ends),
	};

	return cmocka_run_group_tests_name("homes", tests, NULL, NULL);
}
