/* Sets of small numbers as the kernel keeps them: arrays of unsigned long, and lists like "0-3,8".
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { BITS_PER_LONG = sizeof(unsigned long) * CHAR_BIT };

/* How many longs hold 'count' bits. */
#define BITS_LONGS(count) (((count) + BITS_PER_LONG - 1) / BITS_PER_LONG)

void bits_add(unsigned long *bits, size_t number);
void bits_drop(unsigned long *bits, size_t number);
bool bits_has(const unsigned long *bits, size_t number);

/* The first number in the set that is not below 'from'; 'count' where there is none. */
size_t bits_next(const unsigned long *bits, size_t count, size_t from);

/* Add the numbers of a kernel list such as "0-3,8\n" (empty: none).  0, -EINVAL where it is no
 * such list, -ERANGE where a number is 'count' or more. */
int bits_parse(unsigned long *bits, size_t count, const char *list);

/* Write the set as a kernel list: "0-3,8". */
void bits_format(const unsigned long *bits, size_t count, struct text *text);

#endif
