/* The families of commands: each file of this room has one.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMANDS_FAMILIES_H
#define COMMANDS_FAMILIES_H

#include "shell/command.h"

extern const struct command scripting_family[];	 /* help, quit, source, echo, repeat, set, time */
extern const struct command process_family[];	 /* pid, pause, snooze, child, kick */
extern const struct command machine_family[];	 /* numa, doctor, cpus */
extern const struct command defining_family[];	 /* anon, file, alias, remove */
extern const struct command object_family[];	 /* shmem, tmpfs, memfd, secret */
extern const struct command pooling_family[];	 /* pool */
extern const struct command mapping_family[];	 /* show, map, unmap, mprotect, lock, slock */
extern const struct command touching_family[];	 /* touch, fill, verify */
extern const struct command attaching_family[];	 /* attach, detach */
extern const struct command acting_family[];	 /* actor, stop, until */
extern const struct command pinning_family[];	 /* pin, unpin */
extern const struct command threading_family[];	 /* thread, wait */
extern const struct command looking_family[];	 /* where */
extern const struct command explaining_family[]; /* why, flags */
extern const struct command binding_family[];	 /* mbind */
extern const struct command policy_family[];	 /* mpol, mems, policy */
extern const struct command homing_family[];	 /* home */
extern const struct command weighing_family[];	 /* weights */
extern const struct command migrating_family[];	 /* migrate */
extern const struct command moving_family[];	 /* move, bounce */
extern const struct command switching_family[];	 /* switch */
extern const struct command swapping_family[];	 /* swap */
extern const struct command watching_family[];	 /* userfault, clear */
extern const struct command scratching_family[]; /* scratch, sync */
extern const struct command counting_family[];	 /* counters */
extern const struct command expecting_family[];	 /* expect */
extern const struct command cpuset_family[];	 /* cpuset */
extern const struct command rights_family[];	 /* caps, uid, dumpable */
extern const struct command requiring_family[];	 /* require */
extern const struct command occupying_family[];	 /* occupy */
extern const struct command plugging_family[];	 /* offline, online */
extern const struct command calling_family[];	 /* call */

/* One table of all commands, ended by an empty row; the caller frees it. */
struct command *families_join(void);

#endif
