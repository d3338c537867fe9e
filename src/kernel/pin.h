/* References to pages that keep them from migrating.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_PIN_H
#define KERNEL_PIN_H

#include <stdint.h>

/* Bytes that one pin can hold at most. */
uint64_t pin_most(void);

/* Hold a reference to each page of [start, start + length) by vmsplice(2) into a pipe, which faults
 * them in.  A descriptor, which closed lets go of them; or -errno. */
int pin_by_vmsplice(uintptr_t start, uint64_t length);

#endif
