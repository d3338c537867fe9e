/* What sysfs and /proc tell of memory nodes and CPUs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "kernel/file.h"
#include "kernel/mapping.h"
#include "kernel/mempolicy.h"
#include "kernel/nodes.h"

#define HUGE_PAGES_FOLDER "/sys/kernel/mm/hugepages"

int
nodes_read(const char *which, unsigned long *bits, size_t count)
{
	struct text text = { 0 };
	int result = file_read(&text, NODES_FOLDER "/%s", which);

	if (!result)
		result = bits_parse(bits, count, text_string(&text));
	text_release(&text);
	return result;
}

int
nodes_allowed(unsigned long *bits, size_t count)
{
	struct text text = { 0 };
	const char *line;
	int result = file_read(&text, "/proc/thread-self/status");

	if (!result) {
		line = file_line(text_string(&text), "Mems_allowed_list:");
		result = line ? bits_parse(bits, count, line) : -ENOENT;
	}
	text_release(&text);
	return result;
}

/* The value of a line such as "Node 0 MemFree:  123 kB" or "MemFree:  123 kB", in bytes. */
static uint64_t
meminfo_value(const char *meminfo, const char *label)
{
	const char *at = strstr(meminfo, label);

	return at ? strtoull(at + strlen(label), NULL, 10) * 1024 : 0;
}

static void
parse_meminfo(const char *meminfo, struct node_memory *memory)
{
	memory->total = meminfo_value(meminfo, "MemTotal:");
	memory->free = meminfo_value(meminfo, "MemFree:");
	memory->file =
		meminfo_value(meminfo, "Active(file):") + meminfo_value(meminfo, "Inactive(file):");
}

uint64_t
node_memory_used(const struct node_memory *memory)
{
	uint64_t free = memory->free + memory->listed;

	return memory->total > free ? memory->total - free : 0;
}

/* Of one node's zones or (node < 0) of all: the pages on CPUs' lists, and the high watermarks. */
static void
read_zones(struct node_memory *memory, int node)
{
	struct text text = { 0 };
	uint64_t listed = 0, reserve = 0;
	int current = -1;

	if (file_read(&text, "/proc/zoneinfo") == 0) {
		for (const char *line = text_string(&text); line; line = strchr(line, '\n')) {
			line += *line == '\n';
			sscanf(line, "Node %d,", &current);
			line += strspn(line, " ");
			if (node >= 0 && current != node)
				continue;
			if (strncmp(line, "high ", 5) == 0)
				reserve += strtoull(line + 5, NULL, 10);
			else if (strncmp(line, "count: ", 7) == 0)
				listed += strtoull(line + 7, NULL, 10);
		}
	}
	text_release(&text);
	memory->listed = listed * base_page_size();
	memory->reserve = reserve * base_page_size();
}

int
node_memory_read(unsigned node, struct node_memory *memory)
{
	struct text text = { 0 };
	int result = file_read(&text, NODES_FOLDER "/node%u/meminfo", node);

	*memory = (struct node_memory){ 0 };
	if (!result) {
		parse_meminfo(text_string(&text), memory);
		read_zones(memory, (int)node);
	}
	text_release(&text);
	return result;
}

int
machine_memory_read(struct node_memory *memory)
{
	struct text text = { 0 };
	int result = file_read(&text, "/proc/meminfo");

	*memory = (struct node_memory){ 0 };
	if (!result) {
		parse_meminfo(text_string(&text), memory);
		read_zones(memory, -1);
	}
	text_release(&text);
	return result;
}

uint64_t
swap_free(void)
{
	struct text text = { 0 };
	uint64_t bytes = 0;

	if (file_read(&text, "/proc/meminfo") == 0)
		bytes = meminfo_value(text_string(&text), "SwapFree:");
	text_release(&text);
	return bytes;
}

int
swap_total(uint64_t *bytes)
{
	struct text text = { 0 };
	int result = file_read(&text, "/proc/meminfo");

	if (!result)
		*bytes = meminfo_value(text_string(&text), "SwapTotal:");
	text_release(&text);
	return result;
}

int
node_huge_pages(unsigned node, uint64_t size, uint64_t *total, uint64_t *free)
{
	static const char path[] = NODES_FOLDER "/node%u/hugepages/hugepages-%llukB/%s_hugepages";
	unsigned long long kib = size / 1024;
	int result = file_read_number(total, path, node, kib, "nr");

	return result ? result : file_read_number(free, path, node, kib, "free");
}

int
huge_pages_spare(uint64_t size, uint64_t *spare, uint64_t *overcommit)
{
	static const char path[] = HUGE_PAGES_FOLDER "/hugepages-%llukB/%s_hugepages";
	unsigned long long kib = size / 1024;
	uint64_t reserved = 0, surplus = 0;
	int result = file_read_number(spare, path, kib, "free");

	if (!result)
		result = file_read_number(&reserved, path, kib, "resv");
	if (!result)
		result = file_read_number(overcommit, path, kib, "nr_overcommit");
	if (!result)
		result = file_read_number(&surplus, path, kib, "surplus");
	*spare -= *spare < reserved ? *spare : reserved;
	*overcommit -= *overcommit < surplus ? *overcommit : surplus;
	return result;
}

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

size_t
huge_page_sizes(uint64_t *sizes, size_t most)
{
	DIR *folder = opendir(HUGE_PAGES_FOLDER);
	struct dirent *entry;
	unsigned long long kib;
	size_t count = 0;

	if (!folder)
		return 0;
	while (count < most && (entry = readdir(folder)))
		if (sscanf(entry->d_name, "hugepages-%llukB", &kib) == 1)
			sizes[count++] = kib * 1024;
	closedir(folder);
	qsort(sizes, count, sizeof(*sizes), by_size);
	return count;
}

static int
read_line(struct text *line, const char *name, unsigned node)
{
	struct text text = { 0 };
	int result = file_read(&text, NODES_FOLDER "/node%u/%s", node, name);

	if (!result)
		text_add_bytes(line, text_string(&text), strcspn(text_string(&text), "\n"));
	text_release(&text);
	return result;
}

int
node_cpus_read(unsigned node, struct text *list)
{
	return read_line(list, "cpulist", node);
}

int
node_distances_read(unsigned node, struct text *distances)
{
	return read_line(distances, "distance", node);
}

int
node_tier(unsigned node)
{
	static const char folder_path[] = "/sys/devices/virtual/memory_tiering";
	DIR *folder = opendir(folder_path);
	struct dirent *entry;
	int tier = -1, number;

	while (folder && tier < 0 && (entry = readdir(folder))) {
		struct text list = { 0 };
		unsigned long bits[BITS_LONGS(MOST_NODES)] = { 0 };

		if (sscanf(entry->d_name, "memory_tier%d", &number) == 1 && node < MOST_NODES &&
		    file_read(&list, "%s/%s/nodelist", folder_path, entry->d_name) == 0 &&
		    bits_parse(bits, MOST_NODES, text_string(&list)) == 0 && bits_has(bits, node))
			tier = number;
		text_release(&list);
	}
	if (folder)
		closedir(folder);
	return tier;
}

int
node_here(void)
{
	unsigned cpu, node;

	return getcpu(&cpu, &node) < 0 ? -1 : (int)node;
}

int
nodes_probe(void)
{
	return get_mempolicy(NULL, NULL, 0, NULL, 0) < 0 ? -errno : 0;
}

bool
balancing_is_on(void)
{
	uint64_t on = 0;

	return file_read_number(&on, "/proc/sys/kernel/numa_balancing") == 0 && on & 1;
}
