/* Pins by writes with O_DIRECT: threads write the pages to an unlinked file again and again, so many
 * that some write is always under way.  The memory is only read.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/threads.h"
#include "base/xalloc.h"
#include "kernel/direct.h"
#include "kernel/pin.h"

enum { WRITERS = 8 };

struct direct_pin {
	uintptr_t start;
	uint64_t length;
	int file;
	pthread_t threads[WRITERS];
	unsigned count;
	int stopping;	  /* set by us */
	int error;	  /* set by a thread that cannot go on */
	unsigned started; /* threads that have begun their second write */
};

static void *
write_on(void *argument)
{
	struct direct_pin *pin = argument;
	unsigned writes = 0;

	while (!__atomic_load_n(&pin->stopping, __ATOMIC_ACQUIRE)) {
		int result = direct_write(pin->file, pin->start, pin->length, 0);

		if (result) {
			__atomic_store_n(&pin->error, result, __ATOMIC_RELEASE);
			break;
		}
		if (++writes == 1)
			__atomic_fetch_add(&pin->started, 1, __ATOMIC_RELEASE);
	}
	return NULL;
}

void
pin_direct_drop(struct direct_pin *pin)
{
	__atomic_store_n(&pin->stopping, 1, __ATOMIC_RELEASE);
	for (unsigned i = 0; i < pin->count; i++)
		pthread_join(pin->threads[i], NULL);
	close(pin->file);
	free(pin);
}

int
pin_by_direct(uintptr_t start, uint64_t length, const char *directory, struct direct_pin **direct)
{
	static const struct timespec moment = { .tv_nsec = 1000000 };
	struct direct_pin *pin = xcalloc(1, sizeof(*pin));
	int result = 0;

	*pin = (struct direct_pin){ .start = start, .length = length };
	pin->file = direct_make(directory, length);
	if (pin->file < 0) {
		result = pin->file;
		free(pin);
		return result;
	}
	pin->count = threads_start(pin->threads, WRITERS, write_on, pin);
	while (!result && __atomic_load_n(&pin->started, __ATOMIC_ACQUIRE) < pin->count) {
		nanosleep(&moment, NULL);
		result = __atomic_load_n(&pin->error, __ATOMIC_ACQUIRE);
	}
	if (!pin->count)
		result = -EAGAIN;
	if (result)
		pin_direct_drop(pin);
	else
		*direct = pin;
	return result;
}
