/* A record: one thing said to the user, as named, typed fields.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "report/record.h"

struct record
record_new(const struct noun *noun)
{
	return (struct record){ .noun = noun };
}

static struct field *
add(struct record *record, const char *name, enum field_type type)
{
	struct field *field;

	record->fields = xgrow(record->fields, &record->capacity, record->count + 1,
			       sizeof(*record->fields));
	field = &record->fields[record->count++];
	*field = (struct field){ .name = name, .type = type };
	return field;
}

void
record_number(struct record *record, const char *name, int64_t number)
{
	add(record, name, FIELD_NUMBER)->number = number;
}

void
record_size(struct record *record, const char *name, uint64_t bytes)
{
	add(record, name, FIELD_SIZE)->size = bytes;
}

void
record_address(struct record *record, const char *name, uint64_t address)
{
	add(record, name, FIELD_ADDRESS)->size = address;
}

void
record_real(struct record *record, const char *name, double real)
{
	add(record, name, FIELD_REAL)->real = real;
}

void
record_truth(struct record *record, const char *name, bool truth)
{
	add(record, name, FIELD_TRUTH)->truth = truth;
}

void
record_text(struct record *record, const char *name, const char *text)
{
	add(record, name, FIELD_TEXT)->text = text_shown(text);
}

void
record_runs(struct record *record, const char *name, const struct run *runs, size_t count)
{
	struct field *field = add(record, name, FIELD_RUNS);

	field->runs.items = runs;
	field->runs.count = count;
}

void
record_tally(struct record *record, const char *name, const struct tally *tally)
{
	add(record, name, FIELD_TALLY)->tally = tally;
}

static struct field *
find(const struct record *record, const char *name)
{
	for (size_t i = 0; i < record->count; i++)
		if (strcmp(record->fields[i].name, name) == 0)
			return &record->fields[i];
	return NULL;
}

void
record_record(struct record *record, const char *name, struct record *child)
{
	struct field *field = find(record, name);

	if (!field)
		field = add(record, name, FIELD_RECORDS);
	if (!child)
		return;
	field->records.items = xreallocarray(field->records.items, field->records.count + 1,
					     sizeof(*field->records.items));
	field->records.items[field->records.count++] = *child;
	*child = (struct record){ 0 };
}

void
record_release(struct record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		struct field *field = &record->fields[i];

		if (field->type == FIELD_TEXT)
			free(field->text);
		if (field->type != FIELD_RECORDS)
			continue;
		for (size_t j = 0; j < field->records.count; j++)
			record_release(&field->records.items[j]);
		free(field->records.items);
	}
	free(record->fields);
	*record = (struct record){ 0 };
}

const struct field *
record_field(const struct record *record, const char *name)
{
	return find(record, name);
}

int64_t
record_get_number(const struct record *record, const char *name)
{
	const struct field *field = find(record, name);

	return field ? field->number : 0;
}

uint64_t
record_get_size(const struct record *record, const char *name)
{
	const struct field *field = find(record, name);

	return field ? field->size : 0;
}

double
record_get_real(const struct record *record, const char *name)
{
	const struct field *field = find(record, name);

	return field ? field->real : 0;
}

bool
record_get_truth(const struct record *record, const char *name)
{
	const struct field *field = find(record, name);

	return field && field->truth;
}

const char *
record_get_text(const struct record *record, const char *name)
{
	const struct field *field = find(record, name);

	return field ? field->text : "";
}
