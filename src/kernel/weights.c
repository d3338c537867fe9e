/* The weights of weighted interleaving, which are the machine's, and putting them back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "kernel/file.h"
#include "kernel/nodes.h"
#include "kernel/weights.h"

#define FOLDER "/sys/kernel/mm/mempolicy/weighted_interleave/"

/* Linux 6.18 names its file "auto" by a macro that its compiler headers redefine. */
static const char *const automatic_files[] = { FOLDER "auto", FOLDER "__auto_type" };
enum { AUTOMATIC_FILES = sizeof(automatic_files) / sizeof(*automatic_files) };

/* The memory file: a byte a node, the weight it had, 0 where it was not changed; then one that
 * tells which of the automatic files was on, counted from 1.  A signal handler must find it, and so
 * it is no part of the session. */
static int kept = -1;
static pid_t keeper; /* who puts it back: not a child of it */
enum { KEPT_AUTOMATIC = MOST_NODES };

int
weight_read(unsigned node, unsigned *weight)
{
	uint64_t number = 0;
	int result = file_read_number(&number, FOLDER "node%u", node);

	*weight = (unsigned)number;
	return result;
}

/* Only calls that a signal handler may make: here and in what it calls. */
static int
write_file(const char *path, const char *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), result = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, bytes, length) < 0)
		result = -errno;
	close(fd);
	return result;
}

static char *
put_number(char *at, unsigned number)
{
	if (number > 9)
		at = put_number(at, number / 10);
	*at = (char)('0' + number % 10);
	return at + 1;
}

static int
write_weight(unsigned node, unsigned weight)
{
	char path[sizeof(FOLDER) + 24] = FOLDER "node", bytes[16];
	char *end = put_number(path + sizeof(FOLDER "node") - 1, node);

	*end = '\0';
	end = put_number(bytes, weight);
	return write_file(path, bytes, (size_t)(end - bytes));
}

/* The automatic file that is there, counted from 1; 0 where there is none. */
static unsigned char
find_automatic(bool *on)
{
	for (unsigned char i = 0; i < AUTOMATIC_FILES; i++) {
		struct text text = { 0 };
		int result = file_read(&text, "%s", automatic_files[i]);

		*on = !result && *text_string(&text) == 't';
		text_release(&text);
		if (!result)
			return (unsigned char)(i + 1);
	}
	return 0;
}

int
weights_automatic(bool *on)
{
	return find_automatic(on) ? 0 : -ENOENT;
}

int
weights_keep(void)
{
	if (kept >= 0)
		return 0;
	kept = memfd_create("memtoy-weights", MFD_CLOEXEC);
	if (kept < 0)
		return -errno;
	keeper = getpid();
	interrupt_at_death(weights_put_back);
	return 0;
}

/* Keep a byte unless an earlier one is kept. */
static int
keep(off_t place, unsigned char value)
{
	unsigned char before = 0;

	if (pread(kept, &before, 1, place) == 1 && before)
		return 0;
	return pwrite(kept, &value, 1, place) < 0 ? -errno : 0;
}

int
weight_write(unsigned node, unsigned weight)
{
	unsigned char automatic;
	unsigned before;
	bool on = false;
	int result = weight_read(node, &before);

	if (!result)
		result = weights_keep();
	automatic = find_automatic(&on);
	if (!result && on)
		result = keep(KEPT_AUTOMATIC, automatic);
	if (!result)
		result = keep((off_t)node, (unsigned char)before);
	return result ? result : write_weight(node, weight);
}

void
weights_put_back(void)
{
	unsigned char block[512];
	ssize_t got;

	if (kept < 0 || keeper != getpid())
		return;
	for (off_t at = 0; (got = pread(kept, block, sizeof(block), at)) > 0; at += got) {
		for (ssize_t i = 0; i < got; i++) {
			if (!block[i])
				continue;
			if (at + i == KEPT_AUTOMATIC)
				write_file(automatic_files[block[i] - 1], "1", 1);
			else
				write_weight((unsigned)(at + i), block[i]);
		}
	}
	close(kept);
	kept = -1;
}
