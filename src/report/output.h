/* Where records go: drawn as text, JSON or TAP, to a sink that is the program's own streams, or in
 * a child the channel to its parent.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_OUTPUT_H
#define REPORT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/keyword.h"
#include "report/record.h"

enum output_format { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_TAP };
extern const struct keyword output_formats[];

enum output_stream { STREAM_RESULTS, STREAM_MESSAGES };

/* How a checked claim ended. */
enum verdict { VERDICT_HELD, VERDICT_FAILED, VERDICT_SKIPPED };

/* The end of the way: takes bytes for a stream, and the verdicts of checked claims, which it
 * counts; with the rest of their TAP line, which it numbers and prints, or NULL in other formats.
 * 'flush' lets who reads along see what was said. */
struct sink {
	void (*bytes)(struct sink *sink, enum output_stream stream, const char *bytes,
		      size_t length);
	void (*test)(struct sink *sink, enum verdict verdict, const char *line);
	void (*flush)(struct sink *sink);
};

struct output {
	enum output_format format;
	struct sink *sink;
	const char *child; /* the name of the child that speaks; NULL: the session itself */
};

/* Say a record as a result; in TAP it is a comment. */
void output_record(struct output *output, const struct record *record);

/* Say something went wrong: 'line' for people, on the message stream; in JSON 'record' as well. */
void output_problem(struct output *output, const struct record *record, const char *line);

/* A checked claim: in TAP a numbered line "ok N - claim", with 'detail' (may be NULL) after it as
 * comments or as the reason of a skip; elsewhere 'record' is said. */
void output_test(struct output *output, enum verdict verdict, const char *claim, const char *detail,
		 const struct record *record);

/* Text as it is, a comment in TAP: the echo of commands. */
void output_text(struct output *output, const char *text);

/* The JSON header or the TAP version line, once a run; the TAP plan, which closes it. */
void output_open(struct output *output);
void output_plan(struct output *output, unsigned tests);

#endif
