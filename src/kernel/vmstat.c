/* The counters of /proc/vmstat.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "kernel/file.h"
#include "kernel/vmstat.h"

int
vmstat_read(struct vmstat *reading)
{
	struct text text = { 0 };
	int result = file_read(&text, "/proc/vmstat");

	vmstat_release(reading);
	reading->text = text_take(&text);
	return result;
}

int
vmstat_value(const struct vmstat *reading, const char *name, uint64_t *value)
{
	struct text label = { 0 };
	const char *line;

	text_add(&label, "%s ", name);
	line = reading->text ? file_line(reading->text, text_string(&label)) : NULL;
	text_release(&label);
	if (!line)
		return -ENOENT;
	*value = strtoull(line, NULL, 10);
	return 0;
}

void
vmstat_release(struct vmstat *reading)
{
	free(reading->text);
	reading->text = NULL;
}
