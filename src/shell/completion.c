/* What the word under the cursor could become.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/switches.h"
#include "memory/advice.h"
#include "memory/bounce.h"
#include "shell/command.h"
#include "shell/completion.h"
#include "shell/options.h"
#include "shell/tables.h"
#include "shell/words.h"

/* What is offered, as long as it begins with 'word'. */
struct offer {
	struct session *session;
	struct completion *completion;
	const char *word;
	bool attached; /* segments of other processes too */
};

static void
offer_word(const struct offer *offer, const char *word)
{
	struct completion *into = offer->completion;

	if (strncmp(word, offer->word, strlen(offer->word)) != 0)
		return;
	into->words = xgrow(into->words, &into->capacity, into->count + 1, sizeof(*into->words));
	into->words[into->count++] = xstrdup(word);
}

static void
offer_table(const struct offer *offer, const struct keyword *table)
{
	for (; table->name; table++)
		offer_word(offer, table->name);
}

/* Names of attached processes with the ':'; behind that, their mappings. */
static void
offer_mappings(const struct offer *offer, struct attachment *attachment, bool bare)
{
	size_t length = bare ? strlen(attachment->prefix) : 0;
	struct error error = { 0 };

	if (!bare && strncmp(offer->word, attachment->prefix, strlen(attachment->prefix)) != 0) {
		offer_word(offer, attachment->prefix);
		return;
	}
	if (attachment_renew(attachment, &error) == 0)
		for (size_t i = 0; i < attachment->mappings.count; i++)
			offer_word(offer, attachment->mappings.items[i]->name + length);
	error_clear(&error);
}

static void
offer_attached(const struct offer *offer)
{
	struct session *session = offer->session;

	for (size_t i = 0; i < session->attached.count; i++)
		offer_mappings(offer, session->attached.items[i], false);
	if (session->given)
		offer_mappings(offer, session->given, true);
}

static void
offer_processes(const struct offer *offer)
{
	const struct attachments *attached = &offer->session->attached;

	for (size_t i = 0; i < attached->count; i++)
		offer_word(offer, attached->items[i]->name);
}

static void
offer_segments(const struct offer *offer)
{
	const struct segments *segments = &offer->session->segments;

	for (size_t i = 0; i < segments->count; i++)
		offer_word(offer, segments->items[i]->name);
	if (offer->attached)
		offer_attached(offer);
	if (*offer->word != '+')
		return;
	mappings_read_own(&offer->session->own, segments);
	for (size_t i = 0; i < offer->session->own.count; i++) {
		char *name = xasprintf("+%s", offer->session->own.items[i]->name);

		offer_word(offer, name);
		free(name);
	}
}

static void
offer_commands(const struct offer *offer)
{
	for (const struct command *command = offer->session->commands; command->name; command++)
		offer_word(offer, command->name);
}

static void
offer_children(const struct offer *offer, const char *slash)
{
	const struct children *children = &offer->session->children;

	for (size_t i = 0; i < children->count; i++) {
		char *name = xasprintf("%s%s", slash, children->items[i].name);

		offer_word(offer, name);
		free(name);
	}
	for (size_t i = 0; *slash && i < offer->session->threads.count; i++) {
		char *name = xasprintf("/%s", thread_name(offer->session->threads.items[i]));

		offer_word(offer, name);
		free(name);
	}
}

static void
offer_actors(const struct offer *offer)
{
	const struct actors *actors = &offer->session->actors;

	for (size_t i = 0; i < actors->count; i++)
		offer_word(offer, actors->items[i]->name);
}

static void
offer_nodes(const struct offer *offer)
{
	static const char *const symbols[] = { "all",	      "@local",	  "@far",    "@cpuless",
					       "@memoryless", "@offline", "@outside" };
	struct machine machine;
	struct nodeset usable;

	machine_read(&machine);
	usable = machine_usable(&machine);
	for (int node = nodeset_next(&usable, 0); node >= 0;
	     node = nodeset_next(&usable, (unsigned)node + 1)) {
		char *number = xasprintf("%d", node);

		offer_word(offer, number);
		free(number);
	}
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++)
		offer_word(offer, symbols[i]);
}

static void
offer_capabilities(const struct offer *offer)
{
	struct text name = { 0 };

	for (uint64_t bit = 1; bit & capabilities_all(); bit <<= 1) {
		text_clear(&name);
		capabilities_format(bit, &name);
		offer_word(offer, text_string(&name));
	}
	offer_word(offer, "all");
	text_release(&name);
}

static void
offer_signals(const struct offer *offer)
{
	for (int number = 1; number < NSIG; number++) {
		const char *name = sigabbrev_np(number);

		if (name)
			offer_word(offer, name);
	}
}

/* "bind" and, behind a '+', "bind+move". */
static void
offer_policies(const struct offer *offer)
{
	const char *plus = strrchr(offer->word, '+');

	if (!plus) {
		offer_table(offer, policy_modes);
		return;
	}
	for (const struct keyword *row = policy_flags; row->name; row++) {
		char *name =
			xasprintf("%.*s%s", (int)(plus + 1 - offer->word), offer->word, row->name);

		offer_word(offer, name);
		free(name);
	}
}

static void
offer_counters(const struct offer *offer)
{
	const struct vmstat *counters = &offer->session->evidence.start;
	struct vmstat_counter counter;
	const char *at = NULL;

	while (vmstat_next(counters, &at, &counter))
		offer_word(offer, counter.name);
}

static void
offer_switches(const struct offer *offer)
{
	size_t count;
	const struct switch_row *all = switches_all(&count);

	for (size_t i = 0; i < count; i++)
		offer_word(offer, all[i].name);
}

static void
offer_syscalls(const struct offer *offer)
{
	for (const struct syscall_row *row = syscalls; row->name; row++)
		offer_word(offer, row->name);
}

static void
offer_kind(const struct offer *offer, enum word_kind kind)
{
	switch (kind) {
	case WORD_END:
		break;
	case WORD_SEGMENT:
		offer_segments(offer);
		break;
	case WORD_FILE:
		offer->completion->files = true;
		break;
	case WORD_COMMAND:
		offer_commands(offer);
		break;
	case WORD_POLICY:
		offer_policies(offer);
		break;
	case WORD_NODES:
		offer_nodes(offer);
		break;
	case WORD_SHARE:
		offer_table(offer, share_words);
		break;
	case WORD_ACCESS:
		offer_table(offer, access_words);
		break;
	case WORD_ADVICE:
		offer_table(offer, advice_words);
		break;
	case WORD_PROTECTION:
		offer_table(offer, protection_words);
		break;
	case WORD_RAISING:
		offer_table(offer, raising_words);
		break;
	case WORD_CAPABILITY:
		offer_capabilities(offer);
		break;
	case WORD_ON_OFF:
		offer_table(offer, on_off_words);
		break;
	case WORD_LAYOUT:
		offer_table(offer, layout_words);
		break;
	case WORD_CALL:
		offer_table(offer, bounce_calls);
		break;
	case WORD_CHILD:
		offer_children(offer, "");
		break;
	case WORD_RELATIVE:
		offer_children(offer, "/");
		break;
	case WORD_PROCESS:
		offer_processes(offer);
		break;
	case WORD_SIGNAL:
		offer_signals(offer);
		break;
	case WORD_OPTION:
		offer_table(offer, option_words);
		break;
	case WORD_COUNTER:
		offer_counters(offer);
		break;
	case WORD_SWITCH:
		offer_switches(offer);
		break;
	case WORD_SWAP:
		offer_table(offer, swap_words);
		break;
	case WORD_WATCH:
		offer_table(offer, watch_words);
		break;
	case WORD_CLEAR:
		offer_table(offer, clear_words);
		break;
	case WORD_CLAIM:
		offer_table(offer, claim_words);
		break;
	case WORD_ACTOR:
		offer_actors(offer);
		break;
	case WORD_ACTOR_KIND:
		offer_table(offer, actor_kinds);
		break;
	case WORD_FILESYSTEM:
		offer_table(offer, scratch_words);
		break;
	case WORD_REQUIREMENT:
		offer_table(offer, requirement_words);
		break;
	case WORD_SYSCALL:
		offer_syscalls(offer);
		break;
	}
}

/* What may stand at place 'at' behind a command: as its row says, the last kind repeating. */
static enum word_kind
kind_at(const struct command *command, size_t at)
{
	size_t last = 0;

	while (last + 1 < WORD_KINDS && command->words[last + 1] != WORD_END)
		last++;
	return command->words[at < last ? at : last];
}

/* Words with a range in front of them move two places on; ranges themselves need no help. */
static size_t
place_of(const struct words *words)
{
	size_t place = 0;

	for (size_t i = 1; i < words->count; i++)
		place += !size_begins(words->items[i]) || i == 1;
	return place;
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
			offer_children(&offer, "/");
		else
			offer_commands(&offer);
	} else if (words.count && *words.items[0] == '/' && words.count == 1) {
		offer_commands(&offer);
	} else if (words.count &&
		   (command = command_find(session->commands, words.items[0], &error))) {
		offer.attached = command->attached;
		offer_kind(&offer, kind_at(command, place_of(&words)));
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
