/* References to pages that keep them from migrating.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_PIN_H
#define KERNEL_PIN_H

#include <stdint.h>

#include "base/keyword.h"

enum pin_way {
	PIN_VMSPLICE, /* in a pipe, by vmsplice(2) */
	PIN_IO_URING, /* as fixed buffers of an io_uring: a long-term pin */
	PIN_DIRECT,   /* by writes with O_DIRECT, which end when it is dropped */
};
extern const struct keyword pin_ways[];

/* A pin: its descriptor, or of PIN_DIRECT the write. */
struct pin {
	enum pin_way way;
	int fd;
	struct direct_pin *direct;
};

/* Bytes that one pin can hold at most. */
uint64_t pin_most(enum pin_way way);

/* Hold a reference to each page of [start, start + length), which are faulted
 * in.  'directory' is where PIN_DIRECT has its unlinked file; NULL: a usual
 * place.  0 or -errno, of PIN_DIRECT -EPERM where userfaultfd(2) is not for us,
 * -EOPNOTSUPP where the file system cannot hold pages; undone by pin_drop(). */
int pin_take(enum pin_way way, uintptr_t start, uint64_t length, const char *directory,
	     struct pin *pin);
void pin_drop(struct pin *pin);

/* In a child: let go of what it has of its parent's pin, which stays. */
void pin_disown(struct pin *pin);

/* Is io_uring switched off for us on this machine (kernel.io_uring_disabled)? */
bool pin_ring_switched_off(void);

/* Behind pin_take(), each in a file of its own. */
int pin_by_ring(uintptr_t start, uint64_t length);
void pin_ring_drop(int ring);
int pin_by_direct(uintptr_t start, uint64_t length, const char *directory,
		  struct direct_pin **direct);
uint64_t pin_direct_most(void);
void pin_direct_drop(struct direct_pin *direct);
void pin_direct_disown(struct direct_pin *direct);

#endif
