/* Migrating: to the other of two nodes and back, by memtoy and by others.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "bench/groups.h"
#include "bench/peers.h"

#define MIB  ((size_t)1 << 20)
#define HUGE (2 * MIB)

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct course {
	bool huge;
	size_t size;
};

static const struct course in_full[] = {
	{ false, MIB },
	{ false, 160 * MIB },
	{ true, 64 * MIB },
};
static const struct course in_brief[] = { { false, MIB }, { true, 4 * MIB } };

/* memtoy's command, whose %d becomes the node that the pages are not on, and whose second one the
 * node that they are on. */
static int
to_other_node(struct stage *stage, const struct contestant *self, double *seconds)
{
	struct contestant aimed = *self;
	int result, target = stage_other(stage, stage->node);
	char command[128];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(command, sizeof(command), self->command, target, stage->node);
#pragma GCC diagnostic pop
	aimed.command = command;
	result = contest_command(stage, &aimed, seconds);
	if (result)
		return result;
	stage->node = target;
	return stage_arrived(stage, false, target);
}

/* Nothing moves without this: memtoy's memory and ours on the first of the nodes. */
static int
line_up(struct stage *stage)
{
	double seconds;
	int result = subject_tell(&stage->subject, "fill seg");

	if (result)
		return stage_failed(stage, result, "memtoy cannot bring the pages in");
	stage->node = stage->bench->nodes[0];
	result = subject_tell(&stage->subject, "move seg %d", stage->node);
	if (result)
		return stage_failed(stage, result, "memtoy cannot move them");
	result = stage_equip(stage);
	stage->own_node = stage->bench->nodes[1];
	return result ? result : peer_mbind(stage, NULL, &seconds);
}

static void
compete(struct stage *stage)
{
	const struct bench *bench = stage->bench;
	struct contestant all[16] = {
		{ "move", to_other_node, "move seg %d", NULL, 0 },
		{ "mbind +move", to_other_node, "mbind seg bind+move %d", NULL, 0 },
		{ "migrate", to_other_node, "migrate %d %d", NULL, 0 },
		{ "mbind(2)", peer_mbind, NULL, NULL, 0 },
		{ "move_pages(2) 1024", peer_move_pages, NULL, NULL, 1024 },
		{ "move_pages(2) all", peer_move_pages, NULL, NULL, 0 },
		{ "migratepages", peer_migratepages, NULL, NULL, 0 },
		{ "migspeed", peer_migspeed, NULL, NULL, 0 },
	};
	size_t count = 8;

	if (bench->knows_jobs) {
		all[count++] = (struct contestant){ "move jobs=1", to_other_node,
						    "move seg %d jobs=1", NULL, 0 };
		all[count++] = (struct contestant){ "move jobs=2", to_other_node,
						    "move seg %d jobs=2", NULL, 0 };
	} else {
		contest_skipped(stage, "move jobs=N", "this memtoy has no 'jobs='");
	}
	if (bench->knows_stall)
		all[count++] = (struct contestant){ "move stall=20ms", to_other_node,
						    "move seg %d jobs=1 stall=20ms", NULL, 0 };
	else
		contest_skipped(stage, "move stall=20ms", "this memtoy has no 'stall='");
	contest_run(stage, all, count);
}

static const char *
missing(const struct bench *bench, const struct course *course)
{
	if (bench->nodes[1] < 0)
		return "one node with memory";
	if (course->huge && !bench->knows_thp && !bench->thp_everywhere)
		return "this kernel gives THP to those who ask, and this memtoy cannot ask";
	return enough_memory("MemAvailable:", 4 * course->size) ? NULL : "not enough free memory";
}

static void
migrate_along(const struct bench *bench, const struct course *course)
{
	struct stage stage = { .bench = bench,
			       .group = "migrate",
			       .kind = course->huge ? "THP" : "4 KiB pages",
			       .huge = course->huge,
			       .size = course->size };
	const char *why = missing(bench, course);
	char define[128];

	/* Who knows that the pages are huge asks for each once. */
	stage.step = course->huge ? HUGE : (size_t)sysconf(_SC_PAGESIZE);
	stage.pages = course->size / stage.step;
	snprintf(define, sizeof(define), "anon seg %zu%s", course->size,
		 course->huge ? stage_thp(bench) : "");
	if (!why && (stage_start(&stage, define) || line_up(&stage)))
		why = stage.error;
	if (why)
		contest_skipped(&stage, NULL, why);
	else
		compete(&stage);
	stage_end(&stage);
}

void
group_migrate(const struct bench *bench)
{
	const struct course *courses = bench->quick ? in_brief : in_full;
	size_t count = bench->quick ? LENGTH(in_brief) : LENGTH(in_full);

	for (size_t i = 0; i < count; i++)
		migrate_along(bench, &courses[i]);
}
