/* A log of the system calls that memtoy makes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "memory/seencall.h"
#include "shell/session.h"
#include "shell/tracing.h"

/* "trace kid/1234: " says which child it is, and which of its threads, if it is not the first. */
static void
add_speaker(const struct tracing *tracing, struct text *text)
{
	const char *name = tracing->session->name;
	int thread = thread_id();

	text_add(text, "trace%s%s", name ? " " : "", name ? name : "");
	if (thread != (int)getpid())
		text_add(text, "%s%d", name ? "/" : " thread ", thread);
	text_add(text, ": ");
}

/* 0 or an errno. */
static int
write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t wrote = write(fd, bytes, length);

		if (wrote < 0 && errno != EINTR)
			return errno;
		bytes += wrote > 0 ? wrote : 0;
		length -= wrote > 0 ? (size_t)wrote : 0;
	}
	return 0;
}

/* One line, written at once: others write too. */
static void
saw(struct watcher *watcher, const struct seen_call *call)
{
	const struct tracing *tracing = (const struct tracing *)watcher;
	struct text line = { 0 };
	int failed;

	add_speaker(tracing, &line);
	seen_call_show(&tracing->session->segments, call, &line);
	text_add(&line, " <%.6f>\n", call->seconds);
	failed = write_all(tracing->fd, line.bytes, line.length);
	text_release(&line);
	/* What was told first is read; where there is no room, enough was told. */
	if (failed && write(tracing->lost[1], &failed, sizeof(failed)) < 0)
		return;
}

static int
refuse(int number, const char *path, struct error *error)
{
	if (!*path)
		return error_refused(error, number, "cannot write the trace to standard error");
	return error_refused(error, number, "cannot write the trace to '%s'", quote(path).text);
}

/* Behind what is there. */
static int
open_log(const char *path)
{
	int fd =
		*path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : STDERR_FILENO;

	return fd < 0 ? -errno : fd;
}

int
tracing_begin(struct tracing *tracing, const struct session *session, const char *path,
	      struct error *error)
{
	int fd = open_log(path), lost[2], result;

	if (fd < 0)
		return refuse(-fd, path, error);
	if (pipe2(lost, O_CLOEXEC | O_NONBLOCK) < 0) {
		result = refuse(errno, path, error);
		if (*path)
			close(fd);
		return result;
	}
	result = tracing_end(tracing, error);
	*tracing = (struct tracing){ .watcher = { saw },
				     .session = session,
				     .path = xstrdup(path),
				     .fd = fd,
				     .lost = { lost[0], lost[1] },
				     .owner = getpid(),
				     .on = true };
	call_watcher = &tracing->watcher;
	return result;
}

int
tracing_check(const struct tracing *tracing, struct error *error)
{
	int failed = 0;

	if (!tracing->on || tracing->owner != getpid() ||
	    read(tracing->lost[0], &failed, sizeof(failed)) != (ssize_t)sizeof(failed))
		return 0;
	return refuse(failed, tracing->path, error);
}

int
tracing_end(struct tracing *tracing, struct error *error)
{
	int result = tracing_check(tracing, error);

	if (!tracing->on)
		return 0;
	call_watcher = NULL;
	if (*tracing->path)
		close(tracing->fd);
	close(tracing->lost[0]);
	close(tracing->lost[1]);
	free(tracing->path);
	*tracing = (struct tracing){ 0 };
	return result;
}
