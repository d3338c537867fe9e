/* How the outcome of a command travels in a frame.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKERS_STATUS_H
#define WORKERS_STATUS_H

#include "base/error.h"
#include "base/text.h"

/* Replace 'frame' by the outcome (0 to 127) and the error, if there is one. */
void status_encode(int outcome, const struct error *error, struct text *frame);

/* The outcome of a frame; its error, if it has one, is noted in 'error'. */
int status_decode(const struct text *frame, struct error *error);

#endif
