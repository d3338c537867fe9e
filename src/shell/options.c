/* The options of a session.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "memory/size.h"
#include "shell/options.h"

enum { MOST_THREADS = 64 };

const struct keyword option_words[] = {
	{ "verbose", OPTION_VERBOSE, false, "echo each command: on or off" },
	{ "keep-going", OPTION_KEEP_GOING, false, "a script goes on after a failure: on or off" },
	{ "seed", OPTION_SEED, false, "what 'fill' and 'verify' start from: a number" },
	{ "source", OPTION_SOURCE, false,
	  "what tells where pages are: auto, pagemap or move_pages" },
	{ "threads", OPTION_THREADS, false,
	  "how many threads look at big areas: a number, or auto" },
	{ "evidence", OPTION_EVIDENCE, false,
	  "migrations tell rates, counters and events: on or off" },
	{ "trace", OPTION_TRACE, false, "log system calls on memory: on, off, or a file" },
	{ "events", OPTION_EVENTS, false, "read the kernel's migration events: on or off" },
	{ 0 },
};

static const struct keyword sources[] = {
	{ "auto", SOURCE_AUTO, false, NULL },
	{ "pagemap", SOURCE_PAGEMAP, false, NULL },
	{ "move_pages", SOURCE_MOVE_PAGES, false, NULL },
	{ 0 },
};

static const struct keyword switches[] = {
	{ "off", false, false, NULL },
	{ "on", true, false, NULL },
	{ 0 },
};

void
option_get(const struct session *session, enum option option, struct text *value)
{
	switch (option) {
	case OPTION_VERBOSE:
		text_add(value, "%s", keyword_name(switches, session->verbose));
		break;
	case OPTION_KEEP_GOING:
		text_add(value, "%s", keyword_name(switches, session->keep_going));
		break;
	case OPTION_SEED:
		text_add(value, "%" PRIu64, session->seed);
		break;
	case OPTION_SOURCE:
		text_add(value, "%s", keyword_name(sources, (int)session->looking.source));
		break;
	case OPTION_THREADS:
		if (session->looking.threads)
			text_add(value, "%u", session->looking.threads);
		else
			text_add(value, "auto");
		break;
	case OPTION_EVIDENCE:
		text_add(value, "%s", keyword_name(switches, session->show_evidence));
		break;
	case OPTION_TRACE:
		text_add(value, "%s", keyword_name(switches, session->tracing.on));
		break;
	case OPTION_EVENTS:
		text_add(value, "%s", keyword_name(switches, session->evidence.tracing));
		break;
	}
}

static int
set_switch(bool *into, const char *value, struct error *error)
{
	const struct keyword *row = keyword_parse(switches, value, "value", error);

	if (!row)
		return -EINVAL;
	*into = row->value;
	return 0;
}

static int
set_source(struct looking *looking, const char *value, struct error *error)
{
	const struct keyword *row = keyword_parse(sources, value, "source", error);

	if (!row)
		return -EINVAL;
	looking->source = (enum source)row->value;
	return 0;
}

static int
set_threads(struct looking *looking, const char *value, struct error *error)
{
	uint64_t threads = 0;

	if (strcmp(value, "auto") != 0 &&
	    number_parse(value, "number of threads", 1, MOST_THREADS, &threads, error))
		return -EINVAL;
	looking->threads = (unsigned)threads;
	return 0;
}

/* Why the kernel's events cannot be had, and what would help. */
static int
refuse_events(int result, struct error *error)
{
	switch (result) {
	case -ENOSYS:
		error_note(error, ENOSYS,
			   "this kernel has no tracefs, or not its event migrate:mm_migrate_pages");
		error_hint(error, "a kernel with CONFIG_EVENT_TRACING");
		break;
	case -ENODEV:
		error_note(error, ENODEV,
			   "the kernel's events are read from tracefs, which is not "
			   "mounted");
		error_hint(error, "as root: mount -t tracefs tracefs /sys/kernel/tracing");
		break;
	case -EACCES:
	case -EPERM:
		error_refused(error, -result,
			      "tracefs lets nobody but root read the kernel's events");
		error_hint(error, "run as root, or do without: counters needs no rights");
		break;
	default:
		error_refused(error, -result, "cannot read the kernel's events");
		break;
	}
	return result;
}

static int
set_events(struct session *session, const char *value, struct error *error)
{
	bool on;
	int result = set_switch(&on, value, error);

	if (result)
		return result;
	/* One instance serves a family. */
	if (on && session->channel >= 0 && !session->evidence.trace.folder) {
		error_note(error, EBUSY, "a child has the kernel's events from who made it");
		error_hint(error, "set events on, before 'child'");
		return -EBUSY;
	}
	result = evidence_trace(&session->evidence, &session->keeper, on);
	return result ? refuse_events(result, error) : 0;
}

/* What is neither on nor off is a file, which has a '/' or a '.' in its name. */
static int
set_trace(struct session *session, const char *value, struct error *error)
{
	bool on = true;

	if (!strpbrk(value, "/.")) {
		if (set_switch(&on, value, error))
			return -EINVAL;
		value = "";
	}
	if (on)
		return tracing_begin(&session->tracing, session, value, error);
	return tracing_end(&session->tracing, error);
}

int
option_set(struct session *session, enum option option, const char *value, struct error *error)
{
	uint64_t seed;

	switch (option) {
	case OPTION_VERBOSE:
		return set_switch(&session->verbose, value, error);
	case OPTION_KEEP_GOING:
		return set_switch(&session->keep_going, value, error);
	case OPTION_EVIDENCE:
		return set_switch(&session->show_evidence, value, error);
	case OPTION_EVENTS:
		return set_events(session, value, error);
	case OPTION_TRACE:
		return set_trace(session, value, error);
	case OPTION_SEED:
		if (number_parse(value, "seed", 0, UINT64_MAX, &seed, error))
			return -EINVAL;
		session->seed = seed;
		return 0;
	case OPTION_SOURCE:
		return set_source(&session->looking, value, error);
	case OPTION_THREADS:
		return set_threads(&session->looking, value, error);
	}
	return -EINVAL;
}
