/* Allocation that cannot fail quietly: a program that is out of memory says so and ends.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

/* Like malloc, calloc, realloc of 'count' items of 'size' bytes, and strdup; they never return
 * NULL, and check that count * size does not overflow.  The caller frees. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);

/* A new string made as printf makes it.  The caller frees. */
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Room for 'need' items in a growing array: returns 'items', moved if it had to grow, and keeps
 * '*capacity' true.  Growth is by half, so that adding one item at a time stays cheap. */
void *xgrow(void *items, size_t *capacity, size_t need, size_t size);

#endif
