/* Other processes whose memory is looked at and moved.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "memory/attachment.h"

const char *
attachment_bar(pid_t pid)
{
	static const char *const bars[] = {
		[BAR_USER] = "it belongs to another user or other groups",
		[BAR_CAPABILITIES] = "it holds capabilities that memtoy does not",
		[BAR_UNDUMPABLE] = "it is undumpable, as a program is that changed its user or may "
				   "not be read",
		[BAR_MODULE] = "a security module or another user namespace stands before it",
	};

	return bars[process_bar(pid)];
}

int
attachment_refused(pid_t pid, int number, struct error *error)
{
	enum process_bar bar = process_bar(pid);

	error_refused(error, abs(number), "no ptrace access to process %d: %s", (int)pid,
		      attachment_bar(pid));
	error_hint(error, "%s",
		   bar == BAR_MODULE ? "look from where the process lives"
		   : bar == BAR_USER ? "run as its user, as root, or with CAP_SYS_PTRACE"
				     : "run as root, or with CAP_SYS_PTRACE");
	return -abs(number);
}

static int
refuse_missing(pid_t pid, int result, struct error *error)
{
	if (result != -EACCES)
		return error_note(error, ESRCH, "there is no process %d", (int)pid);
	error_note(error, EACCES, "/proc hides process %d", (int)pid);
	error_hint(error, "run as its user or as root: /proc is mounted with hidepid");
	return -EACCES;
}

/* What has no memory that could be looked at, and ourselves. */
static int
refuse_kind(pid_t pid, const struct process_facts *facts, struct error *error)
{
	if (facts->group == getpid()) {
		error_note(error, EINVAL, "process %d is memtoy itself", (int)pid);
		error_hint(error, "show +, and +heap: its own mappings need no attaching");
		return -EINVAL;
	}
	if (strchr("ZX", facts->state))
		return error_note(
			error, ESRCH,
			"process %d (%s) is a zombie: it has ended, and has no memory any "
			"more; its parent %d has not asked for its status",
			(int)pid, facts->name, (int)facts->parent);
	if (facts->kernel_thread)
		return error_note(error, EINVAL,
				  "process %d (%s) is a kernel thread: it has no memory of its own",
				  (int)pid, facts->name);
	return 0;
}

/* 0 with the facts of the process to attach: of a thread, its process. */
static int
find_process(pid_t pid, struct process_facts *facts, struct error *error)
{
	int result = process_facts_read(pid, facts);

	if (!result && facts->group != pid)
		result = process_facts_read(facts->group, facts);
	return result ? refuse_missing(pid, result, error) : refuse_kind(pid, facts, error);
}

static int
hold(struct attachment *attachment, const struct process_facts *facts, struct error *error)
{
	int result = process_hold(&attachment->process, facts->group);

	if (result == -ESRCH)
		return refuse_missing(facts->group, result, error);
	if (result)
		return attachment_refused(facts->group, result, error);
	return attachment_renew(attachment, error);
}

static void
release(struct attachment *attachment)
{
	process_release(&attachment->process);
	segments_release(&attachment->mappings);
	segments_release(&attachment->gone);
	free(attachment->name);
	free(attachment->prefix);
	free(attachment);
}

static int
check_name(const struct attachments *attachments, const char *name, struct error *error)
{
	if (segment_name_check(name, error))
		return -EINVAL;
	if (strchr(name, ':'))
		return error_note(error, EINVAL, "name '%s' holds a ':', which ends it",
				  quote(name).text);
	if (!attachments_find(attachments, name))
		return 0;
	error_note(error, EEXIST, "there is an attached process '%s' already", quote(name).text);
	error_hint(error, "detach %s, or attach it 'as' another name", quote(name).text);
	return -EEXIST;
}

struct attachment *
attachments_add(struct attachments *attachments, pid_t pid, const char *name, struct error *error)
{
	struct attachment *attachment = xcalloc(1, sizeof(*attachment));
	struct process_facts facts = { 0 };
	int result = find_process(pid, &facts, error);

	attachment->process = (struct process){ .pidfd = -1, .maps = -1 };
	attachment->name = name ? xstrdup(name) : xasprintf("pid%d", (int)facts.group);
	attachment->prefix = xasprintf("%s:", attachment->name);
	strcpy(attachment->command, facts.name);
	if (!result)
		result = check_name(attachments, attachment->name, error);
	if (!result)
		result = hold(attachment, &facts, error);
	if (result) {
		release(attachment);
		return NULL;
	}
	attachments->items = xgrow(attachments->items, &attachments->capacity,
				   attachments->count + 1, sizeof(*attachments->items));
	return attachments->items[attachments->count++] = attachment;
}

struct attachment *
attachments_find(const struct attachments *attachments, const char *word)
{
	size_t length = strcspn(word, ":");

	for (size_t i = 0; i < attachments->count; i++) {
		const char *name = attachments->items[i]->name;

		if (strlen(name) == length && strncmp(name, word, length) == 0)
			return attachments->items[i];
	}
	return NULL;
}

void
attachments_remove(struct attachments *attachments, struct attachment *attachment)
{
	size_t kept = 0;

	for (size_t i = 0; i < attachments->count; i++)
		if (attachments->items[i] != attachment)
			attachments->items[kept++] = attachments->items[i];
	attachments->count = kept;
	release(attachment);
}

void
attachments_release(struct attachments *attachments)
{
	for (size_t i = 0; i < attachments->count; i++)
		release(attachments->items[i]);
	free(attachments->items);
	*attachments = (struct attachments){ 0 };
}

int
attachment_check(const struct attachment *attachment, struct error *error)
{
	static const char *const ends[] = {
		[PROCESS_ENDED] = "has ended",
		[PROCESS_EXECUTED] = "has started another program since it was attached",
		[PROCESS_LOST] = "has ended, or started another program",
	};
	enum process_state state = process_check(&attachment->process);

	if (state == PROCESS_SAME)
		return 0;
	error_note(error, ESRCH, "process %d (%s) %s", (int)attachment->process.pid,
		   attachment->command, ends[state]);
	error_hint(error, state == PROCESS_ENDED ? "detach %s" : "detach %s, and attach it again",
		   attachment->name);
	return -ESRCH;
}

int
attachment_renew(struct attachment *attachment, struct error *error)
{
	pid_t pid = attachment->process.pid;
	int result = attachment_check(attachment, error);

	if (result)
		return result;
	result = mappings_renew(&attachment->mappings, &attachment->gone, pid, attachment->prefix);
	/* Only if it is the same still was it the same while it was read. */
	if (attachment_check(attachment, error))
		return -ESRCH;
	return result ? attachment_refused(pid, result, error) : 0;
}

struct segment *
attachment_segment(struct attachment *attachment, const char *name, struct error *error)
{
	pid_t pid = attachment->process.pid;
	struct segment *segment;
	char *full;
	bool gone;

	if (attachment_renew(attachment, error))
		return NULL;
	full = xasprintf("%s%s", attachment->prefix, name);
	segment = segments_find(&attachment->mappings, full);
	gone = segments_find(&attachment->gone, full) != NULL;
	free(full);
	if (segment)
		return segment;
	if (gone)
		error_note(error, EINVAL,
			   "process %d (%s) has unmapped or moved '%s' since it was attached",
			   (int)pid, attachment->command, quote(name).text);
	else
		error_note(error, EINVAL, "process %d (%s) has no mapping '%s'", (int)pid,
			   attachment->command, quote(name).text);
	error_hint(error, "show %s", attachment->prefix);
	return NULL;
}
