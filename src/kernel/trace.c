/* The kernel's own account of migrations, from a trace instance of ours.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "kernel/file.h"
#include "kernel/trace.h"

#define PREFIX "memtoy-"
#define MARK   "memtoy begins"

/* Files of the instance that are open keep it from being removed. */
static void
remove_instance(const struct trace *trace)
{
	if (trace->owner != getpid())
		return;
	if (trace->held >= 0)
		close(trace->held);
	keeper_fulfil(trace->keeper, trace->promise);
}

/* It is the second word of its line.  Looking below /sys/kernel/debug instead would mount it. */
int
trace_find(struct text *folder)
{
	struct text mounts = { 0 }, known = { 0 };
	int result = -ENODEV;
	char *rest, *line;

	if (file_read(&known, "/proc/filesystems") || !strstr(text_string(&known), "\ttracefs\n"))
		result = -ENOSYS;
	else
		file_read(&mounts, "/proc/self/mounts");
	rest = mounts.bytes;
	while (result == -ENODEV && (line = strsep(&rest, "\n"))) {
		char *at, *type;

		strsep(&line, " ");
		at = strsep(&line, " ");
		type = strsep(&line, " ");
		if (!type || strcmp(type, "tracefs") != 0)
			continue;
		text_add(folder, "%s", at);
		result = 0;
	}
	text_release(&known);
	text_release(&mounts);
	return result;
}

static int
open_file(const struct trace *trace, const char *name, int flags)
{
	char *path = xasprintf("%s/%s", trace->folder, name);
	int fd = open(path, flags | O_CLOEXEC);
	int result = fd < 0 ? -errno : fd;

	free(path);
	return result;
}

static int
write_file(const struct trace *trace, const char *name, const char *words)
{
	char *path = xasprintf("%s/%s", trace->folder, name);
	int result = file_write(path, words);

	free(path);
	return result;
}

static int
make_instance(struct trace *trace)
{
	int result;

	trace->promise = keeper_promise(trace->keeper, PROMISE_RMDIR, trace->folder, "");
	if (trace->promise < 0)
		return trace->promise;
	result = file_make_folder(trace->folder, 0700);
	if (result)
		return result;
	trace->held = open_file(trace, "tracing_on", O_RDONLY);
	if (trace->held < 0)
		return trace->held;
	/* Without it, threads that have ended are taken for other processes. */
	write_file(trace, "options/record-tgid", "1");
	result = write_file(trace, "events/migrate/mm_migrate_pages/enable", "1");
	return result == -ENOENT ? -ENOSYS : result;
}

int
trace_open(struct trace *trace, struct keeper *keeper)
{
	struct text path = { 0 };
	int result;

	if (trace->folder)
		return 0;
	result = trace_find(&path);
	if (!result) {
		text_add(&path, "/instances/" PREFIX "%d", (int)getpid());
		*trace = (struct trace){ .folder = text_take(&path),
					 .owner = getpid(),
					 .self = getpid(),
					 .held = -1,
					 .keeper = keeper };
		result = make_instance(trace);
		if (result)
			trace_release(trace);
	}
	text_release(&path);
	return result;
}

void
trace_disown(struct trace *trace)
{
	if (trace->folder && trace->held >= 0)
		close(trace->held);
	trace->held = -1;
}

void
trace_release(struct trace *trace)
{
	if (!trace->folder)
		return;
	remove_instance(trace);
	free(trace->folder);
	*trace = (struct trace){ 0 };
}

/* " nr_failed=3" in the event's own text, by name: kernels differ in what they print. */
static const char *
find_field(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = text; (at = strstr(at, name)); at += length)
		if (at > text && at[-1] == ' ' && at[length] == '=')
			return at + length + 1;
	return NULL;
}

static uint64_t
number_field(const char *text, const char *name)
{
	const char *at = find_field(text, name);

	return at ? strtoull(at, NULL, 10) : 0;
}

static void
word_field(const char *text, const char *name, char *word, size_t size)
{
	const char *at = find_field(text, name);

	snprintf(word, size, "%.*s", at ? (int)strcspn(at, " \n") : 0, at ? at : "");
}

/* "[001]", the CPU, is the last thing in brackets before the event's name: what stands in front of
 * it begins with a name that a process gives itself. */
static const char *
find_cpu(const char *line, const char *end)
{
	for (const char *at = end; at > line; at--)
		if (*at == '[')
			return at;
	return NULL;
}

/* "  name-12  (    10) [001]": the process id ends,
 * the thread's stands behind the last '-' before. */
static bool
parse_thread(const char *line, const char *cpu, struct trace_event *event)
{
	const char *at = cpu, *open;

	while (at > line && at[-1] == ' ')
		at--;
	if (at > line && at[-1] == ')') {
		for (open = at; open > line && *open != '('; open--)
			;
		event->group = (pid_t)strtol(open + 1, NULL, 10);
		at = open;
	}
	if (event->group < 0)
		event->group = 0;
	while (at > line && *at != '-')
		at--;
	event->pid = (pid_t)strtol(at + 1, NULL, 10);
	return *at == '-' && event->pid >= 0;
}

/* Who wrote a line that says 'what', such as ":
 * mm_migrate_pages:".  What is behind that, or NULL. */
static const char *
parse_head(const char *line, const char *what, struct trace_event *event)
{
	const char *text = strstr(line, what);
	const char *cpu = text ? find_cpu(line, text) : NULL;

	*event = (struct trace_event){ 0 };
	return cpu && parse_thread(line, cpu, event) ? text + strlen(what) : NULL;
}

bool
trace_parse(const char *line, struct trace_event *event)
{
	const char *text = parse_head(line, ": mm_migrate_pages:", event);

	if (!text)
		return false;
	event->succeeded = number_field(text, "nr_succeeded");
	event->failed = number_field(text, "nr_failed");
	event->thp_succeeded = number_field(text, "nr_thp_succeeded");
	event->thp_failed = number_field(text, "nr_thp_failed");
	event->thp_split = number_field(text, "nr_thp_split");
	event->split = number_field(text, "nr_split");
	word_field(text, "mode", event->mode, sizeof(event->mode));
	word_field(text, "reason", event->reason, sizeof(event->reason));
	return true;
}

/* A thread of ours that has not slept since is not known to the kernel's table yet, but lives. */
static bool
is_own(const struct trace *trace, const struct trace_event *event)
{
	struct text path = { 0 };
	bool own = event->pid == trace->self || event->group == trace->self;

	if (!own && !event->group && trace->self == getpid()) {
		text_add(&path, "/proc/self/task/%d", (int)event->pid);
		own = access(text_string(&path), F_OK) == 0;
		text_release(&path);
	}
	return own;
}

struct taker {
	struct trace *trace;
	void (*take)(const struct trace_event *event, void *context);
	void *context;
	uint64_t lost;
};

static void
take_line(struct taker *taker, const char *line)
{
	const char *lost = strstr(line, "[LOST ");
	struct trace_event event;

	if (trace_parse(line, &event)) {
		event.own = is_own(taker->trace, &event);
		taker->take(&event, taker->context);
	} else if (parse_head(line, ": tracing_mark_write: " MARK, &event)) {
		taker->trace->self = event.pid;
	} else if (lost && strncmp(line, "CPU:", 4) == 0) {
		taker->lost += strtoull(lost + strlen("[LOST "), NULL, 10);
	}
}

/* Take the whole lines, and leave the beginning of one whose end is still to come. */
static void
take_lines(struct taker *taker, struct text *text)
{
	struct text rest = { 0 };
	char *line = text->bytes, *end;

	while (taker->take && line && (end = strchr(line, '\n'))) {
		*end = '\0';
		take_line(taker, line);
		line = end + 1;
	}
	if (taker->take && line)
		text_add(&rest, "%s", line);
	text_release(text);
	*text = rest;
}

/* Take what there is; where the taker takes nothing, forget it. */
static int
read_all(struct taker *taker)
{
	const struct trace *trace = taker->trace;
	struct text text = { 0 };
	char block[16384];
	ssize_t got;

	int fd = open_file(trace, "trace_pipe", O_RDONLY | O_NONBLOCK);

	if (fd < 0)
		return fd;
	/* EAGAIN is the end of what there is. */
	while ((got = read(fd, block, sizeof(block))) > 0 || (got < 0 && errno == EINTR)) {
		if (got > 0)
			text_add_bytes(&text, block, (size_t)got);
		take_lines(taker, &text);
	}
	got = got < 0 && errno != EAGAIN ? -errno : 0;
	close(fd);
	text_release(&text);
	return (int)got;
}

int
trace_begin(struct trace *trace)
{
	struct taker taker = { .trace = trace };
	int result = read_all(&taker);

	/* In the trace this process is known by another id, if it is in a pid namespace: its mark
	 * there tells.  Where it may write none, the two are taken for the same. */
	trace->self = getpid();
	write_file(trace, "trace_marker", MARK);
	return result;
}

int
trace_read(struct trace *trace, void (*take)(const struct trace_event *event, void *context),
	   void *context, uint64_t *lost)
{
	struct taker taker = { trace, take, context, 0 };
	int result = read_all(&taker);

	*lost += taker.lost;
	return result;
}
