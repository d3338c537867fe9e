/* The kernel's calls that move pages and tell where they are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <numaif.h>
#include <sys/syscall.h>

#include "kernel/migrate.h"
#include "kernel/seen.h"

static void
fill_unanswered(int *status, size_t count)
{
	for (size_t i = 0; i < count; i++)
		status[i] = MIGRATE_UNANSWERED;
}

int
migrate_query(pid_t pid, size_t count, void **pages, int *status)
{
	fill_unanswered(status, count);
	return SEEN(move_pages(pid, count, pages, NULL, status, 0), SYS_move_pages,
		    (unsigned long)pid, count, (unsigned long)pages, 0, (unsigned long)status,
		    0) < 0
		       ? -errno
		       : 0;
}

long
migrate_move(pid_t pid, size_t count, void **pages, const int *nodes, int *status, bool all)
{
	int flags = all ? MPOL_MF_MOVE_ALL : MPOL_MF_MOVE;
	long result;

	fill_unanswered(status, count);
	result = SEEN(move_pages(pid, count, pages, nodes, status, flags), SYS_move_pages,
		      (unsigned long)pid, count, (unsigned long)pages, (unsigned long)nodes,
		      (unsigned long)status, (unsigned long)flags);
	return result < 0 ? -errno : result;
}

/* The kernel moves neighbours in the request that go to one node together, up to an entry that it
 * answers at once; when some of these cannot be moved it ends there, and counts all the rest as not
 * moved too (mm/migrate.c, do_pages_move(), since Linux 4.17). */
size_t
migrate_tried(size_t count, const int *nodes, const int *status)
{
	size_t failed = 0;

	while (failed < count && status[failed] != MIGRATE_UNANSWERED)
		failed++;
	for (size_t i = failed + 1; i < count; i++) {
		if (nodes[i] != nodes[failed])
			return i;
		if (status[i] != MIGRATE_UNANSWERED)
			return i + 1;
	}
	return count;
}

bool
migrate_may_look(pid_t pid)
{
	return migrate_query(pid, 0, NULL, NULL) == 0;
}

bool
migrate_may_move_all(void)
{
	/* It looks for CAP_SYS_NICE before anything else, also where there is nothing to move. */
	return move_pages(0, 0, NULL, NULL, NULL, MPOL_MF_MOVE_ALL) == 0;
}

long
migrate_process(pid_t pid, unsigned long bits, const unsigned long *from, const unsigned long *to)
{
	long result = SEEN(migrate_pages(pid, bits + 1, from, to), SYS_migrate_pages,
			   (unsigned long)pid, bits + 1, (unsigned long)from, (unsigned long)to);

	return result < 0 ? -errno : result;
}
