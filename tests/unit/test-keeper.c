/* What is promised to the keeper is carried out, the last first, when its session ends or dies.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/keeper.h"
#include "unit.h"

static char folder[] = "/tmp/memtoy-keeper.XXXXXX", first[64], second[64];

static void
put(const char *path, const char *words)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, words, strlen(words)), (ssize_t)strlen(words));
	close(fd);
}

static void
assert_holds(const char *path, const char *words)
{
	struct text text = { 0 };

	assert_int_equal(file_read(&text, "%s", path), 0);
	assert_string_equal(text_string(&text), words);
	text_release(&text);
}

static void
count_broken(const struct error *error, void *context)
{
	assert_non_null(strstr(error->message, "cannot put the machine back"));
	++*(int *)context;
}

static void
what_was_written_is_put_back_at_the_end(void **state)
{
	struct keeper keeper = { 0 };
	int broken = 0;

	(void)state;
	put(first, "5\n");
	put(second, "always [madvise] never\n");
	assert_int_equal(keeper_write(&keeper, first, "6"), 0);
	assert_int_equal(keeper_write(&keeper, first, "7"), 0);
	assert_int_equal(keeper_write(&keeper, second, "never"), 0);
	assert_holds(first, "7\n");
	keeper_release(&keeper, count_broken, &broken);
	assert_int_equal(broken, 0);
	assert_holds(first, "5\n");
	/* The choice that was in brackets, written over
	 * what is there, as the kernel would not have it. */
	assert_holds(second, "madvise[madvise] never\n");
}

static void
the_last_promise_is_kept_first(void **state)
{
	struct keeper keeper = { 0 };
	char inside[80];
	int broken = 0;

	(void)state;
	snprintf(inside, sizeof(inside), "%s/folder", folder);
	assert_int_equal(mkdir(inside, 0700), 0);
	assert_true(keeper_promise(&keeper, PROMISE_RMDIR, inside, "") > 0);
	strcat(inside, "/file");
	put(inside, "");
	assert_true(keeper_promise(&keeper, PROMISE_UNLINK, inside, "") > 0);
	keeper_release(&keeper, count_broken, &broken);
	assert_int_equal(broken, 0);
	*strrchr(inside, '/') = '\0';
	assert_int_equal(access(inside, F_OK), -1);
}

static void
a_promise_can_be_kept_early_or_forgotten(void **state)
{
	struct keeper keeper = { 0 };
	int early, broken = 0;

	(void)state;
	put(first, "1");
	early = keeper_promise(&keeper, PROMISE_WRITE, first, "2");
	keeper_forget(&keeper, keeper_promise(&keeper, PROMISE_WRITE, first, "3"));
	assert_true(keeper_has(&keeper, PROMISE_WRITE, first));
	assert_int_equal(keeper_fulfil(&keeper, early), 0);
	assert_false(keeper_has(&keeper, PROMISE_WRITE, first));
	assert_holds(first, "2");
	put(first, "1");
	keeper_release(&keeper, count_broken, &broken);
	assert_holds(first, "1");
}

static void
a_promise_that_cannot_be_kept_is_told(void **state)
{
	struct keeper keeper = { 0 };
	int broken = 0;

	(void)state;
	assert_true(keeper_promise(&keeper, PROMISE_WRITE, "/nowhere/at/all", "1") > 0);
	keeper_release(&keeper, count_broken, &broken);
	assert_int_equal(broken, 1);
}

static void
a_session_that_is_killed_is_put_back_too(void **state)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	struct keeper keeper = { 0 };
	struct text text = { 0 };
	int report[2];
	pid_t session;
	char byte;

	(void)state;
	put(first, "5\n");
	assert_int_equal(pipe(report), 0);
	session = fork();
	if (session == 0) {
		byte = keeper_write(&keeper, first, "7") == 0;
		if (write(report[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(report[0], &byte, 1), 1);
	assert_int_equal(byte, 1);
	assert_holds(first, "7\n");
	kill(session, SIGKILL);
	waitpid(session, NULL, 0);
	for (int tries = 0; tries < 500 && *text_string(&text) != '5'; tries++) {
		nanosleep(&moment, NULL);
		text_release(&text);
		file_read(&text, "%s", first);
	}
	text_release(&text);
	assert_holds(first, "5\n");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_put_back_at_the_end),
		cmocka_unit_test(the_last_promise_is_kept_first),
		cmocka_unit_test(a_promise_can_be_kept_early_or_forgotten),
		cmocka_unit_test(a_promise_that_cannot_be_kept_is_told),
		cmocka_unit_test(a_session_that_is_killed_is_put_back_too),
	};
	int status;

	(void)argc;
	keeper_serve_if_asked(argv, count_broken);
	if (!mkdtemp(folder))
		return 1;
	snprintf(first, sizeof(first), "%s/first", folder);
	snprintf(second, sizeof(second), "%s/second", folder);
	status = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(first);
	unlink(second);
	rmdir(folder);
	return status;
}
