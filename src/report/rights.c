/* What this process may do, and who it is.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "report/nouns.h"

static const char *const sets[] = { "effective", "permitted", "inheritable", "bounding" };
enum { SETS = sizeof(sets) / sizeof(*sets) };

static void
draw_capabilities(const struct record *record, struct text *text)
{
	for (int i = 0; i < SETS; i++) {
		say_speaker(record, text);
		text_add(text, "%s = %s\n", sets[i], record_get_text(record, sets[i]));
	}
}

static void
add_set(struct record *record, const char *name, uint64_t set)
{
	struct text text = { 0 };

	capabilities_format(set, &text);
	record_text(record, name, text_string(&text));
	text_release(&text);
}

void
say_capabilities(struct output *output, const struct capabilities *capabilities)
{
	static const struct noun noun = { "caps", draw_capabilities };
	struct record record = say_begin(output, &noun);

	add_set(&record, sets[0], capabilities->effective);
	add_set(&record, sets[1], capabilities->permitted);
	add_set(&record, sets[2], capabilities->inheritable);
	add_set(&record, sets[3], capabilities->bounding);
	record_address(&record, "effective_mask", capabilities->effective);
	record_address(&record, "permitted_mask", capabilities->permitted);
	say_end(output, &record);
}

static void
draw_identity(const struct record *record, struct text *text)
{
	const char *name = record_get_text(record, "name");
	int64_t groups = record_get_number(record, "groups");

	say_speaker(record, text);
	text_add(text, "uid = %" PRId64, record_get_number(record, "user"));
	if (*name)
		text_add(text, " (%s)", name);
	text_add(text, ", real %" PRId64 ", saved %" PRId64 "; gid = %" PRId64,
		 record_get_number(record, "real_user"), record_get_number(record, "saved_user"),
		 record_get_number(record, "group"));
	text_add(text, ", %" PRId64 " more group%s; %s\n", groups, groups == 1 ? "" : "s",
		 record_get_truth(record, "dumpable") ? "dumpable" : "not dumpable");
}

void
say_identity(struct output *output, const struct identity *identity, bool dumpable)
{
	static const struct noun noun = { "user", draw_identity };
	struct record record = say_begin(output, &noun);
	struct text name = { 0 };

	user_name(identity->user, &name);
	record_number(&record, "user", identity->user);
	record_text(&record, "name", text_string(&name));
	record_number(&record, "real_user", identity->real_user);
	record_number(&record, "saved_user", identity->saved_user);
	record_number(&record, "group", identity->group);
	record_number(&record, "groups", identity->group_count);
	record_truth(&record, "dumpable", dumpable);
	text_release(&name);
	say_end(output, &record);
}
