/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * merging COMMAND...: run a command whose pages KSM may merge, all of them.  Status 77 where this
 * kernel cannot (before Linux 6.7 a command that is run loses the mark).
 */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif

int
main(int argc, char **argv)
{
	if (argc < 2 || prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0) < 0)
		return 77;
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 125;
}
