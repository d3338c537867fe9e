/* Records as JSON, one object a line.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "report/record.h"

/* The version of the records' names and types: names are only ever added. */
enum { JSON_SCHEMA = 1 };

/* Add the record as one line: {"record": its noun's name, … its fields}. */
void json_draw(const struct record *record, struct text *text);

#endif
