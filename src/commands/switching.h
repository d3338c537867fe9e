/* Naming a switch of the kernel.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_SWITCHING_H
#define COMMANDS_SWITCHING_H

#include "kernel/switches.h"
#include "shell/args.h"

/* The switch that the next word names, in whole or by a prefix of its own; NULL with an error.  One
 * that only newer kernels have is refused with ENOENT. */
const struct switch_row *take_switch(struct args *args);

#endif
