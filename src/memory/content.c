/* What is written into pages, so that it can be checked wherever they go.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/interrupt.h"
#include "memory/content.h"

enum { STEP = 4 << 20 };

/* One step of a walk: a piece that is looked at without asking for interrupts. */
struct step {
	struct content_walk *walk;
	uintptr_t at;
	uint64_t offset, length;
	bool bad;
};

/* Spread the seed over all bits, so that seeds that are close have contents that are not
 * (the finaliser of MurmurHash3, public domain, Austin Appleby). */
static uint64_t
spread(uint64_t seed)
{
	seed = (seed ^ seed >> 33) * 0xff51afd7ed558ccdULL;
	seed = (seed ^ seed >> 33) * 0xc4ceb9fe1a85ec53ULL;
	return seed ^ seed >> 33;
}

/* The word at 'offset' (a multiple of 8).  The factor is odd, so no two offsets share a word. */
static uint64_t
word_at(uint64_t seed, uint64_t offset)
{
	return spread(seed) + offset * 0x9e3779b97f4a7c15ULL;
}

uint64_t
content_word(uint64_t seed, uint64_t offset)
{
	return word_at(seed, offset);
}

static void
fill(uint64_t *words, uint64_t first, size_t count)
{
	const uint64_t step = word_at(0, sizeof(*words)) - word_at(0, 0);

	for (size_t i = 0; i < count; i++)
		words[i] = first + i * step;
}

static bool
differs(const uint64_t *words, uint64_t first, size_t count)
{
	const uint64_t step = word_at(0, sizeof(*words)) - word_at(0, 0);
	uint64_t difference = 0;

	for (size_t i = 0; i < count; i++)
		difference |= words[i] ^ (first + i * step);
	return difference != 0;
}

/* Offset, from 'words' on, of the first wrong byte. */
static uint64_t
first_wrong_byte(const uint64_t *words, uint64_t first, size_t count)
{
	const uint64_t step = word_at(0, sizeof(*words)) - word_at(0, 0);

	for (size_t i = 0; i < count; i++) {
		uint64_t expected = first + i * step;
		const unsigned char *have = (const unsigned char *)&words[i];

		for (size_t byte = 0; byte < sizeof(expected); byte++)
			if (have[byte] != ((const unsigned char *)&expected)[byte])
				return i * sizeof(expected) + byte;
	}
	return count * sizeof(*words);
}

static void
check(struct step *step)
{
	struct content_walk *walk = step->walk;
	uint64_t page = walk->page_size;

	for (uint64_t done = 0; done < step->length; done += page) {
		uint64_t *words = (uint64_t *)(step->at + done);
		uint64_t first = word_at(walk->seed, step->offset + done);
		size_t count = page / sizeof(*words);

		if (!differs(words, first, count))
			continue;
		walk->bad = step->offset + done + first_wrong_byte(words, first, count);
		step->bad = true;
		return;
	}
}

static void
take_step(void *argument)
{
	struct step *step = argument;
	struct content_walk *walk = step->walk;

	switch (walk->task) {
	case CONTENT_TOUCH_READ:
	case CONTENT_TOUCH_WRITE:
		access_touch(step->at, walk->page_size, step->length / walk->page_size,
			     walk->task == CONTENT_TOUCH_WRITE);
		break;
	case CONTENT_FILL:
		fill((uint64_t *)step->at, word_at(walk->seed, step->offset),
		     step->length / sizeof(uint64_t));
		break;
	case CONTENT_CHECK:
		check(step);
		break;
	}
}

int
content_walk(struct content_walk *walk)
{
	uint64_t most = walk->page_size > STEP ? walk->page_size : STEP;

	for (walk->done = 0; walk->done < walk->length;) {
		uint64_t left = walk->length - walk->done;
		struct step step = { .walk = walk,
				     .at = walk->start + walk->done,
				     .offset = walk->offset + walk->done,
				     .length = left < most ? left : most };
		int result;

		if (interrupt_pending())
			return -EINTR;
		result = access_guard(take_step, &step, &walk->fault);
		if (result) {
			walk->done = walk->fault.address - walk->start;
			return result;
		}
		if (step.bad)
			return -EBADMSG;
		walk->done += step.length;
	}
	return 0;
}
