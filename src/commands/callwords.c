/* The words of a raw system call, as its arguments.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands/callparts.h"

/* As many bits as most kernels take in a mask. */
enum { USUAL_BITS = 1024 };

/* A process: its number, or "/child". */
static void
take_pid(struct call *call, struct args *args, int which, const char *given)
{
	const struct child *child;

	if (*given != '/') {
		syscall_number_parse(given, "pid", NULL, &call->arguments[which], &args->error);
		return;
	}
	child = children_find(&args->session->children, given + 1, strlen(given + 1));
	if (child) {
		call->arguments[which] = (unsigned long)child->pid;
	} else {
		args_fail(args, ESRCH, "there is no child '%s'", quote(given + 1).text);
		error_hint(&args->error, "/");
	}
}

static const char *
needed(struct args *args, const struct parameter *parameter, const char *given)
{
	if (!given)
		given = parameter->otherwise;
	if (!given && args_ok(args))
		args_fail(args, EINVAL, "needs '%s='", parameter->name);
	return args_ok(args) ? given : NULL;
}

/* What takes a parameter of each kind, and whether it is asked where the user gave none. */
static const struct {
	take_parameter *take;
	enum { ALWAYS, WHERE_GIVEN, MUST_BE_GIVEN } asked;
} takers[] = {
	[PARAMETER_START] = { call_take_start, ALWAYS },
	[PARAMETER_PAGES] = { call_take_pages, ALWAYS },
	[PARAMETER_STATUS] = { call_take_status, ALWAYS },
	[PARAMETER_NUMBER_OUT] = { call_take_number_out, ALWAYS },
	[PARAMETER_MASK_OUT] = { call_take_mask_out, ALWAYS },
	[PARAMETER_LENGTH] = { call_take_length, WHERE_GIVEN },
	[PARAMETER_COUNT] = { call_take_number, WHERE_GIVEN },
	[PARAMETER_MAXNODE] = { call_take_number, WHERE_GIVEN },
	[PARAMETER_NUMBER] = { call_take_number, MUST_BE_GIVEN },
	[PARAMETER_PID] = { take_pid, MUST_BE_GIVEN },
	[PARAMETER_TARGETS] = { call_take_targets, MUST_BE_GIVEN },
	[PARAMETER_MASK] = { call_take_mask, MUST_BE_GIVEN },
	[PARAMETER_VECTOR] = { NULL, ALWAYS },
};

static void
take_argument(struct call *call, struct args *args, int which, const char *given)
{
	const struct parameter *parameter = &call->row->parameters[which];
	take_parameter *take = takers[parameter->kind].take;

	if (take && takers[parameter->kind].asked == MUST_BE_GIVEN)
		given = needed(args, parameter, given);
	if (take && (given || takers[parameter->kind].asked == ALWAYS))
		take(call, args, which, given);
}

/* What follows from the others, where it was not given. */
static void
fill_in(struct call *call, const char *const given[RAW_ARGUMENTS])
{
	int count = call_parameter(call, PARAMETER_COUNT);
	int maxnode = call_parameter(call, PARAMETER_MAXNODE);

	if (count >= 0 && !given[count])
		call->arguments[count] = call->count;
	/* Masks are larger than any kernel takes; it is
	 * told of as many bits as most of them have. */
	if (maxnode >= 0 && !given[maxnode])
		call->arguments[maxnode] =
			!call->has_mask ? 0
					: (call->width > USUAL_BITS ? call->width : USUAL_BITS) + 1;
}

void
call_take(struct call *call, struct args *args)
{
	const char *given[RAW_ARGUMENTS] = { 0 };
	const char *name = args_word(args, "a system call");

	*call = (struct call){ 0 };
	if (!name)
		return;
	call->row = syscall_find(name);
	if (!call->row) {
		args_fail(args, ENOSYS, "'%s' is no system call that can be made",
			  quote(name).text);
		error_hint(&args->error, "help call");
		return;
	}
	for (int i = 0; i < RAW_ARGUMENTS && call->row->parameters[i].kind; i++)
		given[i] = args_value(args, call->row->parameters[i].name);
	for (int i = 0; i < RAW_ARGUMENTS && args_ok(args); i++)
		take_argument(call, args, i, given[i]);
	if (args_end(args))
		fill_in(call, given);
}

int
call_parameter(const struct call *call, enum parameter_kind kind)
{
	for (int i = 0; call->row && i < RAW_ARGUMENTS; i++)
		if (call->row->parameters[i].kind == kind)
			return i;
	return -1;
}

void
call_release(struct call *call)
{
	for (int i = 0; i < RAW_ARGUMENTS; i++)
		fenced_release(&call->fenced[i]);
	fenced_release(&call->noaccess);
	free(call->entries);
}
