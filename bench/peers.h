/* What memtoy is measured against: other ways to the same answer, and other programs.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include "bench/contest.h"

/* All are the 'run' of a contestant.  Looking: at memtoy's memory, but for get_mempolicy, which
 * its caller can ask about itself alone. */
int peer_get_mempolicy(struct stage *stage, const struct contestant *self, double *seconds);
int peer_move_pages_look(struct stage *stage, const struct contestant *self, double *seconds);
int peer_numa_maps(struct stage *stage, const struct contestant *self, double *seconds);
int peer_pagemap(struct stage *stage, const struct contestant *self, double *seconds);
int peer_numastat(struct stage *stage, const struct contestant *self, double *seconds);

/* Moving to the other node: memtoy's memory, but for mbind, whose caller moves its own, and
 * migspeed, which makes as much. */
int peer_mbind(struct stage *stage, const struct contestant *self, double *seconds);
int peer_move_pages(struct stage *stage, const struct contestant *self, double *seconds);
int peer_migratepages(struct stage *stage, const struct contestant *self, double *seconds);
int peer_migspeed(struct stage *stage, const struct contestant *self, double *seconds);

/* Starting and ending. */
int peer_numactl(struct stage *stage, const struct contestant *self, double *seconds);
int peer_true(struct stage *stage, const struct contestant *self, double *seconds);

/* Run a program to its end, found in PATH, or open as 'program' if that is not negative.  What it
 * prints goes to 'output', cut to 'size', or nowhere if that is NULL.  0 and the seconds, or
 * -errno and the reason in stage->error. */
int peer_program(struct stage *stage, int program, const char *const *words, char *output,
		 size_t size, double *seconds);

/* The node that 'node' is not, of the two that pages move between. */
int stage_other(const struct stage *stage, int node);

/* Whether the first, the middle and the last page are on the node: of memtoy's memory, or of our
 * own.  0 or -EIO with the reason. */
int stage_arrived(struct stage *stage, bool own, int node);

#endif
