/* Running scripts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "shell/command.h"
#include "shell/script.h"

enum outcome
outcome_worse(enum outcome a, enum outcome b)
{
	/* A failure weighs more than a skip, an interrupt more than both. */
	static const int weights[] = {
		[OUTCOME_DONE] = 0,   [OUTCOME_SKIPPED] = 1,	 [OUTCOME_UNMET] = 2,
		[OUTCOME_FAILED] = 3, [OUTCOME_INTERRUPTED] = 4,
	};

	return weights[b] > weights[a] ? b : a;
}

bool
script_goes_on(const struct session *session, enum outcome outcome)
{
	if (session->ending || interrupt_pending())
		return false;
	switch (outcome) {
	case OUTCOME_DONE:
		return true;
	case OUTCOME_FAILED:
	case OUTCOME_UNMET:
		return session->keep_going;
	default:
		return false;
	}
}

/* Add one physical line.  1 when the logical line is complete, 2 when another follows, 0 at the
 * end, -EILSEQ for a NUL byte, -errno. */
static int
add_physical_line(FILE *stream, struct text *line)
{
	char *part = NULL;
	size_t size = 0;
	ssize_t length;
	int result = 1;

	errno = 0;
	length = getline(&part, &size, stream);
	if (length < 0) {
		free(part);
		return ferror(stream) && errno != EINTR ? -errno : 0;
	}
	if (length && part[length - 1] == '\n')
		length--;
	if (length && part[length - 1] == '\r')
		length--;
	if (memchr(part, '\0', (size_t)length))
		result = -EILSEQ;
	if (result > 0 && length && part[length - 1] == '\\') {
		length--;
		result = 2;
	}
	text_add_bytes(line, part, (size_t)length);
	free(part);
	return result;
}

int
script_read_line(FILE *stream, struct text *line, unsigned long *lines, struct error *error)
{
	int result, got = 0;

	text_clear(line);
	do {
		result = add_physical_line(stream, line);
		*lines += result != 0;
		got += result != 0;
	} while (result == 2);
	if (result == -EILSEQ)
		return error_note(error, EILSEQ, "the line holds a NUL byte: this is no script");
	if (result < 0)
		return error_refused(error, -result, "cannot read on");
	return got > 0;
}

static void
echo_line(struct session *session, const char *line)
{
	struct text echo = { 0 };

	if (!session->verbose || !line[strspn(line, " \t")])
		return;
	text_add(&echo, "memtoy>");
	text_add_shown(&echo, line, SIZE_MAX);
	text_add(&echo, "\n");
	output_text(&session->output, text_string(&echo));
	text_release(&echo);
}

static enum outcome
run_line(struct session *session, const char *line)
{
	enum outcome outcome;

	echo_line(session, line);
	outcome = command_run_line(session, line);
	session->output.sink->flush(session->output.sink);
	return interrupt_pending() ? OUTCOME_INTERRUPTED : outcome;
}

static ssize_t
read_through_signals(void *cookie, char *bytes, size_t size)
{
	struct pollfd input = { .fd = *(const int *)cookie, .events = POLLIN };

	for (;;) {
		ssize_t got = interrupt_poll(&input, 1, NULL);

		if (got > 0)
			got = read(input.fd, bytes, size);
		else
			errno = (int)-got;
		if (got >= 0 || errno != EINTR || interrupt_pending())
			return got < 0 ? -1 : got;
	}
}

static int
forget_descriptor(void *cookie)
{
	free(cookie);
	return 0;
}

FILE *
script_open(int fd)
{
	static const cookie_io_functions_t functions = { .read = read_through_signals,
							 .close = forget_descriptor };
	int *cookie = xmalloc(sizeof(*cookie));
	FILE *stream;

	*cookie = fd;
	stream = fopencookie(cookie, "r", functions);
	if (!stream)
		free(cookie);
	return stream;
}

/* Run the lines of an open stream; 'lines' have been read before. */
static enum outcome
run_stream(struct session *session, FILE *stream, const char *name, unsigned long *lines)
{
	const struct say_place *from = session->place;
	struct say_place place = { .file = name, .from = from };
	enum outcome worst = OUTCOME_DONE, outcome = OUTCOME_DONE;
	struct text line = { 0 };
	struct error error = { 0 };
	int got;

	/* It is taken back below, before 'place' goes. */
	/* cppcheck-suppress autoVariables */
	session->place = &place;
	while (script_goes_on(session, outcome)) {
		place.line = *lines + 1;
		got = script_read_line(stream, &line, lines, &error);
		if (!got)
			break;
		outcome = got < 0 ? OUTCOME_FAILED : run_line(session, text_string(&line));
		if (got < 0)
			say_error(&session->output, session->script, &place, "", &error);
		error_clear(&error);
		worst = outcome_worse(worst, outcome);
		if (ferror(stream))
			break;
	}
	session->place = from;
	text_release(&line);
	return interrupt_pending() ? OUTCOME_INTERRUPTED : worst;
}

enum outcome
script_run_descriptor(struct session *session, int fd, const char *name)
{
	FILE *stream = script_open(fd);
	unsigned long lines = 0;
	enum outcome outcome;

	if (!stream)
		return OUTCOME_FAILED;
	outcome = run_stream(session, stream, name, &lines);
	fclose(stream);
	return outcome;
}

enum outcome
script_run_text(struct session *session, const char *text, const char *name, unsigned long *lines)
{
	FILE *stream = *text ? fmemopen((void *)text, strlen(text), "r") : NULL;
	enum outcome outcome;

	if (!stream) {
		++*lines;
		return OUTCOME_DONE;
	}
	outcome = run_stream(session, stream, name, lines);
	fclose(stream);
	return outcome;
}

/* Is this file being run already, by us or by who sourced us? */
static bool
runs_already(const struct session *session, const struct stat *file)
{
	const struct say_place *place;
	struct stat other;

	for (place = session->place; place; place = place->from)
		if (place->file && stat(place->file, &other) == 0 && other.st_dev == file->st_dev &&
		    other.st_ino == file->st_ino)
			return true;
	return false;
}

/* A descriptor for the script, or a negative number with an error. */
static int
open_script(const struct session *session, const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat file;

	if (fd < 0)
		return error_refused(error, errno, "cannot read script '%s'", quote(path).text);
	if (fstat(fd, &file) < 0 || S_ISDIR(file.st_mode)) {
		error_note(error, EISDIR, "'%s' is a directory, no script", quote(path).text);
		error_hint(error, "%s/*", quote(path).text);
	} else if (runs_already(session, &file)) {
		error_note(error, ELOOP, "script '%s' would run itself without end",
			   quote(path).text);
	}
	if (!error_is_set(error))
		return fd;
	close(fd);
	return -1;
}

/* A relative path counts from the script that names it. */
static char *
resolve(const struct session *session, const char *path)
{
	const char *from = session->place ? session->place->file : NULL;
	const char *slash = from ? strrchr(from, '/') : NULL;

	if (*path == '/' || !slash)
		return xstrdup(path);
	return xasprintf("%.*s/%s", (int)(slash - from), from, path);
}

enum outcome
script_run_file(struct session *session, const char *path, struct error *error)
{
	char *resolved = resolve(session, path);
	int fd = open_script(session, resolved, error);
	enum outcome outcome = OUTCOME_FAILED;

	if (fd >= 0) {
		outcome = script_run_descriptor(session, fd, resolved);
		close(fd);
	}
	free(resolved);
	return outcome;
}
