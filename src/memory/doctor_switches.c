/* What works on this machine: what the kernel does to pages by itself, the pages it has, and the
 * objects behind them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#include "kernel/probes.h"
#include "kernel/rights.h"
#include "kernel/switches.h"
#include "memory/doctor.h"
#include "memory/size.h"

enum { MOST_HUGE_SIZES = 8, LARGEST_AT_RUN_TIME = 512 << 20 };

/* A switch, its words that mean "off", the one that switches it on, and the kernel's option. */
struct switched {
	const char *area, *name;
	enum kernel_switch which;
	const char *off[3], *on, *option;
};

static bool
is_off(const struct switched *switched, const char *value)
{
	for (size_t i = 0; i < sizeof(switched->off) / sizeof(*switched->off); i++)
		if (switched->off[i] && strcmp(value, switched->off[i]) == 0)
			return true;
	return false;
}

static struct finding *
examine_switch(struct findings *findings, const struct switched *switched)
{
	struct finding *finding =
		findings_add(findings, switched->area, switched->name, FINDING_OK);
	struct text value = { 0 };
	int result = switch_read(switched->which, &value);

	finding_value(finding, "%s", result ? error_name(-result) : text_string(&value));
	if (result == -ENOENT) {
		finding->state = FINDING_MISSING;
		finding_cure(finding, "a kernel with %s", switched->option);
	} else if (result == -ENODEV) {
		finding_not_mounted(finding, switch_in_proc(switched->which));
	} else if (result) {
		finding->state = FINDING_UNKNOWN;
		finding_cure(finding, "run as root");
	} else if (is_off(switched, text_string(&value))) {
		finding->state = FINDING_OFF;
		finding_cure_write(finding, switch_path(switched->which), switched->on);
	}
	text_release(&value);
	return finding;
}

void
examine_moving(struct findings *findings)
{
	static const struct switched switches[] = {
		{ "moving", "balancing", SWITCH_BALANCING, { "0" }, "1", "CONFIG_NUMA_BALANCING" },
		{ "moving",
		  "demotion",
		  SWITCH_DEMOTION,
		  { "false", "0" },
		  "1",
		  "CONFIG_NUMA and CONFIG_MIGRATION" },
		{ "moving", "ksm", SWITCH_KSM, { "0", "2" }, "1", "CONFIG_KSM" },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++)
		examine_switch(findings, &switches[i]);
}

/* "huge-2MiB" */
static struct finding *
add_huge(struct findings *findings, uint64_t size)
{
	struct text name = { 0 };
	struct finding *finding;

	text_add(&name, "huge-");
	size_format(size, &name);
	/* A name is one word. */
	memmove(strchr(name.bytes, ' '), strchr(name.bytes, ' ') + 1,
		strlen(strchr(name.bytes, ' ')));
	finding = findings_add(findings, "pages", text_string(&name), FINDING_OK);
	text_release(&name);
	return finding;
}

static void
examine_pool(struct findings *findings, uint64_t size, const struct nodeset *nodes)
{
	struct finding *finding = add_huge(findings, size);
	struct text pools = { 0 }, path = { 0 };
	int first = nodeset_next(nodes, 0);

	for (int node = first; node >= 0; node = nodeset_next(nodes, (unsigned)node + 1)) {
		uint64_t total, free;

		if (node_huge_pages((unsigned)node, size, &total, &free) || !total)
			continue;
		text_add(&pools, "%snode %d: %" PRIu64 " of %" PRIu64 " free",
			 pools.length ? ", " : "", node, free, total);
	}
	finding_value(finding, "%s", pools.length ? text_string(&pools) : "no page");
	if (!pools.length) {
		finding->state = FINDING_OFF;
		huge_pool_path(first < 0 ? 0 : (unsigned)first, size, &path);
		finding_cure_write(finding, text_string(&path), "4");
		/* Pieces of memory so large are rarely free once a machine has run. */
		if (size >= LARGEST_AT_RUN_TIME)
			finding_cure(finding, "boot with hugepagesz=%" PRIu64 "M hugepages=1",
				     size >> 20);
	}
	text_release(&pools);
	text_release(&path);
}

static void
examine_no_huge_sizes(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "pages", "huge", FINDING_MISSING);

	if (sys_is_mounted())
		finding_cure(finding, "a kernel with CONFIG_HUGETLBFS, and CPUs with huge pages");
	else
		finding_not_mounted(finding, false);
}

void
examine_pages(struct findings *findings, const struct nodeset *nodes)
{
	static const struct switched switches[] = {
		{ "pages",
		  "thp",
		  SWITCH_THP,
		  { "never" },
		  "madvise",
		  "CONFIG_TRANSPARENT_HUGEPAGE" },
		{ "pages",
		  "shmem-thp",
		  SWITCH_SHMEM_THP,
		  { "never", "deny" },
		  "advise",
		  "CONFIG_TRANSPARENT_HUGEPAGE" },
	};
	uint64_t sizes[MOST_HUGE_SIZES];
	size_t count = huge_page_sizes(sizes, MOST_HUGE_SIZES);

	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++)
		examine_switch(findings, &switches[i]);
	if (!count)
		examine_no_huge_sizes(findings);
	for (size_t i = 0; i < count; i++)
		examine_pool(findings, sizes[i], nodes);
}

static void
examine_swap(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "objects", "swap", FINDING_OK);
	uint64_t total = 0;
	struct text size = { 0 };
	int result = swap_total(&total);

	size_format(total, &size);
	finding_value(finding, "%s", total ? text_string(&size) : "none");
	text_release(&size);
	if (result) {
		finding_not_mounted(finding, true);
	} else if (!total) {
		finding->state = FINDING_OFF;
		finding_cure(finding,
			     "as root: mkswap and swapon a spare partition or zram device");
	}
}

static void
examine_shared_folder(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "objects", "/dev/shm", FINDING_OK);
	int result = probe_tmpfs("/dev/shm");

	if (!result)
		return;
	finding_value(finding, "%s", error_name(-result));
	finding->state = FINDING_REFUSED;
	if (result == -ENODEV || result == -ENOENT) {
		finding->state = FINDING_OFF;
		finding_value(finding, "no tmpfs");
		finding_cure(finding,
			     "as root: mkdir -p /dev/shm && mount -t tmpfs -o mode=1777 tmpfs "
			     "/dev/shm");
	} else if (result == -ENOSPC) {
		finding->state = FINDING_LIMITED;
		finding_cure(finding, "remove files from /dev/shm: it is full");
	} else {
		finding_cure(finding, "as root: mount -o remount,rw,mode=1777 /dev/shm");
	}
}

static void
examine_userfaultfd(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "objects", "userfaultfd", FINDING_OK);
	struct text value = { 0 };
	int result = probe_userfaultfd(false);
	bool reserved = switch_read(SWITCH_USERFAULTFD, &value) == 0 &&
			strcmp(text_string(&value), "0") == 0;

	if (result == -EPERM && reserved && probe_userfaultfd(true) == 0) {
		finding->state = FINDING_LIMITED;
		finding_value(finding, "of user faults");
		finding_cure_write(finding, switch_path(SWITCH_USERFAULTFD), "1");
	} else if (result) {
		finding_refused_call(finding, -result, "");
	}
	text_release(&value);
}

static void
examine_io_uring(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "objects", "io_uring", FINDING_OK);
	struct text value = { 0 };
	int result = probe_io_uring();

	if (result)
		finding_refused_call(finding, -result, "5.1");
	if (result == -EPERM && switch_read(SWITCH_IO_URING, &value) == 0 &&
	    strcmp(text_string(&value), "0") != 0) {
		finding->state = FINDING_OFF;
		finding_value(finding, "io_uring_disabled %s", text_string(&value));
		finding_cure_write(finding, switch_path(SWITCH_IO_URING), "0");
	}
	text_release(&value);
}

/* The call is not there (ENOSYS) as long as it is switched off, which it is before Linux 6.5. */
static void
examine_secret_memory(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "objects", "secretmem", FINDING_OK);
	int result = probe_secret_memory();
	struct text value = { 0 };
	int built = switch_read(SWITCH_SECRET_MEMORY, &value);

	if (result)
		finding_refused_call(finding, -result, "5.14");
	/* Who is not root may not read how it is set, and sees that it is there. */
	if (result == -ENOSYS && (built == -EACCES || strncmp(text_string(&value), "N", 1) == 0) &&
	    !rights_filtered()) {
		finding->state = FINDING_OFF;
		finding_cure(finding, "boot with secretmem.enable=1");
	}
	text_release(&value);
}

void
examine_objects(struct findings *findings)
{
	examine_swap(findings);
	examine_shared_folder(findings);
	examine_userfaultfd(findings);
	examine_io_uring(findings);
	examine_secret_memory(findings);
}
