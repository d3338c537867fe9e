/* The lines a session carried out.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "shell/command.h"
#include "shell/journal.h"
#include "shell/words.h"

void
journal_add(struct journal *journal, const char *line)
{
	enum { HALF = JOURNAL_LINES / 2 };

	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return;
	if (journal->count == JOURNAL_LINES) {
		free(journal->lines[HALF]);
		memmove(&journal->lines[HALF], &journal->lines[HALF + 1],
			(JOURNAL_LINES - HALF - 1) * sizeof(*journal->lines));
		journal->count--;
		journal->dropped++;
	}
	journal->lines[journal->count++] = xstrndup(line, JOURNAL_LINE_BYTES);
}

void
journal_release(struct journal *journal)
{
	while (journal->count)
		free(journal->lines[--journal->count]);
	journal->dropped = 0;
}

/* A line of the journal, understood. */
struct step {
	struct words words;
	const char *command; /* its full name; "" where there is none */
	bool acts;	     /* it moves or faults pages, and is what claims are about */
	bool looks;	     /* and changes nothing */
	char *name;	     /* what it defines; or NULL */
};

static bool
among(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Does it claim something, and do nothing besides? */
static bool
only_claims(const struct words *words, size_t from)
{
	for (size_t i = from; i < words->count; i++)
		if (strcmp(words->items[i], "expect") == 0)
			return i + 1 >= words->count ||
			       (strcmp(words->items[i + 1], "fail") != 0 &&
				strcmp(words->items[i + 1], "within") != 0);
	return false;
}

static char *
name_defined(const struct step *step, size_t at)
{
	static const char *const definers[] = { "anon",	  "file",  "shmem", "tmpfs", "memfd",
						"secret", "alias", "actor", NULL };
	const char *word, *slash;

	if (!among(step->command, definers) || at + 1 >= step->words.count)
		return NULL;
	word = step->words.items[at + 1];
	slash = strcmp(step->command, "file") == 0 ? strrchr(word, '/') : NULL;
	return xstrdup(slash ? slash + 1 : word);
}

static void
step_read(struct step *step, const char *line, const struct command *commands)
{
	static const char *const lookers[] = { "help",	 "man",	   "pid",    "echo",	 "numa",
					       "show",	 "doctor", "where",  "why",	 "flags",
					       "source", "policy", "verify", "counters", "quit",
					       "exit",	 "expect", NULL };
	struct error error = { 0 };
	const struct command *command = NULL;
	size_t at = 0;

	*step = (struct step){ .command = "" };
	if (words_split(&step->words, line, &error) || !step->words.count) {
		error_clear(&error);
		step->looks = true;
		return;
	}
	if (*step->words.items[0] == '/')
		at = 1;
	if (at < step->words.count)
		command = command_find(commands, step->words.items[at], &error);
	error_clear(&error);
	if (command) {
		step->command = command->name;
		step->acts = command->counted;
	}
	step->name = name_defined(step, at);
	if (strcmp(step->command, "expect") == 0 || strcmp(step->command, "if") == 0 ||
	    strcmp(step->command, "unless") == 0)
		step->looks = only_claims(&step->words, at);
	else
		step->looks = among(step->command, lookers);
	/* A word alone shows what it would set, and '/' lists children. */
	if (step->words.count == at)
		step->looks = true;
	if (step->words.count == at + 1 && !step->acts && strcmp(step->command, "pause") != 0 &&
	    strcmp(step->command, "wait") != 0)
		step->looks = true;
}

static void
step_release(struct step *step)
{
	words_release(&step->words);
	free(step->name);
}

/* "foo", "foo:4k", "foo+8p", "like=foo" */
static bool
word_names(const char *word, const char *name)
{
	const char *equals = strchr(word, '=');
	size_t length = strlen(name);

	if (strncmp(word, name, length) == 0 && strchr(":+,", word[length]))
		return true;
	return equals && word_names(equals + 1, name);
}

static bool
step_names(const struct step *step, const char *name)
{
	for (size_t i = 0; i < step->words.count; i++)
		if (word_names(step->words.items[i], name))
			return true;
	return step->name && strcmp(step->name, name) == 0;
}

void
journal_mark_failed(struct journal *journal, const struct command *commands, int number)
{
	struct text text = { 0 };
	struct step step;
	char **last;

	if (!journal->count)
		return;
	last = &journal->lines[journal->count - 1];
	step_read(&step, *last, commands);
	if (!step.looks) {
		text_add(&text, "expect fail %s", *last);
		free(*last);
		*last = *step.command && number != EINVAL ? xstrdup(text_string(&text)) : NULL;
		journal->count -= !*last;
	}
	step_release(&step);
	text_release(&text);
}

/* The names that steps define, and which of them matter. */
struct names {
	struct step *steps;
	size_t count;
	bool *matter; /* of the name that step i defines */
};

/* Does a step name anything, and anything that matters? */
static bool
names_any(const struct names *names, const struct step *step, bool mattering)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->steps[i].name && (!mattering || names->matter[i]) &&
		    step_names(step, names->steps[i].name))
			return true;
	return false;
}

/* All that a step names matters; true: something did not yet. */
static bool
let_matter(struct names *names, const struct step *step)
{
	bool more = false;

	for (size_t i = 0; i < names->count; i++) {
		if (!names->steps[i].name || names->matter[i] ||
		    !step_names(step, names->steps[i].name))
			continue;
		names->matter[i] = more = true;
	}
	return more;
}

/* What the last line is about, when it names nothing itself: the last command that acts. */
static void
find_subject(struct names *names)
{
	const struct step *last = &names->steps[names->count - 1];
	size_t i = names->count - 1;

	if (let_matter(names, last))
		return;
	while (i && !names->steps[i].acts)
		i--;
	if (names->steps[i].acts && let_matter(names, &names->steps[i]))
		return;
	for (i = 0; i < names->count; i++)
		names->matter[i] = true;
}

void
journal_reduce(const struct journal *journal, const struct command *commands, bool *needed)
{
	struct names names = { .count = journal->count };
	bool more = true;

	if (!journal->count)
		return;
	names.steps = xcalloc(journal->count, sizeof(*names.steps));
	names.matter = xcalloc(journal->count, sizeof(*names.matter));
	for (size_t i = 0; i < journal->count; i++)
		step_read(&names.steps[i], journal->lines[i], commands);
	find_subject(&names);
	while (more) {
		more = false;
		for (size_t i = 0; i < names.count; i++)
			if (!names.steps[i].looks && names_any(&names, &names.steps[i], true))
				more |= let_matter(&names, &names.steps[i]);
	}
	for (size_t i = 0; i < names.count; i++)
		needed[i] = i + 1 == names.count ||
			    (!names.steps[i].looks && (names_any(&names, &names.steps[i], true) ||
						       !names_any(&names, &names.steps[i], false)));
	for (size_t i = 0; i < names.count; i++)
		step_release(&names.steps[i]);
	free(names.steps);
	free(names.matter);
}
