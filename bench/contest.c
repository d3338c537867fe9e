/* Rounds of a contest, and the rows that come of them, each a JSON object a line.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "bench/contest.h"

/* Who took longer than this once is not asked again. */
#define SLOW_SECONDS 4

/* What is over sooner is done twice: the second time finds the caches as it left them. */
#define BRIEF_SECONDS 0.01

#define MOST 16

struct score {
	double seconds[ROUNDS], kernel[ROUNDS];
	int rounds;
	bool in_kernel;	    /* 'kernel' is known */
	json_t *migrations; /* memtoy's reports; owned */
	char error[256];
};

void
contest_print(json_t *record)
{
	json_dumpf(record, stdout, JSON_COMPACT | JSON_REAL_PRECISION(9));
	putchar('\n');
	fflush(stdout);
	json_decref(record);
}

static json_t *
record_of(const struct stage *stage, const char *name)
{
	return json_pack("{ss ss ss ss sI sI sb}", "record", name, "place", stage->bench->place,
			 "group", stage->group, "kind", stage->kind, "size",
			 (json_int_t)stage->size, "pages", (json_int_t)stage->pages, "privileged",
			 stage->bench->privileged);
}

void
contest_skipped(const struct stage *stage, const char *what, const char *why)
{
	json_t *record = record_of(stage, "skipped");

	json_object_set_new(record, "what", what ? json_string(what) : json_null());
	json_object_set_new(record, "why", json_string(why));
	contest_print(record);
}

void
contest_fact(const struct stage *stage, const char *what, const char *unit, double value)
{
	json_t *record = record_of(stage, "fact");

	json_object_set_new(record, "what", json_string(what));
	json_object_set_new(record, "unit", json_string(unit));
	json_object_set_new(record, "value", json_real(value));
	contest_print(record);
}

static json_t *
numbers(const double *values, int count)
{
	json_t *array = json_array();

	for (int i = 0; i < count; i++)
		json_array_append_new(array, json_real(values[i]));
	return array;
}

static void
print_row(const struct stage *stage, const struct contestant *contestant, struct score *score)
{
	json_t *record = record_of(stage, "row");

	json_object_set_new(record, "who", json_string(contestant->command ? "memtoy" : "peer"));
	json_object_set_new(record, "what", json_string(contestant->what));
	if (contestant->batch)
		json_object_set_new(record, "batch", json_integer((json_int_t)contestant->batch));
	json_object_set_new(record, "seconds", numbers(score->seconds, score->rounds));
	if (score->in_kernel)
		json_object_set_new(record, "kernel_seconds",
				    numbers(score->kernel, score->rounds));
	if (score->migrations)
		json_object_set(record, "migrations", score->migrations);
	contest_print(record);
}

int
contest_command(struct stage *stage, const struct contestant *self, double *seconds)
{
	struct answer answer;
	char timed[256];
	int result;

	snprintf(timed, sizeof(timed), "time %s", self->command);
	result = subject_do(&stage->subject, timed, &answer);
	*seconds = answer.seconds;
	if (result)
		stage_failed(stage, result, "%s", answer.error);
	else if (answer.seconds < 0)
		result = stage_failed(stage, -ENODATA, "memtoy says no time");
	json_decref(stage->migration);
	stage->migration = json_incref(answer.migration);
	answer_release(&answer);
	return result;
}

/* What memtoy says of a migration goes to the row; the time of the calls alone is beside ours. */
static void
keep_migration(struct stage *stage, struct score *score)
{
	json_t *seconds = json_object_get(stage->migration, "seconds");

	if (!stage->migration)
		return;
	score->in_kernel = seconds;
	score->kernel[score->rounds] = json_number_value(seconds);
	if (!score->migrations)
		score->migrations = json_array();
	json_array_append_new(score->migrations, stage->migration);
	stage->migration = NULL;
}

static int
run_warm(struct stage *stage, const struct contestant *contestant, double *seconds)
{
	int result = contestant->run(stage, contestant, seconds);

	return result || *seconds > BRIEF_SECONDS ? result
						  : contestant->run(stage, contestant, seconds);
}

static void
run_once(struct stage *stage, const struct contestant *contestant, struct score *score)
{
	double seconds = 0;

	stage->error[0] = '\0';
	if (contestant->prepare && subject_tell(&stage->subject, "%s", contestant->prepare)) {
		snprintf(score->error, sizeof(score->error), "memtoy refuses: %s",
			 contestant->prepare);
	} else if (run_warm(stage, contestant, &seconds)) {
		snprintf(score->error, sizeof(score->error), "%s",
			 stage->error[0] ? stage->error : "failed");
	} else {
		score->seconds[score->rounds] = seconds;
		keep_migration(stage, score);
		score->rounds++;
	}
}

static bool
wants_more(const struct score *score)
{
	return !score->error[0] && (!score->rounds || score->seconds[0] < SLOW_SECONDS);
}

void
contest_run(struct stage *stage, const struct contestant *contestants, size_t count)
{
	struct score scores[MOST] = { 0 };

	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count && i < MOST; i++) {
			if (wants_more(&scores[i]))
				run_once(stage, &contestants[i], &scores[i]);
		}
	}
	for (size_t i = 0; i < count && i < MOST; i++) {
		if (scores[i].error[0])
			contest_skipped(stage, contestants[i].what, scores[i].error);
		else
			print_row(stage, &contestants[i], &scores[i]);
		json_decref(scores[i].migrations);
	}
}

struct contestant
contest_best_batch(struct stage *stage, struct contestant contestant, const size_t *batches,
		   size_t count)
{
	double best = 0;
	size_t chosen = batches[0];

	for (size_t i = 0; i < count; i++) {
		double seconds;

		contestant.batch = batches[i];
		if (contestant.run(stage, &contestant, &seconds))
			break;
		if (i == 0 || seconds < best) {
			best = seconds;
			chosen = batches[i];
		}
	}
	contestant.batch = chosen;
	return contestant;
}
