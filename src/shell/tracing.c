/* A log of the system calls that memtoy makes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/bits.h"
#include "kernel/migrate.h"
#include "memory/address.h"
#include "memory/size.h"
#include "memory/syscalls.h"
#include "memory/tally.h"
#include "shell/session.h"
#include "shell/tracing.h"

enum { FEW = 4, PEEKED = 512, PEEKED_BITS = 1024 };

static const struct syscall_row *
row_of(long number)
{
	const struct syscall_row *row;

	for (row = syscalls; row->name; row++)
		if (row->number == number)
			return row;
	for (row = watched_syscalls; row->name; row++)
		if (row->number == number)
			return row;
	return NULL;
}

static void
add_address(const struct tracing *tracing, uintptr_t address, struct text *text)
{
	if (address)
		address_format(&tracing->session->segments, address, text);
	else
		text_add(text, "NULL");
}

/* The first of an array of addresses, or of nodes in runs; how many more there are. */
static void
add_pages(const struct tracing *tracing, uintptr_t array, size_t count, struct text *text)
{
	uintptr_t pages[FEW];
	size_t few = count < FEW ? count : FEW;

	if (!few || memory_peek(array, pages, few * sizeof(*pages))) {
		text_add(text, "%#" PRIxPTR, array);
		return;
	}
	text_add_char(text, '[');
	for (size_t i = 0; i < few; i++) {
		text_add(text, i ? " " : "");
		add_address(tracing, pages[i], text);
	}
	if (count > few)
		text_add(text, " and %zu more", count - few);
	text_add_char(text, ']');
}

static void
add_nodes(uintptr_t array, size_t count, struct text *text)
{
	int nodes[PEEKED];
	size_t shown = count < PEEKED ? count : PEEKED, runs = 0, next;

	if (!array || !shown || memory_peek(array, nodes, shown * sizeof(*nodes))) {
		text_add(text, array ? "%#" PRIxPTR : "NULL", array);
		return;
	}
	text_add_char(text, '[');
	for (size_t i = 0; i < shown; i = next, runs++) {
		if (runs == FEW) {
			text_add(text, " and %zu more", count - i);
			break;
		}
		for (next = i + 1; next < shown && nodes[next] == nodes[i];)
			next++;
		text_add(text, "%s%d", runs ? " " : "", nodes[i]);
		if (next - i > 1)
			text_add(text, "*%zu", next - i);
		if (next == shown && count > shown)
			text_add(text, " and %zu more", count - shown);
	}
	text_add_char(text, ']');
}

/* Different statuses, and how many there are of each; the least common ones go when there is no room. */
struct statuses {
	struct {
		int status;
		size_t count;
	} items[16];
	size_t kinds, others;
};

static void
count_status(struct statuses *statuses, int status)
{
	for (size_t i = 0; i < statuses->kinds; i++) {
		if (statuses->items[i].status != status)
			continue;
		statuses->items[i].count++;
		return;
	}
	if (statuses->kinds == sizeof(statuses->items) / sizeof(*statuses->items)) {
		statuses->others++;
		return;
	}
	statuses->items[statuses->kinds].status = status;
	statuses->items[statuses->kinds++].count = 1;
}

/* "status 0 0 EFAULT … (6 of 0, 2 EFAULT)" */
static void
add_statuses(uintptr_t array, size_t count, struct text *text)
{
	struct statuses statuses = { 0 };
	int part[PEEKED];

	text_add(text, ", status");
	for (size_t done = 0; done < count;) {
		size_t now = count - done < PEEKED ? count - done : PEEKED;

		if (memory_peek(array + done * sizeof(int), part, now * sizeof(int))) {
			text_add(text, " cannot be read");
			return;
		}
		for (size_t i = 0; i < now; i++) {
			count_status(&statuses, part[i]);
			if (done + i >= FEW)
				continue;
			text_add_char(text, ' ');
			status_format(part[i], text);
		}
		done += now;
	}
	if (count <= FEW)
		return;
	text_add(text, " ... (");
	for (size_t i = 0; i < statuses.kinds; i++) {
		text_add(text, "%s%zu ", i ? ", " : "", statuses.items[i].count);
		text_add(text, statuses.items[i].status >= 0 ? "on " : "");
		status_format(statuses.items[i].status, text);
	}
	if (statuses.others)
		text_add(text, ", %zu others", statuses.others);
	text_add_char(text, ')');
}

static void
add_mask(uintptr_t mask, unsigned long maxnode, struct text *text)
{
	unsigned long bits[BITS_LONGS(PEEKED_BITS)] = { 0 };
	size_t count = maxnode ? maxnode - 1 : 0;

	if (count > PEEKED_BITS)
		count = PEEKED_BITS;
	if (!mask)
		text_add(text, "NULL");
	else if (memory_peek(mask, bits, BITS_LONGS(count) * sizeof(long)))
		text_add(text, "%#" PRIxPTR, mask);
	else if (bits_next(bits, count, 0) >= count)
		text_add(text, "{}");
	else {
		text_add_char(text, '{');
		bits_format(bits, count, text);
		text_add_char(text, '}');
	}
}

static void
add_string(uintptr_t string, struct text *text)
{
	char bytes[64] = "";
	size_t length = 0;

	while (length < sizeof(bytes) - 1 && memory_peek(string + length, &bytes[length], 1) == 0 &&
	       bytes[length])
		length++;
	bytes[length] = '\0';
	text_add_char(text, '"');
	text_add_shown(text, bytes, sizeof(bytes));
	text_add_char(text, '"');
}

static void
add_vector(const struct tracing *tracing, uintptr_t vector, struct text *text)
{
	struct iovec memory = { 0 };

	if (memory_peek(vector, &memory, sizeof(memory))) {
		text_add(text, "%#" PRIxPTR, vector);
		return;
	}
	add_address(tracing, (uintptr_t)memory.iov_base, text);
	text_add_char(text, '+');
	size_format(memory.iov_len, text);
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
add_argument(const struct tracing *tracing, const struct syscall_row *row,
	     const struct seen_call *call, int which, struct text *text)
{
	const struct parameter *parameter = &row->parameters[which];
	unsigned long argument = call->arguments[which];
	size_t count = argument_of(row, call, PARAMETER_COUNT);

	switch (parameter->kind) {
	case PARAMETER_START:
		add_address(tracing, argument, text);
		break;
	case PARAMETER_LENGTH:
		size_format(argument, text);
		break;
	case PARAMETER_PAGES:
		add_pages(tracing, argument, count, text);
		break;
	case PARAMETER_TARGETS:
		add_nodes(argument, count, text);
		break;
	case PARAMETER_MASK:
		add_mask(argument, argument_of(row, call, PARAMETER_MAXNODE), text);
		break;
	case PARAMETER_NUMBER:
		syscall_number_format(argument, parameter->words, text);
		break;
	case PARAMETER_STRING:
		add_string(argument, text);
		break;
	case PARAMETER_VECTOR:
		add_vector(tracing, argument, text);
		break;
	case PARAMETER_STATUS:
	case PARAMETER_MASK_OUT:
	case PARAMETER_NUMBER_OUT:
		text_add(text, argument ? "%s" : "NULL", parameter->name);
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
			add_statuses(call->arguments[i], count, text);
		if (call->result < 0 || !call->arguments[i])
			continue;
		if (parameter->kind == PARAMETER_NUMBER_OUT &&
		    memory_peek(call->arguments[i], &number, sizeof(number)) == 0) {
			text_add(text, ", %s ", parameter->name);
			syscall_number_format((unsigned)number, parameter->words, text);
		}
		if (parameter->kind == PARAMETER_MASK_OUT) {
			text_add(text, ", %s ", parameter->name);
			add_mask(call->arguments[i], argument_of(row, call, PARAMETER_MAXNODE),
				 text);
		}
	}
}

/* "trace kid/1234: " says which child it is, and which of its threads, if it is not the first. */
static void
add_speaker(const struct tracing *tracing, struct text *text)
{
	const char *name = tracing->session->name;
	int thread = thread_id();

	text_add(text, "trace%s%s", name ? " " : "", name ? name : "");
	if (thread != (int)getpid())
		text_add(text, "%s%d", name ? "/" : " thread ", thread);
	text_add(text, ": ");
}

static void
add_call(const struct tracing *tracing, const struct seen_call *call, struct text *text)
{
	const struct syscall_row *row = row_of(call->number);

	if (!row)
		text_add(text, "system call %ld(", call->number);
	else
		text_add(text, "%s(", row->name);
	for (int i = 0; row && i < RAW_ARGUMENTS && row->parameters[i].kind; i++) {
		text_add(text, i ? ", " : "");
		add_argument(tracing, row, call, i, text);
	}
	text_add_char(text, ')');
	add_result(call, text);
	if (row)
		add_answers(row, call, text);
}

/* One line, written at once: others write too. */
static void
saw(struct watcher *watcher, const struct seen_call *call)
{
	const struct tracing *tracing = (const struct tracing *)watcher;
	struct text line = { 0 };

	add_speaker(tracing, &line);
	if (call->path) {
		text_add(&line, "write %s \"", call->path);
		text_add_shown(&line, call->words, 80);
		text_add_char(&line, '"');
		add_result(call, &line);
	} else {
		add_call(tracing, call, &line);
	}
	text_add(&line, " <%.6f>\n", call->seconds);
	if (write(tracing->fd, line.bytes, line.length) < 0)
		text_clear(&line);
	text_release(&line);
}

int
tracing_begin(struct tracing *tracing, const struct session *session, const char *path,
	      struct error *error)
{
	int fd = STDERR_FILENO;

	if (*path)
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_refused(error, errno, "cannot write the trace to '%s'",
				     quote(path).text);
	tracing_end(tracing);
	*tracing = (struct tracing){
		.watcher = { saw }, .session = session, .fd = fd, .on = true, .opened = *path
	};
	call_watcher = &tracing->watcher;
	return 0;
}

void
tracing_end(struct tracing *tracing)
{
	if (tracing->on)
		call_watcher = NULL;
	if (tracing->opened)
		close(tracing->fd);
	tracing->on = tracing->opened = false;
}
