/* Comparisons that scripts write.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "commands/comparing.h"

const struct keyword comparisons[] = {
	{ "==", IS_EQUAL, false, NULL },     { "=", IS_EQUAL, false, NULL },
	{ "!=", IS_NOT_EQUAL, false, NULL }, { "<", IS_LESS, false, NULL },
	{ "<=", IS_AT_MOST, false, NULL },   { ">", IS_MORE, false, NULL },
	{ ">=", IS_AT_LEAST, false, NULL },  { 0 },
};

enum comparison
args_comparison(struct args *args)
{
	return (enum comparison)args_keyword(args, comparisons, "comparison");
}

bool
comparison_holds_for(enum comparison comparison, int order)
{
	switch (comparison) {
	case IS_EQUAL:
		return order == 0;
	case IS_NOT_EQUAL:
		return order != 0;
	case IS_LESS:
		return order < 0;
	case IS_AT_MOST:
		return order <= 0;
	case IS_MORE:
		return order > 0;
	case IS_AT_LEAST:
		return order >= 0;
	}
	return false;
}

bool
comparison_holds(enum comparison comparison, uint64_t found, uint64_t wanted)
{
	return comparison_holds_for(comparison, (found > wanted) - (found < wanted));
}
