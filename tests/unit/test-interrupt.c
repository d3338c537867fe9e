/* No signal slips past who waits: neither one that came before, nor one that comes while it is
 * looked whether one has come, whoever catches it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <unistd.h>

#include "unit.h"

#include "base/interrupt.h"

static bool
nothing_was_caught(void)
{
	return false;
}

static bool
something_was_caught(void)
{
	return true;
}

static bool
one_comes_meanwhile(void)
{
	raise(SIGUSR1);
	return false;
}

static bool
one_of_others_comes_meanwhile(void)
{
	raise(SIGWINCH);
	return false;
}

static void
take(int signal)
{
	(void)signal;
}

static void
what_is_pending_ends_the_wait(void **state)
{
	(void)state;
	interrupt_set();
	assert_int_equal(interrupt_poll(NULL, 0, NULL), -EINTR);
	interrupt_clear();
}

static void
what_somebody_else_has_caught_ends_it_too(void **state)
{
	(void)state;
	assert_int_equal(interrupt_poll_unless(something_was_caught, NULL, 0, NULL), -EINTR);
}

static void
what_comes_between_looking_and_waiting_ends_it(void **state)
{
	(void)state;
	assert_int_equal(interrupt_poll_unless(one_comes_meanwhile, NULL, 0, NULL), -EINTR);
	signal(SIGWINCH, take);
	assert_int_equal(interrupt_poll_unless(one_of_others_comes_meanwhile, NULL, 0, NULL),
			 -EINTR);
}

static void
without_a_signal_the_time_ends_it(void **state)
{
	const struct timespec none = { 0 };

	(void)state;
	assert_int_equal(interrupt_poll_unless(nothing_was_caught, NULL, 0, &none), 0);
	assert_int_equal(interrupt_poll(NULL, 0, &none), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_pending_ends_the_wait),
		cmocka_unit_test(what_somebody_else_has_caught_ends_it_too),
		cmocka_unit_test(what_comes_between_looking_and_waiting_ends_it),
		cmocka_unit_test(without_a_signal_the_time_ends_it),
	};

	interrupt_install();
	/* What would wait for ever is to fail. */
	alarm(60);
	return cmocka_run_group_tests_name("interrupt", tests, NULL, NULL);
}
