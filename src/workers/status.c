/* How the outcome of a command travels in a frame: the outcome, a byte; then, where there is an
 * error, its number, message and hint, each ended by a NUL.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "workers/status.h"

void
status_encode(int outcome, const struct error *error, struct text *frame)
{
	text_clear(frame);
	text_add_char(frame, (char)outcome);
	if (!error_is_set(error))
		return;
	text_add(frame, "%d", error->number);
	text_add_char(frame, '\0');
	text_add(frame, "%s", error->message);
	text_add_char(frame, '\0');
	text_add(frame, "%s", error->hint ? error->hint : "");
}

int
status_decode(const struct text *frame, struct error *error)
{
	const char *number = text_string(frame) + 1, *message, *hint;

	if (frame->length < 2)
		return frame->length ? frame->bytes[0] : 0;
	message = number + strlen(number) + 1;
	hint = message + strlen(message) + 1;
	error_note(error, atoi(number), "%s", message);
	if (*hint)
		error_hint(error, "%s", hint);
	return frame->bytes[0];
}
