/* What became of a node's memory.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "report/nouns.h"

static void
draw_hotplug(const struct record *record, struct text *text)
{
	say_speaker(record, text);
	text_add(text, "node %" PRId64 " %s: %" PRIu64 " block%s of ",
		 record_get_number(record, "node"), record_get_text(record, "state"),
		 record_get_size(record, "changed"),
		 record_get_size(record, "changed") == 1 ? "" : "s");
	size_format(record_get_size(record, "block_size"), text);
	text_add(text, ", %" PRIu64 " of %" PRIu64 " on line", record_get_size(record, "online"),
		 record_get_size(record, "blocks"));
	text_add(text, "; %" PRIu64 " pages migrated meanwhile\n",
		 record_get_size(record, "migrated"));
	if (!record_get_truth(record, "changed_zone"))
		return;
	say_speaker(record, text);
	text_add(text, "node %" PRId64 ": some blocks are in another zone than before\n",
		 record_get_number(record, "node"));
}

void
say_hotplug(struct output *output, const char *state, const struct hotplug *plug, uint64_t migrated)
{
	static const struct noun noun = { "hotplug", draw_hotplug };
	struct record record = say_begin(output, &noun);

	record_number(&record, "node", plug->node);
	record_text(&record, "state", state);
	record_size(&record, "block_size", plug->block_size);
	record_size(&record, "changed", plug->changed);
	record_size(&record, "blocks", plug->blocks);
	record_size(&record, "online", plug->online);
	record_truth(&record, "changed_zone", plug->changed_zone);
	record_size(&record, "migrated", migrated);
	say_end(output, &record);
}
