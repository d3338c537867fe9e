/* Why something could not be done.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"

/* No errno value of any Linux architecture is larger (MIPS has EDQUOT at 1133). */
enum { LARGEST_ERRNO = 1133 };

static char *
worded(const char *format, va_list arguments)
{
	struct text text = { 0 };

	text_add_list(&text, format, arguments);
	return text_take(&text);
}

/* Note it unless one is noted already; 'message' is taken. */
static int
note(struct error *error, int number, bool absent, char *message)
{
	if (error_is_set(error))
		free(message);
	else
		*error = (struct error){ number, absent, message, error->hint };
	return error->number ? -error->number : -EINVAL;
}

int
error_note(struct error *error, int number, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = worded(format, arguments);
	va_end(arguments);
	return note(error, number, false, message);
}

int
error_absent(struct error *error, int number, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = worded(format, arguments);
	va_end(arguments);
	return note(error, number, true, message);
}

int
error_refused(struct error *error, int number, const char *format, ...)
{
	va_list arguments;
	char *message;
	int result;

	va_start(arguments, format);
	message = worded(format, arguments);
	va_end(arguments);
	result = error_note(error, number, "%s: %s (%s)", message, error_name(number),
			    strerror(number));
	free(message);
	return result;
}

void
error_hint(struct error *error, const char *format, ...)
{
	va_list arguments;

	if (error->hint)
		return;
	va_start(arguments, format);
	error->hint = worded(format, arguments);
	va_end(arguments);
}

bool
error_is_set(const struct error *error)
{
	return error->message != NULL;
}

void
error_clear(struct error *error)
{
	free(error->message);
	free(error->hint);
	*error = (struct error){ 0 };
}

const char *
error_name(int number)
{
	static char unnamed[32];
	const char *name = strerrorname_np(number);

	if (name)
		return name;
	snprintf(unnamed, sizeof(unnamed), "errno %d", number);
	return unnamed;
}

int
error_number(const char *word)
{
	for (int number = 1; number <= LARGEST_ERRNO; number++) {
		const char *name = strerrorname_np(number);

		if (name && strcasecmp(name, word) == 0)
			return number;
	}
	return 0;
}
