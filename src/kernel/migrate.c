/* The kernel's calls that move pages and tell where they are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <numaif.h>

#include "kernel/migrate.h"

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
	return move_pages(pid, count, pages, NULL, status, 0) < 0 ? -errno : 0;
}

long
migrate_move(pid_t pid, size_t count, void **pages, const int *nodes, int *status, bool all)
{
	long result;

	fill_unanswered(status, count);
	result =
		move_pages(pid, count, pages, nodes, status, all ? MPOL_MF_MOVE_ALL : MPOL_MF_MOVE);
	return result < 0 ? -errno : result;
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
	long result = migrate_pages(pid, bits + 1, from, to);

	return result < 0 ? -errno : result;
}
