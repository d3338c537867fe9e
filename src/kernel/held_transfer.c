/* Transfers with O_DIRECT that stay under way until they are let go on.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/membarrier.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/threads.h"
#include "kernel/held_transfer.h"
#include "kernel/mapping.h"
#include "kernel/seen.h"
#include "kernel/userfault.h"

enum { MOMENT = 10 }; /* milliseconds */

static void *
transfer(void *argument)
{
	struct held_transfer *held = argument;
	off_t offset = (off_t)held->offset;
	ssize_t done = held->reads ? SEEN(preadv(held->file, held->parts, 2, offset), SYS_preadv,
					  (unsigned long)held->file, (unsigned long)held->parts, 2,
					  held->offset)
				   : SEEN(pwritev(held->file, held->parts, 2, offset), SYS_pwritev,
					  (unsigned long)held->file, (unsigned long)held->parts, 2,
					  held->offset);

	held->result = done < 0 ? -errno : 0;
	__atomic_store_n(&held->ended, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* A page of ours that has nothing behind it; a child has no need of it. */
static int
make_gate(struct held_transfer *held)
{
	struct mapping mapping = { .length = base_page_size(),
				   .fd = -1,
				   .protection = PROT_READ | PROT_WRITE,
				   .page_size = base_page_size() };
	uintptr_t gate;
	int result = mapping_make(&mapping, &gate);

	if (result)
		return result;
	held->parts[1] = (struct iovec){ (void *)gate, mapping.length };
	mapping_advise(gate, mapping.length, MADV_DONTFORK);
	held->faults = userfault_open_waiting();
	if (held->faults < 0)
		result = held->faults;
	else
		result = userfault_watch_missing(held->faults, gate, mapping.length);
	return result;
}

static void
drop_gate(struct held_transfer *held)
{
	if (held->faults >= 0)
		userfault_close(held->faults);
	if (held->parts[1].iov_base)
		mapping_drop((uintptr_t)held->parts[1].iov_base, held->parts[1].iov_len);
}

/* Until the kernel has come to the gate.  -EOPNOTSUPP: the transfer ended without. */
static int
wait_at_gate(struct held_transfer *held)
{
	struct pollfd fault = { .fd = held->faults, .events = POLLIN };

	while (poll(&fault, 1, MOMENT) <= 0 || !(fault.revents & POLLIN))
		if (__atomic_load_n(&held->ended, __ATOMIC_ACQUIRE))
			return held->result ? held->result : -EOPNOTSUPP;
	return 0;
}

int
held_transfer_begin(struct held_transfer *held, int file, bool reads, uint64_t offset,
		    uintptr_t start, uint64_t length)
{
	int result;

	*held = (struct held_transfer){ .file = file,
					.reads = reads,
					.offset = offset,
					.parts = { { (void *)start, length } },
					.faults = -1 };
	result = make_gate(held);
	if (!result && !threads_start(&held->thread, 1, transfer, held))
		result = -EAGAIN;
	if (result) {
		drop_gate(held);
		return result;
	}
	result = wait_at_gate(held);
	if (result)
		held_transfer_end(held);
	return result;
}

void
held_transfer_end(struct held_transfer *held)
{
	/* The fault finds memory like any then.  To close it would not do: a child has it too. */
	userfault_forget(held->faults, (uintptr_t)held->parts[1].iov_base, held->parts[1].iov_len);
	pthread_join(held->thread, NULL);
	drop_gate(held);
	/* The interrupt that tells of the end wakes who waits for it first, and then lets go of the
	 * pages. This returns when all interrupts that were being served have been. */
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

void
held_transfer_disown(struct held_transfer *held)
{
	userfault_close(held->faults);
}
