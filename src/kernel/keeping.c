/* The keeper's side: it remembers what is promised, and carries it out when its session is gone.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "kernel/keeping.h"
#include "kernel/promise.h"

struct kept {
	int number;
	enum promise_kind kind;
	char *path, *value;
};

struct book {
	struct kept *items;
	size_t count, capacity;
};

static void
remember(struct book *book, const struct keeping_message *message)
{
	const char *path = message->strings;

	book->items = xgrow(book->items, &book->capacity, book->count + 1, sizeof(*book->items));
	book->items[book->count++] = (struct kept){
		.number = message->number,
		.kind = (enum promise_kind)message->kind,
		.path = xstrdup(path),
		.value = xstrdup(path + strlen(path) + 1),
	};
}

static void
forget(struct book *book, struct kept *kept)
{
	size_t place = (size_t)(kept - book->items);

	free(kept->path);
	free(kept->value);
	memmove(kept, kept + 1, (book->count - place - 1) * sizeof(*kept));
	book->count--;
}

static struct kept *
find(struct book *book, int number)
{
	for (size_t i = 0; i < book->count; i++)
		if (book->items[i].number == number)
			return &book->items[i];
	return NULL;
}

static int
fulfil(struct book *book, struct kept *kept)
{
	int result = promise_carry_out(kept->kind, kept->path, kept->value);

	forget(book, kept);
	return result;
}

static int
obey(struct book *book, const struct keeping_message *message)
{
	struct kept *kept = find(book, message->number);

	if (message->order == KEEPING_PROMISE)
		remember(book, message);
	else if (kept && message->order == KEEPING_FULFIL)
		return fulfil(book, kept);
	else if (kept)
		forget(book, kept);
	return 0;
}

static int
fulfil_all(struct book *book, promise_broken *failed)
{
	int status = 0;

	while (book->count) {
		struct kept *last = &book->items[book->count - 1];
		int result = promise_carry_out(last->kind, last->path, last->value);

		if (result) {
			promise_tell(last->kind, last->path, result, failed, NULL);
			status = 1;
		}
		forget(book, last);
	}
	free(book->items);
	return status;
}

/* It lives in a session of its own, and outlives what ends its terminal. */
static void
ignore_signals(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGTSTP };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], SIG_IGN);
}

int
keeping_serve(int channel, promise_broken *failed)
{
	struct keeping_message message;
	struct book book = { 0 };
	ssize_t got;

	ignore_signals();
	prctl(PR_SET_NAME, KEEPING_NAME);
	while ((got = recv(channel, &message, sizeof(message), 0)) != 0) {
		int answer;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		answer = obey(&book, &message);
		/* Who cannot hear the answer is gone, which the next recv() tells. */
		send(channel, &answer, sizeof(answer), MSG_NOSIGNAL);
	}
	return fulfil_all(&book, failed);
}
