/* Tables of words with a value: one row from which parsing, printing, completing and documenting
 * follow.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_KEYWORD_H
#define BASE_KEYWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

/* A table ends with a row whose name is NULL.  Rows marked 'classic' are those of memtoy 0.16:
 * an abbreviation is looked up among them first, so that a new word never breaks an old one. */
struct keyword {
	const char *name;
	int value;
	bool classic;
	const char *help;
};

/* The row that 'word' names: exactly, or as a prefix that is unique among the classic rows, or
 * else among the new ones.  NULL where none or several match; '*rivals' counts the matches. */
const struct keyword *keyword_find(const struct keyword *table, const char *word, size_t *rivals);

/* The same, noting an error that calls the thing a 'noun' ("policy") and names the rivals of an
 * ambiguous word or all the words there are. */
const struct keyword *keyword_parse(const struct keyword *table, const char *word, const char *noun,
				    struct error *error);

/* The name of the row with 'value', or NULL. */
const char *keyword_name(const struct keyword *table, int value);

/* How far 'word' is from 'name': the least number of letters to add, drop, change or swap. */
size_t keyword_distance(const char *word, const char *name);

#endif
