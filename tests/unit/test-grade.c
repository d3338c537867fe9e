/* A policy is graded by what is in force and where pages are: honoured, partly or ignored, and each
 * finding is told.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "kernel/mempolicy.h"
#include "memory/grade.h"

static struct nodeset
nodes(const char *list)
{
	struct nodeset set = { 0 };

	assert_int_equal(bits_parse(set.bits, NODESET_BITS, list), 0);
	return set;
}

static struct policy_request
asked(int mode, int flags, const char *list)
{
	return (struct policy_request){
		.policy = { .mode = mode, .flags = flags, .nodes = nodes(list) }
	};
}

static void
assert_grade(struct grade *grade, enum grade_value value, const char *why)
{
	assert_string_equal(grade_name(grade->value), grade_name(value));
	assert_text(&grade->why, why);
	grade_release(grade);
	*grade = (struct grade){ 0 };
}

/* 'request' on a machine whose nodes 0, 1 and 3 can be used, read back as 'found'. */
static struct grade
read_as(const struct policy_request *request, struct policy found)
{
	struct grade grade = { .read = true, .in_force = found };
	struct nodeset usable = nodes("0-1,3");

	grade_policy(&grade, request, &usable);
	return grade;
}

static void
what_reads_back_as_asked_is_honoured(void **state)
{
	struct policy_request request = asked(MPOL_BIND, 0, "0-1");
	struct grade grade = read_as(&request, request.policy);

	(void)state;
	assert_grade(&grade, GRADE_HONOURED, "");
	request = asked(MPOL_PREFERRED, 0, "");
	grade = read_as(&request, (struct policy){ .mode = MPOL_LOCAL });
	assert_grade(&grade, GRADE_HONOURED, "");
}

static void
fewer_nodes_are_partly(void **state)
{
	struct policy_request request = asked(MPOL_BIND, 0, "0-2");
	struct grade grade = read_as(&request, asked(MPOL_BIND, 0, "0-1").policy);

	(void)state;
	assert_grade(&grade, GRADE_PARTLY, "of nodes 0-2 the kernel keeps 0-1");
	request = asked(MPOL_PREFERRED, 0, "0");
	request.dropped = 2;
	grade = read_as(&request, request.policy);
	assert_grade(&grade, GRADE_PARTLY,
		     "preferred takes the first node, and 2 more count for nothing");
}

static void
other_flags_are_partly(void **state)
{
	struct policy_request request = asked(MPOL_BIND, MPOL_F_NUMA_BALANCING, "0");
	struct grade grade = read_as(&request, asked(MPOL_BIND, 0, "0").policy);

	(void)state;
	assert_grade(&grade, GRADE_PARTLY, "the kernel keeps other mode flags: bind:0");
}

static void
another_policy_is_ignored(void **state)
{
	struct policy_request request = asked(MPOL_DEFAULT, 0, "");
	struct grade grade = read_as(&request, asked(MPOL_BIND, 0, "1").policy);

	(void)state;
	assert_int_equal(grade.value, GRADE_IGNORED);
	assert_non_null(strstr(text_string(&grade.why), "bind:1 stays: another process"));
	grade_release(&grade);
	request = asked(MPOL_BIND, 0, "0");
	grade = read_as(&request, asked(MPOL_INTERLEAVE, 0, "0").policy);
	assert_grade(&grade, GRADE_IGNORED, "interleaved:0 is in force");
	grade = read_as(&request, asked(MPOL_BIND, 0, "1").policy);
	assert_int_equal(grade.value, GRADE_IGNORED);
	assert_non_null(strstr(text_string(&grade.why), "bind:1 is in force: the kernel sets"));
	grade_release(&grade);
}

static void
a_static_policy_counts_by_what_can_be_used(void **state)
{
	struct policy_request request = asked(MPOL_BIND, MPOL_F_STATIC_NODES, "1-2");
	struct grade grade = read_as(&request, request.policy);

	(void)state;
	assert_grade(&grade, GRADE_PARTLY, "of nodes 1-2 only 1 can be used at present");
	request = asked(MPOL_BIND, MPOL_F_STATIC_NODES, "1,3");
	grade = read_as(&request, request.policy);
	assert_grade(&grade, GRADE_HONOURED, "");
	request = asked(MPOL_BIND, MPOL_F_RELATIVE_NODES, "2");
	grade = read_as(&request, request.policy);
	assert_grade(&grade, GRADE_HONOURED, "");
}

static void
what_cannot_be_read_back_is_not_judged(void **state)
{
	struct policy_request request = asked(MPOL_BIND, 0, "0");
	struct nodeset usable = nodes("0");
	struct grade grade = { 0 };

	(void)state;
	grade_policy(&grade, &request, &usable);
	assert_grade(&grade, GRADE_HONOURED, "");
}

static void
a_shared_file_ignores_it_for_new_pages(void **state)
{
	struct policy_request request = asked(MPOL_BIND, 0, "0");
	struct grade grade = { 0 };

	(void)state;
	grade_owner(&grade, &request, OWNER_FILE);
	assert_int_equal(grade.value, GRADE_IGNORED);
	grade_release(&grade);
	grade = (struct grade){ 0 };
	request.move = true;
	grade_owner(&grade, &request, OWNER_FILE);
	assert_int_equal(grade.value, GRADE_PARTLY);
	grade_release(&grade);
	grade = (struct grade){ 0 };
	grade_owner(&grade, &request, OWNER_COPIES);
	assert_int_equal(grade.value, GRADE_PARTLY);
	grade_release(&grade);
	grade = (struct grade){ 0 };
	grade_owner(&grade, &request, OWNER_MAPPING);
	assert_grade(&grade, GRADE_HONOURED, "");
	request = asked(MPOL_DEFAULT, 0, "");
	grade_owner(&grade, &request, OWNER_FILE);
	assert_grade(&grade, GRADE_HONOURED, "");
}

static void
pages_are_counted_by_where_the_policy_wants_them(void **state)
{
	struct policy_request request = asked(MPOL_BIND, 0, "0");
	struct migration migration = { .asked = 10, .already = 3, .moved = 1, .absent = 1 };
	struct grade grade = { 0 };

	(void)state;
	migration.left[REASON_HELD] = 5;
	grade_pages(&grade, &request, &migration);
	assert_int_equal(grade.obeying, 4);
	assert_int_equal(grade.straying, 5);
	/* Nobody asked for them to be moved. */
	assert_grade(&grade, GRADE_HONOURED, "");
}

static void
what_mbind_is_silent_about_is_told(void **state)
{
	struct policy_request request = asked(MPOL_BIND, 0, "0");
	struct migration migration = { .asked = 10, .moved = 10 };
	struct grade grade = { 0 };

	(void)state;
	request.move = true;
	grade_pages(&grade, &request, &migration);
	assert_grade(&grade, GRADE_HONOURED, "");
	migration.left[REASON_SHARED] = 1;
	grade_pages(&grade, &request, &migration);
	assert_grade(&grade, GRADE_PARTLY,
		     "1 page that others map too was skipped, and mbind(2) answers 0 for that");
	migration.left[REASON_SHARED] = 4;
	request.strict = true;
	grade_pages(&grade, &request, &migration);
	assert_grade(&grade, GRADE_PARTLY,
		     "4 pages that others map too were skipped, and mbind(2) answers 0 for that "
		     "even with +strict");
	migration.left[REASON_SHARED] = 0;
	migration.left[REASON_HELD] = 2;
	request.strict = false;
	grade_pages(&grade, &request, &migration);
	assert_grade(&grade, GRADE_PARTLY,
		     "2 pages could not be moved, and mbind(2) answered 0, as it does without "
		     "+strict");
}

static void
after_eio_it_is_told_which_policy_is_in_force(void **state)
{
	struct policy_request request = asked(MPOL_BIND, 0, "0");
	struct migration migration = { .asked = 8, .answer = -EIO };
	struct grade grade = { .read = true, .in_force = asked(MPOL_BIND, 0, "1").policy };

	(void)state;
	migration.left[REASON_HELD] = 8;
	request.strict = true;
	grade_pages(&grade, &request, &migration);
	assert_grade(&grade, GRADE_IGNORED,
		     "8 pages are elsewhere, so that nothing was set: bind:1 stays in force");
	grade = (struct grade){ .read = true, .in_force = request.policy };
	request.move = true;
	migration.left[REASON_HELD] = 1;
	grade_pages(&grade, &request, &migration);
	assert_grade(&grade, GRADE_PARTLY,
		     "1 page could not be moved, but the new policy is set: bind:0 is in force");
}

static void
assert_spread(uint64_t a, uint64_t b, unsigned weight_a, unsigned weight_b, bool even)
{
	const uint64_t pages[] = { 99, a, b };
	const unsigned weights[] = { 0, weight_a, weight_b };
	struct grade grade = { 0 };

	grade_spread(&grade, pages, weights, 3);
	if ((grade.value == GRADE_HONOURED) != even)
		fail_msg("%d:%d pages by %u:%u", (int)a, (int)b, weight_a, weight_b);
	grade_release(&grade);
}

static void
a_spread_is_even_within_a_round(void **state)
{
	(void)state;
	assert_spread(8, 8, 1, 1, true);
	assert_spread(9, 8, 1, 1, true);
	assert_spread(8, 9, 1, 1, true);
	assert_spread(10, 6, 1, 1, false);
	assert_spread(16, 0, 1, 1, false);
	assert_spread(12, 4, 3, 1, true);
	assert_spread(3, 0, 3, 1, true);
	assert_spread(8, 8, 3, 1, false);
	assert_spread(0, 0, 1, 1, true);
	assert_spread(255, 1, 255, 1, true);
	assert_spread(1, 255, 255, 1, false);
}

static void
an_uneven_spread_is_told_by_its_nodes(void **state)
{
	const uint64_t pages[] = { 16, 5, 0 };
	const unsigned weights[] = { 1, 0, 1 };
	struct grade grade = { 0 };

	(void)state;
	grade_spread(&grade, pages, weights, 3);
	assert_grade(&grade, GRADE_PARTLY,
		     "pages that were on one of these nodes stay where they were, so that node 0 "
		     "has 16, node 2 has 0");
}

static void
findings_add_up_and_the_worst_counts(void **state)
{
	struct grade grade = { 0 };

	(void)state;
	grade_note(&grade, GRADE_HONOURED, "%s", "one");
	assert_int_equal(grade.value, GRADE_HONOURED);
	grade_note(&grade, GRADE_IGNORED, "two");
	grade_note(&grade, GRADE_PARTLY, "three");
	assert_grade(&grade, GRADE_IGNORED, "one; two; three");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_reads_back_as_asked_is_honoured),
		cmocka_unit_test(fewer_nodes_are_partly),
		cmocka_unit_test(other_flags_are_partly),
		cmocka_unit_test(another_policy_is_ignored),
		cmocka_unit_test(a_static_policy_counts_by_what_can_be_used),
		cmocka_unit_test(what_cannot_be_read_back_is_not_judged),
		cmocka_unit_test(a_shared_file_ignores_it_for_new_pages),
		cmocka_unit_test(pages_are_counted_by_where_the_policy_wants_them),
		cmocka_unit_test(what_mbind_is_silent_about_is_told),
		cmocka_unit_test(after_eio_it_is_told_which_policy_is_in_force),
		cmocka_unit_test(a_spread_is_even_within_a_round),
		cmocka_unit_test(an_uneven_spread_is_told_by_its_nodes),
		cmocka_unit_test(findings_add_up_and_the_worst_counts),
	};

	return cmocka_run_group_tests_name("grade", tests, NULL, NULL);
}
