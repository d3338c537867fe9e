/* A log of the system calls that memtoy makes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <unistd.h>

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

/* One line, written at once: others write too. */
static void
saw(struct watcher *watcher, const struct seen_call *call)
{
	const struct tracing *tracing = (const struct tracing *)watcher;
	struct text line = { 0 };

	add_speaker(tracing, &line);
	seen_call_show(&tracing->session->segments, call, &line);
	text_add(&line, " <%.6f>\n", call->seconds);
	if (write(tracing->fd, line.bytes, line.length) < 0)
		text_clear(&line);
	text_release(&line);
}

int
tracing_begin(struct tracing *tracing, const struct session *session, const char *path,
	      struct error *error)
{
	int fd = STDERR_FILENO;

	if (*path)
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_refused(error, errno, "cannot write the trace to '%s'",
				     quote(path).text);
	tracing_end(tracing);
	*tracing = (struct tracing){
		.watcher = { saw }, .session = session, .fd = fd, .on = true, .opened = *path
	};
	call_watcher = &tracing->watcher;
	return 0;
}

void
tracing_end(struct tracing *tracing)
{
	if (tracing->on)
		call_watcher = NULL;
	if (tracing->opened)
		close(tracing->fd);
	tracing->on = tracing->opened = false;
}
