/* Small files of /proc and /sys, read whole, and written.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/seen.h"

static int
read_all(struct text *text, int fd)
{
	char block[4096];
	ssize_t got;

	while ((got = read(fd, block, sizeof(block))) != 0) {
		if (got > 0)
			text_add_bytes(text, block, (size_t)got);
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

static int
read_path(struct text *text, const char *format, va_list arguments)
{
	struct text path = { 0 };
	int fd, result;

	text_add_list(&path, format, arguments);
	fd = open(text_string(&path), O_RDONLY | O_CLOEXEC);
	text_release(&path);
	if (fd < 0)
		return -errno;
	result = read_all(text, fd);
	close(fd);
	return result;
}

int
file_read(struct text *text, const char *path, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, path);
	result = read_path(text, path, arguments);
	va_end(arguments);
	return result;
}

int
file_read_number(uint64_t *number, const char *path, ...)
{
	struct text text = { 0 };
	va_list arguments;
	char *end;
	int result;

	va_start(arguments, path);
	result = read_path(&text, path, arguments);
	va_end(arguments);
	if (!result) {
		*number = strtoull(text_string(&text), &end, 10);
		if (end == text_string(&text))
			result = -EINVAL;
	}
	text_release(&text);
	return result;
}

int
file_write(const char *path, const char *words)
{
	double since = call_watcher ? clock_now() : 0;
	int fd = open(path, O_WRONLY | O_CLOEXEC), result = fd < 0 ? -errno : 0;

	if (fd >= 0 && write(fd, words, strlen(words)) < 0)
		result = -errno;
	if (fd >= 0)
		close(fd);
	if (call_watcher)
		seen_step(
			&(struct seen_call){
				.verb = "write", .path = path, .words = words, .result = result },
			since);
	return result;
}

int
file_make_folder(const char *path, unsigned mode)
{
	return SEEN(mkdir(path, mode), SYS_mkdirat, (unsigned long)path, mode) < 0 ? -errno : 0;
}

int
file_read_order(uint64_t *number, const char *path)
{
	double since = call_watcher ? clock_now() : 0;
	int result = file_read_number(number, "%s", path);

	if (call_watcher)
		seen_step(&(struct seen_call){ .verb = "read", .path = path, .result = result },
			  since);
	return result;
}

const char *
file_line(const char *text, const char *label)
{
	size_t length = strlen(label);

	for (const char *line = text; *line; line++) {
		if (strncmp(line, label, length) == 0)
			return line + length + strspn(line + length, " \t");
		line = strchr(line, '\n');
		if (!line)
			break;
	}
	return NULL;
}

void
file_hold_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			/* The lowest that is free; the wrong way round. */
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}
