/* What this process may do, and who it is: caps, uid, dumpable.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "shell/args.h"
#include "shell/tables.h"
#include "commands/families.h"

/* "for-good": only in a child, whose end takes with it what a session could not put back. */
static bool
take_for_good(struct args *args)
{
	bool for_good = args_flag(args, "for-good");

	if (!for_good || args->session->channel >= 0)
		return for_good;
	args_fail(args, EPERM,
		  "what is given up for good cannot be put back when the session ends");
	error_hint(&args->error, "child c, and /c %s ... for-good", args->command->name);
	return true;
}

/* Names up to the end of the line. */
static uint64_t
take_capabilities(struct args *args)
{
	const char *word = args_word(args, "a capability such as sys_nice");
	uint64_t set = 0;

	for (; word; word = args_optional(args)) {
		uint64_t capability = capability_parse(word);

		if (!capability)
			args_fail(args, EINVAL, "there is no capability '%s'", quote(word).text);
		set |= capability;
	}
	return set;
}

static enum outcome
refuse_raise(struct args *args, uint64_t missing)
{
	struct text names = { 0 };

	capabilities_format(missing, &names);
	args_fail(args, EPERM, "not permitted: %s", text_string(&names));
	error_hint(&args->error, "caps, which shows what is; or run as root");
	text_release(&names);
	return OUTCOME_FAILED;
}

static enum outcome
change_capabilities(struct session *session, struct args *args, bool raise, bool for_good)
{
	uint64_t set = take_capabilities(args);
	struct capabilities held;
	int result;

	if (raise && for_good)
		args_fail(args, EINVAL, "'for-good' goes with 'drop'");
	if (!args_end(args))
		return OUTCOME_FAILED;
	result = capabilities_read(&held);
	/* "all" is all that there are to be had. */
	if (raise && set == capabilities_all())
		set &= held.permitted;
	if (!result && raise && set & ~held.permitted)
		return refuse_raise(args, set & ~held.permitted);
	if (!result)
		result = for_good
				 ? capabilities_give_up(set)
				 : session_set_capabilities(session, raise ? held.effective | set
									   : held.effective & ~set);
	return result ? args_refused(args, result, "cannot change capabilities") : OUTCOME_DONE;
}

static enum outcome
caps_run(struct session *session, struct args *args)
{
	bool for_good = take_for_good(args);
	struct capabilities held;
	int result;

	if (args_left(args) || for_good) {
		bool raise = args_keyword(args, raising_words, "word");

		return change_capabilities(session, args, raise, for_good);
	}
	result = capabilities_read(&held);
	if (result)
		return args_refused(args, result, "cannot read capabilities");
	say_capabilities(&session->output, &held);
	return OUTCOME_DONE;
}

static enum outcome
show_identity(struct session *session, struct args *args)
{
	struct identity identity;
	int result = identity_read(&identity);

	if (result)
		return args_refused(args, result, "cannot read user and groups");
	say_identity(&session->output, &identity, dumpable_read());
	identity_release(&identity);
	return OUTCOME_DONE;
}

static void
hint_threads(struct args *args, int result)
{
	if (result == -EBUSY)
		error_hint(&args->error,
			   "stop actors and leave threads first: one has other capabilities");
}

static enum outcome
become(struct session *session, struct args *args, const char *word, bool for_good)
{
	uid_t user;
	gid_t group;
	int result = user_find(word, &user, &group);

	if (result) {
		args_fail(args, EINVAL, "there is no user '%s'", quote(word).text);
		error_hint(&args->error, "a name of /etc/passwd, or a number");
		return OUTCOME_FAILED;
	}
	result = session_become(session, user, group, for_good);
	if (!result)
		return OUTCOME_DONE;
	args_refused(args, result, "cannot become user '%s'", quote(word).text);
	if (result == -EPERM)
		error_hint(&args->error, "run as root, or caps raise setuid setgid");
	hint_threads(args, result);
	return OUTCOME_FAILED;
}

static enum outcome
uid_run(struct session *session, struct args *args)
{
	bool for_good = take_for_good(args);
	const char *word = for_good ? args_word(args, "a user") : args_optional(args);
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!word)
		return show_identity(session, args);
	if (strcmp(word, "-") != 0)
		return become(session, args, word, for_good);
	if (for_good)
		return args_fail(args, EINVAL, "'for-good' goes with a user");
	result = session_come_back(session);
	if (!result)
		return OUTCOME_DONE;
	args_refused(args, result, "cannot be again who we were");
	hint_threads(args, result);
	return OUTCOME_FAILED;
}

static enum outcome
dumpable_run(struct session *session, struct args *args)
{
	bool given = args_left(args), on = given && args_keyword(args, on_off_words, "word");
	int result;

	if (!args_end(args))
		return OUTCOME_FAILED;
	if (!given)
		return show_identity(session, args);
	session->rights.made_undumpable |= dumpable_read() && !on;
	result = dumpable_set(on);
	return result ? args_refused(args, result, "cannot change that") : OUTCOME_DONE;
}

const struct command rights_family[] = {
	{
		.name = "caps",
		.usage = "[drop|raise <capability> ... [for-good]]",
		.summary = "show capabilities, take some out of force, or put them back",
		.help = "By name, such as sys_nice, or all.  What is dropped stays permitted, and can be raised\n"
			"again; the session's end raises it too.  A child can drop them for-good, and with\n"
			"that stop being permitted them.\n",
		.words = { WORD_RAISING, WORD_CAPABILITY },
		.run = caps_run,
	},
	{
		.name = "uid",
		.usage = "[<user>|-] [for-good]",
		.summary = "show who memtoy is, become another user, or be again who it was (-)",
		.help = "By name or number; with the user's group, no other groups, and no capability in force:\n"
			"what commands do then is what that user gets.  The way back is the saved user, which\n"
			"a child can give up for-good, and with it all that it is permitted.  Real and\n"
			"effective user both change, and memtoy stays dumpable.\n",
		.run = uid_run,
	},
	{
		.name = "dumpable",
		.usage = "[on|off]",
		.summary = "let others of the same user look at this process, or not",
		.help = "A process that is not dumpable, as one that ran a set-user-ID program, is looked at and\n"
			"moved only with CAP_SYS_PTRACE.\n",
		.words = { WORD_ON_OFF, WORD_END },
		.run = dumpable_run,
	},
	{ 0 },
};
