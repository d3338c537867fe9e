/* The session's side of the keeper: starting it, and telling it what to put back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/file.h"
#include "kernel/keeper.h"
#include "kernel/keeping.h"
#include "kernel/seen.h"

extern char **environ;

/* posix_spawn() shares our memory until the program is executed, and copies none of it: no page of
 * ours is ever mapped by two. */
static int
spawn(pid_t *pid, int channel)
{
	char name[] = KEEPING_NAME, *const arguments[] = { name, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int result;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, channel, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
	result = posix_spawn(pid, "/proc/self/exe", &actions, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -result;
}

int
keeper_start(struct keeper *keeper)
{
	int ends[2], result;

	if (keeper->pid)
		return 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	result = spawn(&keeper->pid, ends[1]);
	close(ends[1]);
	keeper->channel = ends[0];
	if (result) {
		close(ends[0]);
		keeper->pid = 0;
	}
	return result;
}

/* -EPIPE where the keeper is gone. */
static int
ask(const struct keeper *keeper, const struct keeping_message *message, size_t length)
{
	int answer = -EPIPE;
	ssize_t got;

	if (send(keeper->channel, message, length, MSG_NOSIGNAL) < 0)
		return -errno;
	do
		got = recv(keeper->channel, &answer, sizeof(answer), 0);
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)sizeof(answer) ? answer : -EPIPE;
}

/* Messages without strings are sent without the place for them. */
static int
order(const struct keeper *keeper, enum keeping_order what, int number)
{
	struct keeping_message message = { .order = what, .number = number };

	return ask(keeper, &message, offsetof(struct keeping_message, strings));
}

int
keeper_promise(struct keeper *keeper, enum promise_kind kind, const char *path, const char *value)
{
	struct keeping_message message = { .order = KEEPING_PROMISE, .kind = (int)kind };
	size_t path_size = strlen(path) + 1, value_size = strlen(value) + 1;
	int result =
		path_size + value_size > KEEPING_STRINGS ? -ENAMETOOLONG : keeper_start(keeper);

	if (result)
		return result;
	message.number = ++keeper->last;
	memcpy(message.strings, path, path_size);
	memcpy(message.strings + path_size, value, value_size);
	result = ask(keeper, &message,
		     offsetof(struct keeping_message, strings) + path_size + value_size);
	if (result)
		return result;
	keeper->items =
		xgrow(keeper->items, &keeper->capacity, keeper->count + 1, sizeof(*keeper->items));
	keeper->items[keeper->count++] =
		(struct kept_promise){ message.number, kind, xstrdup(path), xstrdup(value) };
	return message.number;
}

/* False where there is no such promise. */
static bool
drop(struct keeper *keeper, int number)
{
	for (size_t i = 0; i < keeper->count; i++) {
		if (keeper->items[i].number != number)
			continue;
		free(keeper->items[i].path);
		free(keeper->items[i].value);
		memmove(&keeper->items[i], &keeper->items[i + 1],
			(keeper->count - i - 1) * sizeof(*keeper->items));
		keeper->count--;
		return true;
	}
	return false;
}

static int
fulfil(const struct keeper *keeper, const struct kept_promise *kept)
{
	double since = call_watcher ? clock_now() : 0;
	int result = order(keeper, KEEPING_FULFIL, kept->number);
	const char *verb = promise_verb(kept->kind);

	/* The keeper was killed, and put nothing back. */
	if (result == -EPIPE)
		result = promise_carry_out(kept->kind, kept->path, kept->value);
	if (call_watcher)
		seen_step(&(struct seen_call){ .verb = verb,
					       .path = kept->path,
					       .words = strcmp(verb, "write") ? NULL : kept->value,
					       .by_keeper = true,
					       .result = result },
			  since);
	return result;
}

int
keeper_fulfil(struct keeper *keeper, int promise)
{
	int result = -EINVAL;

	for (size_t i = 0; i < keeper->count; i++)
		if (keeper->items[i].number == promise)
			result = fulfil(keeper, &keeper->items[i]);
	drop(keeper, promise);
	return result;
}

void
keeper_forget(struct keeper *keeper, int promise)
{
	if (drop(keeper, promise))
		order(keeper, KEEPING_FORGET, promise);
}

bool
keeper_has(const struct keeper *keeper, enum promise_kind kind, const char *path)
{
	for (size_t i = 0; i < keeper->count; i++)
		if (keeper->items[i].kind == kind && strcmp(keeper->items[i].path, path) == 0)
			return true;
	return false;
}

/* What a file says now, as it would be written: its first line, or the choice in brackets. */
static int
read_value(const char *path, struct text *value)
{
	struct text text = { 0 };
	int result = file_read(&text, "%s", path);
	const char *from = text_string(&text), *choice = strchr(from, '[');

	if (choice && strchr(choice, ']'))
		text_add_bytes(value, choice + 1, strcspn(choice + 1, "]"));
	else
		text_add_bytes(value, from, strcspn(from, "\n"));
	text_release(&text);
	return result;
}

int
keeper_write(struct keeper *keeper, const char *path, const char *value)
{
	bool known = keeper_has(keeper, PROMISE_WRITE, path);
	struct text before = { 0 };
	int promise = 0, result = known ? 0 : read_value(path, &before);

	if (!known && !result)
		promise = keeper_promise(keeper, PROMISE_WRITE, path, text_string(&before));
	text_release(&before);
	if (promise < 0)
		return promise;
	if (!result)
		result = file_write(path, value);
	if (result && promise)
		keeper_forget(keeper, promise);
	return result;
}

void
keeper_release(struct keeper *keeper, promise_broken *failed, void *context)
{
	if (!keeper->pid)
		return;
	while (keeper->count) {
		struct kept_promise *last = &keeper->items[keeper->count - 1];
		int result = fulfil(keeper, last);

		if (result)
			promise_tell(last->kind, last->path, result, failed, context);
		drop(keeper, last->number);
	}
	close(keeper->channel);
	while (waitpid(keeper->pid, NULL, 0) < 0 && errno == EINTR)
		;
	free(keeper->items);
	*keeper = (struct keeper){ 0 };
}

void
keeper_disown(struct keeper *keeper)
{
	if (!keeper->pid)
		return;
	close(keeper->channel);
	while (keeper->count)
		drop(keeper, keeper->items[keeper->count - 1].number);
	free(keeper->items);
	*keeper = (struct keeper){ 0 };
}

void
keeper_serve_if_asked(char **argv, promise_broken *failed)
{
	if (argv[0] && strcmp(argv[0], KEEPING_NAME) == 0)
		exit(keeping_serve(STDIN_FILENO, failed));
}
