/* Segments, a line each.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <sys/mman.h>

#include "report/nouns.h"

/* The line that 'show' and 'where' print; its geometry is what old scripts read. */
static void
draw_segment(const struct record *record, struct text *text)
{
	text_add(text, "%s ", record_get_text(record, "letter"));
	if (record_get_truth(record, "mapped"))
		text_add(text, "0x%016" PRIx64, record_get_size(record, "address"));
	else
		text_add(text, "*** not-mapped ***");
	text_add(text, " 0x%012" PRIx64 " 0x%012" PRIx64 "  %s %s %s\n",
		 record_get_size(record, "length"), record_get_size(record, "offset"),
		 record_get_text(record, "protection"), record_get_text(record, "share"),
		 record_get_text(record, "segment"));
}

static const struct noun segment_noun = { "segment", draw_segment };

void
say_segment(struct output *output, const struct segment *segment)
{
	struct record record = say_begin(output, &segment_noun);
	const char letter[] = { segment_letter(segment), '\0' };
	const char protection[] = { segment->protection & PROT_READ ? 'r' : '-',
				    segment->protection & PROT_WRITE ? 'w' : '-',
				    segment->protection & PROT_EXEC ? 'x' : '-', '\0' };

	record_text(&record, "segment", segment->name);
	if (segment->pid)
		record_number(&record, "pid", segment->pid);
	record_text(&record, "kind", segment_kind_name(segment));
	record_text(&record, "letter", letter);
	record_truth(&record, "mapped", segment->mapped);
	if (segment->mapped)
		record_address(&record, "address", segment->start);
	record_size(&record, "length", segment->length);
	record_size(&record, "offset", segment->offset);
	record_size(&record, "page_size", segment->page_size);
	record_text(&record, "protection", protection);
	record_text(&record, "share", segment->shared ? "shared" : "private");
	say_end(output, &record);
}

static void
draw_title(const struct record *record, struct text *text)
{
	(void)record;
	text_add(text, "  _____address______ ____length____ ____offset____ prot  share  name\n");
}

static void
say_all(struct output *output, const struct segments *segments)
{
	for (size_t i = 0; i < segments->count; i++)
		say_segment(output, segments->items[i]);
}

void
say_segments(struct output *output, const struct segments *segments, const struct segments *own)
{
	static const struct noun noun = { "segments", draw_title };
	struct record record = say_begin(output, &noun);

	record_number(&record, "count", (int64_t)(segments->count + (own ? own->count : 0)));
	say_end(output, &record);
	if (own)
		say_all(output, own);
	say_all(output, segments);
}
