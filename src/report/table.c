/* Tables for people, drawn by libsmartcols.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "report/table.h"

struct libscols_table *
table_new(const char *const *columns)
{
	struct libscols_table *table = scols_new_table();

	/* The same whatever the terminal: what is said must not depend on who reads it. */
	scols_table_enable_nowrap(table, 1);
	for (; *columns; columns++) {
		int right = **columns == '>';

		scols_table_new_column(table, *columns + right, 0, right ? SCOLS_FL_RIGHT : 0);
	}
	return table;
}

void
table_row(struct libscols_table *table)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	/* Where the next cell goes is kept with the line; NULL is the first column. */
	scols_line_set_userdata(line, NULL);
}

void
table_cell(struct libscols_table *table, const char *format, ...)
{
	size_t lines = scols_table_get_nlines(table);
	struct libscols_line *line = scols_table_get_line(table, lines - 1);
	size_t column = (size_t)scols_line_get_userdata(line);
	struct text text = { 0 };
	va_list arguments;

	va_start(arguments, format);
	text_add_list(&text, format, arguments);
	va_end(arguments);
	scols_line_refer_data(line, column, text_take(&text));
	scols_line_set_userdata(line, (void *)(column + 1));
}

/* Add the lines without the blanks that pad the last column. */
static void
add_trimmed(struct text *text, const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n"), shown = length;

		while (shown && lines[shown - 1] == ' ')
			shown--;
		text_add_bytes(text, lines, shown);
		text_add(text, "\n");
		lines += length + (lines[length] == '\n');
	}
}

void
table_draw(struct libscols_table *table, struct text *text)
{
	char *drawn = NULL;

	if (scols_print_table_to_string(table, &drawn) == 0 && drawn)
		add_trimmed(text, drawn);
	free(drawn);
	scols_unref_table(table);
}
