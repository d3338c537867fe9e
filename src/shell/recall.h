/* The lines of the prompt, those of earlier sessions too, for readline to bring back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_RECALL_H
#define SHELL_RECALL_H

#include <stddef.h>

/* What readline itself does not tell apart: the file
 * (NULL: nothing is kept), and this session's lines. */
struct recall {
	char *path;
	char **lines;
	size_t count, capacity;
};

/* Read what earlier sessions left. */
void recall_begin(struct recall *recall);

/* Remember a line; one that is there already moves to the end. */
void recall_add(struct recall *recall, const char *line);

/* Add this session's lines to what the file has by now, which other prompts write too, and forget
 * all. Waits for a prompt that is writing, until an interrupt. */
void recall_end(struct recall *recall);

#endif
