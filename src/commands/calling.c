/* Raw system calls: call.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/xalloc.h"
#include "kernel/mempolicy.h"
#include "kernel/migrate.h"
#include "memory/address.h"
#include "memory/mappings.h"
#include "commands/callwords.h"
#include "commands/families.h"

/* Advice to memory that is no segment could take memtoy's own away from it. */
static bool
refuse_own_memory(struct call *call, struct args *args)
{
	struct session *session = args->session;
	uintptr_t start = call->arguments[0], end;

	if (call->row->number != SYS_madvise ||
	    __builtin_add_overflow(start, call->arguments[1], &end))
		return false;
	if (mappings_read_own(&session->own, &session->segments))
		args_fail(args, EPERM, "cannot tell memtoy's own memory without /proc");
	for (size_t i = 0; i < session->own.count; i++) {
		const struct segment *own = session->own.items[i];

		if (start < own->start + own->length && end > own->start)
			args_fail(args, EPERM,
				  "there is memory of memtoy's own in that area ('%s'), which it "
				  "cannot do without",
				  own->name);
	}
	return !args_ok(args);
}

/* What get_mempolicy(2) gave: a mode with its nodes, a node, or the nodes allowed. */
static char *
said_by(const struct call *call, const struct answer *answer)
{
	int mode = call_parameter(call, PARAMETER_NUMBER_OUT);
	int mask = call_parameter(call, PARAMETER_MASK_OUT);
	unsigned long flags = call->arguments[4];
	struct text text = { 0 };

	if (mode < 0 || answer->returned < 0)
		return NULL;
	if (call->fenced[mode].bytes && !(flags & MPOL_F_MEMS_ALLOWED))
		syscall_number_format(
			(unsigned)*(int *)call->fenced[mode].bytes,
			flags & MPOL_F_NODE ? NULL : call->row->parameters[mode].words, &text);
	if (call->fenced[mask].bytes && !(flags & MPOL_F_NODE) && call->arguments[2]) {
		size_t bits = call->arguments[2] - 1;

		text_add(&text, text.length ? " " : "");
		if (bits_next(call->fenced[mask].bytes, bits, 0) >= bits)
			text_add(&text, "none");
		else
			bits_format(call->fenced[mask].bytes, bits, &text);
	}
	return text_take(&text);
}

static void
remember(struct session *session, const struct call *call, long returned)
{
	struct answer *answer = &session->called;
	int status = call_parameter(call, PARAMETER_STATUS);

	answer_release(answer);
	answer->call = call->row->name;
	answer->returned = returned;
	answer->said = said_by(call, answer);
	if (status < 0)
		return;
	answer->count = call->count;
	answer->status = xcalloc(call->count + 1, sizeof(int));
	answer->pages = xcalloc(call->count + 1, sizeof(*answer->pages));
	if (call->count)
		memcpy(answer->pages, call->entries, call->count * sizeof(*answer->pages));
	for (size_t i = 0; i < call->count; i++)
		answer->status[i] = call->fenced[status].bytes
					    ? ((int *)call->fenced[status].bytes)[i]
					    : MIGRATE_UNANSWERED;
}

/* Where the pages are now; what cannot be asked stays unanswered. */
static int *
look_again(const struct call *call)
{
	int *actual = xcalloc(call->count + 1, sizeof(*actual));

	if (call->count)
		migrate_query((pid_t)call->arguments[0], call->count, (void **)call->entries,
			      actual);
	return actual;
}

static bool
same_fate(const struct call_entry *a, const struct call_entry *b)
{
	return a->has_asked == b->has_asked && a->asked == b->asked && a->status == b->status &&
	       a->actual == b->actual;
}

/* The entries in runs of the same fate. */
static void
say_answer(struct session *session, const struct call *call)
{
	const struct answer *answer = &session->called;
	const int *asked = call->count ? call->fenced[3].bytes : NULL;
	int *actual = look_again(call);
	struct call_entry *runs = NULL;
	size_t count = 0, capacity = 0;

	for (size_t i = 0; i < answer->count; i++) {
		struct call_entry entry = {
			NULL, 1, asked != NULL, asked ? asked[i] : 0, answer->status[i], actual[i]
		};
		struct text address = { 0 };

		if (count && same_fate(&runs[count - 1], &entry)) {
			runs[count - 1].pages++;
			continue;
		}
		address_format(&session->segments, call->entries[i], &address);
		entry.address = text_take(&address);
		runs = xgrow(runs, &capacity, count + 1, sizeof(*runs));
		runs[count++] = entry;
	}
	say_call(&session->output, answer, runs, count);
	while (count)
		free((char *)runs[--count].address);
	free(runs);
	free(actual);
}

static enum outcome
call_run(struct session *session, struct args *args)
{
	struct call call;
	long returned;

	call_take(&call, args);
	if (args_ok(args) && !refuse_own_memory(&call, args)) {
		if (call.row->number == SYS_set_mempolicy)
			session_keep_policy(session);
		returned = raw_call(call.row->number, call.arguments);
		evidence_end(&session->evidence);
		remember(session, &call, returned);
		say_answer(session, &call);
	}
	call_release(&call);
	return args_ok(args) ? OUTCOME_DONE : OUTCOME_FAILED;
}

const struct command calling_family[] = {
	{
		.name = "call",
		.usage = "<system call> [<name>=<value> ...] [<address> ...]",
		.summary = "make a raw system call, with anything in it, and tell what it answers",
		.help = "move_pages [pid= count= pages= nodes= status= flags=] <address> ...\n"
			"migrate_pages [pid= maxnode=] from=<nodes> to=<nodes>\n"
			"mbind <area> mode= [nodes= maxnode= flags=]\n"
			"set_mempolicy mode= [nodes= maxnode=]\n"
			"get_mempolicy [mode= nodes= maxnode= flags=] [<address>]\n"
			"set_mempolicy_home_node <area> node= [flags=]\n"
			"madvise <area> advice=\n"
			"An address is <seg>, <seg>:<offset> or a number; with +<length> it is all pages of it;\n"
			"an area may also be <seg> <offset> <length>.  Nothing is checked, rounded or cut.\n"
			"Flags, modes and advices are numbers or words with '+' between, a pid may be\n"
			"/<child>.  Nodes are as written, also such as there are not: -1, 99, 2000; of\n"
			"move_pages one for each page, <node>*<n> for several, or one alone for all.  In place\n"
			"of any pointer stand none (NULL), bad (not mapped), noaccess and kernel; empty is a\n"
			"mask without nodes.  An error of the call is its answer, and no failure.\n",
		.counted = true,
		.words = { WORD_SYSCALL, WORD_SEGMENT },
		.run = call_run,
	},
	{ 0 },
};
