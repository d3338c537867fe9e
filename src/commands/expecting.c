/* Checked claims: expect, and its claim that a command fails.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "shell/deviation.h"
#include "shell/tables.h"
#include "commands/claims.h"
#include "commands/families.h"

/* The errno a failure is expected with, if the next word names one: no command is in capitals. */
static int
take_errno(struct args *args)
{
	const char *word = args_peek(args);
	int number;

	if (!word || *word != 'E' || !isupper((unsigned char)word[1]))
		return 0;
	number = error_number(word);
	if (!number)
		args_fail(args, EINVAL, "'%s' is no errno", word);
	args_optional(args);
	return number;
}

/* A command that does not exist would fail, too, whatever is claimed of it: "/kid & touch" is touch. */
static bool
names_command(const struct session *session, const char *line, struct error *error)
{
	struct words words;
	size_t at = 0;
	bool known = words_split(&words, line, error) == 0;

	while (known && at < words.count &&
	       (*words.items[at] == '/' || strcmp(words.items[at], "&") == 0))
		at++;
	if (known && at < words.count) {
		const char *word = words.items[at];

		known = command_find(session->commands, word + (*word == '&'), error);
	}
	words_release(&words);
	return known;
}

static enum outcome
claim_fail(struct session *session, struct args *args, struct text *failure)
{
	int number = take_errno(args);
	const char *line = args_rest(args, "a command");
	struct error error = { 0 };
	enum outcome outcome;

	if (!line || !names_command(session, line, &args->error))
		return OUTCOME_FAILED;
	session->trying++;
	outcome = command_try_line(session, line, &error, NULL);
	session->trying--;
	/* That its process has ended was the command's failure, and is not ours. */
	session->in_use = NULL;
	if (outcome == OUTCOME_DONE) {
		text_add(failure, "expected it to fail, but it did not");
		outcome = OUTCOME_UNMET;
	} else if (outcome == OUTCOME_FAILED || outcome == OUTCOME_UNMET) {
		outcome = OUTCOME_DONE;
		if (number && error.number != number) {
			text_add(failure, "expected %s, found %s: %s", error_name(number),
				 error.number ? error_name(error.number) : "no errno",
				 error.message ? error.message : "");
			outcome = OUTCOME_UNMET;
		}
	}
	error_clear(&error);
	return outcome;
}

/* A claim that does not hold is said as such, with its place, unless it was meant to fail. */
static void
say_claim(struct session *session, const char *claim, const struct text *failure, bool held)
{
	struct text detail = { 0 };

	if (session->trying)
		return;
	say_place(session->place, &detail);
	text_add(&detail, "%s", text_string(failure));
	say_expectation(&session->output, session->script, claim,
			held ? NULL : text_string(&detail));
	text_release(&detail);
}

/* Check the claim in 'line' once. */
static enum outcome
check_claim(struct args *args, const char *line, struct text *failure)
{
	static claim_check *const checks[] = {
		[CLAIM_WHERE] = claim_where,	   [CLAIM_PRESENT] = claim_present,
		[CLAIM_CONTENT] = claim_content,   [CLAIM_POLICY] = claim_policy,
		[CLAIM_FLAGS] = claim_flags,	   [CLAIM_SIZE] = claim_size,
		[CLAIM_MAPPINGS] = claim_mappings, [CLAIM_POOL] = claim_pool,
		[CLAIM_MOVED] = claim_moved,	   [CLAIM_LEFT] = claim_left,
		[CLAIM_COUNTER] = claim_counter,   [CLAIM_EVENT] = claim_event,
		[CLAIM_ACTOR] = claim_actor,	   [CLAIM_RETURNED] = claim_returned,
		[CLAIM_STATUS] = claim_status,	   [CLAIM_FAIL] = claim_fail,
	};
	struct words words;
	struct args inner = { .session = args->session, .command = args->command, .words = &words };
	enum outcome outcome = OUTCOME_FAILED;
	int kind;

	words_split(&words, line, &inner.error);
	kind = args_form(&inner, claim_words, "claim");
	if (args_ok(&inner))
		outcome = checks[kind](args->session, &inner, failure);
	args->error = inner.error;
	words_release(&words);
	return outcome;
}

/* Check it again and again until it holds or 'seconds' are over.  A claim that cannot be checked is
 * not tried again. */
static enum outcome
await_claim(struct args *args, const char *line, double seconds, struct text *failure)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	const double end = clock_now() + seconds;

	for (;;) {
		enum outcome outcome = check_claim(args, line, failure);

		if (outcome != OUTCOME_UNMET || clock_now() >= end)
			return outcome;
		if (interrupt_poll(NULL, 0, &moment) < 0)
			return OUTCOME_INTERRUPTED;
		text_clear(failure);
	}
}

/* "within <time>" */
static double
take_patience(struct args *args)
{
	double seconds = 0;
	const char *word;

	if (!args_next_is(args, "within"))
		return 0;
	word = args_word(args, "a time such as 10s");
	if (word)
		duration_parse(word, &seconds, &args->error);
	return seconds;
}

static enum outcome
expect_run(struct session *session, struct args *args)
{
	const char *claim = words_rest(args->words, 0);
	double seconds = take_patience(args);
	const char *line = args_rest(args, "a claim");
	struct text failure = { 0 };
	enum outcome outcome;

	if (!args_ok(args))
		return OUTCOME_FAILED;
	outcome = await_claim(args, line, seconds, &failure);
	if (outcome == OUTCOME_DONE || outcome == OUTCOME_UNMET)
		say_claim(session, claim, &failure, outcome == OUTCOME_DONE);
	if (outcome == OUTCOME_UNMET)
		args_fail(args, 0, "%s: %s", claim, text_string(&failure));
	text_release(&failure);
	return outcome;
}

const struct command expecting_family[] = {
	{
		.name = "expect",
		.usage = "[within <time>] <claim>",
		.summary = "check a claim; a script in which one does not hold fails",
		.list = claim_words,
		.help = "<op> is one of == != < <= > >=.  With a time, a claim that does not hold yet is\n"
			"checked again until it does or the time is over.  'moved all' says that every page\n"
			"asked for went to another node.  Counters count for the whole machine: what the last\n"
			"command that moves or faults pages added, or, 'ever', what was added since the\n"
			"session began.  Events are seen while 'set events' is on; reasons are such as\n"
			"numa_misplaced, demotion, memory_hotplug.\n",
		.attached = true,
		.words = { WORD_CLAIM },
		.run = expect_run,
	},
	{ 0 },
};
