/* The sink of the program itself: standard output and standard error.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>

#include "report/streams.h"

/* What the first failure was is lost by the time the program ends. */
static void
note_failure(struct sink *sink, bool failed)
{
	struct streams *streams = (struct streams *)sink;

	if (failed && !streams->error)
		streams->error = errno;
}

static void
flush_results(struct sink *sink)
{
	note_failure(sink, fflush(stdout) != 0);
}

static void
write_bytes(struct sink *sink, enum output_stream stream, const char *bytes, size_t length)
{
	if (stream == STREAM_RESULTS) {
		note_failure(sink, fwrite(bytes, 1, length, stdout) < length);
		return;
	}
	/* In order, also where both streams are one file. */
	flush_results(sink);
	fwrite(bytes, 1, length, stderr);
	fflush(stderr);
}

static void
count_test(struct sink *sink, enum verdict verdict, const char *line)
{
	struct streams *streams = (struct streams *)sink;

	streams->held += verdict == VERDICT_HELD;
	streams->failed += verdict == VERDICT_FAILED;
	streams->skipped += verdict == VERDICT_SKIPPED;
	if (line)
		printf("%sok %u - %s", verdict == VERDICT_FAILED ? "not " : "", ++streams->tests,
		       line);
}

void
streams_init(struct streams *streams)
{
	*streams = (struct streams){ .sink = { write_bytes, count_test, flush_results } };
}
