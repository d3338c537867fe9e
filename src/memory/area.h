/* A piece of a process's memory, in whole pages.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_AREA_H
#define MEMORY_AREA_H

#include <stdint.h>
#include <sys/types.h>

/* 'pages' pages of 'page_size' bytes from address 'start' on, in process 'pid' (0: this one). */
struct area {
	pid_t pid;
	uintptr_t start;
	uint64_t page_size, pages;
};

#endif
