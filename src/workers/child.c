/* Child processes that carry out commands sent to them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kernel/seen.h"
#include "workers/channel.h"
#include "workers/child.h"
#include "workers/status.h"

/* How many milliseconds a child gets to end by itself. */
enum { PATIENCE = 10000 };

static void
run_child(int channel, pid_t parent, int (*serve)(int channel, void *context), void *context)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1); /* it died before we asked to be told */
	/* Not exit(): that would move the offset of a script that our parent reads on. */
	_exit(serve(channel, context));
}

int
children_fork(struct children *children, const char *name, int (*serve)(int channel, void *context),
	      void *context, struct error *error)
{
	int ends[2], result = channel_pair(ends);
	pid_t parent = getpid(), pid;
	double since;

	if (result)
		return error_refused(error, -result, "cannot make a channel");
	fflush(NULL);
	since = call_watcher ? clock_now() : 0;
	pid = fork();
	if (pid && call_watcher)
		seen_fork(pid, since);
	if (pid < 0) {
		result = -errno;
		close(ends[0]);
		close(ends[1]);
		return error_refused(error, -result, "cannot fork");
	}
	if (pid == 0) {
		close(ends[0]);
		run_child(ends[1], parent, serve, context);
	}
	close(ends[1]);
	children->items = xgrow(children->items, &children->capacity, children->count + 1,
				sizeof(*children->items));
	children->items[children->count++] =
		(struct child){ .name = xstrdup(name), .pid = pid, .channel = ends[0] };
	return 0;
}

struct child *
children_find(const struct children *children, const char *name, size_t length)
{
	for (size_t i = 0; i < children->count; i++)
		if (strlen(children->items[i].name) == length &&
		    strncmp(children->items[i].name, name, length) == 0)
			return &children->items[i];
	return NULL;
}

static void
forget(struct children *children, struct child *child)
{
	size_t place = (size_t)(child - children->items);

	close(child->channel);
	free(child->name);
	memmove(child, child + 1, (children->count - place - 1) * sizeof(*child));
	children->count--;
}

/* How it ended, in words. */
static void
describe_end(int status, struct text *text)
{
	if (WIFSIGNALED(status))
		text_add(text, "killed by SIG%s", sigabbrev_np(WTERMSIG(status)));
	else
		text_add(text, "ended with status %d", WEXITSTATUS(status));
}

/* The channel is at its end: the child is dead, or about to be. */
static int
bury(struct children *children, struct child *child, struct error *error)
{
	struct text end = { 0 };
	int status = 0;

	waitpid(child->pid, &status, 0);
	describe_end(status, &end);
	error_note(error, ESRCH, "child '%s' is dead: %s", child->name, text_string(&end));
	text_release(&end);
	forget(children, child);
	return -ESRCH;
}

/* Pass on one frame.  1 when it ends the command, 0 when more follow, or -errno. */
static int
relay(struct child *child, struct sink *sink, int *outcome, struct error *error)
{
	struct text bytes = { 0 };
	enum frame frame = 0;
	int result = channel_receive(child->channel, &frame, &bytes);
	const char *at = text_string(&bytes);

	if (!result && frame == FRAME_STARTED)
		child->started = true;
	if (!result && frame == FRAME_RESULTS)
		sink->bytes(sink, STREAM_RESULTS, at, bytes.length);
	if (!result && frame == FRAME_MESSAGES)
		sink->bytes(sink, STREAM_MESSAGES, at, bytes.length);
	if (!result && frame == FRAME_TEST && bytes.length)
		sink->test(sink, (enum verdict)at[0], bytes.length > 1 ? at + 1 : NULL);
	if (!result && (frame == FRAME_STATUS || frame == FRAME_PAUSED || frame == FRAME_ENDED)) {
		child->state = frame == FRAME_PAUSED  ? CHILD_PAUSED
			       : frame == FRAME_ENDED ? CHILD_ENDED
						      : CHILD_READY;
		*outcome = status_decode(&bytes, error);
		result = 1;
	}
	text_release(&bytes);
	return result;
}

/* Is there something to read within 'milliseconds'? */
static bool
has_news(const struct child *child, int milliseconds)
{
	struct pollfd poll = { .fd = child->channel, .events = POLLIN };
	struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

	return interrupt_poll(&poll, 1, &time) > 0;
}

/* Wait until the command ends, passing interrupts on: one that comes before the child has started
 * is kept until it has, or the child would take it for an old one. */
static int
wait_for_outcome(struct child *child, struct sink *sink, int *outcome, struct error *error)
{
	unsigned interrupts = 0, passed_on = 0;
	int result = 0;

	while (!result) {
		struct pollfd poll = { .fd = child->channel, .events = POLLIN };

		if (interrupt_poll(&poll, 1, NULL) == -EINTR && interrupt_pending()) {
			interrupt_clear();
			if (++interrupts > 1 && passed_on)
				return -EBUSY;
		} else if (poll.revents) {
			result = relay(child, sink, outcome, error);
		}
		if (!result && child->started && interrupts > passed_on) {
			passed_on = interrupts;
			kill(child->pid, SIGINT);
		}
	}
	/* The command may have succeeded all the same:
	 * then it is the next one that must not come. */
	if (interrupts)
		interrupt_set();
	return result < 0 ? result : 0;
}

/* Take what a child said that we did not wait for; its outcome makes it ready. */
static int
catch_up(struct child *child, struct sink *sink)
{
	struct error late = { 0 }; /* of a command that nobody waits for any more */
	int outcome, result = 0;

	while (result >= 0 && child->state != CHILD_READY && has_news(child, 0))
		result = relay(child, sink, &outcome, &late);
	error_clear(&late);
	return result < 0 ? result : 0;
}

static int
refuse_busy(const struct child *child, struct error *error)
{
	error_note(error, EBUSY, "child '%s' is %s", child->name,
		   child->state == CHILD_PAUSED ? "in pause" : "busy with its last command");
	error_hint(error, child->background ? "wait %s" : "kick %s", child->name);
	return -EBUSY;
}

/* Hand it a line.  0; -errno, with an error where it is no sign of its death (-EPIPE). */
static int
hand_over(struct child *child, const char *line, struct sink *sink, struct error *error)
{
	int result = child->background ? 0 : catch_up(child, sink);

	if (!result && (child->background || child->state != CHILD_READY))
		return refuse_busy(child, error);
	child->started = false;
	return result ? result : channel_send(child->channel, FRAME_COMMAND, line, strlen(line));
}

/* Wait for its outcome, unless handing over came to 'result' already. */
static int
await_end(struct children *children, struct child *child, int result, struct sink *sink,
	  int *outcome, struct error *error)
{
	if (!result)
		result = wait_for_outcome(child, sink, outcome, error);
	if (result == -EPIPE)
		return bury(children, child, error);
	if (result == -EBUSY)
		child->state = CHILD_BUSY;
	if (result)
		return error_note(error, -result, "child '%s' does not answer", child->name);
	if (child->state == CHILD_ENDED) {
		waitpid(child->pid, NULL, 0);
		forget(children, child);
	}
	return 0;
}

int
child_command(struct children *children, struct child *child, const char *line, struct sink *sink,
	      int *outcome, struct error *error)
{
	int result = hand_over(child, line, sink, error);

	if (error_is_set(error))
		return result;
	return await_end(children, child, result, sink, outcome, error);
}

int
child_begin(struct children *children, struct child *child, const char *line, struct sink *sink,
	    struct error *error)
{
	int result = hand_over(child, line, sink, error);

	if (result == -EPIPE)
		return bury(children, child, error);
	if (result)
		return error_note(error, -result, "child '%s' does not answer", child->name);
	child->background = true;
	child->state = CHILD_BUSY;
	return 0;
}

int
child_wait(struct children *children, struct child *child, struct sink *sink, int *outcome,
	   struct error *error)
{
	if (child->state == CHILD_READY)
		return 0;
	child->background = false;
	return await_end(children, child, 0, sink, outcome, error);
}

int
child_kick(struct children *children, struct child *child, int signal, struct error *error)
{
	bool paused = child->state == CHILD_PAUSED;
	siginfo_t ended = { 0 };

	/* A dead child can be sent signals, without effect, until it is waited for. */
	if (waitid(P_PID, (id_t)child->pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	    ended.si_pid == child->pid)
		return bury(children, child, error);
	if (kill(child->pid, signal) < 0)
		return error_refused(error, errno, "child '%s' cannot be sent a signal",
				     child->name);
	if (paused)
		has_news(child, 1000);
	return 0;
}

const char *
child_state_name(const struct child *child)
{
	static const char *const names[] = { [CHILD_READY] = "ready",
					     [CHILD_PAUSED] = "paused",
					     [CHILD_BUSY] = "busy",
					     [CHILD_ENDED] = "ended" };

	return names[child->state];
}

void
children_reap(struct children *children, void (*gone)(const char *what, void *context),
	      void *context)
{
	for (size_t i = children->count; i-- > 0;) {
		struct child *child = &children->items[i];
		struct text text = { 0 };
		int status;

		if (waitpid(child->pid, &status, WNOHANG) != child->pid)
			continue;
		text_add(&text, "child '%s' is dead: ", child->name);
		describe_end(status, &text);
		gone(text_string(&text), context);
		text_release(&text);
		forget(children, child);
	}
}

/* Let a child that waits for a command see that none will come, so that it puts back by itself what
 * it changed; its channel tells when it is gone. */
static void
dismiss(const struct child *child)
{
	struct pollfd end = { .fd = child->channel, .events = POLLRDHUP };

	if (child->state != CHILD_READY || shutdown(child->channel, SHUT_WR) < 0)
		return;
	poll(&end, 1, PATIENCE);
}

void
children_release(struct children *children)
{
	while (children->count) {
		struct child *child = &children->items[children->count - 1];

		dismiss(child);
		/* One that we have no right to kill dies when we do. */
		if (kill(child->pid, SIGKILL) == 0 || errno == ESRCH)
			waitpid(child->pid, NULL, 0);
		forget(children, child);
	}
	free(children->items);
	*children = (struct children){ 0 };
}

void
children_disown(struct children *children)
{
	while (children->count)
		forget(children, &children->items[children->count - 1]);
	free(children->items);
	*children = (struct children){ 0 };
}
