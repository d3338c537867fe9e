/* Claims on the flags of pages.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <strings.h>

#include "kernel/pagemap.h"
#include "memory/witness.h"
#include "commands/claims.h"
#include "commands/looking.h"

/* Bits of the pagemap, and flags of frames. */
struct flags {
	uint64_t entry, frame;
};

/* A claim while the pages are walked. */
struct claim_on_flags {
	struct flags wanted, unwanted;
	const char *claim;
	bool hidden; /* a page's flags cannot be seen */
	uint64_t wrong, first_wrong;
	struct facts found; /* of the first that is wrong */
};

static uint64_t
find_flag(const struct kpage_name *names, const char *word)
{
	for (; names->name; names++)
		if (strcasecmp(names->name, word) == 0)
			return names->flag;
	return 0;
}

static void
take_flags(struct args *args, struct claim_on_flags *claim)
{
	do {
		const char *word = args_word(args, "a flag");
		struct flags *into = &claim->wanted;
		uint64_t entry, frame;

		if (word && strcasecmp(word, "not") == 0) {
			word = args_word(args, "a flag behind 'not'");
			into = &claim->unwanted;
		}
		if (!word)
			return;
		entry = find_flag(pagemap_names, word);
		frame = entry ? 0 : find_flag(kpage_names, word);
		if (!entry && !frame) {
			args_fail(args, EINVAL, "there is no flag '%s'", quote(word).text);
			error_hint(&args->error, "flags <seg>, which names them");
		}
		into->entry |= entry;
		into->frame |= frame;
	} while (args_ok(args) && args_left(args));
}

/* A page that is not there, or has no frame of its own, has no flags of a frame. */
static bool
is_wrong(struct claim_on_flags *claim, const struct facts *facts)
{
	uint64_t frame = claim->wanted.frame | claim->unwanted.frame;
	uint64_t flags = facts->seen ? facts->flags : 0;

	if (frame && facts->entry & PAGEMAP_PRESENT && !facts->seen)
		claim->hidden = true;
	return claim->wanted.entry & ~facts->entry || claim->unwanted.entry & facts->entry ||
	       claim->wanted.frame & ~flags || claim->unwanted.frame & flags;
}

/* The flags of a folio's first page are those of
 * all its pages, which older kernels do not repeat. */
static void
add_flags_of_folio(struct witness *witness, size_t place, struct facts *facts)
{
	const uint64_t own = KPAGE_HEAD | KPAGE_HWPOISON | KPAGE_EXCLUSIVE;
	uint64_t frame = witness_frame(witness, place), flags = 0, count;

	if (!facts->seen || !(facts->flags & KPAGE_TAIL) || !frame)
		return;
	kpage_folio(&witness->kpage, frame, facts->flags);
	if (kpage_read(&witness->kpage, 1, &witness->kpage.first, &flags, &count) == 0)
		facts->flags |= flags & ~own;
}

static void
check_pages(struct witness *witness, size_t place, uint64_t pages, struct facts *facts,
	    void *argument)
{
	struct claim_on_flags *claim = argument;

	add_flags_of_folio(witness, place, facts);
	if (!is_wrong(claim, facts))
		return;
	if (!claim->wrong) {
		claim->first_wrong = witness->first + place;
		claim->found = *facts;
	}
	claim->wrong += pages;
}

static void
add_names(const struct kpage_name *names, uint64_t bits, struct text *text)
{
	for (; names->name; names++)
		if (bits & names->flag)
			text_add(text, " %s", names->name);
}

static void
word_failure(const struct claim_on_flags *claim, const struct range *range, uint64_t page_size,
	     struct text *failure)
{
	const struct facts *found = &claim->found;

	text_add(failure, "expected all pages with:");
	add_names(pagemap_names, claim->wanted.entry, failure);
	add_names(kpage_names, claim->wanted.frame, failure);
	if (claim->unwanted.entry | claim->unwanted.frame) {
		text_add(failure,
			 "%swithout:", claim->wanted.entry | claim->wanted.frame ? ", " : " any, ");
		add_names(pagemap_names, claim->unwanted.entry, failure);
		add_names(kpage_names, claim->unwanted.frame, failure);
	}
	text_add(failure, "; found %" PRIu64 " otherwise; page 0x%" PRIx64 " has:", claim->wrong,
		 claim->first_wrong + range->offset / page_size);
	add_names(pagemap_names, found->entry, failure);
	if (!found->entry)
		text_add(failure, " nothing");
	text_add(failure, " |");
	add_names(kpage_names, found->seen ? found->flags : 0, failure);
}

enum outcome
claim_flags(struct session *session, struct args *args, struct text *failure)
{
	const struct segment *segment = args_segment(args, true);
	struct range range = args_range(args, segment);
	struct claim_on_flags claim = { .wrong = 0 };
	struct witness witness;
	struct area area;
	int result;

	if (args_ok(args))
		take_flags(args, &claim);
	if (!args_end(args))
		return OUTCOME_FAILED;
	area = segment_area(segment, &range);
	result = witness_begin(&witness, segment, &area);
	if (!result)
		result = witness_tell(&witness, check_pages, &claim);
	witness_end(&witness);
	if (result)
		return look_failed(args, segment, result);
	if (claim.hidden) {
		say_skipped(&session->output, session->script,
			    "flags of page frames are hidden from this process");
		return OUTCOME_SKIPPED;
	}
	if (!claim.wrong)
		return OUTCOME_DONE;
	word_failure(&claim, &range, segment->page_size, failure);
	return OUTCOME_UNMET;
}
