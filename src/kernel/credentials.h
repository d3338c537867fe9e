/* Who this process is and what it may do, changed so that it can be taken back.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the kernel does when credentials change, this takes back: a process becomes undumpable, and
 * forgets that it is to die with its parent (kernel/cred.c, commit_creds()). */
#ifndef KERNEL_CREDENTIALS_H
#define KERNEL_CREDENTIALS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

/* Capabilities are bits, numbered as in linux/capability.h. */
struct capabilities {
	uint64_t effective, permitted, inheritable, bounding;
};

/* 0 or -errno. */
int capabilities_read(struct capabilities *capabilities);

/* The bits of all that this kernel has; the bit of one by its name ("sys_nice", "CAP_SYS_NICE"), or
 * of "all"; 0: there is none such. */
uint64_t capabilities_all(void);
uint64_t capability_parse(const char *name);

/* "sys_nice, sys_admin", "all but sys_resource", "all", "none" */
void capabilities_format(uint64_t set, struct text *text);

/* Have exactly these in force, of those that are permitted.  0; -EPERM where one is not. */
int capabilities_set_effective(uint64_t set);

/* Take these from all sets, so that nothing brings them back.  0 or -errno. */
int capabilities_give_up(uint64_t set);

/* The ids of a process, as user and group. */
struct identity {
	uid_t user, real_user, saved_user;
	gid_t group, real_group, saved_group;
	gid_t *groups; /* supplementary */
	int group_count;
};

/* Read ours; release with identity_release().  0 or -errno. */
int identity_read(struct identity *identity);
void identity_release(struct identity *identity);

/* Find a user by name or number, and the group it belongs to
 * (the same number where nobody knows it). 0, or -ENOENT. */
int user_find(const char *word, uid_t *user, gid_t *group);

/* The name of a user, or "" where it has none. */
void user_name(uid_t user, struct text *name);

/* Become a user, really and in effect, without supplementary groups and without
 * capabilities in force. The saved user stays, by which identity_put_back()
 * returns; 'for_good' gives it up too, and what is permitted.  0 or -errno;
 * -EBUSY where a thread has other capabilities, so that it might not follow. */
int identity_become(uid_t user, gid_t group, bool for_good);

/* Be who we were again, with these capabilities in force.  0 or -errno; -EBUSY as above. */
int identity_put_back(const struct identity *identity, uint64_t effective);

/* May others of the same user look at this process (PR_SET_DUMPABLE)? */
bool dumpable_read(void);
int dumpable_set(bool on);

#endif
