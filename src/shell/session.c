/* The session: everything that lives as long as the program.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shell/session.h"

void
session_init(struct session *session, const struct command *commands, struct output output)
{
	*session = (struct session){
		.commands = commands, .output = output, .channel = -1, .seed = 1, .script = "memtoy"
	};
	session->segments.how = session->own.how = &session->looking;
	evidence_init(&session->evidence);
}

void
session_keep_policy(struct session *session)
{
	if (!session->policy_changed && policy_of_task(&session->first_policy) == 0)
		session->policy_changed = true;
}

int
session_set_policy(struct session *session, const struct policy *policy)
{
	session_keep_policy(session);
	return policy_set_task(policy);
}

static void
keep_cpus(struct session *session)
{
	if (!session->cpus_changed && affinity_read(&session->first_cpus) == 0)
		session->cpus_changed = true;
}

void
session_keep_place(struct session *session)
{
	session_keep_policy(session);
	keep_cpus(session);
}

int
session_set_cpus(struct session *session, const struct cpus *cpus)
{
	keep_cpus(session);
	return affinity_set(cpus);
}

int
session_set_capabilities(struct session *session, uint64_t effective)
{
	struct capabilities held;
	int result = keeper_start(&session->keeper);

	if (!result)
		result = capabilities_read(&held);
	if (!result && !session->rights.caps_changed) {
		session->rights.effective =
			session->rights.user_changed ? session->rights.before_user : held.effective;
		session->rights.caps_changed = true;
	}
	return result ? result : capabilities_set_effective(effective);
}

int
session_come_back(struct session *session)
{
	int result = 0;

	if (session->rights.user_changed)
		result = identity_put_back(&session->rights.identity, session->rights.before_user);
	if (result == -EBUSY)
		return result;
	session->rights.user_changed = false;
	identity_release(&session->rights.identity);
	return result;
}

int
session_become(struct session *session, uid_t user, gid_t group, bool for_good)
{
	struct capabilities held;
	/* What it is to put back may take the rights that we have now. */
	int result = session_come_back(session);

	if (!result)
		result = keeper_start(&session->keeper);
	if (!result)
		result = capabilities_read(&held);
	if (!result)
		result = identity_read(&session->rights.identity);
	if (result)
		return result;
	session->rights.before_user = held.effective;
	session->rights.user_changed = true;
	result = identity_become(user, group, for_good);
	if (result == -EBUSY) {
		session->rights.user_changed = false;
		identity_release(&session->rights.identity);
	} else if (result)
		session_come_back(session);
	if (for_good && !result) {
		session->rights.user_changed = session->rights.caps_changed = false;
		identity_release(&session->rights.identity);
	}
	return result;
}

static void
put_rights_back(struct session *session)
{
	/* First of all: the rest may take these rights. */
	session_come_back(session);
	if (session->rights.caps_changed)
		capabilities_set_effective(session->rights.effective);
	session->rights.caps_changed = false;
	if (session->rights.made_undumpable)
		dumpable_set(true);
	session->rights.made_undumpable = false;
}

static void
put_place_back(struct session *session)
{
	if (session->policy_changed)
		policy_set_task(&session->first_policy);
	if (session->cpus_changed)
		affinity_set(&session->first_cpus);
	free(session->first_cpus.bits);
	session->first_cpus.bits = NULL;
}

static void
say_broken(const struct error *error, void *context)
{
	struct session *session = context;

	session->broken = true;
	say_error(&session->output, session->script, NULL, "", error);
}

static void
end_trace(struct session *session)
{
	struct error error = { 0 };

	if (tracing_end(&session->tracing, &error))
		say_broken(&error, session);
	error_clear(&error);
}

bool
session_release(struct session *session)
{
	actors_release(&session->actors);
	threads_release(&session->threads);
	put_rights_back(session);
	children_release(&session->children);
	segments_release(&session->segments);
	segments_release(&session->own);
	attachments_release(&session->attached);
	evidence_release(&session->evidence);
	answer_release(&session->called);
	journal_release(&session->journal);
	plugged_blocks_release(&session->plugged);
	/* When nothing of ours is in use any more. */
	keeper_release(&session->keeper, say_broken, session);
	cpuset_release(&session->cpuset);
	/* Behind the cpuset, which changes them. */
	put_place_back(session);
	scratches_release(&session->scratches);
	end_trace(session);
	free(session->name);
	session->name = NULL;
	return !session->broken;
}

/* Names that are almost right deserve a hint. */
static void
suggest(const struct session *session, const char *name, struct error *error)
{
	const char *nearest = NULL;
	size_t least = 3;

	for (size_t i = 0; i < session->segments.count; i++) {
		const char *known = session->segments.items[i]->name;
		size_t distance = keyword_distance(name, known);

		if (distance < least && distance < strlen(known)) {
			least = distance;
			nearest = known;
		}
	}
	if (nearest)
		error_hint(error, "%s", nearest);
	else
		error_hint(error, "show");
}

static struct segment *
own_segment(struct session *session, const char *name, struct error *error)
{
	bool plus = *name == '+';
	struct segment *segment;

	mappings_read_own(&session->own, &session->segments);
	segment = segments_find(&session->own, name + plus);
	if (segment)
		return segment;
	error_note(error, EINVAL, "there is no segment '%s'", quote(name).text);
	suggest(session, name, error);
	return NULL;
}

/* 'name' as the process calls it. */
static struct segment *
attached_segment(struct session *session, struct attachment *attachment, const char *name,
		 bool allowed, struct error *error)
{
	if (!allowed) {
		error_note(error, EPERM,
			   "'%s' is of process %d (%s), which is attached for looking and moving "
			   "only",
			   quote(name).text, (int)attachment->process.pid, attachment->command);
		return NULL;
	}
	session->in_use = attachment;
	return attachment_segment(attachment, name, error);
}

struct segment *
session_segment(struct session *session, const char *name, bool allowed, struct error *error)
{
	bool own = *name == '+';
	struct segment *segment = own ? NULL : segments_find(&session->segments, name);
	const char *colon = own ? NULL : strchr(name, ':');
	struct attachment *attachment = NULL;

	if (segment)
		return segment;
	if (colon)
		attachment = session_attachment(session, name);
	if (attachment)
		return attached_segment(session, attachment, colon + 1, allowed, error);
	if (session->given && !own)
		return attached_segment(session, session->given, name, allowed, error);
	return own_segment(session, name, error);
}

struct attachment *
session_attach(struct session *session, pid_t pid, const char *name, bool given,
	       struct error *error)
{
	struct attachment *attachment = attachments_add(&session->attached, pid, name, error);

	if (attachment && given)
		session->given = session->attached.count == 1 ? attachment : NULL;
	return attachment;
}

pid_t
session_relative(const struct session *session, const char *word, struct error *error)
{
	const struct child *child = children_find(&session->children, word + 1, strlen(word + 1));

	if (child)
		return child->pid;
	if (strcmp(word, "/..") == 0 && session->channel >= 0)
		return getppid();
	error_note(error, ESRCH, "there is no child '%s'", quote(word + 1).text);
	error_hint(error, "/");
	return 0;
}

void
session_detach(struct session *session, struct attachment *attachment)
{
	if (session->given == attachment)
		session->given = NULL;
	session->in_use = NULL;
	attachments_remove(&session->attached, attachment);
}

struct attachment *
session_attachment(struct session *session, const char *word)
{
	struct attachment *attachment = attachments_find(&session->attached, word);

	if (!attachment && (!*word || *word == ':'))
		attachment = session->given;
	if (attachment)
		session->in_use = attachment;
	return attachment;
}

void
session_note_migration(struct session *session, const struct migration *migration)
{
	session->last = *migration;
	session->has_last = true;
	session->last_from.start = 0;
}

void
session_note_from(struct session *session, const struct segment *segment, uint64_t first)
{
	session->last_from.pid = segment->pid;
	session->last_from.start = segment->start + first * segment->page_size;
}

int
session_reason_left(const struct session *session, pid_t pid, uintptr_t address, int node)
{
	const struct migration *last = &session->last;
	uintptr_t from = session->last_from.start;
	uint64_t page;

	if (!from || session->last_from.pid != pid || address < from)
		return -1;
	page = (address - from) / last->page_size;
	for (size_t i = 0; i < last->end_count; i++) {
		const struct page_end *end = &last->ends[i];

		if (page >= end->page && page < end->page + end->pages && end->actual == node)
			return end->reason;
	}
	/* Ends are those of move_pages(2), and as many as there was place for. */
	if (!migration_left(last) || last->first_left.page != page || last->first_left.node != node)
		return -1;
	return (int)last->first_left.reason;
}

void
session_report_migration(struct session *session, const char *subject,
			 const struct migration *migration, const struct grade *grade)
{
	evidence_end(&session->evidence);
	say_migration(&session->output, subject, migration, grade, &session->evidence,
		      session->show_evidence);
	session_note_migration(session, migration);
}

void
session_note_bounce(struct session *session, const struct bounce *bounce)
{
	struct bounce_total *total = &session->bounced;

	/* Of those that were to fail it says nothing how often each page went. */
	if (bounce->end == BOUNCE_HELD &&
	    (total->bounces == total->failed || bounce->fewest < total->fewest))
		total->fewest = bounce->fewest;
	total->bounces++;
	total->pages += bounce->area.pages;
	total->moved += bounce->moved;
	total->failed += bounce->end != BOUNCE_HELD;
	if (bounce->last.call)
		session_note_migration(session, &bounce->last);
}
