/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pageout PID ADDRESS BYTES: have the kernel put a piece of another process's memory into swap,
 * process_madvise(2).  ADDRESS is hexadecimal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

int
main(int argc, char **argv)
{
	struct iovec piece;
	long process;

	if (argc != 4) {
		fputs("usage: pageout PID ADDRESS BYTES\n", stderr);
		return 125;
	}
	piece.iov_base = (void *)strtoull(argv[2], NULL, 16);
	piece.iov_len = strtoul(argv[3], NULL, 0);
	process = syscall(SYS_pidfd_open, atoi(argv[1]), 0);
	if (process < 0 ||
	    syscall(SYS_process_madvise, process, &piece, 1UL, MADV_PAGEOUT, 0) < 0) {
		perror("pageout");
		return 125;
	}
	return 0;
}
