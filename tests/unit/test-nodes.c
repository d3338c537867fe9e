/* What a node holds is never less than nothing, whatever the kernel's counters say for a moment.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "kernel/nodes.h"

static void
used_memory_is_what_is_not_free(void **state)
{
	struct node_memory memory = { .total = 5 << 20, .free = 2 << 20 };

	(void)state;
	assert_true(node_memory_used(&memory) == 3 << 20);
	memory.free = 0;
	assert_true(node_memory_used(&memory) == 5 << 20);
	memory.free = memory.total;
	assert_true(node_memory_used(&memory) == 0);
}

static void
more_free_than_there_is_means_nothing_used(void **state)
{
	struct node_memory memory = { .total = 256 << 20, .free = (256 << 20) + 4096 };

	(void)state;
	assert_true(node_memory_used(&memory) == 0);
	memory.total = 0;
	assert_true(node_memory_used(&memory) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(used_memory_is_what_is_not_free),
		cmocka_unit_test(more_free_than_there_is_means_nothing_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
