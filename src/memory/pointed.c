/* What the arguments of a system call point at, in words.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>
#include <sys/uio.h>

#include "base/bits.h"
#include "kernel/migrate.h"
#include "kernel/seen.h"
#include "memory/address.h"
#include "memory/pointed.h"
#include "memory/size.h"
#include "memory/syscalls.h"

enum { FEW = 4, PEEKED = 512, PEEKED_BITS = 1024 };

void
address_show(const struct segments *segments, uintptr_t address, struct text *text)
{
	if (address)
		address_format(segments, address, text);
	else
		text_add(text, "NULL");
}

/* The first of an array of addresses, or of nodes in runs; how many more there are. */
void
pages_show(const struct segments *segments, uintptr_t array, size_t count, struct text *text)
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
		address_show(segments, pages[i], text);
	}
	if (count > few)
		text_add(text, " and %zu more", count - few);
	text_add_char(text, ']');
}

void
nodes_show(uintptr_t array, size_t count, struct text *text)
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

/* Different statuses, and how many there are of each;
 * the least common ones go when there is no room. */
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
void
statuses_show(uintptr_t array, size_t count, struct text *text)
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

void
mask_show(uintptr_t mask, unsigned long maxnode, struct text *text)
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

void
string_show(uintptr_t string, struct text *text)
{
	char bytes[64] = "";
	size_t length = 0;

	if (!string) {
		text_add(text, "NULL");
		return;
	}
	while (length < sizeof(bytes) - 1 && memory_peek(string + length, &bytes[length], 1) == 0 &&
	       bytes[length])
		length++;
	bytes[length] = '\0';
	text_add_char(text, '"');
	text_add_shown(text, bytes, sizeof(bytes));
	text_add_char(text, '"');
}

void
vector_show(const struct segments *segments, uintptr_t vector, struct text *text)
{
	struct iovec memory = { 0 };

	if (memory_peek(vector, &memory, sizeof(memory))) {
		text_add(text, "%#" PRIxPTR, vector);
		return;
	}
	address_show(segments, (uintptr_t)memory.iov_base, text);
	text_add_char(text, '+');
	size_format(memory.iov_len, text);
}
