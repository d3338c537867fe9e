/* /proc/PID/maps and numa_maps, a mapping at a time.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>

#include "kernel/maps.h"

static FILE *
open_proc(pid_t pid, const char *name)
{
	char path[64];

	if (pid)
		snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	else
		snprintf(path, sizeof(path), "/proc/self/%s", name);
	return fopen(path, "re");
}

static int
protection_of(const char *letters)
{
	return (letters[0] == 'r' ? PROT_READ : 0) | (letters[1] == 'w' ? PROT_WRITE : 0) |
	       (letters[2] == 'x' ? PROT_EXEC : 0);
}

static bool
parse_entry(char *line, struct maps_entry *entry)
{
	unsigned long long start, end, offset;
	unsigned major, minor;
	char letters[5];
	int path = 0;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%llx-%llx %4s %llx %x:%x %*s %n", &start, &end, letters, &offset, &major,
		   &minor, &path) < 6)
		return false;
	*entry = (struct maps_entry){ .start = (uintptr_t)start,
				      .end = (uintptr_t)end,
				      .offset = offset,
				      .protection = protection_of(letters),
				      .shared = letters[3] == 's',
				      .device = makedev(major, minor),
				      .path = path ? line + path : "" };
	return true;
}

int
maps_visit(pid_t pid, int (*visit)(const struct maps_entry *entry, void *argument), void *argument)
{
	FILE *file = open_proc(pid, "maps");
	struct maps_entry entry;
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	if (!file)
		return -errno;
	while (!result && getline(&line, &size, file) > 0)
		if (parse_entry(line, &entry))
			result = visit(&entry, argument);
	free(line);
	fclose(file);
	return result;
}

/* Take one line that follows the head of an smaps entry; true: it was the last one. */
static bool
take_line(const char *line, struct smaps_entry *entry)
{
	unsigned long long kilobytes;

	if (sscanf(line, "KernelPageSize: %llu", &kilobytes) == 1)
		entry->page_size = kilobytes * 1024;
	else if (sscanf(line, "KSM: %llu", &kilobytes) == 1)
		entry->ksm = kilobytes * 1024;
	if (strncmp(line, "VmFlags:", strlen("VmFlags:")) != 0)
		return false;
	entry->device = strstr(line, " io ") || strstr(line, " pf ");
	entry->watched = strstr(line, " um ");
	return true;
}

int
smaps_visit(pid_t pid, int (*visit)(const struct smaps_entry *entry, void *argument),
	    void *argument)
{
	FILE *file = open_proc(pid, "smaps");
	struct smaps_entry entry;
	char *head = NULL, *line = NULL;
	size_t head_size = 0, size = 0;
	int result = 0;

	if (!file)
		return -errno;
	while (!result && getline(&head, &head_size, file) > 0) {
		entry = (struct smaps_entry){ .ksm = UINT64_MAX };
		if (!parse_entry(head, &entry.map))
			continue;
		while (getline(&line, &size, file) > 0 && !take_line(line, &entry))
			;
		result = visit(&entry, argument);
	}
	free(head);
	free(line);
	fclose(file);
	return result;
}

/* Add the N<node>=<pages> words of one numa_maps line. */
static void
add_line(const char *line, uint64_t *on_node, unsigned nodes)
{
	const char *size = strstr(line, "kernelpagesize_kB=");
	uint64_t page = size ? strtoull(size + strlen("kernelpagesize_kB="), NULL, 10) * 1024 : 0;
	unsigned long long pages;
	unsigned node;

	for (const char *at = strchr(line, ' '); at; at = strchr(at + 1, ' '))
		if (sscanf(at, " N%u=%llu", &node, &pages) == 2 && node < nodes)
			on_node[node] += pages * page;
}

int
numa_maps_total(pid_t pid, uint64_t *on_node, unsigned nodes)
{
	FILE *file = open_proc(pid, "numa_maps");
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	if (!file)
		return -errno;
	errno = 0;
	while (getline(&line, &size, file) > 0)
		add_line(line, on_node, nodes);
	if (ferror(file))
		result = -errno;
	free(line);
	fclose(file);
	return result;
}

/* The word behind the address; of "prefer (many)" and "weighted interleave" two. */
static void
add_policy(const char *line, struct text *policy)
{
	size_t length = strcspn(line, " \n");

	if (line[length] == ' ' &&
	    (strncmp(line + length, " (many)", 7) == 0 || strncmp(line, "weighted", length) == 0))
		length += 1 + strcspn(line + length + 1, " \n");
	text_add(policy, "%.*s", (int)length, line);
}

int
numa_maps_policy(pid_t pid, uintptr_t start, struct text *policy)
{
	FILE *file = open_proc(pid, "numa_maps");
	char *line = NULL, *rest;
	size_t size = 0;
	int result = -ENOENT;

	if (!file)
		return -errno;
	while (result && getline(&line, &size, file) > 0) {
		if (strtoull(line, &rest, 16) != start || *rest != ' ')
			continue;
		add_policy(rest + 1, policy);
		result = 0;
	}
	if (ferror(file))
		result = -errno;
	free(line);
	fclose(file);
	return result;
}
