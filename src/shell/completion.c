/* What the word under the cursor could become.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "shell/completion.h"
#include "shell/offering.h"
#include "shell/tables.h"
#include "shell/words.h"

/* What may stand behind a claim or a condition. */
static const struct {
	enum word_kind of;
	int value;
	enum word_kind words[WORD_KINDS];
} sequels[] = {
	{ WORD_CLAIM, CLAIM_WHERE, { WORD_SEGMENT, WORD_END, WORD_NODES } },
	{ WORD_CLAIM, CLAIM_PRESENT, { WORD_SEGMENT } },
	{ WORD_CLAIM, CLAIM_CONTENT, { WORD_SEGMENT } },
	{ WORD_CLAIM, CLAIM_POLICY, { WORD_SEGMENT, WORD_POLICY, WORD_NODES } },
	{ WORD_CLAIM, CLAIM_FLAGS, { WORD_SEGMENT } },
	{ WORD_CLAIM, CLAIM_SIZE, { WORD_SEGMENT } },
	{ WORD_CLAIM, CLAIM_MAPPINGS, { WORD_SEGMENT } },
	{ WORD_CLAIM, CLAIM_POOL, { WORD_END, WORD_END, WORD_NODES } },
	{ WORD_CLAIM, CLAIM_COUNTER, { WORD_COUNTER } },
	{ WORD_CLAIM, CLAIM_EVENT, { WORD_EVENT } },
	{ WORD_CLAIM, CLAIM_ACTOR, { WORD_ACTOR, WORD_ACTOR_COUNT } },
	{ WORD_CLAIM, CLAIM_FAIL, { WORD_LINE } },
	{ WORD_REQUIREMENT, REQUIRE_NODE, { WORD_NODES } },
	{ WORD_REQUIREMENT, REQUIRE_REMOVABLE, { WORD_NODES } },
	{ WORD_REQUIREMENT, REQUIRE_DEVICE, { WORD_FILE } },
	{ WORD_REQUIREMENT, REQUIRE_FREE, { WORD_END, WORD_END, WORD_NODES } },
	{ WORD_REQUIREMENT, REQUIRE_HUGEPAGES, { WORD_END, WORD_END, WORD_NODES } },
	{ WORD_REQUIREMENT, REQUIRE_POOL, { WORD_END, WORD_END, WORD_NODES } },
	{ WORD_REQUIREMENT, REQUIRE_FILESYSTEM, { WORD_FILESYSTEM, WORD_FILE } },
	{ WORD_REQUIREMENT, REQUIRE_SWITCH, { WORD_SWITCH } },
	{ WORD_REQUIREMENT, REQUIRE_ADVICE, { WORD_ADVICE } },
	{ WORD_REQUIREMENT, REQUIRE_CAP, { WORD_CAPABILITY } },
	{ WORD_REQUIREMENT, REQUIRE_COMMAND, { WORD_COMMAND } },
	{ WORD_REQUIREMENT, REQUIRE_COUNTER, { WORD_COUNTER } },
};

/* What may stand behind the words from 'from' on, of which 'expected'
 * are the kinds: the last one repeats.  Words with a range in front
 * of them move two places on; ranges themselves need no help. */
static enum word_kind
kind_behind(const enum word_kind expected[WORD_KINDS], const struct words *words, size_t from)
{
	size_t place = 0, last = WORD_KINDS - 1;

	for (size_t i = from; i < words->count; i++)
		place += !size_begins(words->items[i]) || i == from;
	while (last && expected[last] == WORD_END)
		last--;
	return expected[place < last ? place : last];
}

/* The claim or condition of the command at 'from', which "within <time>" or "not" may precede. */
static size_t
place_of_sequel(const struct words *words, size_t from)
{
	const char *next = from + 1 < words->count ? words->items[from + 1] : "";

	return from + (strcmp(next, "within") == 0 ? 3 : strcmp(next, "not") == 0 ? 2 : 1);
}

/* The same where a claim or a condition decides it. */
static enum word_kind
kind_of_sequel(enum word_kind first, const struct words *words, size_t from)
{
	size_t at = place_of_sequel(words, from), rivals;
	const struct keyword *row;

	if (at >= words->count)
		return at == words->count ? first : WORD_END;
	row = keyword_find(kind_words(first), words->items[at], &rivals);
	for (size_t i = 0; row && i < sizeof(sequels) / sizeof(*sequels); i++)
		if (sequels[i].of == first && sequels[i].value == row->value)
			return kind_behind(sequels[i].words, words, at + 1);
	return WORD_END;
}

static enum word_kind
kind_of_next(const struct command *command, const struct words *words, size_t from)
{
	enum word_kind first = command->words[0];

	if (first == WORD_CLAIM || first == WORD_REQUIREMENT)
		return kind_of_sequel(first, words, from);
	return kind_behind(command->words, words, from + 1);
}

/* Does a word, which may be missing, stand where a condition's form has this one: "<n>", "[disk]",
 * "[<path>]", "[[<op>] <value>]"? */
static bool
stands_for(const struct command *commands, const char *form, size_t length, const char *word)
{
	if (*form != '[' && form[length - 1] != ']')
		return true;
	if (!word)
		return false;
	if (!memchr(form, '<', length))
		return strlen(word) == length - 2 && memcmp(form + 1, word, length - 2) == 0;
	if (strncmp(form, "[<path>]", length) == 0)
		return strchr(word, '/') != NULL;
	if (strncmp(form, "[[<op>]", length) == 0)
		return !word[strspn(word, "=!<>")];
	return !command_named(commands, word);
}

/* Where the condition of the command at 'from' ends, which may be behind all words. */
static size_t
behind_condition(const struct command *commands, const struct words *words, size_t from)
{
	size_t at = place_of_sequel(words, from), rivals;
	const struct keyword *row =
		at < words->count ? keyword_find(requirement_words, words->items[at], &rivals)
				  : NULL;
	const char *form = row ? row->help : ":";

	for (at++; *form != ':'; form += strspn(form, " ")) {
		size_t length = strcspn(form, " :");

		at += stands_for(commands, form, length,
				 at < words->count ? words->items[at] : NULL);
		form += length;
	}
	return row ? at : SIZE_MAX;
}

/* "expect fail", or "expect fail ENOMEM": no command is in capitals. */
static size_t
behind_fail(const struct words *words, size_t from)
{
	size_t at = place_of_sequel(words, from), rivals;
	const struct keyword *row =
		at < words->count ? keyword_find(claim_words, words->items[at], &rivals) : NULL;

	if (!row || row->value != CLAIM_FAIL)
		return SIZE_MAX;
	at++;
	return at + (at < words->count && isupper((unsigned char)*words->items[at]));
}

/* Where another line begins in that of the command
 * at 'from': behind all words where it has none. */
static size_t
line_within(const struct command *commands, const struct command *command,
	    const struct words *words, size_t from)
{
	if (command->words[0] == WORD_CLAIM)
		return behind_fail(words, from);
	for (size_t i = 0; i < WORD_KINDS; i++)
		if (command->words[i] == WORD_LINE)
			return command->words[0] == WORD_REQUIREMENT
				       ? behind_condition(commands, words, from)
				       : from + 1 + i;
	return SIZE_MAX;
}

/* Offer what may follow in the line that begins at 'from'. */
static void
offer_next(struct offer *offer, const struct words *words, size_t from)
{
	const struct command *commands = offer->session->commands, *command;
	const char *name = from < words->count ? words->items[from] : NULL;
	struct error error = { 0 };
	size_t inner;

	if (!name) {
		offer_kind(offer, WORD_LINE);
		return;
	}
	if (*name == '/' || strcmp(name, "&") == 0) {
		offer_next(offer, words, from + 1);
		return;
	}
	command = command_find(commands, name + (*name == '&'), &error);
	error_clear(&error);
	inner = command ? line_within(commands, command, words, from) : SIZE_MAX;
	if (inner <= words->count) {
		offer_next(offer, words, inner);
	} else if (command) {
		offer->attached = command->attached;
		offer_kind(offer, kind_of_next(command, words, from));
	}
}

void
completion_find(struct session *session, const char *before, const char *word,
		struct completion *completion)
{
	struct offer offer = { session, completion, word, false };
	struct error error = { 0 };
	struct words words;

	/* Of a quote that is not closed, what is before it counts. */
	if (words_split(&words, before, &error) == 0 || words.count)
		offer_next(&offer, &words, 0);
	error_clear(&error);
	words_release(&words);
}

static const struct completion *given;

static char *
give_next(const char *word, int state)
{
	static size_t next;

	(void)word;
	if (state == 0)
		next = 0;
	return next < given->count ? xstrdup(given->words[next++]) : NULL;
}

char *(*completion_generator(const struct completion *completion))(const char *, int)
{
	given = completion;
	return give_next;
}

void
completion_release(struct completion *completion)
{
	while (completion->count)
		free(completion->words[--completion->count]);
	free(completion->words);
	*completion = (struct completion){ 0 };
}
