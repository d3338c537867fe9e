/* The words there are of each kind, to be offered where one of them may stand.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_OFFERING_H
#define SHELL_OFFERING_H

#include "shell/command.h"
#include "shell/completion.h"

/* What is offered, as long as it begins with 'word'. */
struct offer {
	struct session *session;
	struct completion *completion;
	const char *word;
	bool attached; /* segments of other processes too */
};

/* Offer all words of a kind. */
void offer_kind(const struct offer *offer, enum word_kind kind);

/* The table that a kind's words stand in, or NULL. */
const struct keyword *kind_words(enum word_kind kind);

#endif
