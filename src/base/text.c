/* A string that grows.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xalloc.h"

static void
make_room(struct text *text, size_t more)
{
	text->bytes = xgrow(text->bytes, &text->capacity, text->length + more + 1, 1);
}

void
text_add_list(struct text *text, const char *format, va_list arguments)
{
	size_t room = text->capacity - text->length;
	va_list again;
	int length;

	/* What there is mostly suffices; if not, the first try has told how much is wanted. */
	va_copy(again, arguments);
	length = vsnprintf(text->bytes + text->length, room, format, arguments);
	if (length > 0 && (size_t)length >= room) {
		make_room(text, (size_t)length);
		vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
	}
	va_end(again);
	if (length > 0)
		text->length += (size_t)length;
}

void
text_add(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_add_list(text, format, arguments);
	va_end(arguments);
}

void
text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	if (!length)
		return;
	make_room(text, length);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void
text_add_char(struct text *text, char c)
{
	text_add_bytes(text, &c, 1);
}

/* How many bytes the UTF-8 sequence at 'bytes' has; 0 if there is none that can be shown. */
static size_t
sequence_length(const unsigned char *bytes)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = { { 0x80, 0x00, 0x20 },
		      { 0xe0, 0xc0, 0x80 },
		      { 0xf0, 0xe0, 0x800 },
		      { 0xf8, 0xf0, 0x10000 } };

	for (size_t more = 0; more < 4; more++) {
		uint32_t code = bytes[0] & (unsigned char)~forms[more].mask;

		if ((bytes[0] & forms[more].mask) != forms[more].lead)
			continue;
		for (size_t i = 1; i <= more; i++) {
			if ((bytes[i] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (bytes[i] & 0x3f);
		}
		if (code < forms[more].least || (code >= 0x7f && code < 0xa0) || code > 0x10ffff ||
		    (code >= 0xd800 && code < 0xe000))
			return 0;
		return more + 1;
	}
	return 0;
}

void
text_add_shown(struct text *text, const char *name, size_t most)
{
	const unsigned char *at = (const unsigned char *)name;
	size_t start = text->length;

	while (*at) {
		size_t length = sequence_length(at);

		if (text->length - start >= most) {
			text_add(text, "...");
			return;
		}
		if (length)
			text_add_bytes(text, (const char *)at, length);
		else
			text_add(text, "\\x%02x", *at);
		at += length ? length : 1;
	}
}

const char *
text_string(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}

char *
text_take(struct text *text)
{
	char *bytes = text->bytes ? text->bytes : xstrdup("");

	*text = (struct text){ 0 };
	return bytes;
}

void
text_clear(struct text *text)
{
	text->length = 0;
	if (text->bytes)
		text->bytes[0] = '\0';
}

void
text_release(struct text *text)
{
	free(text->bytes);
	*text = (struct text){ 0 };
}

char *
text_shown(const char *name)
{
	struct text text = { 0 };

	text_add_shown(&text, name, SIZE_MAX);
	return text_take(&text);
}

struct quote
quote(const char *word)
{
	struct text shown = { 0 };
	struct quote quoted;

	text_add_shown(&shown, word, QUOTE_LENGTH);
	memcpy(quoted.text, text_string(&shown), shown.length + 1);
	text_release(&shown);
	return quoted;
}
