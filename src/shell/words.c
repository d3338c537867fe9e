/* A line, split into words.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "shell/words.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Copy a quoted part to 'word'; '*at' is behind its closing quote then. */
static int
take_quoted(const char **at, struct text *word, struct error *error)
{
	char quote = *(*at)++;

	for (; **at && **at != quote; (*at)++) {
		if (quote == '"' && **at == '\\' && ((*at)[1] == '"' || (*at)[1] == '\\'))
			(*at)++;
		text_add_char(word, **at);
	}
	if (!**at)
		return error_note(error, EINVAL, "a %c is not closed", quote);
	(*at)++;
	return 0;
}

static int
take_word(const char **at, struct text *word, struct error *error)
{
	while (**at && !is_blank(**at)) {
		if (**at == '"' || **at == '\'') {
			int result = take_quoted(at, word, error);

			if (result)
				return result;
			continue;
		}
		text_add_char(word, *(*at)++);
	}
	return 0;
}

static void
append(struct words *words, char *word, size_t at)
{
	size_t capacity = words->capacity;

	words->items =
		xgrow(words->items, &words->capacity, words->count + 1, sizeof(*words->items));
	words->at = xgrow(words->at, &capacity, words->count + 1, sizeof(*words->at));
	words->items[words->count] = word;
	words->at[words->count++] = at;
}

int
words_split(struct words *words, const char *line, struct error *error)
{
	const char *at = line;

	*words = (struct words){ .line = xstrdup(line) };
	for (;;) {
		struct text word = { 0 };
		const char *start;
		int result;

		while (is_blank(*at))
			at++;
		if (!*at || *at == '#')
			return 0;
		start = at;
		result = take_word(&at, &word, error);
		if (result) {
			text_release(&word);
			return result;
		}
		append(words, text_take(&word), (size_t)(start - line));
	}
}

const char *
words_rest(const struct words *words, size_t from)
{
	return from < words->count ? words->line + words->at[from] : "";
}

void
words_drop(struct words *words, size_t which)
{
	free(words->items[which]);
	words->count--;
	memmove(&words->items[which], &words->items[which + 1],
		(words->count - which) * sizeof(*words->items));
	memmove(&words->at[which], &words->at[which + 1],
		(words->count - which) * sizeof(*words->at));
}

void
words_release(struct words *words)
{
	while (words->count)
		words_drop(words, words->count - 1);
	free(words->items);
	free(words->at);
	free(words->line);
	*words = (struct words){ 0 };
}
