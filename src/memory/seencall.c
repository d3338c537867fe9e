/* A system call that was made, in words.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "base/error.h"
#include "kernel/credentials.h"
#include "memory/pointed.h"
#include "memory/seencall.h"
#include "memory/size.h"
#include "memory/syscalls.h"

static const struct syscall_row *
row_of_request(unsigned long request)
{
	const struct request_row *row = watched_requests;

	while (row->request && row->request != request)
		row++;
	return row->request ? &row->row : NULL;
}

static const struct syscall_row *
row_of(const struct seen_call *call)
{
	static const struct syscall_row *const tables[] = { syscalls, watched_syscalls,
							    watched_machine };

	if (call->number == SYS_ioctl)
		return row_of_request(call->arguments[1]);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct syscall_row *row = tables[i]; row->name; row++)
			if (row->number == call->number)
				return row;
	return NULL;
}

static unsigned long
argument_of(const struct syscall_row *row, const struct seen_call *call, enum parameter_kind kind)
{
	for (int i = 0; i < RAW_ARGUMENTS; i++)
		if (row->parameters[i].kind == kind)
			return call->arguments[i];
	return 0;
}

static void
add_argument(const struct segments *segments, const struct syscall_row *row,
	     const struct seen_call *call, int which, struct text *text)
{
	const struct parameter *parameter = &row->parameters[which];
	unsigned long argument = call->arguments[which];
	size_t count = argument_of(row, call, PARAMETER_COUNT);

	switch (parameter->kind) {
	case PARAMETER_START:
		address_show(segments, argument, text);
		break;
	case PARAMETER_LENGTH:
		size_format(argument, text);
		break;
	case PARAMETER_PAGES:
		pages_show(segments, argument, count, text);
		break;
	case PARAMETER_TARGETS:
		nodes_show(argument, count, text);
		break;
	case PARAMETER_MASK:
		mask_show(argument, argument_of(row, call, PARAMETER_MAXNODE), text);
		break;
	case PARAMETER_NUMBER:
		syscall_number_format(argument, parameter->words, text);
		break;
	case PARAMETER_STRING:
		string_show(argument, text);
		break;
	case PARAMETER_VECTOR:
		vector_show(segments, argument, text);
		break;
	case PARAMETER_STATUS:
	case PARAMETER_MASK_OUT:
	case PARAMETER_NUMBER_OUT:
		text_add(text, argument ? "%s" : "NULL", parameter->name);
		break;
	case PARAMETER_REQUEST:
		text_add(text, "%s", parameter->name);
		break;
	case PARAMETER_BYTES:
		size_format(argument, text);
		break;
	case PARAMETER_BITS:
		mask_show(argument, argument_of(row, call, PARAMETER_BYTES) * 8 + 1, text);
		break;
	case PARAMETER_RIGHTS:
		text_add(text, "%s {", parameter->name);
		capabilities_format(argument, text);
		text_add_char(text, '}');
		break;
	default:
		text_add(text, "%ld", (long)argument);
		break;
	}
}

static void
add_result(const struct seen_call *call, struct text *text)
{
	if (call->result < 0)
		text_add(text, " = %s", error_name((int)-call->result));
	else
		text_add(text, call->result > INT32_MAX ? " = %#lx" : " = %ld", call->result);
}

/* What the call wrote. */
static void
add_answers(const struct syscall_row *row, const struct seen_call *call, struct text *text)
{
	size_t count = argument_of(row, call, PARAMETER_COUNT);

	for (int i = 0; i < RAW_ARGUMENTS; i++) {
		const struct parameter *parameter = &row->parameters[i];
		int number = 0;

		if (parameter->kind == PARAMETER_STATUS && count && call->result != -ESRCH)
			statuses_show(call->arguments[i], count, text);
		if (call->result < 0 || !call->arguments[i])
			continue;
		if (parameter->kind == PARAMETER_NUMBER_OUT &&
		    memory_peek(call->arguments[i], &number, sizeof(number)) == 0) {
			text_add(text, ", %s ", parameter->name);
			syscall_number_format((unsigned)number, parameter->words, text);
		}
		if (parameter->kind == PARAMETER_MASK_OUT) {
			text_add(text, ", %s ", parameter->name);
			mask_show(call->arguments[i], argument_of(row, call, PARAMETER_MAXNODE),
				  text);
		}
	}
}

static void
add_step(const struct seen_call *call, struct text *text)
{
	text_add(text, "%s%s %s", call->by_keeper ? "keeper: " : "", call->verb, call->path);
	if (!call->words)
		return;
	text_add(text, " \"");
	text_add_shown(text, call->words, 80);
	text_add_char(text, '"');
}

static void
add_call(const struct segments *segments, const struct syscall_row *row,
	 const struct seen_call *call, struct text *text)
{
	if (!row)
		text_add(text, "system call %ld(", call->number);
	else
		text_add(text, "%s(", row->name);
	for (int i = 0; row && i < RAW_ARGUMENTS && row->parameters[i].kind; i++) {
		text_add(text, i ? ", " : "");
		add_argument(segments, row, call, i, text);
	}
	text_add_char(text, ')');
}

void
seen_call_show(const struct segments *segments, const struct seen_call *call, struct text *text)
{
	const struct syscall_row *row = call->verb ? NULL : row_of(call);

	if (call->verb)
		add_step(call, text);
	else
		add_call(segments, row, call, text);
	add_result(call, text);
	if (row)
		add_answers(row, call, text);
}
