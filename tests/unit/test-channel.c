/* Frames arrive whole, in order and one by one; outcomes and errors arrive as they were sent; a
 * channel whose other end is gone says so and makes no signal.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "workers/channel.h"
#include "workers/status.h"

static int ends[2];

static int
open_channel(void **state)
{
	(void)state;
	return channel_pair(ends);
}

static int
close_channel(void **state)
{
	(void)state;
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static void
assert_frame(enum frame wanted, const void *bytes, size_t length)
{
	enum frame frame = 0;
	struct text text = { 0 };

	assert_int_equal(channel_receive(ends[1], &frame, &text), 0);
	assert_int_equal(frame, wanted);
	assert_int_equal(text.length, length);
	if (length)
		assert_memory_equal(text.bytes, bytes, length);
	text_release(&text);
}

static void
frames_arrive_one_by_one_in_order(void **state)
{
	(void)state;
	assert_int_equal(channel_send(ends[0], FRAME_COMMAND, "touch foo", 9), 0);
	assert_int_equal(channel_send(ends[0], FRAME_RESULTS, "", 0), 0);
	assert_int_equal(channel_send(ends[0], FRAME_MESSAGES, "a\0b\n", 4), 0);
	assert_frame(FRAME_COMMAND, "touch foo", 9);
	assert_frame(FRAME_RESULTS, "", 0);
	assert_frame(FRAME_MESSAGES, "a\0b\n", 4);
}

static void
a_frame_replaces_what_the_text_held(void **state)
{
	enum frame frame;
	struct text text = { 0 };

	(void)state;
	text_add(&text, "something longer");
	assert_int_equal(channel_send(ends[0], FRAME_TEST, "x", 1), 0);
	assert_int_equal(channel_receive(ends[1], &frame, &text), 0);
	assert_text(&text, "x");
	text_release(&text);
}

enum { LONG = 3 << 20 };

static void *
send_long(void *bytes)
{
	return (void *)(intptr_t)channel_send(ends[0], FRAME_RESULTS, bytes, LONG);
}

static void
a_frame_of_megabytes_arrives_whole(void **state)
{
	unsigned char *bytes = malloc(LONG);
	pthread_t thread;
	void *result;

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < LONG; i++)
		bytes[i] = (unsigned char)(i * 2654435761U >> 24);
	assert_int_equal(pthread_create(&thread, NULL, send_long, bytes), 0);
	assert_frame(FRAME_RESULTS, bytes, LONG);
	pthread_join(thread, &result);
	assert_null(result);
	free(bytes);
}

static void
both_directions_are_apart(void **state)
{
	enum frame frame;
	struct text text = { 0 };

	(void)state;
	assert_int_equal(channel_send(ends[0], FRAME_COMMAND, "there", 5), 0);
	assert_int_equal(channel_send(ends[1], FRAME_STATUS, "back", 4), 0);
	assert_int_equal(channel_receive(ends[0], &frame, &text), 0);
	assert_int_equal(frame, FRAME_STATUS);
	assert_text(&text, "back");
	assert_frame(FRAME_COMMAND, "there", 5);
	text_release(&text);
}

static void
an_end_that_is_gone_is_told_without_a_signal(void **state)
{
	enum frame frame;
	struct text text = { 0 };

	(void)state;
	close(ends[1]);
	assert_int_equal(channel_send(ends[0], FRAME_COMMAND, "x", 1), -EPIPE);
	assert_int_equal(channel_receive(ends[0], &frame, &text), -EPIPE);
	ends[1] = dup(ends[0]);
	text_release(&text);
}

static void
a_frame_that_breaks_off_is_an_end(void **state)
{
	enum frame frame;
	struct text text = { 0 };
	const uint32_t header[2] = { FRAME_RESULTS, 100 };

	(void)state;
	assert_int_equal(write(ends[0], header, sizeof(header)), sizeof(header));
	assert_int_equal(write(ends[0], "half", 4), 4);
	close(ends[0]);
	assert_int_equal(channel_receive(ends[1], &frame, &text), -EPIPE);
	ends[0] = dup(ends[1]);
	text_release(&text);
}

static void
both_ends_close_when_a_program_is_executed(void **state)
{
	(void)state;
	assert_true(fcntl(ends[0], F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(ends[1], F_GETFD) & FD_CLOEXEC);
}

static void
an_outcome_comes_back_as_it_was(void **state)
{
	(void)state;
	for (int outcome = 0; outcome < 128; outcome++) {
		struct text frame = { 0 };
		const struct error none = { 0 };
		struct error error = { 0 };

		status_encode(outcome, &none, &frame);
		assert_int_equal(status_decode(&frame, &error), outcome);
		assert_false(error_is_set(&error));
		text_release(&frame);
	}
}

static void
assert_round_trip(int number, const char *message, const char *hint)
{
	struct text frame = { 0 };
	struct error sent = { 0 }, got = { 0 };

	error_note(&sent, number, "%s", message);
	if (hint)
		error_hint(&sent, "%s", hint);
	text_add(&frame, "what was there before");
	status_encode(1, &sent, &frame);
	assert_int_equal(status_decode(&frame, &got), 1);
	assert_int_equal(got.number, number);
	assert_string_equal(got.message, message);
	if (hint)
		assert_string_equal(got.hint, hint);
	else
		assert_null(got.hint);
	error_clear(&sent);
	error_clear(&got);
	text_release(&frame);
}

static void
an_error_comes_back_as_it_was(void **state)
{
	(void)state;
	assert_round_trip(EBUSY, "cannot map 'foo'", "unmap foo");
	assert_round_trip(0, "no errno fits", NULL);
	assert_round_trip(EINVAL, "", NULL);
	assert_round_trip(EINVAL, "100%s %n", "50%d");
	assert_round_trip(133, "two\nlines", "a\thint");
}

static void
an_error_noted_before_stays_the_first(void **state)
{
	struct text frame = { 0 };
	struct error sent = { 0 }, got = { 0 };

	(void)state;
	error_note(&sent, EPERM, "later");
	error_note(&got, EBUSY, "first");
	status_encode(1, &sent, &frame);
	assert_int_equal(status_decode(&frame, &got), 1);
	assert_string_equal(got.message, "first");
	error_clear(&sent);
	error_clear(&got);
	text_release(&frame);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(frames_arrive_one_by_one_in_order, open_channel,
						close_channel),
		cmocka_unit_test_setup_teardown(a_frame_replaces_what_the_text_held, open_channel,
						close_channel),
		cmocka_unit_test_setup_teardown(a_frame_of_megabytes_arrives_whole, open_channel,
						close_channel),
		cmocka_unit_test_setup_teardown(both_directions_are_apart, open_channel,
						close_channel),
		cmocka_unit_test_setup_teardown(an_end_that_is_gone_is_told_without_a_signal,
						open_channel, close_channel),
		cmocka_unit_test_setup_teardown(a_frame_that_breaks_off_is_an_end, open_channel,
						close_channel),
		cmocka_unit_test_setup_teardown(both_ends_close_when_a_program_is_executed,
						open_channel, close_channel),
		cmocka_unit_test(an_outcome_comes_back_as_it_was),
		cmocka_unit_test(an_error_comes_back_as_it_was),
		cmocka_unit_test(an_error_noted_before_stays_the_first),
	};

	return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
