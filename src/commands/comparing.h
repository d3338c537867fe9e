/* Comparisons that scripts write: "nodes >= 2".
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_COMPARING_H
#define COMMANDS_COMPARING_H

#include "shell/args.h"

enum comparison { IS_EQUAL, IS_NOT_EQUAL, IS_LESS, IS_AT_MOST, IS_MORE, IS_AT_LEAST };
extern const struct keyword comparisons[];

/* The next word as a comparison: == = != < <= > >= */
enum comparison args_comparison(struct args *args);

/* Does "found <comparison> wanted" hold?  The second
 * takes what comparing them gave: < 0, 0, > 0. */
bool comparison_holds(enum comparison comparison, uint64_t found, uint64_t wanted);
bool comparison_holds_for(enum comparison comparison, int order);

#endif
