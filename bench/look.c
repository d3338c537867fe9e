/* Looking: where is each page?  In all kinds of pages, and in areas that are mostly holes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "bench/groups.h"
#include "bench/peers.h"

#define MIB	  ((size_t)1 << 20)
#define GIB	  ((size_t)1 << 30)
#define HUGE	  (2 * MIB)
#define SCATTERED 1000

#define RUNS "where seg runs"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum kind { SMALL, DEALT, TRANSPARENT, HUGETLB, SPARSE };

static const char *const kind_names[] = {
	[SMALL] = "4 KiB pages",
	[DEALT] = "4 KiB pages, interleaved",
	[TRANSPARENT] = "THP",
	[HUGETLB] = "hugetlb 2 MiB",
	[SPARSE] = "1,000 pages in a reserved area",
};

struct look {
	enum kind kind;
	size_t size;
};

static const struct look in_full[] = {
	{ SMALL, MIB },
	{ SMALL, 64 * MIB },
	{ SMALL, 256 * MIB },
	{ SMALL, GIB },
	{ SMALL, 4 * GIB },
	{ DEALT, 16 * MIB },
	{ TRANSPARENT, 64 * MIB },
	{ TRANSPARENT, 256 * MIB },
	{ TRANSPARENT, GIB },
	{ HUGETLB, 64 * MIB },
	{ HUGETLB, GIB },
	{ SPARSE, 2 * GIB },
	{ SPARSE, 1024 * GIB },
};

static const struct look in_brief[] = {
	{ SMALL, MIB },
	{ TRANSPARENT, 4 * MIB },
	{ HUGETLB, 4 * MIB },
	{ SPARSE, GIB },
};

/* Those that a user without rights repeats. */
static const struct look unprivileged[] = { { SMALL, 256 * MIB }, { SMALL, GIB } };
static const struct look unprivileged_in_brief[] = { { SMALL, MIB } };

/* Each sets what the one before it may have changed. */
static const struct contestant settings[] = {
	{ "where runs, auto", contest_command, RUNS, "set source auto\nset threads auto", 0 },
	{ "where runs, source=pagemap", contest_command, RUNS, "set source pagemap", 0 },
	{ "where runs, source=move_pages", contest_command, RUNS, "set source move_pages", 0 },
	{ "where runs, threads=1", contest_command, RUNS, "set source auto\nset threads 1", 0 },
	{ "where runs, threads=2", contest_command, RUNS, "set source auto\nset threads 2", 0 },
	{ "where runs, threads=4", contest_command, RUNS, "set source auto\nset threads 4", 0 },
};

static const size_t page_batches[] = { 16, 128, 1024, 4096, 16384, 65536, 0 };
static const size_t byte_batches[] = { 4096, 16384, 65536, 262144, 1048576 };

/* Why the kind cannot be had, or NULL. */
static const char *
missing(const struct bench *bench, const struct look *look)
{
	switch (look->kind) {
	case DEALT:
		if (bench->nodes[1] < 0)
			return "one node with memory";
		break;
	case TRANSPARENT:
		if (!bench->knows_thp && !bench->thp_everywhere)
			return "this kernel gives THP to those who ask, and this memtoy cannot ask";
		break;
	case HUGETLB:
		return enough_memory("HugePages_Free:", 2 * look->size / HUGE)
			       ? NULL
			       : "too few free huge pages (try: sysctl vm.nr_hugepages)";
	case SPARSE:
		return NULL;
	case SMALL:
		break;
	}
	return enough_memory("MemAvailable:", 2 * look->size + look->size / 4)
		       ? NULL
		       : "not enough free memory";
}

/* Let memtoy bring in the pages that are to be looked at. */
static int
populate(struct stage *stage, const struct look *look)
{
	size_t gap = look->size / SCATTERED / stage->step * stage->step;
	int result = 0;

	if (look->kind != SPARSE) {
		if (look->kind == DEALT)
			result = subject_tell(&stage->subject, "mbind seg interleaved *");
		return result ? result : subject_tell(&stage->subject, "fill seg");
	}
	for (size_t i = 0; i < SCATTERED && !result; i++)
		result = subject_tell(&stage->subject, "touch seg %zu 1p write", i * gap);
	return result;
}

/* What memtoy has held at most, without the pages of the segment. */
static void
report_memory(const struct stage *stage, const struct look *look)
{
	char path[64], line[256];
	unsigned long kib = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", stage->subject.pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file) && sscanf(line, "VmHWM: %lu", &kib) != 1)
		;
	if (file)
		fclose(file);
	if (kib) {
		double segment = look->kind == HUGETLB ? 0 : (double)(stage->pages * stage->step);

		contest_fact(stage, "memory of memtoy", "bytes", (double)kib * 1024 - segment);
	}
}

static void
compete(struct stage *stage, const struct look *look)
{
	struct contestant all[8] = {
		{ "where runs", contest_command, RUNS, NULL, 0 },
		{ "where counts", contest_command, "where seg counts", NULL, 0 },
		{ "numa_maps", peer_numa_maps, NULL, NULL, 0 },
		{ "numastat -p", peer_numastat, NULL, NULL, 0 },
	};
	struct contestant pagemap = { "pagemap", peer_pagemap, NULL, NULL, 65536 };
	struct contestant batches = { "move_pages 1024", peer_move_pages_look, NULL, NULL, 1024 };
	size_t count = 4;

	/* A page a call is too much to ask of a tebibyte, and would bring every page in. */
	if (look->kind == SPARSE)
		contest_skipped(stage, "get_mempolicy", "it brings in what it looks at");
	else if (stage_equip(stage))
		contest_skipped(stage, "get_mempolicy", stage->error);
	else
		all[count++] =
			(struct contestant){ "get_mempolicy", peer_get_mempolicy, NULL, NULL, 0 };
	if (look->kind != SPARSE || look->size <= 2 * GIB) {
		all[count++] = batches;
		batches.what = "move_pages best";
		all[count++] =
			contest_best_batch(stage, batches, page_batches, LENGTH(page_batches));
		pagemap = contest_best_batch(stage, pagemap, byte_batches, LENGTH(byte_batches));
	} else {
		contest_skipped(stage, "move_pages 1024", "it asks for each hole");
	}
	all[count++] = pagemap;
	contest_run(stage, all, count);
}

static void
look_at(const struct bench *bench, const struct look *look)
{
	struct stage stage = { .bench = bench,
			       .group = "look",
			       .kind = kind_names[look->kind],
			       .huge = look->kind == TRANSPARENT,
			       .hugetlb = look->kind == HUGETLB,
			       .dealt = look->kind == DEALT,
			       .size = look->size };
	const char *why = missing(bench, look);
	char define[128];

	stage.step = stage.hugetlb ? HUGE : (size_t)sysconf(_SC_PAGESIZE);
	stage.pages = look->kind == SPARSE ? SCATTERED : look->size / stage.step;
	snprintf(define, sizeof(define), "%s seg %zu%s%s", stage.hugetlb ? "shmem" : "anon",
		 look->size, stage.hugetlb ? " huge" : "", stage.huge ? stage_thp(bench) : "");
	if (!why && stage_start(&stage, define))
		why = stage.error;
	if (!why && populate(&stage, look))
		why = "memtoy cannot bring the pages in";
	if (why) {
		contest_skipped(&stage, NULL, why);
	} else {
		compete(&stage, look);
		report_memory(&stage, look);
		if (bench->knows_settings)
			contest_run(&stage, settings, LENGTH(settings));
		else
			contest_skipped(&stage, "where runs, as set",
					"this memtoy has no settings");
	}
	stage_end(&stage);
}

static void
look_at_each(const struct bench *bench, const struct look *looks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		look_at(bench, &looks[i]);
}

void
group_look(const struct bench *bench)
{
	if (bench->privileged && bench->quick)
		look_at_each(bench, in_brief, LENGTH(in_brief));
	else if (bench->privileged)
		look_at_each(bench, in_full, LENGTH(in_full));
	else if (bench->quick)
		look_at_each(bench, unprivileged_in_brief, LENGTH(unprivileged_in_brief));
	else
		look_at_each(bench, unprivileged, LENGTH(unprivileged));
}
