/* A piece of a process's memory, in whole pages, and how to look at it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_AREA_H
#define MEMORY_AREA_H

#include <stdint.h>
#include <sys/types.h>

/* What tells where pages are. */
enum source {
	SOURCE_AUTO,	   /* the fastest that tells the truth here */
	SOURCE_PAGEMAP,	   /* frame numbers alone, where they may be seen */
	SOURCE_MOVE_PAGES, /* move_pages(2) for every page that is there */
};

/* How to look: 'threads' beside each other in big areas, 0 for as many as seems good. */
struct looking {
	enum source source;
	unsigned threads;
};

/* 'pages' pages of 'page_size' bytes from address 'start' on, in process 'pid' (0: this one).
 * 'how' is borrowed; NULL stands for SOURCE_AUTO. */
struct area {
	pid_t pid;
	uintptr_t start;
	uint64_t page_size, pages;
	const struct looking *how;
};

#endif
