/* Allocation that cannot fail quietly.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"

static void *
checked(void *memory)
{
	static const char complaint[] = "memtoy: out of memory\n";

	if (memory)
		return memory;
	if (write(STDERR_FILENO, complaint, sizeof(complaint) - 1) < 0)
		abort();
	_exit(1);
}

void *
xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *
xcalloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	return checked(reallocarray(old, count ? count : 1, size ? size : 1));
}

char *
xstrdup(const char *text)
{
	return checked(strdup(text));
}

char *
xstrndup(const char *text, size_t length)
{
	return checked(strndup(text, length));
}

char *
xasprintf(const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	return checked(text);
}

void *
xgrow(void *items, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity)
		return items;
	*capacity = need + need / 2 + 8;
	return xreallocarray(items, *capacity, size);
}
