/* Commands: finding and running them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "shell/args.h"
#include "shell/command.h"
#include "shell/deviation.h"

/* Lines within lines: 'repeat 2 time repeat 3 ...', and scripts that source others.  Each takes
 * some 20 KiB of stack, with sanitizers more. */
enum { NESTED_MOST = 100 };

/* The rows as keywords, so that they are looked up by the same rules as all other words. */
static struct keyword *
as_keywords(const struct command *commands)
{
	struct keyword *table = NULL;
	size_t capacity = 0, count = 0;

	for (;; count++) {
		const struct command *command = &commands[count];

		table = xgrow(table, &capacity, count + 1, sizeof(*table));
		table[count] =
			(struct keyword){ command->name, (int)count, command->classic, NULL };
		if (!command->name)
			return table;
	}
}

static const char *
nearest(const struct command *commands, const char *word)
{
	const char *name = NULL;
	size_t least = 3;

	for (; commands->name; commands++) {
		size_t distance = keyword_distance(word, commands->name);

		if (distance < least) {
			least = distance;
			name = commands->name;
		}
	}
	return name;
}

static void
refuse_word(const struct command *commands, const struct keyword *table, const char *word,
	    size_t rivals, struct error *error)
{
	const char *near = nearest(commands, word);

	if (rivals) {
		keyword_parse(table, word, "command", error);
		return;
	}
	error_note(error, EINVAL, "unknown command '%s'", quote(word).text);
	error_hint(error, "%s", near ? near : "help");
}

const struct command *
command_find(const struct command *commands, const char *word, struct error *error)
{
	struct keyword *table = as_keywords(commands);
	size_t rivals;
	const struct keyword *row = keyword_find(table, word, &rivals);
	const struct command *command = row ? &commands[row->value] : NULL;

	if (!command)
		refuse_word(commands, table, word, rivals, error);
	free(table);
	return command;
}

const struct command *
command_named(const struct command *commands, const char *name)
{
	while (commands->name && strcmp(commands->name, name) != 0)
		commands++;
	return commands->name ? commands : NULL;
}

/* What was looked at has to be there still: of a process that has ended, /proc tells that nothing
 * is there, or else its successor's pages.  That is the cause of all other errors then. */
static enum outcome
check_in_use(const struct session *session, enum outcome outcome, struct error *error)
{
	struct error ended = { 0 };

	if (attachment_check(session->in_use, &ended) == 0)
		return outcome;
	error_clear(error);
	*error = ended;
	return OUTCOME_FAILED;
}

static enum outcome
run_command(struct session *session, const struct command *command, struct words *words,
	    struct error *error)
{
	struct args args = { .session = session, .command = command, .words = words, .next = 1 };
	enum outcome outcome = OUTCOME_FAILED;
	struct machine machine;

	if (command->numa) {
		machine_read(&machine);
		machine_needs_numa(&machine, &args.error);
	}
	if (command->counted)
		evidence_begin(&session->evidence, command->name);
	session->in_use = NULL;
	if (args_ok(&args))
		outcome = command->run(session, &args);
	if (session->in_use)
		outcome = check_in_use(session, outcome, &args.error);
	if (command->counted)
		evidence_end(&session->evidence);
	*error = args.error;
	return outcome;
}

/* What a thread is handed. */
struct errand {
	struct session *session;
	const char *line;
	struct error *error;
	enum outcome outcome;
};

static void
carry_out(void *argument)
{
	struct errand *errand = argument;

	errand->outcome = command_try_line(errand->session, errand->line, errand->error, NULL);
}

/* What a thread has of its own on the machine goes before it does.  0; or -errno with an error. */
static int
leave_cpuset(struct session *session, struct thread *thread, struct error *error)
{
	struct cpuset *cpuset = thread_cpuset(thread);
	int result = cpuset->folder ? cpuset_leave(cpuset, &session->keeper) : 0;

	return result ? error_refused(error, -result, "cannot remove the cpuset of thread '%s'",
				      thread_name(thread))
		      : 0;
}

/* Have a thread of ours carry out a line, with its name before what it says. */
static enum outcome
send_to_thread(struct session *session, struct thread *thread, const char *line,
	       struct error *error)
{
	struct errand errand = { session, line, error, OUTCOME_FAILED };
	const char *speaker = session->output.child;
	bool ending = session->ending;
	char *name = session->name ? xasprintf("%s/%s", session->name, thread_name(thread))
				   : xstrdup(thread_name(thread));

	if (*line == '&') {
		error_note(error, EINVAL, "a thread does not work in the background");
		error_hint(error, "child");
	} else {
		session->output.child = name;
		if (thread_do(thread, carry_out, &errand))
			error_note(error, EBUSY, "thread '%s' would wait for itself",
				   thread_name(thread));
		session->output.child = speaker;
	}
	/* It is the thread that quits. */
	if (session->ending && !ending) {
		session->ending = ending;
		if (leave_cpuset(session, thread, error))
			errand.outcome = OUTCOME_FAILED;
		threads_remove(&session->threads, thread);
	}
	free(name);
	return errand.outcome;
}

/* "/name command …", "/name/grandchild command …", "/" and "/?" */
static enum outcome
send_to_child(struct session *session, const struct words *words, struct error *error)
{
	const char *path = words->items[0] + 1;
	size_t length = strcspn(path, "/");
	struct child *child = children_find(&session->children, path, length);
	struct thread *thread = threads_find(&session->threads, path, length);
	struct text line = { 0 };
	int outcome = OUTCOME_FAILED;
	const char *at;

	if (!child && !thread) {
		error_note(error, ESRCH, "there is no child '%.*s'", (int)length, path);
		error_hint(error, "/");
		return OUTCOME_FAILED;
	}
	if (path[length])
		text_add(&line, "%s ", path + length);
	text_add(&line, "%s", words_rest(words, 1));
	at = text_string(&line);
	if (thread)
		outcome = (int)send_to_thread(session, thread, at, error);
	else if (*at == '&')
		outcome =
			child_begin(&session->children, child, at + 1, session->output.sink, error)
				? OUTCOME_FAILED
				: OUTCOME_DONE;
	else if (child_command(&session->children, child, at, session->output.sink, &outcome,
			       error))
		outcome = OUTCOME_FAILED;
	text_release(&line);
	return (enum outcome)outcome;
}

static void
say_gone(const char *what, void *context)
{
	struct session *session = context;

	say_note(&session->output, "%s", what);
}

static enum outcome
list_children(struct session *session)
{
	children_reap(&session->children, say_gone, session);
	for (size_t i = 0; i < session->children.count; i++) {
		const struct child *child = &session->children.items[i];

		say_child(&session->output, child->name, child->pid, child_state_name(child));
	}
	for (size_t i = 0; i < session->threads.count; i++)
		say_thread(&session->output, thread_name(session->threads.items[i]),
			   thread_tid(session->threads.items[i]));
	return OUTCOME_DONE;
}

static enum outcome
run_words(struct session *session, struct words *words, struct error *error, struct text *label)
{
	const char *word = words->items[0];
	const struct command *command;

	if (strcmp(word, "/") == 0 || strcmp(word, "/?") == 0)
		return list_children(session);
	if (*word == '/') {
		text_add(label, "%s", quote(word).text);
		if (words->count > 1)
			text_add_char(label, ' ');
		text_add(label, "%s", words->count > 1 ? quote(words->items[1]).text : "");
		return send_to_child(session, words, error);
	}
	command = command_find(session->commands, word, error);
	text_add(label, "%s", command ? command->name : "");
	return command ? run_command(session, command, words, error) : OUTCOME_FAILED;
}

/* False, with an error, where lines stand within lines so deep that the stack would not last. */
static bool
may_nest(const struct session *session, struct error *error)
{
	if (session->nested < NESTED_MOST)
		return true;
	error_note(error, ELOOP, "commands stand within commands more than %d deep", NESTED_MOST);
	return false;
}

enum outcome
command_try_line(struct session *session, const char *line, struct error *error, struct text *label)
{
	struct text unused = { 0 };
	struct words words;
	enum outcome outcome = OUTCOME_DONE;

	if (!may_nest(session, error))
		return OUTCOME_FAILED;
	session->nested++;
	if (words_split(&words, line, error))
		outcome = OUTCOME_FAILED;
	else if (words.count)
		outcome = run_words(session, &words, error, label ? label : &unused);
	words_release(&words);
	text_release(&unused);
	session->nested--;
	if (outcome == OUTCOME_FAILED && interrupt_pending())
		outcome = OUTCOME_INTERRUPTED;
	return outcome;
}

enum outcome
command_run_line(struct session *session, const char *line)
{
	struct error error = { 0 };
	struct text label = { 0 };
	enum outcome outcome;

	journal_add(&session->journal, line);
	session->deviates = false;
	session->suspect.segment = NULL;
	outcome = command_try_line(session, line, &error, &label);

	/* In TAP a claim that did not hold has its line already. */
	if (error_is_set(&error) &&
	    !(outcome == OUTCOME_UNMET && session->output.format == OUTPUT_TAP))
		say_error(&session->output, session->script, session->place, text_string(&label),
			  &error);
	/* What deviates within 'expect fail' was meant to. */
	if (outcome == OUTCOME_UNMET || (outcome == OUTCOME_FAILED && session->deviates))
		deviation_say(session, error.message ? error.message : "");
	if (outcome == OUTCOME_FAILED || outcome == OUTCOME_UNMET)
		journal_mark_failed(&session->journal, session->commands, error.number);
	session->deviates = false;
	error_clear(&error);
	text_release(&label);
	return outcome;
}

enum outcome
command_run_inner(struct args *args, const char *line)
{
	struct error error = { 0 };
	struct text label = { 0 };
	enum outcome outcome = command_try_line(args->session, line, &error, &label);

	if (error_is_set(&error))
		error_note(&args->error, error.number, "%s%s%s", text_string(&label),
			   label.length ? ": " : "", error.message);
	if (error.hint)
		error_hint(&args->error, "%s", error.hint);
	error_clear(&error);
	text_release(&label);
	return outcome;
}
