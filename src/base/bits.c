/* Sets of small numbers as the kernel keeps them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "base/bits.h"

void
bits_add(unsigned long *bits, size_t number)
{
	bits[number / BITS_PER_LONG] |= 1UL << number % BITS_PER_LONG;
}

void
bits_drop(unsigned long *bits, size_t number)
{
	bits[number / BITS_PER_LONG] &= ~(1UL << number % BITS_PER_LONG);
}

bool
bits_has(const unsigned long *bits, size_t number)
{
	return bits[number / BITS_PER_LONG] >> number % BITS_PER_LONG & 1;
}

size_t
bits_next(const unsigned long *bits, size_t count, size_t from)
{
	while (from < count) {
		unsigned long rest = bits[from / BITS_PER_LONG] >> from % BITS_PER_LONG;

		if (rest) {
			from += (size_t)__builtin_ctzl(rest);
			return from < count ? from : count;
		}
		from = (from / BITS_PER_LONG + 1) * BITS_PER_LONG;
	}
	return count;
}

static int
parse_number(const char **at, size_t *number)
{
	char *end;

	if (!isdigit((unsigned char)**at))
		return -EINVAL;
	errno = 0;
	*number = strtoul(*at, &end, 10);
	*at = end;
	return errno ? -ERANGE : 0;
}

int
bits_parse(unsigned long *bits, size_t count, const char *list)
{
	const char *at = list;

	if (*at == '\0' || *at == '\n')
		return 0;
	for (;;) {
		size_t first, last;
		int result = parse_number(&at, &first);

		last = first;
		if (!result && *at == '-') {
			at++;
			result = parse_number(&at, &last);
		}
		if (result)
			return result;
		if (last < first)
			return -EINVAL;
		if (last >= count)
			return -ERANGE;
		for (size_t number = first; number <= last; number++)
			bits_add(bits, number);
		if (*at == '\0' || *at == '\n')
			return 0;
		if (*at++ != ',')
			return -EINVAL;
	}
}

void
bits_format(const unsigned long *bits, size_t count, struct text *text)
{
	const char *comma = "";
	size_t first = bits_next(bits, count, 0);

	while (first < count) {
		size_t last = first;

		while (last + 1 < count && bits_has(bits, last + 1))
			last++;
		text_add(text, "%s%zu", comma, first);
		if (last > first)
			text_add(text, "-%zu", last);
		comma = ",";
		first = bits_next(bits, count, last + 1);
	}
}
