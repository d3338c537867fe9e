/* Sizes and ranges as they are written: "8p", "0x1000", "16 MiB" without the blank, "1h".
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_SIZE_H
#define MEMORY_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

/* Parse 'word' into bytes: a C number with one suffix k m g t (powers of 1024), KiB MiB GiB TiB,
 * p (pages of 'page_size' bytes) or h (default huge pages), either case.  0 or -EINVAL, -ERANGE. */
int size_parse(const char *word, uint64_t page_size, uint64_t *bytes, struct error *error);

/* Parse a time such as 20ms, 1.5s, 300us or 2m into seconds; without a suffix it is seconds.  0 or
 * -EINVAL. */
int duration_parse(const char *word, double *seconds, struct error *error);

/* Parse a whole number in C notation without suffix, from 'least' to 'most'. */
int number_parse(const char *word, const char *noun, uint64_t least, uint64_t most,
		 uint64_t *number, struct error *error);

/* Does 'word' start like a size: with a digit? */
bool size_begins(const char *word);

/* Write a size for people: "16 MiB", "4 KiB", "1.5 GiB". */
void size_format(uint64_t bytes, struct text *text);

/* Round up to a multiple of 'unit'; 0 where that does not fit into 64 bits. */
uint64_t size_round_up(uint64_t bytes, uint64_t unit);

/* A part of a segment: bytes, both multiples of its page size.  'asked' is the length as it was
 * asked for; it is larger than 'length' where the range was cut at the segment's end. */
struct range {
	uint64_t offset, length, asked;
};

/* The whole of 'total' bytes. */
struct range range_whole(uint64_t total);

/* Make a range of a segment of 'total' bytes from the words "<offset> <length>"; a length of "*" or
 * 0 means to the end.  0, or -EINVAL where it starts past the end or a word is no size. */
int range_parse(const char *offset, const char *length, uint64_t total, uint64_t page_size,
		struct range *range, struct error *error);

#endif
