/* What is known of pages: a node or a state, and how many pages have which.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/xalloc.h"
#include "memory/tally.h"

static const struct {
	char letter;
	const char *name;
} states[PAGE_STATES] = {
	{ '.', "absent" },  { '~', "swapped" }, { 'z', "zero" },
	{ '!', "refused" }, { 'g', "guard" },	{ 'x', "poisoned" },
};

char
page_state_letter(int state)
{
	return states[-1 - state].letter;
}

const char *
page_state_name(int state)
{
	return states[-1 - state].name;
}

uint64_t
tally_state(const struct tally *tally, enum page_state state)
{
	return tally->in_state[-1 - state];
}

uint64_t
tally_node(const struct tally *tally, unsigned node)
{
	return node < tally->nodes ? tally->on_node[node] : 0;
}

uint64_t
tally_on(const struct tally *tally, const struct nodeset *set)
{
	uint64_t pages = 0;

	for (unsigned node = 0; node < tally->nodes; node++)
		if (nodeset_has(set, node))
			pages += tally->on_node[node];
	return pages;
}

static void
make_room_for_node(struct tally *tally, unsigned node)
{
	if (node < tally->nodes)
		return;
	tally->on_node = xreallocarray(tally->on_node, node + 1, sizeof(*tally->on_node));
	while (tally->nodes <= node)
		tally->on_node[tally->nodes++] = 0;
}

void
tally_add(struct tally *tally, int state, uint64_t pages)
{
	tally->pages += pages;
	if (state < 0) {
		tally->in_state[-1 - state] += pages;
		return;
	}
	make_room_for_node(tally, (unsigned)state);
	tally->on_node[state] += pages;
}

void
tally_release(struct tally *tally)
{
	free(tally->on_node);
	*tally = (struct tally){ 0 };
}
