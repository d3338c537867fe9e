/* A set of nodes holds what was added, up to the widest mask a kernel takes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "memory/nodeset.h"

static struct nodeset
set_of(unsigned a, unsigned b, unsigned c)
{
	struct nodeset set = { 0 };

	nodeset_add(&set, a);
	nodeset_add(&set, b);
	nodeset_add(&set, c);
	return set;
}

static void
an_empty_set_has_nothing(void **state)
{
	struct nodeset set = { 0 };
	struct text text = { 0 };

	(void)state;
	assert_true(nodeset_is_empty(&set));
	assert_int_equal(nodeset_count(&set), 0);
	assert_int_equal(nodeset_width(&set), 0);
	assert_int_equal(nodeset_next(&set, 0), -1);
	nodeset_format(&set, &text);
	assert_text(&text, "none");
	text_release(&text);
}

static void
a_set_walks_its_nodes_in_order(void **state)
{
	struct nodeset set = set_of(64, 3, 1000);

	(void)state;
	assert_int_equal(nodeset_next(&set, 0), 3);
	assert_int_equal(nodeset_next(&set, 4), 64);
	assert_int_equal(nodeset_next(&set, 65), 1000);
	assert_int_equal(nodeset_next(&set, 1001), -1);
	assert_int_equal(nodeset_count(&set), 3);
	assert_int_equal(nodeset_width(&set), 1001);
}

static void
the_highest_node_fits_and_the_next_is_not_in(void **state)
{
	struct nodeset set = set_of(NODESET_BITS - 1, 0, 0);

	(void)state;
	assert_true(nodeset_has(&set, NODESET_BITS - 1));
	assert_int_equal(nodeset_width(&set), NODESET_BITS);
	assert_int_equal(nodeset_next(&set, 1), NODESET_BITS - 1);
	assert_int_equal(nodeset_next(&set, NODESET_BITS), -1);
	assert_false(nodeset_has(&set, NODESET_BITS));
	assert_false(nodeset_has(&set, UINT32_MAX));
}

static void
a_dropped_node_is_gone(void **state)
{
	struct nodeset set = set_of(1, 2, 2);

	(void)state;
	nodeset_drop(&set, 2);
	nodeset_drop(&set, 5);
	assert_true(nodeset_has(&set, 1));
	assert_false(nodeset_has(&set, 2));
	assert_int_equal(nodeset_count(&set), 1);
}

static void
sets_are_equal_when_their_nodes_are(void **state)
{
	struct nodeset a = set_of(1, 2, 70), b = set_of(70, 1, 2);

	(void)state;
	assert_true(nodeset_equal(&a, &b));
	nodeset_drop(&b, 70);
	assert_false(nodeset_equal(&a, &b));
	nodeset_add(&b, 71);
	assert_false(nodeset_equal(&a, &b));
}

static void
both_is_what_both_have(void **state)
{
	struct nodeset a = set_of(1, 2, 70), b = set_of(2, 70, 71), both = nodeset_both(&a, &b);
	struct text text = { 0 };

	(void)state;
	nodeset_format(&both, &text);
	assert_text(&text, "2,70");
	text_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_set_has_nothing),
		cmocka_unit_test(a_set_walks_its_nodes_in_order),
		cmocka_unit_test(the_highest_node_fits_and_the_next_is_not_in),
		cmocka_unit_test(a_dropped_node_is_gone),
		cmocka_unit_test(sets_are_equal_when_their_nodes_are),
		cmocka_unit_test(both_is_what_both_have),
	};

	return cmocka_run_group_tests_name("nodeset", tests, NULL, NULL);
}
