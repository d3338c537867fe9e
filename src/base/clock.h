/* Time that only goes forward.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Seconds since some fixed point, from CLOCK_MONOTONIC. */
double clock_now(void);

#endif
