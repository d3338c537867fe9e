/* Records as JSON, one object a line.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "memory/placement.h"
#include "report/json.h"

static json_t *object_of(const struct record *record);

/* Sizes are below 2^63: they were checked when they were parsed. */
static json_t *
whole(uint64_t number)
{
	return json_integer((json_int_t)number);
}

static json_t *
address(uint64_t at)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "0x%" PRIx64, at);
	return json_string(digits);
}

static json_t *
array_of_records(const struct field *field)
{
	json_t *array = json_array();

	for (size_t i = 0; i < field->records.count; i++)
		json_array_append_new(array, object_of(&field->records.items[i]));
	return array;
}

static json_t *
array_of_runs(const struct field *field)
{
	json_t *array = json_array();

	for (size_t i = 0; i < field->runs.count; i++) {
		const struct run *run = &field->runs.items[i];
		json_t *object = json_object();

		json_object_set_new(object, "page", whole(run->page));
		json_object_set_new(object, "pages", whole(run->pages));
		if (run->state >= 0)
			json_object_set_new(object, "node", json_integer(run->state));
		else
			json_object_set_new(object, "state",
					    json_string(page_state_name(run->state)));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
object_of_tally(const struct tally *tally)
{
	json_t *object = json_object(), *nodes = json_object();
	char name[24];

	for (unsigned node = 0; node < tally->nodes; node++) {
		if (!tally->on_node[node])
			continue;
		snprintf(name, sizeof(name), "%u", node);
		json_object_set_new(nodes, name, whole(tally->on_node[node]));
	}
	json_object_set_new(object, "nodes", nodes);
	for (int state = -1; state >= -PAGE_STATES; state--)
		json_object_set_new(object, page_state_name(state),
				    whole(tally_state(tally, (enum page_state)state)));
	return object;
}

static json_t *
value_of(const struct field *field)
{
	switch (field->type) {
	case FIELD_NUMBER:
		return json_integer(field->number);
	case FIELD_SIZE:
		return whole(field->size);
	case FIELD_ADDRESS:
		return address(field->size);
	case FIELD_REAL:
		return json_real(field->real);
	case FIELD_TRUTH:
		return json_boolean(field->truth);
	case FIELD_TEXT:
		return json_string(field->text);
	case FIELD_RECORDS:
		return array_of_records(field);
	case FIELD_RUNS:
		return array_of_runs(field);
	case FIELD_TALLY:
		return object_of_tally(field->tally);
	}
	return NULL;
}

static json_t *
object_of(const struct record *record)
{
	json_t *object = json_object();

	if (record->noun->name)
		json_object_set_new(object, "record", json_string(record->noun->name));
	for (size_t i = 0; i < record->count; i++)
		json_object_set_new(object, record->fields[i].name, value_of(&record->fields[i]));
	return object;
}

static int
add_bytes(const char *bytes, size_t length, void *text)
{
	text_add_bytes(text, bytes, length);
	return 0;
}

void
json_draw(const struct record *record, struct text *text)
{
	json_t *object = object_of(record);

	json_dump_callback(object, add_bytes, text, JSON_COMPACT | JSON_REAL_PRECISION(9));
	json_decref(object);
	text_add(text, "\n");
}
