/* Why a page did not move.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "kernel/migrate.h"
#include "kernel/pagemap.h"
#include "memory/reason.h"

static const struct {
	const char *name;
	int number;
	const char *sentence;
} reasons[REASONS] = {
	[REASON_SHARED] = { "shared", EACCES,
			    "mapped more than once: 'all' moves such pages, with CAP_SYS_NICE" },
	/* What the kernel's migrate_folio() finds, and tells nobody, is -EAGAIN. */
	[REASON_HELD] = { "held", EAGAIN,
			  "something holds a reference to it: a pin (vmsplice, io_uring, direct I/O, "
			  "RDMA), memfd_secret, or whoever is busy with it" },
	[REASON_NO_ROOM] = { "no room", ENOMEM, "the target node has no free memory for it" },
	[REASON_BARRED] = { "barred", ENOMEM,
			    "the caller takes the memory for it, and memtoy's own cpuset does not "
			    "allow that node" },
	[REASON_DUPLICATE] = { "duplicate", EBUSY,
			       "it, or another part of its huge page, was in the request before" },
	[REASON_POLICY] = { "other policy", 0,
			    "its memory kept the policy it had, though mbind answered 0, and "
			    "before Linux 6.7 pages go where that one says" },
	[REASON_REFUSED] = { "refused", EFAULT,
			     "its mapping cannot be migrated, or, before Linux 6.12, not be accessed" },
	[REASON_UNTOLD] = { "not told", 0,
			    "migrate_pages tells no reasons: shared (without CAP_SYS_NICE), held, or no "
			    "room" },
	[REASON_MOVED_ON] = { "moved on", 0,
			      "it was there and then went elsewhere, with another part of its huge page "
			      "or by NUMA balancing" },
	[REASON_NOT_TRIED] = { "not tried", EINTR, "the work ended before it" },
};

const char *
reason_name(enum reason reason)
{
	return reasons[reason].name;
}

int
reason_errno(enum reason reason)
{
	return reasons[reason].number;
}

const char *
reason_sentence(enum reason reason)
{
	return reasons[reason].sentence;
}

int
reason_of_status(int status)
{
	if (status == MIGRATE_UNANSWERED || status >= 0)
		return -1;
	for (int reason = 0; reason < REASONS; reason++)
		if (reasons[reason].number == -status)
			return reason;
	return REASON_REFUSED;
}

enum reason
reason_of_entry(uint64_t entry, bool all, uint64_t room, uint64_t page_size)
{
	if (!all && !(entry & PAGEMAP_EXCLUSIVE))
		return REASON_SHARED;
	return room < page_size ? REASON_NO_ROOM : REASON_HELD;
}
