/* What fill writes, check finds whole; one changed byte, or two pages that changed places, it finds
 * too, and says where.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "memory/content.h"

enum { PAGES = 8 };
static size_t page, length;
static unsigned char *memory;

/* The handlers of access_guard(), which are installed once; cmocka has its own in each test. */
static struct sigaction segv, bus;

static void
do_nothing(void *argument)
{
	(void)argument;
}

static void
learn_handlers(void)
{
	struct fault fault;

	access_guard(do_nothing, NULL, &fault);
	sigaction(SIGSEGV, NULL, &segv);
	sigaction(SIGBUS, NULL, &bus);
}

static void
use_handlers(void)
{
	sigaction(SIGSEGV, &segv, NULL);
	sigaction(SIGBUS, &bus, NULL);
}

static int
map_memory(void **state)
{
	(void)state;
	page = (size_t)sysconf(_SC_PAGESIZE);
	length = PAGES * page;
	memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return memory == MAP_FAILED ? -1 : 0;
}

static int
unmap_memory(void **state)
{
	(void)state;
	return munmap(memory, length);
}

static int
walk(enum content_task task, uint64_t seed, uint64_t offset, struct content_walk *result)
{
	*result = (struct content_walk){ .task = task,
					 .start = (uintptr_t)memory,
					 .offset = offset,
					 .length = length,
					 .page_size = page,
					 .seed = seed };
	return content_walk(result);
}

static void
fill(uint64_t seed)
{
	struct content_walk walked;

	assert_int_equal(walk(CONTENT_FILL, seed, 0, &walked), 0);
	assert_int_equal(walked.done, length);
}

static void
assert_whole(uint64_t seed)
{
	struct content_walk walked;

	assert_int_equal(walk(CONTENT_CHECK, seed, 0, &walked), 0);
	assert_int_equal(walked.done, length);
}

static void
assert_bad_at(uint64_t seed, uint64_t bad)
{
	struct content_walk walked;

	assert_int_equal(walk(CONTENT_CHECK, seed, 0, &walked), -EBADMSG);
	assert_int_equal(walked.bad, bad);
}

static void
what_was_filled_is_whole(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		fill(seed);
		assert_whole(seed);
	}
	fill(UINT64_MAX);
	assert_whole(UINT64_MAX);
}

static void
a_byte_that_changed_is_found(void **state)
{
	(void)state;
	fill(1);
	for (size_t at = 0; at < length; at += 37) {
		memory[at] ^= 0x10;
		assert_bad_at(1, at);
		memory[at] ^= 0x10;
	}
	memory[length - 1] ^= 1;
	assert_bad_at(1, length - 1);
	memory[length - 1] ^= 1;
	assert_whole(1);
}

static void
the_first_of_several_bad_bytes_is_told(void **state)
{
	(void)state;
	fill(1);
	memory[5 * page + 9]++;
	memory[3 * page + 20]++;
	memory[3 * page + 17]++;
	assert_bad_at(1, 3 * page + 17);
}

static void
a_page_of_zeros_is_found(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 4; seed++) {
		struct content_walk walked;

		fill(seed);
		memset(memory + 2 * page, 0, page);
		assert_int_equal(walk(CONTENT_CHECK, seed, 0, &walked), -EBADMSG);
		assert_int_equal(walked.bad / page, 2);
	}
}

static void
two_pages_that_changed_places_are_found(void **state)
{
	unsigned char *kept = malloc(page);

	(void)state;
	assert_non_null(kept);
	for (size_t a = 0; a < PAGES; a++) {
		for (size_t b = a + 1; b < PAGES; b++) {
			struct content_walk walked;

			fill(1);
			memcpy(kept, memory + a * page, page);
			memcpy(memory + a * page, memory + b * page, page);
			memcpy(memory + b * page, kept, page);
			assert_int_equal(walk(CONTENT_CHECK, 1, 0, &walked), -EBADMSG);
			assert_int_equal(walked.bad / page, a);
		}
	}
	free(kept);
}

static void
another_seed_is_another_content(void **state)
{
	(void)state;
	fill(1);
	for (uint64_t seed = 2; seed < 10; seed++) {
		struct content_walk walked;

		assert_int_equal(walk(CONTENT_CHECK, seed, 0, &walked), -EBADMSG);
		assert_true(walked.bad < page);
	}
}

static void
a_part_is_checked_by_its_place_in_the_segment(void **state)
{
	struct content_walk part;

	(void)state;
	fill(1);
	part = (struct content_walk){ .task = CONTENT_CHECK,
				      .start = (uintptr_t)memory + 3 * page,
				      .offset = 3 * page,
				      .length = 2 * page,
				      .page_size = page,
				      .seed = 1 };
	assert_int_equal(content_walk(&part), 0);
	part.offset = 4 * page;
	assert_int_equal(content_walk(&part), -EBADMSG);
	assert_int_equal(part.bad / page, 4);
}

static void
a_long_walk_is_the_same_as_its_parts(void **state)
{
	enum { LONG = 9 << 20 };
	void *start = mmap(NULL, LONG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct content_walk whole = { .task = CONTENT_FILL,
				      .start = (uintptr_t)start,
				      .length = LONG,
				      .page_size = page,
				      .seed = 1 };

	(void)state;
	assert_ptr_not_equal(start, MAP_FAILED);
	assert_int_equal(content_walk(&whole), 0);
	for (size_t at = 0; at < LONG; at += 1 << 20) {
		struct content_walk part = whole;

		part.task = CONTENT_CHECK;
		part.start += at;
		part.offset = at;
		part.length = 1 << 20;
		assert_int_equal(content_walk(&part), 0);
	}
	whole.task = CONTENT_CHECK;
	assert_int_equal(content_walk(&whole), 0);
	munmap(start, LONG);
}

static void
filling_a_part_leaves_the_rest(void **state)
{
	struct content_walk part;

	(void)state;
	fill(1);
	part = (struct content_walk){ .task = CONTENT_FILL,
				      .start = (uintptr_t)memory + 3 * page,
				      .offset = 3 * page,
				      .length = 2 * page,
				      .page_size = page,
				      .seed = 1 };
	memset(memory + 3 * page, 0, 2 * page);
	assert_int_equal(content_walk(&part), 0);
	assert_whole(1);
}

static void
touching_changes_no_byte(void **state)
{
	struct content_walk walked;

	(void)state;
	fill(1);
	assert_int_equal(walk(CONTENT_TOUCH_READ, 1, 0, &walked), 0);
	assert_int_equal(walked.done, length);
	assert_int_equal(walk(CONTENT_TOUCH_WRITE, 1, 0, &walked), 0);
	assert_int_equal(walked.done, length);
	assert_whole(1);
}

static void
memory_that_answers_with_a_signal_is_told_by_page(void **state)
{
	static const enum content_task tasks[] = { CONTENT_TOUCH_READ, CONTENT_TOUCH_WRITE,
						   CONTENT_FILL, CONTENT_CHECK };

	(void)state;
	use_handlers();
	fill(1);
	assert_int_equal(mprotect(memory + 5 * page, page, PROT_NONE), 0);
	for (size_t i = 0; i < sizeof(tasks) / sizeof(*tasks); i++) {
		struct content_walk walked;

		assert_int_equal(walk(tasks[i], 1, 0, &walked), -EFAULT);
		assert_int_equal(walked.fault.signal, SIGSEGV);
		assert_int_equal((walked.fault.address - (uintptr_t)memory) / page, 5);
		assert_int_equal(walked.done / page, 5);
	}
	assert_int_equal(mprotect(memory + 5 * page, page, PROT_READ | PROT_WRITE), 0);
	assert_whole(1);
}

static void
what_may_only_be_read_is_not_written(void **state)
{
	struct content_walk walked;

	(void)state;
	use_handlers();
	fill(1);
	assert_int_equal(mprotect(memory, length, PROT_READ), 0);
	assert_whole(1);
	assert_int_equal(walk(CONTENT_TOUCH_READ, 1, 0, &walked), 0);
	assert_int_equal(walk(CONTENT_TOUCH_WRITE, 1, 0, &walked), -EFAULT);
	assert_int_equal(walk(CONTENT_FILL, 1, 0, &walked), -EFAULT);
	assert_int_equal(walked.done, 0);
	assert_int_equal(mprotect(memory, length, PROT_READ | PROT_WRITE), 0);
}

static void
an_interrupt_ends_the_walk(void **state)
{
	struct content_walk walked;

	(void)state;
	interrupt_install();
	raise(SIGINT);
	assert_true(interrupt_pending());
	assert_int_equal(walk(CONTENT_FILL, 1, 0, &walked), -EINTR);
	assert_int_equal(walked.done, 0);
	interrupt_clear();
	assert_int_equal(walk(CONTENT_FILL, 1, 0, &walked), 0);
}

static void
nothing_is_walked_at_once(void **state)
{
	struct content_walk walked = { .task = CONTENT_CHECK, .page_size = page };

	(void)state;
	assert_int_equal(content_walk(&walked), 0);
	assert_int_equal(walked.done, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_filled_is_whole),
		cmocka_unit_test(a_byte_that_changed_is_found),
		cmocka_unit_test(the_first_of_several_bad_bytes_is_told),
		cmocka_unit_test(a_page_of_zeros_is_found),
		cmocka_unit_test(two_pages_that_changed_places_are_found),
		cmocka_unit_test(another_seed_is_another_content),
		cmocka_unit_test(a_part_is_checked_by_its_place_in_the_segment),
		cmocka_unit_test(a_long_walk_is_the_same_as_its_parts),
		cmocka_unit_test(filling_a_part_leaves_the_rest),
		cmocka_unit_test(touching_changes_no_byte),
		cmocka_unit_test(memory_that_answers_with_a_signal_is_told_by_page),
		cmocka_unit_test(what_may_only_be_read_is_not_written),
		cmocka_unit_test(an_interrupt_ends_the_walk),
		cmocka_unit_test(nothing_is_walked_at_once),
	};

	learn_handlers();
	return cmocka_run_group_tests_name("content", tests, map_memory, unmap_memory);
}
