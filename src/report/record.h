/* A record: one thing said to the user, as named, typed fields.  Text, JSON and TAP are drawn from
 * the same records, so that they cannot tell different stories.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_RECORD_H
#define REPORT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct record;
struct run;
struct tally;

/* What a record tells of: its name in JSON, and how it is drawn for people. */
struct noun {
	const char *name;
	void (*draw)(const struct record *record, struct text *text);
};

enum field_type {
	FIELD_NUMBER,  /* signed */
	FIELD_SIZE,    /* bytes */
	FIELD_ADDRESS, /* a string in JSON: it may exceed what a double holds */
	FIELD_REAL,
	FIELD_TRUTH,
	FIELD_TEXT,
	FIELD_RECORDS, /* a list of records */
	FIELD_RUNS,    /* runs of pages; borrowed */
	FIELD_TALLY,   /* pages by node and state; borrowed */
};

struct field {
	const char *name;
	enum field_type type;
	union {
		int64_t number;
		uint64_t size;
		double real;
		bool truth;
		char *text;
		struct {
			struct record *items;
			size_t count;
		} records;
		struct {
			const struct run *items;
			size_t count;
		} runs;
		const struct tally *tally;
	};
};

struct record {
	const struct noun *noun;
	struct field *fields;
	size_t count, capacity;
};

/* Begin a record, add fields in the order they are to appear, and release it.  Names are kept, not
 * copied; text is copied and made fit to be shown (see text_add_shown()); runs and tallies are
 * borrowed and must outlive the record; records are taken over. */
struct record record_new(const struct noun *noun);
void record_number(struct record *record, const char *name, int64_t number);
void record_size(struct record *record, const char *name, uint64_t bytes);
void record_address(struct record *record, const char *name, uint64_t address);
void record_real(struct record *record, const char *name, double real);
void record_truth(struct record *record, const char *name, bool truth);
void record_text(struct record *record, const char *name, const char *text);
void record_runs(struct record *record, const char *name, const struct run *runs, size_t count);
void record_tally(struct record *record, const char *name, const struct tally *tally);

/* Add 'child' to the list 'name' of 'record', which takes it over. */
void record_record(struct record *record, const char *name, struct record *child);
void record_release(struct record *record);

/* Get a field back; a missing one is NULL, 0 or "". */
const struct field *record_field(const struct record *record, const char *name);
int64_t record_get_number(const struct record *record, const char *name);
uint64_t record_get_size(const struct record *record, const char *name);
double record_get_real(const struct record *record, const char *name);
bool record_get_truth(const struct record *record, const char *name);
const char *record_get_text(const struct record *record, const char *name);

#endif
