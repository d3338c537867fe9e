/* A policy is a word, flags behind '+' and nodes; what the kernel was never given is refused with
 * that reason, and equal policies are equal however they are written.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "kernel/mempolicy.h"
#include "memory/policy.h"

/* Nodes 0 to 2; node 2 has no memory. */
static struct machine machine = { .state = NUMA_NODES };

static int
make_machine(void **state)
{
	(void)state;
	assert_int_equal(bits_parse(machine.online.bits, NODESET_BITS, "0-2"), 0);
	assert_int_equal(bits_parse(machine.memory.bits, NODESET_BITS, "0-1"), 0);
	machine.cpus = machine.allowed = machine.online;
	return 0;
}

static struct policy_request
parse(const char *words, const char *nodes)
{
	struct policy_request request;
	struct error error = { 0 };

	if (policy_parse(&request, words, nodes, &machine, &error))
		fail_msg("'%s %s' was refused: %s", words, nodes ? nodes : "", error.message);
	return request;
}

static void
assert_policy(const char *words, const char *nodes, const char *wanted)
{
	struct policy_request request = parse(words, nodes);
	struct text text = { 0 };

	policy_format(&request.policy, &text);
	assert_text(&text, wanted);
	text_release(&text);
}

static void
assert_no_policy(const char *words, const char *nodes, int number, const char *why)
{
	struct policy_request request;
	struct error error = { 0 };
	int result = policy_parse(&request, words, nodes, &machine, &error);

	if (result != -number)
		fail_msg("'%s %s' gave %d, not %s", words, nodes ? nodes : "", result,
			 error_name(number));
	assert_error(&error, number, why);
}

static void
every_policy_is_read_and_written(void **state)
{
	(void)state;
	assert_policy("default", NULL, "default");
	assert_policy("bind", "0-1", "bind:0-1");
	assert_policy("preferred", "1", "preferred:1");
	assert_policy("interleaved", "0,1", "interleaved:0-1");
	assert_policy("local", NULL, "local");
	assert_policy("preferred-many", "0-1", "preferred-many:0-1");
	assert_policy("weighted-interleaved", "1", "weighted-interleaved:1");
}

static void
the_modes_are_the_kernels(void **state)
{
	(void)state;
	assert_int_equal(parse("default", NULL).policy.mode, 0);
	assert_int_equal(parse("preferred", "1").policy.mode, 1);
	assert_int_equal(parse("bind", "1").policy.mode, 2);
	assert_int_equal(parse("interleaved", "1").policy.mode, 3);
	assert_int_equal(parse("local", NULL).policy.mode, 4);
	assert_int_equal(parse("preferred-many", "1").policy.mode, 5);
	assert_int_equal(parse("weighted-interleaved", "1").policy.mode, 6);
}

static void
a_prefix_is_enough_and_classic_words_come_first(void **state)
{
	(void)state;
	assert_policy("d", NULL, "default");
	assert_policy("b", "0", "bind:0");
	assert_policy("p", "0", "preferred:0");
	assert_policy("preferred", "0", "preferred:0");
	assert_policy("i", "0", "interleaved:0");
	assert_policy("preferred-", "0", "preferred-many:0");
	assert_policy("w", "0", "weighted-interleaved:0");
}

static void
star_is_the_local_node_or_all(void **state)
{
	(void)state;
	assert_policy("preferred", "*", "preferred (local)");
	assert_policy("interleaved", "*", "interleaved:0-1");
	assert_policy("weighted-interleaved", "*", "weighted-interleaved:0-1");
	assert_no_policy("bind", "*", EINVAL, "'*' is no node list");
}

static void
flags_ask_for_migration(void **state)
{
	struct policy_request request = parse("bind", "0");

	(void)state;
	assert_false(request.move || request.all || request.strict);
	request = parse("bind+move", "0");
	assert_true(request.move && !request.all && !request.strict);
	request = parse("bind+m+a+str", "0");
	assert_true(request.move && request.all && request.strict);
	request = parse("bind+all+move", "0");
	assert_true(request.move && request.all);
}

static void
flags_of_the_mode_are_kept_with_it(void **state)
{
	(void)state;
	assert_policy("interleaved+static", "0-1", "interleaved+static:0-1");
	assert_policy("bind+relative", "0-1", "bind+relative:0-1");
	assert_policy("bind+balancing+move", "0", "bind+balancing:0");
	assert_int_equal(parse("bind+static", "0").policy.flags, 1 << 15);
	assert_int_equal(parse("bind+relative", "0").policy.flags, 1 << 14);
	assert_int_equal(parse("bind+balancing", "0").policy.flags, 1 << 13);
}

static void
all_without_move_is_refused(void **state)
{
	(void)state;
	assert_no_policy("bind+all", "0", EINVAL, "'+all' goes with '+move' only");
}

static void
what_was_never_merged_is_refused_as_that(void **state)
{
	(void)state;
	assert_no_policy("noop", NULL, EOPNOTSUPP, "never merged");
	assert_no_policy("noop", "0", EOPNOTSUPP, "'noop'");
	assert_no_policy("bind+lazy", "0", EOPNOTSUPP, "'lazy'");
	assert_no_policy("bind+move+lazy", "0", EOPNOTSUPP, "'lazy'");
	assert_no_policy("bind+shared", "0", EOPNOTSUPP, "'shared'");
	assert_no_policy("bind+sh", "0", EOPNOTSUPP, "'shared'");
}

static void
unknown_words_are_refused(void **state)
{
	(void)state;
	assert_no_policy("", "0", EINVAL, "unknown policy ''");
	assert_no_policy("binds", "0", EINVAL, "unknown policy 'binds'");
	assert_no_policy("+move", "0", EINVAL, "unknown policy ''");
	assert_no_policy("bind+", "0", EINVAL, "unknown policy flag ''");
	assert_no_policy("bind+move+", "0", EINVAL, "unknown policy flag ''");
	assert_no_policy("bind++move", "0", EINVAL, "unknown policy flag ''");
	assert_no_policy("bind+moved", "0", EINVAL, "unknown policy flag 'moved'");
	assert_no_policy("bind+st", "0", EINVAL, "ambiguous: static, strict");
}

static void
nodes_are_asked_for_and_looked_at(void **state)
{
	(void)state;
	assert_no_policy("bind", NULL, EINVAL, "policy 'bind' needs nodes");
	assert_no_policy("interleaved", NULL, EINVAL, "policy 'interleaved' needs nodes");
	assert_no_policy("preferred", NULL, EINVAL, "policy 'preferred' needs nodes");
	assert_no_policy("bind", "", EINVAL, "empty");
	assert_no_policy("bind", "2", EINVAL, "node 2 has no memory");
	assert_no_policy("bind", "0,7", EINVAL, "node 7 does not exist");
	assert_no_policy("local", "0", EINVAL, "takes no nodes");
}

static void
default_ignores_nodes_as_it_always_did(void **state)
{
	(void)state;
	assert_policy("default", "0", "default");
	assert_policy("default", "*", "default");
}

static void
preferred_keeps_one_node_and_counts_the_rest(void **state)
{
	struct policy_request request = parse("preferred", "1,0");

	(void)state;
	assert_int_equal(request.dropped, 1);
	assert_int_equal(nodeset_count(&request.policy.nodes), 1);
	assert_true(nodeset_has(&request.policy.nodes, 0));
	assert_int_equal(parse("preferred", "1").dropped, 0);
	assert_int_equal(parse("preferred-many", "0-1").dropped, 0);
}

static void
static_and_relative_nodes_may_be_out_of_reach_now(void **state)
{
	(void)state;
	assert_policy("bind+static", "0-2", "bind+static:0-2");
	assert_policy("bind+relative", "2", "bind+relative:2");
	assert_no_policy("bind+static", "7", EINVAL, "node 7 does not exist");
	assert_no_policy("bind+balancing", "2", EINVAL, "node 2 has no memory");
}

static void
assert_effective(const char *words, const char *nodes, const char *usable, const char *wanted)
{
	struct policy_request request = parse(words, nodes);
	struct nodeset set = { 0 };
	struct text text = { 0 };

	assert_int_equal(bits_parse(set.bits, NODESET_BITS, usable), 0);
	set = policy_effective(&request.policy, &set);
	nodeset_format(&set, &text);
	assert_text(&text, wanted);
	text_release(&text);
}

static void
the_nodes_that_count_are_those_that_can_be_used(void **state)
{
	(void)state;
	assert_effective("bind", "0-1", "0-3", "0-1");
	assert_effective("bind", "0-1", "1-3", "1");
	assert_effective("bind+static", "0-2", "1,5", "1");
	assert_effective("bind+static", "0", "1,5", "none");
	assert_effective("bind+relative", "0", "4,6,9", "4");
	assert_effective("bind+relative", "0,2", "4,6,9", "4,9");
	assert_effective("bind+relative", "2", "4,6", "4");
	assert_effective("bind+relative", "0-2", "5", "5");
	assert_effective("bind+relative", "0", "", "none");
	assert_effective("local", NULL, "0-3", "none");
}

static void
assert_since(const char *words, const char *nodes, unsigned major, unsigned minor)
{
	struct policy_request request = parse(words, nodes);
	unsigned found_major = 0, found_minor = 0;

	policy_since(&request.policy, &found_major, &found_minor);
	if (found_major != major || found_minor != minor)
		fail_msg("%s came with %u.%u", words, found_major, found_minor);
}

static void
the_kernel_that_brought_a_policy_is_known(void **state)
{
	(void)state;
	assert_since("bind", "0", 0, 0);
	assert_since("interleaved+static", "0", 0, 0);
	assert_since("local", NULL, 3, 8);
	assert_since("bind+balancing", "0", 5, 12);
	assert_since("preferred-many", "0", 5, 15);
	assert_since("weighted-interleaved+relative", "0", 6, 9);
	assert_since("preferred-many+balancing", "0", 6, 10);
}

static void
policies_are_equal_in_mode_flags_and_nodes(void **state)
{
	struct policy bind = parse("bind", "0-1").policy, again = parse("b", "0,1").policy;
	struct policy other = parse("bind", "0").policy, mode = parse("interleaved", "0-1").policy;
	struct policy flag = parse("bind+static", "0-1").policy;

	(void)state;
	assert_true(policy_equal(&bind, &again));
	assert_false(policy_equal(&bind, &other));
	assert_false(policy_equal(&bind, &mode));
	assert_false(policy_equal(&bind, &flag));
}

static void
preferred_without_nodes_is_local(void **state)
{
	struct policy preferred = parse("preferred", "*").policy,
		      local = parse("local", NULL).policy;
	struct policy node = parse("preferred", "0").policy;

	(void)state;
	assert_true(policy_equal(&preferred, &local));
	assert_true(policy_equal(&local, &preferred));
	assert_false(policy_equal(&node, &local));
}

static void
a_mode_of_a_later_kernel_is_shown_as_a_number(void **state)
{
	struct policy policy = { .mode = 77 };
	struct text text = { 0 };

	(void)state;
	policy_format(&policy, &text);
	assert_text(&text, "mode 77");
	text_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_policy_is_read_and_written),
		cmocka_unit_test(the_modes_are_the_kernels),
		cmocka_unit_test(a_prefix_is_enough_and_classic_words_come_first),
		cmocka_unit_test(star_is_the_local_node_or_all),
		cmocka_unit_test(flags_ask_for_migration),
		cmocka_unit_test(flags_of_the_mode_are_kept_with_it),
		cmocka_unit_test(all_without_move_is_refused),
		cmocka_unit_test(what_was_never_merged_is_refused_as_that),
		cmocka_unit_test(unknown_words_are_refused),
		cmocka_unit_test(nodes_are_asked_for_and_looked_at),
		cmocka_unit_test(default_ignores_nodes_as_it_always_did),
		cmocka_unit_test(preferred_keeps_one_node_and_counts_the_rest),
		cmocka_unit_test(static_and_relative_nodes_may_be_out_of_reach_now),
		cmocka_unit_test(the_nodes_that_count_are_those_that_can_be_used),
		cmocka_unit_test(the_kernel_that_brought_a_policy_is_known),
		cmocka_unit_test(policies_are_equal_in_mode_flags_and_nodes),
		cmocka_unit_test(preferred_without_nodes_is_local),
		cmocka_unit_test(a_mode_of_a_later_kernel_is_shown_as_a_number),
	};

	return cmocka_run_group_tests_name("policy", tests, make_machine, NULL);
}
