/* The child's side of the channel.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/interrupt.h"
#include "workers/channel.h"
#include "workers/serve.h"
#include "workers/status.h"

/* A parent that is gone shows at the next receive; what is said to it meanwhile is lost. */
static void
send_bytes(struct sink *sink, enum output_stream stream, const char *bytes, size_t length)
{
	const struct channel_sink *channel = (const struct channel_sink *)sink;

	channel_send(channel->channel, stream == STREAM_RESULTS ? FRAME_RESULTS : FRAME_MESSAGES,
		     bytes, length);
}

static void
send_test(struct sink *sink, enum verdict verdict, const char *line)
{
	const struct channel_sink *channel = (const struct channel_sink *)sink;
	struct text frame = { 0 };

	text_add_char(&frame, (char)verdict);
	text_add(&frame, "%s", line ? line : "");
	channel_send(channel->channel, FRAME_TEST, text_string(&frame), frame.length);
	text_release(&frame);
}

/* Every frame is on its way when it is sent. */
static void
flush_nothing(struct sink *sink)
{
	(void)sink;
}

void
channel_sink_init(struct channel_sink *sink, int channel)
{
	*sink = (struct channel_sink){ .sink = { send_bytes, send_test, flush_nothing },
				       .channel = channel };
}

int
serve_commands(int channel, int (*run)(const char *line, void *context, struct error *error),
	       bool (*done)(void *context), void *context)
{
	struct text line = { 0 }, status = { 0 };
	enum frame frame;

	while (!done(context) && channel_receive(channel, &frame, &line) == 0) {
		struct error error = { 0 };
		int outcome;

		interrupt_clear();
		channel_send(channel, FRAME_STARTED, NULL, 0);
		outcome = run(text_string(&line), context, &error);
		status_encode(outcome, &error, &status);
		error_clear(&error);
		if (channel_send(channel, done(context) ? FRAME_ENDED : FRAME_STATUS,
				 text_string(&status), status.length))
			break;
	}
	text_release(&status);
	text_release(&line);
	return 0;
}

void
serve_paused(int channel)
{
	struct text status = { 0 };
	const struct error none = { 0 };

	status_encode(0, &none, &status);
	channel_send(channel, FRAME_PAUSED, text_string(&status), status.length);
	text_release(&status);
}
