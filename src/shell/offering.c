/* The words there are of each kind.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/switches.h"
#include "memory/advice.h"
#include "memory/bounce.h"
#include "memory/mkfs.h"
#include "shell/offering.h"
#include "shell/options.h"
#include "shell/tables.h"

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
offer_own_children(const struct offer *offer)
{
	offer_children(offer, "");
}

static void
offer_relatives(const struct offer *offer)
{
	offer_children(offer, "/");
}

/* What a line may begin with. */
static void
offer_line(const struct offer *offer)
{
	if (*offer->word == '/')
		offer_relatives(offer);
	else
		offer_commands(offer);
}

static void
offer_files(const struct offer *offer)
{
	offer->completion->files = true;
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

/* The words of each kind: those of a table, or what a function offers. */
static const struct {
	const struct keyword *table;
	void (*offer)(const struct offer *offer);
} kinds[] = {
	[WORD_END] = { NULL, NULL },
	[WORD_SEGMENT] = { NULL, offer_segments },
	[WORD_FILE] = { NULL, offer_files },
	[WORD_COMMAND] = { NULL, offer_commands },
	[WORD_LINE] = { NULL, offer_line },
	[WORD_POLICY] = { NULL, offer_policies },
	[WORD_NODES] = { NULL, offer_nodes },
	[WORD_CAPABILITY] = { NULL, offer_capabilities },
	[WORD_CHILD] = { NULL, offer_own_children },
	[WORD_RELATIVE] = { NULL, offer_relatives },
	[WORD_PROCESS] = { NULL, offer_processes },
	[WORD_SIGNAL] = { NULL, offer_signals },
	[WORD_COUNTER] = { NULL, offer_counters },
	[WORD_SWITCH] = { NULL, offer_switches },
	[WORD_SYSCALL] = { NULL, offer_syscalls },
	[WORD_ACTOR] = { NULL, offer_actors },
	[WORD_SHARE] = { share_words, NULL },
	[WORD_ACCESS] = { access_words, NULL },
	[WORD_ADVICE] = { advice_words, NULL },
	[WORD_PROTECTION] = { protection_words, NULL },
	[WORD_RAISING] = { raising_words, NULL },
	[WORD_ON_OFF] = { on_off_words, NULL },
	[WORD_LAYOUT] = { layout_words, NULL },
	[WORD_CALL] = { bounce_calls, NULL },
	[WORD_OPTION] = { option_words, NULL },
	[WORD_SWAP] = { swap_words, NULL },
	[WORD_WATCH] = { watch_words, NULL },
	[WORD_CLEAR] = { clear_words, NULL },
	[WORD_CLAIM] = { claim_words, NULL },
	[WORD_ACTOR_KIND] = { actor_kinds, NULL },
	[WORD_FILESYSTEM] = { mkfs_words, NULL },
	[WORD_REQUIREMENT] = { requirement_words, NULL },
	[WORD_EVENT] = { event_reasons, NULL },
	[WORD_ACTOR_COUNT] = { actor_counts, NULL },
};

void
offer_kind(const struct offer *offer, enum word_kind kind)
{
	if (kinds[kind].table)
		offer_table(offer, kinds[kind].table);
	if (kinds[kind].offer)
		kinds[kind].offer(offer);
}

const struct keyword *
kind_words(enum word_kind kind)
{
	return kinds[kind].table;
}
