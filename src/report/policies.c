/* Which policies are in force, how far they are heeded, and what goes with them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "report/nouns.h"

static void
record_policy(struct record *record, const char *name, const struct policy *policy)
{
	struct text text = { 0 };

	policy_format(policy, &text);
	record_text(record, name, text_string(&text));
	text_release(&text);
}

void
add_grade(struct record *record, const struct grade *grade)
{
	record_text(record, "grade", grade_name(grade->value));
	record_text(record, "grade_why", text_string(&grade->why));
	if (grade->read)
		record_policy(record, "in_force", &grade->in_force);
}

void
draw_grade(const struct record *record, struct text *text)
{
	if (!*record_get_text(record, "grade_why"))
		return;
	say_speaker(record, text);
	text_add(text, "%s%s: %s\n", record_get_text(record, "grade"),
		 strcmp(record_get_text(record, "grade"), "partly") ? "" : " honoured",
		 record_get_text(record, "grade_why"));
}

static void
draw_bound(const struct record *record, struct text *text)
{
	uint64_t asked = record_get_size(record, "asked");

	say_speaker(record, text);
	text_add(text,
		 "mbind %s: %s for %" PRIu64 " page%s; %" PRIu64
		 " are where it wants them, %" PRIu64 " elsewhere, %" PRIu64 " absent\n",
		 record_get_text(record, "subject"),
		 record_get_number(record, "answer") ? "not set" : "set", asked,
		 asked == 1 ? "" : "s", record_get_size(record, "there"),
		 record_get_size(record, "elsewhere"), record_get_size(record, "absent"));
	draw_grade(record, text);
}

void
say_bound(struct output *output, const char *subject, const struct migration *migration,
	  const struct grade *grade)
{
	static const struct noun noun = { "bound", draw_bound };
	struct record record = say_begin(output, &noun);

	record_text(&record, "subject", subject);
	record_number(&record, "answer", migration->answer);
	record_size(&record, "page_size", migration->page_size);
	record_size(&record, "asked", migration->asked);
	record_size(&record, "there", grade->obeying);
	record_size(&record, "elsewhere", grade->straying);
	record_size(&record, "absent", migration->absent);
	add_grade(&record, grade);
	say_end(output, &record);
}

static void
draw_policy(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "policy %s", record_get_text(record, "subject"));
	if (record_field(record, "pages"))
		text_add(text, " pages 0x%" PRIx64 "+%" PRIu64, record_get_size(record, "page"),
			 record_get_size(record, "pages"));
	text_add(text, ": %s", record_get_text(record, "policy"));
	if (record_field(record, "from"))
		text_add(text, " (%s)", record_get_text(record, "from"));
	if (record_field(record, "home"))
		text_add(text, ", home node %" PRId64 " (remembered by memtoy)",
			 record_get_number(record, "home"));
	text_add(text, "\n");
	draw_grade(record, text);
}

static struct record
policy_record(const struct output *output, const char *subject, const struct policy *policy)
{
	static const struct noun noun = { "policy", draw_policy };
	struct record record = say_begin(output, &noun);

	record_text(&record, "subject", subject);
	record_policy(&record, "policy", policy);
	return record;
}

void
say_policy(struct output *output, const char *subject, uint64_t page, uint64_t pages,
	   const struct policy *policy, const char *from, int home)
{
	struct record record = policy_record(output, subject, policy);

	record_size(&record, "page", page);
	record_size(&record, "pages", pages);
	record_text(&record, "from", from);
	if (home >= 0)
		record_number(&record, "home", home);
	say_end(output, &record);
}

void
say_task_policy(struct output *output, const struct policy *policy, const struct grade *grade)
{
	struct record record = policy_record(output, "of the task", policy);

	if (grade)
		add_grade(&record, grade);
	say_end(output, &record);
}

static void
draw_home(const struct record *record, struct text *text)
{
	uint64_t pages = record_get_size(record, "pages");

	say_speaker(record, text);
	text_add(text,
		 "home %s: node %" PRId64 " for %" PRIu64
		 " page%s, remembered by memtoy: the kernel shows it nowhere\n",
		 record_get_text(record, "segment"), record_get_number(record, "home"), pages,
		 pages == 1 ? "" : "s");
	draw_grade(record, text);
}

void
say_home(struct output *output, const struct segment *segment, unsigned node, uint64_t pages,
	 const struct grade *grade)
{
	static const struct noun noun = { "home", draw_home };
	struct record record = say_begin(output, &noun);

	record_text(&record, "segment", segment->name);
	record_number(&record, "home", node);
	record_size(&record, "page_size", segment->page_size);
	record_size(&record, "pages", pages);
	add_grade(&record, grade);
	say_end(output, &record);
}

/* As 'weights' takes them, so that they can be given back. */
static void
draw_weights(const struct record *record, struct text *text)
{
	const struct field *nodes = record_field(record, "nodes");

	say_speaker(record, text);
	text_add(text, "weights");
	for (size_t i = 0; nodes && i < nodes->records.count; i++)
		text_add(text, " %" PRId64 "=%" PRId64,
			 record_get_number(&nodes->records.items[i], "node"),
			 record_get_number(&nodes->records.items[i], "weight"));
	if (record_field(record, "automatic"))
		text_add(text, record_get_truth(record, "automatic")
				       ? " (automatic: to write one makes all manual)"
				       : " (manual)");
	text_add(text, "\n");
}

void
say_weights(struct output *output, const struct nodeset *nodes, const unsigned *weights,
	    int automatic)
{
	static const struct noun noun = { "weights", draw_weights }, each = { NULL, NULL };
	struct record record = say_begin(output, &noun);

	if (automatic >= 0)
		record_truth(&record, "automatic", automatic);
	record_record(&record, "nodes", NULL);
	for (int node = nodeset_next(nodes, 0); node >= 0;
	     node = nodeset_next(nodes, (unsigned)node + 1)) {
		struct record part = record_new(&each);

		record_number(&part, "node", node);
		record_number(&part, "weight", weights[node]);
		record_record(&record, "nodes", &part);
	}
	say_end(output, &record);
}
