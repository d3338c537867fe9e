/* What the word under the cursor could become.
 * SPDX-License-Identifier: GPL-2.0-or-later */
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
	{ WORD_CLAIM, CLAIM_FAIL, { WORD_COMMAND, WORD_SEGMENT } },
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

/* What may stand behind the words from 'from' on, of which 'expected' are the kinds: the last one
 * repeats.  Words with a range in front of them move two places on; ranges themselves need no help. */
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

/* "within <time>" and "not" stand in front of what the first word is to be. */
static size_t
step_over(const struct words *words)
{
	if (words->count > 1 && strcmp(words->items[1], "within") == 0)
		return 3;
	return words->count > 1 && strcmp(words->items[1], "not") == 0 ? 2 : 1;
}

/* The same where a claim or a condition decides it. */
static enum word_kind
kind_of_sequel(enum word_kind first, const struct words *words)
{
	size_t at = step_over(words), rivals;
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
kind_of_next(const struct command *command, const struct words *words)
{
	enum word_kind first = command->words[0];

	if (first == WORD_CLAIM || first == WORD_REQUIREMENT)
		return kind_of_sequel(first, words);
	return kind_behind(command->words, words, 1);
}

void
completion_find(struct session *session, const char *before, const char *word,
		struct completion *completion)
{
	struct offer offer = { session, completion, word, false };
	struct error error = { 0 };
	const struct command *command;
	struct words words;

	if (words_split(&words, before, &error) == 0 && words.count == 0) {
		if (*word == '/')
			offer_relatives(&offer);
		else
			offer_commands(&offer);
	} else if (words.count && *words.items[0] == '/' && words.count == 1) {
		offer_commands(&offer);
	} else if (words.count &&
		   (command = command_find(session->commands, words.items[0], &error))) {
		offer.attached = command->attached;
		offer_kind(&offer, kind_of_next(command, &words));
	}
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
