/* Setting the switches of the kernel's memory management, and putting them back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/file.h"
#include "kernel/switches.h"

/* Files say "true" or "Y" where "1" was written, and numbers in another base. */
bool
switch_means(const char *written, const char *found)
{
	static const char no[] = "0nNfF", yes[] = "1yYtT";
	char *end, *end_found;
	unsigned long long number = strtoull(written, &end, 0);
	unsigned long long number_found = strtoull(found, &end_found, 0);

	if (strcmp(written, found) == 0)
		return true;
	if (!*written || !*found)
		return false;
	if (!*end && !*end_found)
		return number == number_found;
	return (strchr(no, *written) && strchr(no, *found)) ||
	       (strchr(yes, *written) && strchr(yes, *found));
}

/* Merged pages keep KSM's other switches where they are; and they stay merged when it is switched
 * off, unless it is told to undo that, which is done only where none were before. */
static int
promise_to_unmerge(struct keeper *keeper)
{
	uint64_t shared = 0;
	int result;

	if (file_read_number(&shared, "/sys/kernel/mm/ksm/pages_shared") || shared)
		return 0;
	result = keeper_promise(keeper, PROMISE_WRITE, switch_path(SWITCH_KSM), "2");
	return result < 0 ? result : 0;
}

/* Of promises the last is kept first: what KSM is set to in the end must be promised before. */
static int
promise_for_ksm(struct keeper *keeper, const struct switch_row *row)
{
	struct text now = { 0 };
	int result = switch_read(SWITCH_KSM, &now);

	if (!result && !keeper_has(keeper, PROMISE_WRITE, switch_path(SWITCH_KSM)))
		result = keeper_write(keeper, switch_path(SWITCH_KSM), text_string(&now));
	text_release(&now);
	now = (struct text){ 0 };
	if (!result)
		result = switch_read_row(row, &now);
	if (!result && !keeper_has(keeper, PROMISE_WRITE, row->path))
		result = keeper_write(keeper, row->path, text_string(&now));
	text_release(&now);
	return result ? result : promise_to_unmerge(keeper);
}

int
switch_set(struct keeper *keeper, const struct switch_row *row, const char *value)
{
	struct text found = { 0 };
	int result = 0;

	/* EAGAIN: it was done as far as it could be, as
	 * where less can be reclaimed than was asked for. */
	if (row->manner == SWITCH_ACTS) {
		result = file_write(row->path, value);
		return result == -EAGAIN ? 0 : result;
	}
	if (row->manner == SWITCH_MERGES && !keeper_has(keeper, PROMISE_WRITE, row->path))
		result = promise_for_ksm(keeper, row);
	if (!result)
		result = keeper_write(keeper, row->path, value);
	if (!result)
		result = switch_read_row(row, &found);
	if (!result && !switch_means(value, text_string(&found)))
		result = -EIO;
	text_release(&found);
	return result;
}

bool
switch_was_set(const struct keeper *keeper, const struct switch_row *row)
{
	return keeper_has(keeper, PROMISE_WRITE, row->path);
}
