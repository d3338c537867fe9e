/* What madvise(2) can be told.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_ADVICE_H
#define MEMORY_ADVICE_H

#include "base/keyword.h"

/* Every advice by its MADV_ name in lower case, with a word of what it does. */
extern const struct keyword advice_words[];

/* The version of Linux that brought an advice ("6.13"), or NULL where all that are supported have
 * it. */
const char *advice_since(int advice);

#endif
