/* Sizes and ranges as they are written.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kernel/mapping.h"
#include "memory/size.h"

static int
refuse(struct error *error, int number, const char *word, const char *why)
{
	return error_note(error, number, "'%s' %s", quote(word).text, why);
}

bool
size_begins(const char *word)
{
	return isdigit((unsigned char)*word);
}

/* The digits in front of a suffix.  0 with '*end' after them, or an errno. */
static int
leading_number(const char *word, uint64_t *number, const char **end)
{
	char *after;

	if (!size_begins(word))
		return -EINVAL;
	errno = 0;
	*number = strtoull(word, &after, 0);
	*end = after;
	if (errno == ERANGE)
		return -ERANGE;
	return 0;
}

/* What a suffix multiplies by; 0 where there is no such suffix. */
static uint64_t
unit_of(const char *suffix, uint64_t page_size)
{
	static const struct {
		const char *letter, *word;
		unsigned shift;
	} units[] = {
		{ "k", "KiB", 10 }, { "m", "MiB", 20 }, { "g", "GiB", 30 }, { "t", "TiB", 40 }
	};

	if (!*suffix)
		return 1;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcasecmp(suffix, units[i].letter) == 0 ||
		    strcasecmp(suffix, units[i].word) == 0)
			return 1ULL << units[i].shift;
	if (strcasecmp(suffix, "p") == 0)
		return page_size;
	if (strcasecmp(suffix, "h") == 0)
		return default_huge_page_size();
	return 0;
}

int
size_parse(const char *word, uint64_t page_size, uint64_t *bytes, struct error *error)
{
	uint64_t number, unit;
	const char *suffix;
	int result = leading_number(word, &number, &suffix);

	if (result == -ERANGE)
		return refuse(error, ERANGE, word, "is too large for a size");
	if (result)
		return refuse(error, EINVAL, word,
			      "is no size (a number such as 4096, 0x1000, 8p, 64k, 16m, 1g)");
	unit = unit_of(suffix, page_size);
	if (!unit && strcasecmp(suffix, "h") == 0)
		return refuse(error, EINVAL, word, "needs huge pages, which this kernel has not");
	if (!unit)
		return refuse(
			error, EINVAL, word,
			"has no size suffix that is known (k, m, g, t, KiB, MiB, GiB, TiB, p, h)");
	if (__builtin_mul_overflow(number, unit, bytes) || *bytes > INT64_MAX)
		return refuse(error, ERANGE, word, "is too large for a size");
	return 0;
}

int
number_parse(const char *word, const char *noun, uint64_t least, uint64_t most, uint64_t *number,
	     struct error *error)
{
	struct text why = { 0 };
	const char *rest = "";
	int result = leading_number(word, number, &rest);

	if (!result && !*rest && *number >= least && *number <= most)
		return 0;
	text_add(&why, "is no %s (a whole number from %llu", noun, (unsigned long long)least);
	if (most < INT64_MAX)
		text_add(&why, " to %llu", (unsigned long long)most);
	text_add(&why, ")");
	result = refuse(error, EINVAL, word, text_string(&why));
	text_release(&why);
	return result;
}

void
size_format(uint64_t bytes, struct text *text)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	size_t unit = 0;

	while (unit + 1 < sizeof(units) / sizeof(*units) && bytes >> 10 * (unit + 1))
		unit++;
	if (bytes % (1ULL << 10 * unit) == 0)
		text_add(text, "%llu %s", (unsigned long long)(bytes >> 10 * unit), units[unit]);
	else
		text_add(text, "%.1f %s", (double)bytes / (double)(1ULL << 10 * unit), units[unit]);
}

uint64_t
size_round_up(uint64_t bytes, uint64_t unit)
{
	uint64_t rest = bytes % unit, rounded = bytes;

	if (rest && __builtin_add_overflow(bytes, unit - rest, &rounded))
		return 0;
	return rounded;
}

struct range
range_whole(uint64_t total)
{
	return (struct range){ .length = total, .asked = total };
}

/* The length asked for, in whole pages counted from 'offset', which has been rounded down. */
static int
parse_length(const char *word, uint64_t page_size, uint64_t slack, uint64_t rest, uint64_t *length,
	     struct error *error)
{
	int result;

	*length = rest;
	if (strcmp(word, "*") == 0)
		return 0;
	result = size_parse(word, page_size, length, error);
	if (result)
		return result;
	*length = *length ? size_round_up(*length + slack, page_size) : rest;
	return 0;
}

int
range_parse(const char *offset, const char *length, uint64_t total, uint64_t page_size,
	    struct range *range, struct error *error)
{
	uint64_t from, slack;
	int result = size_parse(offset, page_size, &from, error);

	if (result)
		return result;
	if (from >= total)
		return error_note(
			error, EINVAL,
			"range starts at 0x%llx, past the end of the segment (0x%llx bytes)",
			(unsigned long long)from, (unsigned long long)total);
	slack = from % page_size;
	range->offset = from - slack;
	result =
		parse_length(length, page_size, slack, total - range->offset, &range->asked, error);
	if (result)
		return result;
	range->length = range->asked < total - range->offset ? range->asked : total - range->offset;
	return 0;
}

int
duration_parse(const char *word, double *seconds, struct error *error)
{
	static const struct {
		const char *suffix;
		double seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "ms", 1e-3 }, { "us", 1e-6 }, { "m", 60 } };
	char *end;
	double number = strtod(word, &end);

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (end == word || strcasecmp(end, units[i].suffix) != 0)
			continue;
		if (!isfinite(number) || number < 0 || number > 1e9)
			break;
		*seconds = number * units[i].seconds;
		return 0;
	}
	error_note(error, EINVAL, "'%s' is no time", quote(word).text);
	error_hint(error, "20ms, 1.5s");
	return -EINVAL;
}
