/* Every way of writing nodes gives the nodes it says, in that order; a list that is empty, and a
 * node that does not exist, has no memory or is not allowed, is named as exactly that.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "memory/nodelist.h"

/* Nodes 0 to 3 and 5.  Node 2 has no memory, node 3 is not allowed, node 5 has no CPU. */
static struct machine machine = { .state = NUMA_NODES };

static int
make_machine(void **state)
{
	(void)state;
	assert_int_equal(bits_parse(machine.online.bits, NODESET_BITS, "0-3,5"), 0);
	assert_int_equal(bits_parse(machine.memory.bits, NODESET_BITS, "0-1,3,5"), 0);
	assert_int_equal(bits_parse(machine.cpus.bits, NODESET_BITS, "0-3"), 0);
	assert_int_equal(bits_parse(machine.allowed.bits, NODESET_BITS, "0-2,5"), 0);
	return 0;
}

/* The nodes of a list, blanks between. */
static void
format(const struct nodelist *list, struct text *text)
{
	for (size_t i = 0; i < list->count; i++)
		text_add(text, "%s%u", i ? " " : "", list->nodes[i]);
}

static void
assert_nodes(const char *word, enum node_use use, const char *wanted)
{
	struct nodelist list = { 0 };
	struct error error = { 0 };
	struct text text = { 0 };

	if (nodelist_parse(&list, word, &machine, use, &error))
		fail_msg("'%s' was refused: %s", word, error.message);
	format(&list, &text);
	if (strcmp(text_string(&text), wanted) != 0)
		fail_msg("'%s' is '%s', not '%s'", word, text_string(&text), wanted);
	text_release(&text);
	nodelist_release(&list);
}

static void
assert_no_nodes(const char *word, enum node_use use, int number, const char *words)
{
	struct nodelist list = { 0 };
	struct error error = { 0 };
	int result = nodelist_parse(&list, word, &machine, use, &error);

	if (result != -number)
		fail_msg("'%s' gave %d, not %s", word, result, error_name(number));
	assert_error(&error, number, words);
	nodelist_release(&list);
}

static void
a_list_keeps_order_and_repeats(void **state)
{
	(void)state;
	assert_nodes("0", NODES_TO_LOOK, "0");
	assert_nodes("1,0", NODES_TO_LOOK, "1 0");
	assert_nodes("0,1,0,0", NODES_TO_LOOK, "0 1 0 0");
	assert_nodes("5,0-1", NODES_TO_MOVE, "5 0 1");
}

static void
a_range_is_its_numbers(void **state)
{
	(void)state;
	assert_nodes("0-3", NODES_TO_LOOK, "0 1 2 3");
	assert_nodes("2-2", NODES_TO_LOOK, "2");
	assert_nodes("0-1,5", NODES_OF_POLICY, "0 1 5");
}

static void
a_range_may_have_a_stride(void **state)
{
	(void)state;
	assert_nodes("0-3:2", NODES_TO_LOOK, "0 2");
	assert_nodes("1-5:4", NODES_TO_LOOK, "1 5");
	assert_nodes("0-1:7", NODES_TO_LOOK, "0");
}

static void
a_stride_never_wraps(void **state)
{
	(void)state;
	assert_nodes("0-1:18446744073709551615", NODES_TO_LOOK, "0");
	assert_nodes("2-2:18446744073709551615", NODES_TO_LOOK, "2");
	assert_nodes("1-1:18446744073709551615", NODES_TO_LOOK, "1");
}

static void
all_is_what_may_be_used(void **state)
{
	(void)state;
	assert_nodes("all", NODES_TO_LOOK, "0 1 5");
	assert_nodes("all", NODES_OF_POLICY, "0 1 5");
}

static void
what_is_left_out_need_not_be_usable(void **state)
{
	(void)state;
	assert_nodes("!1", NODES_OF_POLICY, "0 5");
	assert_nodes("!2", NODES_OF_POLICY, "0 1 5");
	assert_nodes("!3", NODES_TO_MOVE, "0 1 5");
	assert_nodes("!0,5", NODES_TO_MOVE, "1");
	assert_nodes("!0-1", NODES_TO_LOOK, "5");
	assert_nodes("!+3", NODES_TO_LOOK, "0 1");
}

static void
plus_counts_within_the_allowed(void **state)
{
	(void)state;
	assert_nodes("+0", NODES_TO_LOOK, "0");
	assert_nodes("+0-1", NODES_TO_MOVE, "0 1");
	assert_nodes("+3", NODES_TO_MOVE, "5");
	assert_nodes("+3,0", NODES_TO_MOVE, "5 0");
	assert_no_nodes("+4", NODES_TO_LOOK, EINVAL, "no node +4");
	assert_no_nodes("+2", NODES_OF_POLICY, EINVAL, "node 2 has no memory");
}

static void
a_mask_is_its_bits(void **state)
{
	(void)state;
	assert_nodes("0x1", NODES_TO_LOOK, "0");
	assert_nodes("0X3", NODES_TO_LOOK, "0 1");
	assert_nodes("0x2f", NODES_TO_LOOK, "0 1 2 3 5");
	assert_nodes("0x0000000000000000000000000000000000000023", NODES_TO_MOVE, "0 1 5");
	assert_nodes("0x1,0x2", NODES_TO_LOOK, "0 1");
	assert_no_nodes("0x10", NODES_TO_LOOK, EINVAL, "node 4 does not exist");
	assert_no_nodes("0x80000000000000000000", NODES_TO_LOOK, EINVAL, "node 79 does not exist");
}

static void
numbered_names_count_usable_nodes(void **state)
{
	(void)state;
	assert_nodes("@1", NODES_TO_MOVE, "0");
	assert_nodes("@2", NODES_TO_MOVE, "1");
	assert_nodes("@3", NODES_OF_POLICY, "5");
	assert_nodes("@3,@1", NODES_OF_POLICY, "5 0");
	assert_nodes("!@1", NODES_OF_POLICY, "1 5");
	assert_no_nodes("@4", NODES_OF_POLICY, EINVAL, "no node @4: 3 nodes are");
	assert_no_nodes("@4", NODES_TO_MOVE, ENODEV, "no node @4");
	assert_no_nodes("@99999999999999999999", NODES_TO_MOVE, ENODEV, "no node @");
}

static void
named_nodes_are_found(void **state)
{
	struct machine was = machine;
	struct nodelist list = { 0 };
	struct error error = { 0 };
	unsigned local = machine_local_node(&machine);

	(void)state;
	assert_nodes("@cpuless", NODES_TO_MOVE, "5");
	nodeset_add(&machine.online, local);
	nodeset_add(&machine.memory, local);
	nodeset_add(&machine.allowed, local);
	assert_int_equal(nodelist_parse(&list, "@local", &machine, NODES_TO_MOVE, &error), 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.nodes[0], local);
	assert_int_equal(nodelist_parse(&list, "@far", &machine, NODES_TO_MOVE, &error), 0);
	assert_int_equal(list.count, 1);
	nodelist_release(&list);
	machine = was;
}

static void
no_node_without_a_cpu_is_an_empty_list(void **state)
{
	struct machine was = machine;

	(void)state;
	nodeset_drop(&machine.allowed, 5);
	assert_no_nodes("@cpuless", NODES_TO_MOVE, EINVAL, "empty");
	machine = was;
}

static void
an_empty_list_is_refused_as_empty(void **state)
{
	static const char *const words[] = {
		"", "!", "+", "!+", "0x0", "0x00000", "!0-3,5", "!all"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_no_nodes(words[i], NODES_TO_LOOK, EINVAL, "empty");
}

static bool
is_absent(const char *word)
{
	struct nodelist list = { 0 };
	struct error error = { 0 };
	bool absent;

	assert_true(nodelist_parse(&list, word, &machine, NODES_TO_LOOK, &error) < 0);
	absent = error.absent;
	error_clear(&error);
	nodelist_release(&list);
	return absent;
}

static void
what_another_machine_would_have_is_told_from_a_mistake(void **state)
{
	static const char *const absent[] = { "@4", "@99999999999999999999", "!0-3,5", "!all" };
	static const char *const mistakes[] = { "",  "!",  "!+", "@0",
						"4", "+4", "0-", "netdev:nothing0" };

	(void)state;
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
		if (!is_absent(absent[i]))
			fail_msg("'%s' is taken for a mistake", absent[i]);
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++)
		if (is_absent(mistakes[i]))
			fail_msg("'%s' is taken for nodes that are absent", mistakes[i]);
}

static void
what_is_no_list_is_refused(void **state)
{
	static const char *const words[] = {
		",",	"0,",	 ",0",	  "0,,1", "1-0",    "-1",      "0-",   "0--1", "0-1-2",
		"0-1:", "0-1:0", "0-1:x", "a",	  "0a",	    "0x",      "0xg",  "0x1x", "@",
		"@0",	"@x",	 "@1x",	  "@-1",  "@Local", "@local1", "alll", "ALL",  "!!1",
		"1!",	"++1",	 "0 1",	  " 0",	  "0 ",	    "*",       "0,+1", "0,!1", "1.0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_no_nodes(words[i], NODES_TO_LOOK, EINVAL, "is no node list");
}

static void
a_node_that_does_not_exist_is_named(void **state)
{
	(void)state;
	assert_no_nodes("4", NODES_TO_LOOK, EINVAL,
			"node 4 does not exist (this machine has: 0-3,5)");
	assert_no_nodes("4", NODES_OF_POLICY, EINVAL, "node 4 does not exist");
	assert_no_nodes("4", NODES_TO_MOVE, ENODEV, "node 4 does not exist");
	assert_no_nodes("0-9", NODES_TO_LOOK, EINVAL, "node 4 does not exist");
	assert_no_nodes("!4", NODES_TO_LOOK, EINVAL, "node 4 does not exist");
	assert_no_nodes("40000", NODES_TO_LOOK, EINVAL, "node 40000 does not exist");
	assert_no_nodes("4294967296", NODES_TO_LOOK, EINVAL, "node 4294967296 does not exist");
	assert_no_nodes("18446744073709551616", NODES_TO_LOOK, EINVAL, "does not exist");
	assert_no_nodes("0-18446744073709551615", NODES_TO_LOOK, EINVAL, "node 4 does not exist");
}

static void
a_node_without_memory_is_named(void **state)
{
	(void)state;
	assert_nodes("2", NODES_TO_LOOK, "2");
	assert_no_nodes("2", NODES_OF_POLICY, EINVAL,
			"node 2 has no memory (nodes with memory: 0-1,3,5)");
	assert_no_nodes("0,2", NODES_TO_MOVE, ENODEV, "node 2 has no memory");
}

static void
a_node_that_is_not_allowed_is_named(void **state)
{
	(void)state;
	assert_nodes("3", NODES_TO_LOOK, "3");
	assert_no_nodes("3", NODES_OF_POLICY, EINVAL, "node 3 is not allowed");
	assert_no_nodes("1,3", NODES_TO_MOVE, EACCES, "node 3 is not allowed");
}

static void
a_device_that_is_unknown_is_refused(void **state)
{
	(void)state;
	assert_no_nodes("netdev:nothing0", NODES_TO_LOOK, ENODEV, "'netdev:nothing0'");
	assert_no_nodes("file:/nothing/there", NODES_TO_LOOK, ENODEV, "'file:/nothing/there'");
	assert_no_nodes("file:", NODES_TO_LOOK, ENODEV, "'file:'");
}

static void
a_set_is_the_list_without_order(void **state)
{
	struct nodeset set;
	struct error error = { 0 };
	struct text text = { 0 };

	(void)state;
	assert_int_equal(nodeset_parse(&set, "5,0,5,1", &machine, NODES_TO_MOVE, &error), 0);
	nodeset_format(&set, &text);
	assert_text(&text, "0-1,5");
	assert_int_equal(nodeset_parse(&set, "4", &machine, NODES_TO_MOVE, &error), -ENODEV);
	error_clear(&error);
	text_release(&text);
}

static void
a_list_can_be_used_again(void **state)
{
	struct nodelist list = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(nodelist_parse(&list, "0-3", &machine, NODES_TO_LOOK, &error), 0);
	assert_int_equal(nodelist_parse(&list, "1", &machine, NODES_TO_LOOK, &error), 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.nodes[0], 1);
	nodelist_release(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_keeps_order_and_repeats),
		cmocka_unit_test(a_range_is_its_numbers),
		cmocka_unit_test(a_range_may_have_a_stride),
		cmocka_unit_test(a_stride_never_wraps),
		cmocka_unit_test(all_is_what_may_be_used),
		cmocka_unit_test(what_is_left_out_need_not_be_usable),
		cmocka_unit_test(plus_counts_within_the_allowed),
		cmocka_unit_test(a_mask_is_its_bits),
		cmocka_unit_test(numbered_names_count_usable_nodes),
		cmocka_unit_test(named_nodes_are_found),
		cmocka_unit_test(no_node_without_a_cpu_is_an_empty_list),
		cmocka_unit_test(an_empty_list_is_refused_as_empty),
		cmocka_unit_test(what_another_machine_would_have_is_told_from_a_mistake),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(a_node_that_does_not_exist_is_named),
		cmocka_unit_test(a_node_without_memory_is_named),
		cmocka_unit_test(a_node_that_is_not_allowed_is_named),
		cmocka_unit_test(a_device_that_is_unknown_is_refused),
		cmocka_unit_test(a_set_is_the_list_without_order),
		cmocka_unit_test(a_list_can_be_used_again),
	};

	return cmocka_run_group_tests_name("nodelist", tests, make_machine, NULL);
}
