/* A page's story follows from the facts: why it is here, what holds it, and what would move it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "kernel/kpage.h"
#include "kernel/mempolicy.h"
#include "kernel/pagemap.h"
#include "memory/reason.h"
#include "memory/story.h"
#include "memory/tally.h"

/* A private page on node 1 that was written, mapped here alone, of a task without policies. */
static const struct policy no_policy = { .mode = MPOL_DEFAULT };
static const struct facts plain = { .state = 1,
				    .entry = PAGEMAP_PRESENT | PAGEMAP_EXCLUSIVE,
				    .seen = true,
				    .flags = KPAGE_ANON,
				    .mappers = 1,
				    .size = 4096,
				    .policy = &no_policy,
				    .task_policy = true,
				    .nice = true,
				    .left = -1 };

static struct policy
policy_on(int mode, unsigned node)
{
	struct policy policy = { .mode = mode };

	nodeset_add(&policy.nodes, node);
	return policy;
}

static void
assert_story(const struct facts *facts, enum cause cause, enum hold hold)
{
	struct story story = story_of(facts);

	assert_string_equal(cause_name(story.cause), cause_name(cause));
	assert_string_equal(hold_name(story.hold), hold_name(hold));
}

static void
what_is_not_there_has_nothing_to_move(void **state)
{
	static const struct {
		int state;
		enum object object;
		enum cause cause;
		enum hold hold;
	} rows[] = {
		{ PAGE_ABSENT, OBJECT_NONE, CAUSE_UNTOUCHED, HOLD_ABSENT },
		{ PAGE_ABSENT, OBJECT_UNKNOWN, CAUSE_UNMAPPED, HOLD_ABSENT },
		{ PAGE_ABSENT, OBJECT_HAS, CAUSE_IN_OBJECT, HOLD_ABSENT },
		{ PAGE_ABSENT, OBJECT_LACKS, CAUSE_NOT_IN_OBJECT, HOLD_ABSENT },
		{ PAGE_SWAPPED, OBJECT_NONE, CAUSE_SWAPPED, HOLD_SWAPPED },
		{ PAGE_ZERO, OBJECT_NONE, CAUSE_ZERO, HOLD_ZERO },
		{ PAGE_GUARD, OBJECT_NONE, CAUSE_GUARD, HOLD_GUARD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct facts facts = plain;

		facts.state = rows[i].state;
		facts.object = rows[i].object;
		facts.entry = facts.flags = 0;
		assert_story(&facts, rows[i].cause, rows[i].hold);
		assert_int_equal(story_of(&facts).obedience, OBEYS_NONE);
	}
}

static void
a_policy_is_obeyed_or_not(void **state)
{
	struct policy here = policy_on(MPOL_BIND, 1), elsewhere = policy_on(MPOL_BIND, 2);
	struct policy preferred = policy_on(MPOL_PREFERRED, 2);
	struct facts facts = plain;

	(void)state;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NOTHING);
	assert_int_equal(story_of(&facts).obedience, OBEYS_NONE);
	facts.task_policy = false;
	facts.policy = &here;
	assert_story(&facts, CAUSE_POLICY, HOLD_NOTHING);
	assert_int_equal(story_of(&facts).obedience, OBEYS);
	facts.policy = &elsewhere;
	assert_story(&facts, CAUSE_OLDER, HOLD_NOTHING);
	assert_int_equal(story_of(&facts).obedience, STRAYS);
	facts.policy = &preferred;
	assert_story(&facts, CAUSE_UNPREFERRED, HOLD_NOTHING);
	assert_int_equal(story_of(&facts).obedience, STRAYS);
	facts.policy = NULL;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NOTHING);
}

static void
shared_memory_and_page_cache_have_other_masters(void **state)
{
	struct policy elsewhere = policy_on(MPOL_BIND, 2);
	struct facts facts = plain;

	(void)state;
	facts.flags = 0;
	facts.shared = true;
	facts.entry |= PAGEMAP_FILE;
	assert_story(&facts, CAUSE_SHARED, HOLD_NOTHING);
	facts.policy = &elsewhere;
	facts.task_policy = false;
	assert_story(&facts, CAUSE_OLDER, HOLD_NOTHING);
	facts.regular = true;
	assert_story(&facts, CAUSE_CACHE, HOLD_NOTHING);
	assert_int_equal(story_of(&facts).obedience, OBEYS_NONE);
	/* What a private mapping of a file has written is its own. */
	facts.shared = false;
	facts.entry &= ~PAGEMAP_FILE;
	assert_story(&facts, CAUSE_OLDER, HOLD_NOTHING);
}

static void
what_holds_a_page_is_found(void **state)
{
	struct facts facts = plain;

	(void)state;
	facts.entry = PAGEMAP_PRESENT;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_FORK);
	facts.entry |= PAGEMAP_FILE;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_MAPPERS);
	facts.entry = PAGEMAP_PRESENT;
	facts.flags |= KPAGE_KSM;
	assert_story(&facts, CAUSE_KSM, HOLD_KSM);
	facts = plain;
	facts.flags |= KPAGE_WRITEBACK;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_BUSY);
	facts = plain;
	facts.flags |= KPAGE_HWPOISON;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_POISON);
	facts = plain;
	facts.secret = true;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_SECRET);
	facts = plain;
	facts.device = true;
	assert_story(&facts, CAUSE_DEVICE, HOLD_DEVICE);
	facts = plain;
	facts.one_node = true;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_ONE_NODE);
	facts = plain;
	facts.state = PAGE_REFUSED;
	assert_story(&facts, CAUSE_HIDDEN, HOLD_NOTHING);
}

static void
memory_without_access_is_held_on_old_kernels_only(void **state)
{
	struct facts facts = plain;

	(void)state;
	facts.no_access = true;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NOTHING);
	facts.hides_locked = true;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NO_ACCESS);
}

static void
what_was_not_seen_decides_nothing(void **state)
{
	struct facts facts = plain;

	(void)state;
	facts.seen = false;
	facts.flags = KPAGE_KSM | KPAGE_HWPOISON;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NOTHING);
	facts.entry = 0; /* no pagemap: nobody knows who maps it */
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NOTHING);
}

static void
assert_sentence(const struct facts *facts, const char *words)
{
	struct story story = story_of(facts);
	struct text text = { 0 };

	story_sentence(&story, facts, &text);
	if (!strstr(text_string(&text), words))
		fail_msg("'%s' does not say '%s'", text_string(&text), words);
	assert_null(strchr(text_string(&text), '{'));
	assert_null(strchr(text_string(&text), '<'));
	text_release(&text);
}

static void
assert_remedy(const struct facts *facts, const char *wanted)
{
	struct story story = story_of(facts);
	struct text text = { 0 };

	story_remedy(&story, facts, "foo 3p 5p", &text);
	assert_text(&text, wanted);
	text_release(&text);
}

static void
the_sentence_says_what_is_known(void **state)
{
	struct policy elsewhere = policy_on(MPOL_BIND, 2);
	struct facts facts = plain;

	(void)state;
	assert_sentence(&facts, "a CPU of node 1 touched it first");
	facts.left = REASON_HELD;
	assert_sentence(&facts, reason_sentence(REASON_HELD));
	facts = plain;
	facts.policy = &elsewhere;
	facts.task_policy = false;
	assert_sentence(&facts, "policy bind:2 wants it on node 2");
	facts.task_policy = true;
	assert_sentence(&facts, "the task's policy bind:2 wants it on node 2");
	facts.entry = PAGEMAP_PRESENT;
	facts.mappers = 3;
	assert_sentence(&facts, "mapped 3 times");
	facts.nice = false;
	assert_sentence(&facts, "CAP_SYS_NICE and this process has not");
	facts.seen = false;
	assert_sentence(&facts, "mapped more than once");
	facts = plain;
	facts.balancing = true;
	assert_sentence(&facts, "NUMA balancing is on, and may move it");
	facts.policy = NULL;
	assert_sentence(&facts, "the policy in force names no node");
}

static void
device_memory_of_a_file_never_moves(void **state)
{
	struct facts facts = plain;

	(void)state;
	facts.dax = facts.shared = facts.regular = facts.balancing = true;
	facts.entry = PAGEMAP_PRESENT;
	facts.flags = KPAGE_NOPAGE;
	facts.mappers = 0;
	assert_story(&facts, CAUSE_DAX, HOLD_DAX);
	assert_false(story_of(&facts).drifts);
	/* Who sees no flags knows it by the mapping. */
	facts.seen = false;
	assert_story(&facts, CAUSE_DAX, HOLD_DAX);
	/* A copy on write is of the kernel's memory, and stays all the same. */
	facts = plain;
	facts.dax = facts.balancing = true;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_DAX);
	assert_false(story_of(&facts).drifts);
}

static void
balancing_is_told_of_where_it_tries(void **state)
{
	struct facts facts = plain;

	(void)state;
	facts.balancing = true;
	assert_true(story_of(&facts).drifts);
	facts.flags |= KPAGE_UNEVICTABLE;
	assert_true(story_of(&facts).drifts);
	facts.unbalanced = true;
	assert_false(story_of(&facts).drifts);
	facts.unbalanced = false;
	facts.secret = true;
	assert_false(story_of(&facts).drifts);
	facts.secret = false;
	facts.no_access = true;
	assert_false(story_of(&facts).drifts);
	facts.no_access = false;
	facts.flags = KPAGE_ANON | KPAGE_KSM;
	assert_false(story_of(&facts).drifts);
	facts.flags = KPAGE_ANON;
	facts.entry = PAGEMAP_PRESENT;
	facts.mappers = 2;
	assert_false(story_of(&facts).drifts);
	facts.regular = facts.shared = true;
	facts.entry = PAGEMAP_PRESENT | PAGEMAP_EXCLUSIVE | PAGEMAP_FILE;
	facts.flags = 0;
	assert_true(story_of(&facts).drifts);
	facts.flags = KPAGE_DIRTY;
	assert_false(story_of(&facts).drifts);
}

static void
every_sentence_is_whole(void **state)
{
	(void)state;
	for (int cause = 0; cause < CAUSES; cause++) {
		for (int hold = 0; hold < HOLDS; hold++) {
			struct story story = { (enum cause)cause, (enum hold)hold, OBEYS_NONE, 0 };
			struct text text = { 0 };

			assert_true(*cause_name(story.cause) && *hold_name(story.hold));
			story_sentence(&story, &plain, &text);
			assert_null(strpbrk(text_string(&text), "{}<>"));
			text_release(&text);
		}
	}
}

static void
assert_says(const struct facts *facts, const char *words)
{
	struct story story = story_of(facts);
	struct text text = { 0 };

	story_sentence(&story, facts, &text);
	assert_non_null(strstr(text_string(&text), words));
	text_release(&text);
}

static void
states_that_hold_nothing_are_told_too(void **state)
{
	struct facts facts = plain;

	(void)state;
	facts.lazily_freed = true;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NOTHING);
	assert_says(&facts, "freed lazily");
	facts = plain;
	facts.entry |= PAGEMAP_UFFD_WP;
	assert_story(&facts, CAUSE_TOUCHED, HOLD_NOTHING);
	assert_says(&facts, "userfaultfd is told when it is written to");
	facts = plain;
	facts.watched = true;
	facts.state = PAGE_ABSENT;
	facts.entry = facts.flags = 0;
	assert_says(&facts, "userfaultfd is told when it is touched");
}

static void
the_remedy_is_a_command(void **state)
{
	struct policy elsewhere = policy_on(MPOL_BIND, 2);
	struct facts facts = plain;

	(void)state;
	assert_remedy(&facts, "move foo 3p 5p <node>");
	facts.policy = &elsewhere;
	assert_remedy(&facts, "move foo 3p 5p 2");
	facts.entry = PAGEMAP_PRESENT;
	assert_remedy(&facts, "move foo 3p 5p 2 all");
	facts.one_node = true;
	assert_remedy(&facts, "");
	facts = plain;
	facts.state = PAGE_ABSENT;
	assert_remedy(&facts, "touch foo 3p 5p");
	facts.state = PAGE_ZERO;
	assert_remedy(&facts, "touch foo 3p 5p write");
	facts.theirs = true; /* which is never touched */
	assert_remedy(&facts, "");
	facts = plain;
	facts.theirs = true;
	assert_remedy(&facts, "move foo 3p 5p <node>");
	facts.device = true;
	assert_remedy(&facts, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_there_has_nothing_to_move),
		cmocka_unit_test(a_policy_is_obeyed_or_not),
		cmocka_unit_test(shared_memory_and_page_cache_have_other_masters),
		cmocka_unit_test(what_holds_a_page_is_found),
		cmocka_unit_test(memory_without_access_is_held_on_old_kernels_only),
		cmocka_unit_test(what_was_not_seen_decides_nothing),
		cmocka_unit_test(the_sentence_says_what_is_known),
		cmocka_unit_test(device_memory_of_a_file_never_moves),
		cmocka_unit_test(balancing_is_told_of_where_it_tries),
		cmocka_unit_test(every_sentence_is_whole),
		cmocka_unit_test(states_that_hold_nothing_are_told_too),
		cmocka_unit_test(the_remedy_is_a_command),
	};

	return cmocka_run_group_tests_name("story", tests, NULL, NULL);
}
