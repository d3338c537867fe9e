/* The groups of contests, and where in the machine they take place.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_GROUPS_H
#define BENCH_GROUPS_H

#include "bench/stage.h"

/* Whether 'line' of /proc/meminfo, such as "MemAvailable:", gives at least as many bytes. */
bool enough_memory(const char *line, size_t bytes);

void group_look(const struct bench *bench);
void group_migrate(const struct bench *bench);
void group_start(const struct bench *bench);

#endif
