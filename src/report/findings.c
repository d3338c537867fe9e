/* What the doctor found, in one screen.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdbool.h>
#include <string.h>

#include "report/nouns.h"
#include "report/table.h"

enum { MOST_NAMES = 3 };

static bool
is_ok(const struct record *fact)
{
	return strcmp(record_get_text(fact, "state"), "ok") == 0;
}

static bool
says_the_same(const struct record *a, const struct record *b)
{
	return strcmp(record_get_text(a, "state"), record_get_text(b, "state")) == 0 &&
	       strcmp(record_get_text(a, "value"), record_get_text(b, "value")) == 0;
}

/* What is said of the facts whose names were added last: " missing", " limited (one node)". */
static void
add_state(const struct record *fact, struct text *list)
{
	const char *value = record_get_text(fact, "value");

	if (!is_ok(fact))
		text_add(list, " %s", record_get_text(fact, "state"));
	if (*value)
		text_add(list, " (%s)", value);
}

/* Those of 'count' facts that work, or those that do not: "frames refused (hidden), kpageflags,
 * kpagecount refused (EACCES)". */
static void
add_facts(const struct record *facts, size_t count, bool works, struct text *list)
{
	const struct record *last = NULL;

	for (size_t i = 0; i < count; i++) {
		if (is_ok(&facts[i]) != works)
			continue;
		if (last && !says_the_same(last, &facts[i]))
			add_state(last, list);
		text_add(list, "%s%s", last ? ", " : "", record_get_text(&facts[i], "name"));
		last = &facts[i];
	}
	if (last)
		add_state(last, list);
}

/* The facts of one area, in one row. */
static size_t
draw_area(const struct record *facts, size_t count, struct libscols_table *table)
{
	const char *area = record_get_text(facts, "area");
	struct text works = { 0 }, fails = { 0 };
	size_t here = 0;

	while (here < count && strcmp(record_get_text(&facts[here], "area"), area) == 0)
		here++;
	add_facts(facts, here, true, &works);
	add_facts(facts, here, false, &fails);
	table_row(table);
	table_cell(table, "%s", area);
	table_cell(table, "%s", text_string(&works));
	table_cell(table, "%s", text_string(&fails));
	text_release(&works);
	text_release(&fails);
	return here;
}

/* Has an earlier fact the same cure, and so its row? */
static bool
is_drawn(const struct record *facts, size_t count, const char *cure)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(record_get_text(&facts[i], "cure"), cure) == 0)
			return true;
	return false;
}

/* "numa, mbind, seccomp", cut where it is long: the cure is what the row is for. */
static void
add_names(const struct record *facts, size_t count, const char *cure, struct text *names)
{
	size_t named = 0;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(record_get_text(&facts[i], "cure"), cure) != 0)
			continue;
		if (named++ < MOST_NAMES)
			text_add(names, "%s%s", names->length ? ", " : "",
				 record_get_text(&facts[i], "name"));
	}
	if (named > MOST_NAMES)
		text_add(names, " and %zu more", named - MOST_NAMES);
}

static void
draw_cures(const struct record *facts, size_t count, struct text *text)
{
	static const char *const columns[] = { "for", "cure", NULL };
	struct libscols_table *table = table_new(columns);

	for (size_t i = 0; i < count; i++) {
		const char *cure = record_get_text(&facts[i], "cure");
		struct text names = { 0 };

		if (!*cure || is_drawn(facts, i, cure))
			continue;
		add_names(&facts[i], count - i, cure, &names);
		table_row(table);
		table_cell(table, "%s", text_string(&names));
		table_cell(table, "%s", cure);
		text_release(&names);
	}
	table_draw(table, text);
}

static void
draw_findings(const struct record *record, struct text *text)
{
	static const char *const columns[] = { "area", "works", "does not", NULL };
	const struct field *facts = record_field(record, "facts");
	struct libscols_table *table = table_new(columns);
	size_t count = facts->records.count;

	for (size_t i = 0; i < count;)
		i += draw_area(&facts->records.items[i], count - i, table);
	table_draw(table, text);
	draw_cures(facts->records.items, count, text);
}

static void
add_finding(struct record *fact, const struct finding *finding)
{
	record_text(fact, "area", finding->area);
	record_text(fact, "name", finding->name);
	record_text(fact, "state", finding_state_name(finding->state));
	record_text(fact, "value", finding->value);
	record_text(fact, "cure", finding->cure);
}

void
say_findings(struct output *output, const struct findings *findings)
{
	static const struct noun noun = { "findings", draw_findings }, each = { "fact", NULL };
	struct record all = say_begin(output, &noun);

	record_record(&all, "facts", NULL);
	for (size_t i = 0; i < findings->count; i++) {
		struct record fact = say_begin(output, &each);

		add_finding(&fact, &findings->items[i]);
		if (output->format == OUTPUT_JSON)
			say_end(output, &fact);
		else
			record_record(&all, "facts", &fact);
	}
	if (output->format == OUTPUT_JSON)
		record_release(&all);
	else
		say_end(output, &all);
}
