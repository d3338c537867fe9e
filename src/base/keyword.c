/* Tables of words with a value.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "base/keyword.h"

static bool
is_prefix(const char *word, const char *name)
{
	return strncmp(word, name, strlen(word)) == 0;
}

static const struct keyword *
find_among(const struct keyword *table, const char *word, bool classic, size_t *rivals)
{
	const struct keyword *found = NULL;

	*rivals = 0;
	for (const struct keyword *row = table; row->name; row++) {
		if (row->classic != classic || !is_prefix(word, row->name))
			continue;
		found = row;
		(*rivals)++;
	}
	return *rivals == 1 ? found : NULL;
}

const struct keyword *
keyword_find(const struct keyword *table, const char *word, size_t *rivals)
{
	const struct keyword *found;

	*rivals = 1;
	for (const struct keyword *row = table; row->name; row++)
		if (strcmp(row->name, word) == 0)
			return row;
	*rivals = 0;
	if (!*word)
		return NULL;
	found = find_among(table, word, true, rivals);
	if (found || *rivals)
		return found;
	return find_among(table, word, false, rivals);
}

/* Add the names of the rows that 'prefix' shortens, with commas between: of the classic ones only,
 * where it shortens any, as it does when it is looked up. */
static void
add_names(struct text *text, const struct keyword *table, const char *prefix)
{
	const char *comma = "";
	size_t classic = 0;

	find_among(table, prefix, true, &classic);
	for (const struct keyword *row = table; row->name; row++) {
		if (!is_prefix(prefix, row->name) || (*prefix && classic && !row->classic))
			continue;
		text_add(text, "%s%s", comma, row->name);
		comma = ", ";
	}
}

const struct keyword *
keyword_parse(const struct keyword *table, const char *word, const char *noun, struct error *error)
{
	struct text names = { 0 };
	size_t rivals;
	const struct keyword *row = keyword_find(table, word, &rivals);

	if (row)
		return row;
	add_names(&names, table, rivals ? word : "");
	if (rivals)
		error_note(error, EINVAL, "%s '%s' is ambiguous: %s", noun, quote(word).text,
			   text_string(&names));
	else
		error_note(error, EINVAL, "unknown %s '%s' (there are: %s)", noun, quote(word).text,
			   text_string(&names));
	text_release(&names);
	return NULL;
}

const char *
keyword_name(const struct keyword *table, int value)
{
	for (const struct keyword *row = table; row->name; row++)
		if (row->value == value)
			return row->name;
	return NULL;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

size_t
keyword_distance(const char *word, const char *name)
{
	enum { MOST = 31 };
	size_t table[MOST + 1][MOST + 1];
	size_t rows = strnlen(word, MOST + 1), columns = strnlen(name, MOST + 1);

	if (rows > MOST || columns > MOST)
		return MOST;
	for (size_t i = 0; i <= rows; i++) {
		for (size_t j = 0; j <= columns; j++) {
			if (i == 0 || j == 0) {
				table[i][j] = i + j;
				continue;
			}
			table[i][j] = least(table[i - 1][j] + 1, table[i][j - 1] + 1,
					    table[i - 1][j - 1] + (word[i - 1] != name[j - 1]));
			if (i > 1 && j > 1 && word[i - 1] == name[j - 2] &&
			    word[i - 2] == name[j - 1])
				table[i][j] = least(table[i][j], table[i - 2][j - 2] + 1, MOST);
		}
	}
	return table[rows][columns];
}
