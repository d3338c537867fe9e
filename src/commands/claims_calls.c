/* Claims on the last raw system call: what it returned, and its statuses.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kernel/migrate.h"
#include "memory/address.h"
#include "shell/deviation.h"
#include "commands/callwords.h"
#include "commands/claims.h"
#include "commands/comparing.h"

/* The last call's answer, or NULL with an error. */
static const struct answer *
last_answer(struct session *session, struct args *args)
{
	if (session->called.call)
		return &session->called;
	args_fail(args, EINVAL, "no system call has been made yet");
	error_hint(&args->error, "call");
	return NULL;
}

static void
add_returned(long returned, struct text *text)
{
	if (returned < 0)
		text_add(text, "%s", error_name((int)-returned));
	else
		text_add(text, "%ld", returned);
}

/* "EINVAL", "0", ">= 1" */
enum outcome
claim_returned(struct session *session, struct args *args, struct text *failure)
{
	const struct answer *answer = last_answer(session, args);
	const char *next = args_peek(args);
	bool compared = next && strchr("=!<>", *next);
	enum comparison comparison = compared ? args_comparison(args) : IS_EQUAL;
	const char *word = args_word(args, "a number or an errno");
	uint64_t number = 0;
	long wanted;

	if (!answer || !word)
		return OUTCOME_FAILED;
	wanted = -error_number(word);
	if (!wanted)
		number_parse(word, "number", 0, INT64_MAX, &number, &args->error);
	if (!args_end(args))
		return OUTCOME_FAILED;
	wanted = wanted ? wanted : (long)number;
	if (comparison_holds_for(comparison,
				 (answer->returned > wanted) - (answer->returned < wanted)))
		return OUTCOME_DONE;
	text_add(failure, "expected %s to return %s%s%s, found ", answer->call,
		 compared ? keyword_name(comparisons, (int)comparison) : "", compared ? " " : "",
		 word);
	add_returned(answer->returned, failure);
	return OUTCOME_UNMET;
}

/* "1", "EBUSY", "unset", each perhaps with "*<n>" behind it. */
static void
take_statuses(struct args *args, const char *word, struct answer *wanted, size_t *capacity)
{
	char *copy = xstrdup(word);
	uint64_t times = call_take_times(args, copy, "number of entries"), node = 0;
	int status = MIGRATE_UNANSWERED;

	if (error_number(copy))
		status = -error_number(copy);
	else if (strcmp(copy, "unset") != 0) {
		struct nodeset set = { 0 };
		struct machine machine;

		if (*copy == '@') {
			machine_read(&machine);
			nodeset_parse(&set, copy, &machine, NODES_TO_LOOK, &args->error);
			node = (uint64_t)nodeset_next(&set, 0);
		} else {
			number_parse(copy, "status (a node, an errno or 'unset')", 0, INT32_MAX,
				     &node, &args->error);
		}
		status = (int)node;
	}
	for (; times && args_ok(args) && wanted->count < MOST_ENTRIES; times--) {
		wanted->status = xgrow(wanted->status, capacity, wanted->count + 1, sizeof(int));
		wanted->status[wanted->count++] = status;
	}
	free(copy);
}

static bool
same_statuses(const struct answer *a, const struct answer *b)
{
	return a->count == b->count &&
	       (!a->count || memcmp(a->status, b->status, a->count * sizeof(int)) == 0);
}

/* The first page whose status is another than claimed, where a segment has it. */
static void
suspect_first(struct session *session, const struct answer *found, const struct answer *wanted)
{
	const struct segment *segment;
	size_t i = 0;

	if (found->said)
		return;
	while (i < found->count && i < wanted->count && found->status[i] == wanted->status[i])
		i++;
	segment = i < found->count ? segments_at(&session->segments, found->pages[i]) : NULL;
	if (segment)
		session_suspect(session, segment, segment_page_at(segment, found->pages[i]));
}

enum outcome
claim_status(struct session *session, struct args *args, struct text *failure)
{
	const struct answer *answer = last_answer(session, args);
	struct answer wanted = { 0 };
	size_t capacity = 0;
	const char *word;
	bool held;

	if (!answer)
		return OUTCOME_FAILED;
	if (answer->said)
		wanted.said = xstrdup(args_rest(args, "a mode and nodes") ?: "");
	else
		while ((word = args_optional(args)))
			take_statuses(args, word, &wanted, &capacity);
	if (args_ok(args) && !answer->said && !answer->status)
		args_fail(args, EINVAL, "%s gives no status", answer->call);
	held = answer->said ? strcmp(answer->said, wanted.said) == 0
			    : same_statuses(answer, &wanted);
	if (args_ok(args) && !held) {
		text_add(failure, "expected status ");
		answer_format(&wanted, failure);
		text_add(failure, " of %s, found ", answer->call);
		answer_format(answer, failure);
		suspect_first(session, answer, &wanted);
	}
	answer_release(&wanted);
	if (!args_ok(args))
		return OUTCOME_FAILED;
	return held ? OUTCOME_DONE : OUTCOME_UNMET;
}
