/* Tables for people, drawn by libsmartcols.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stddef.h>

#include "base/text.h"

struct libscols_table;

/* A new table with these columns, a list that ends with NULL; names that start with '>' are aligned
 * to the right.  It is drawn and released by table_draw(). */
struct libscols_table *table_new(const char *const *columns);

/* Begin a row, and set the next cell of it, made as printf makes it. */
void table_row(struct libscols_table *table);
void table_cell(struct libscols_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void table_draw(struct libscols_table *table, struct text *text);

#endif
