/* Pins as fixed buffers of an io_uring, by the system calls themselves: nothing is ever submitted.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/io_uring.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/pin.h"
#include "kernel/seen.h"

int
pin_by_ring(uintptr_t start, uint64_t length)
{
	struct iovec buffer = { (void *)start, length };
	struct io_uring_params parameters = { 0 };
	int ring = (int)SEEN(syscall(SYS_io_uring_setup, 1, &parameters), SYS_io_uring_setup, 1),
	    result;

	if (ring < 0)
		return -errno;
	if (SEEN(syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, &buffer, 1),
		 SYS_io_uring_register, (unsigned long)ring, IORING_REGISTER_BUFFERS,
		 (unsigned long)&buffer, 1) == 0)
		return ring;
	result = -errno;
	close(ring);
	return result;
}

void
pin_ring_drop(int ring)
{
	/* Closing it lets go some time later only. */
	SEEN(syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_BUFFERS, NULL, 0),
	     SYS_io_uring_register, (unsigned long)ring, IORING_UNREGISTER_BUFFERS, 0, 0);
	SEEN(close(ring), SYS_close, (unsigned long)ring);
}

bool
pin_ring_switched_off(void)
{
	uint64_t value = 0;

	return file_read_number(&value, "/proc/sys/kernel/io_uring_disabled") == 0 && value > 0;
}
