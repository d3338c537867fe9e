/* Actors count what they check, name the word that is wrong, and put back what was there.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory/content.h"
#include "workers/actor.h"

enum { PAGES = 4 };

struct stage {
	struct segment *segment;
	struct actors actors;
	uint64_t *words;
	size_t page; /* bytes */
};

/* Filled memory, and a segment of it. */
static int
set_stage(void **state)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	struct content_walk fill = { .task = CONTENT_FILL, .seed = 1 };

	stage->page = (size_t)sysconf(_SC_PAGESIZE);
	fill.length = PAGES * stage->page;
	fill.page_size = stage->page;
	stage->words =
		mmap(NULL, fill.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	fill.start = (uintptr_t)stage->words;
	content_walk(&fill);
	stage->segment = segment_new("stage", SEGMENT_ANON, fill.length, stage->page);
	stage->segment->mapped = true;
	stage->segment->start = (uintptr_t)stage->words;
	*state = stage;
	return 0;
}

static int
clear_stage(void **state)
{
	struct stage *stage = *state;

	actors_release(&stage->actors);
	segment_free(stage->segment);
	free(stage);
	return 0;
}

static struct actor *
start(struct stage *stage, enum actor_kind kind, unsigned first, unsigned pages)
{
	struct actor_request request = { .name = "actor",
					 .kind = kind,
					 .segment = stage->segment,
					 .range = { .offset = first * stage->page,
						    .length = pages * stage->page },
					 .threads = 1,
					 .seed = 1 };
	struct error error = { 0 };
	struct actor *actor = actors_start(&stage->actors, &request, &error);

	assert_false(error_is_set(&error));
	assert_non_null(actor);
	return actor;
}

static void
await(const struct actor *actor, enum actor_count count, uint64_t least)
{
	while (actor_counted(actor, count) < least)
		sched_yield();
}

static void
what_was_there_comes_back(void **state)
{
	struct stage *stage = *state;
	struct content_walk check = { .task = CONTENT_CHECK,
				      .start = (uintptr_t)stage->words,
				      .length = PAGES * stage->page,
				      .page_size = stage->page,
				      .seed = 1 };
	struct actor *actor = start(stage, ACTOR_WRITER, 0, PAGES);

	assert_int_equal(stage->segment->users, 1);
	await(actor, COUNT_UPDATES, 1000);
	actor_stop(actor);
	assert_int_equal(stage->segment->users, 0);
	assert_int_equal(actor_violations(actor), 0);
	assert_int_equal(content_walk(&check), 0);
	/* One check before each update, and one a page at the end. */
	assert_int_equal(actor_counted(actor, COUNT_CHECKS),
			 actor_counted(actor, COUNT_UPDATES) + PAGES);
}

static void
a_lost_update_has_its_place_in_the_segment(void **state)
{
	struct stage *stage = *state;
	struct actor *actor = start(stage, ACTOR_WRITER, 2, 1);

	await(actor, COUNT_UPDATES, 100);
	/* The first thread has the first word of each page.
	 * Once may be between its look and its update. */
	while (!actor_counted(actor, COUNT_LOST)) {
		__atomic_store_n(stage->words + 2 * stage->page / sizeof(uint64_t), 0,
				 __ATOMIC_RELAXED);
		sched_yield();
	}
	actor_stop(actor);
	assert_int_equal(actor->violation.count, COUNT_LOST);
	assert_int_equal(actor->violation.offset, 2 * stage->page);
	assert_true(actor_violations(actor) >= 1);
}

static void
a_wrong_word_is_named_with_what_it_should_be(void **state)
{
	struct stage *stage = *state;
	struct actor *actor = start(stage, ACTOR_READER, 1, 2);
	uint64_t at = stage->page + 100 * sizeof(uint64_t);

	__atomic_store_n(&stage->words[at / sizeof(uint64_t)], 42, __ATOMIC_RELAXED);
	await(actor, COUNT_WRONG, 1);
	actor_stop(actor);
	assert_int_equal(actor->violation.offset, at);
	assert_int_equal(actor->violation.expected, content_word(1, at));
	assert_int_equal(actor->violation.found, 42);
}

static void
a_reader_leaves_out_words_that_others_write(void **state)
{
	struct stage *stage = *state;
	struct actor *reader = start(stage, ACTOR_READER, 0, PAGES), *writer;

	reader->name[0] = 'r';
	writer = start(stage, ACTOR_WRITER, 0, PAGES);
	await(writer, COUNT_UPDATES, 1000);
	await(reader, COUNT_CHECKS, actor_counted(reader, COUNT_CHECKS) + 10000);
	actor_stop(writer);
	await(reader, COUNT_CHECKS, actor_counted(reader, COUNT_CHECKS) + 10000);
	actor_stop(reader);
	assert_int_equal(actor_violations(reader), 0);
	assert_int_equal(actor_violations(writer), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_there_comes_back, set_stage, clear_stage),
		cmocka_unit_test_setup_teardown(a_lost_update_has_its_place_in_the_segment,
						set_stage, clear_stage),
		cmocka_unit_test_setup_teardown(a_wrong_word_is_named_with_what_it_should_be,
						set_stage, clear_stage),
		cmocka_unit_test_setup_teardown(a_reader_leaves_out_words_that_others_write,
						set_stage, clear_stage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
