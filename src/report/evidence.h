/* Evidence as fields of a record, for every record that carries it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include "memory/evidence.h"
#include "memory/migration.h"
#include "report/record.h"

/* "pages_per_second" and "bytes_per_second", of pages that really moved; where none did, neither.
 * "system_wide": the counters of migration that changed.  "events", and "events_lost" if any were:
 * the kernel's events, if they were asked for. */
void record_rates(struct record *record, const struct migration *migration);
void record_changes(struct record *record, const struct evidence *evidence);
void record_events(struct record *record, const struct evidence *evidence);

/* The same as lines for people. */
void draw_rates(const struct record *record, struct text *text);
void draw_changes(const struct record *record, struct text *text);
void draw_events(const struct record *record, struct text *text);

#endif
