/* A string that grows.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* 'bytes' is NULL or ends with a NUL that 'length' does not count.  All zero is an empty text. */
struct text {
	char *bytes;
	size_t length;
	size_t capacity;
};

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_list(struct text *text, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);

/* Add 'name' so that it can be shown anywhere: bytes that are not printable UTF-8 become \xNN.
 * When 'most' bytes are shown the rest is cut, and "..." stands for it. */
void text_add_shown(struct text *text, const char *name, size_t most);

/* The text as a string, never NULL; it stays the text's own. */
const char *text_string(const struct text *text);

/* The text as a string that the caller frees; 'text' is empty afterwards. */
char *text_take(struct text *text);

void text_clear(struct text *text);
void text_release(struct text *text);

/* 'name' as text_add_shown() shows it, in a string the caller frees. */
char *text_shown(const char *name);

/* A word of the user's as it stands in a message, cut where it is long:
 * error_note(…, "no '%s'", quote(word).text). */
enum { QUOTE_LENGTH = 160 };
struct quote {
	char text[QUOTE_LENGTH + 8];
};
struct quote quote(const char *word);

#endif
