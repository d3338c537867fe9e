/* What the keeper is told, and its side of it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_KEEPING_H
#define KERNEL_KEEPING_H

#include "kernel/promise.h"

enum keeping_order { KEEPING_PROMISE, KEEPING_FULFIL, KEEPING_FORGET };
enum { KEEPING_STRINGS = 8192 };

/* One message; its answer is an int: 0 or -errno. */
struct keeping_message {
	enum keeping_order order;
	int number;
	int kind;
	char strings[KEEPING_STRINGS]; /* of a promise: its path and its value, each ended by \0 */
};

/* The program's name while it is a keeper. */
#define KEEPING_NAME "memtoy-keeper"

/* Do as messages say, until nobody is left to send any; then carry out what is still promised.
 * Returns the status to end with. */
int keeping_serve(int channel, promise_broken *failed);

#endif
