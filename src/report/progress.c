/* How far long work is, for a person at a terminal.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "report/progress.h"

static const double PATIENCE = 1, EVERY = 0.1; /* seconds */

struct progress
progress_begin(const struct output *output, const char *what)
{
	return (struct progress){ .output = output,
				  .what = what,
				  .started = clock_now(),
				  .wanted = output->format == OUTPUT_TEXT && !output->child &&
					    isatty(STDERR_FILENO) };
}

static void
write_line(const struct progress *progress, const char *line)
{
	progress->output->sink->bytes(progress->output->sink, STREAM_MESSAGES, line, strlen(line));
}

void
progress_show(struct progress *progress, uint64_t done, uint64_t pages)
{
	double now = clock_now();
	struct text line = { 0 };

	if (!progress->wanted || now - progress->started < PATIENCE ||
	    now - progress->shown_at < EVERY)
		return;
	text_add(&line, "\r%s: %" PRIu64 " of %" PRIu64 " pages, %.0f %%, %.0f secs\033[K",
		 progress->what, done, pages, pages ? (double)done * 100 / (double)pages : 0,
		 now - progress->started);
	write_line(progress, text_string(&line));
	text_release(&line);
	progress->shown_at = now;
	progress->shown = true;
}

void
progress_end(struct progress *progress)
{
	if (progress->shown)
		write_line(progress, "\r\033[K");
	progress->shown = false;
}
