/* The counters of /proc/vmstat.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
vmstat_add(struct vmstat *reading, const char *name, uint64_t value)
{
	struct text text = { 0 };

	text_add(&text, "%s%s %" PRIu64 "\n", reading->text ? reading->text : "", name, value);
	vmstat_release(reading);
	reading->text = text_take(&text);
}

void
vmstat_drop(struct vmstat *reading, const char *name)
{
	struct text label = { 0 };
	char *line, *end;

	text_add(&label, "%s ", name);
	line = reading->text ? (char *)file_line(reading->text, text_string(&label)) : NULL;
	if (line) {
		end = line + strcspn(line, "\n");
		line -= label.length;
		memmove(line, end + (*end == '\n'), strlen(end + (*end == '\n')) + 1);
	}
	text_release(&label);
}

bool
vmstat_next(const struct vmstat *reading, const char **at, struct vmstat_counter *counter)
{
	const char *line = *at ? *at : reading->text;
	size_t length = line ? strcspn(line, " \n") : 0;

	if (!length || line[length] != ' ' || length >= sizeof(counter->name))
		return false;
	memcpy(counter->name, line, length);
	counter->name[length] = '\0';
	counter->value = strtoull(line + length, NULL, 10);
	line += strcspn(line, "\n");
	*at = line + (*line == '\n');
	return true;
}

int
vmstat_change(const struct vmstat *before, const struct vmstat *after, const char *name,
	      int64_t *change)
{
	uint64_t first, last;

	if (vmstat_value(before, name, &first) || vmstat_value(after, name, &last))
		return -ENOENT;
	*change = (int64_t)(last - first);
	return 0;
}

void
vmstat_release(struct vmstat *reading)
{
	free(reading->text);
	reading->text = NULL;
}
