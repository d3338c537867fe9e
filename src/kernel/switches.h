/* The switches of the kernel's memory management that change what migrating pages does: by what
 * they are switched, and what they are set to.  A table with a row for each.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNEL_SWITCHES_H
#define KERNEL_SWITCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "kernel/keeper.h"

/* Those that something else than the user asks for by name. */
enum kernel_switch {
	SWITCH_BALANCING,
	SWITCH_DEMOTION,
	SWITCH_KSM,
	SWITCH_THP,
	SWITCH_SHMEM_THP,
	SWITCH_YAMA,
	SWITCH_USERFAULTFD,
	SWITCH_IO_URING,
	SWITCH_SECRET_MEMORY,
	SWITCH_PLUGGING,
	SWITCHES_ASKED_FOR, /* how many; the others follow in the table */
};

/* What becomes of a value that is written. */
enum switch_manner {
	SWITCH_STAYS,	/* it stays; what was there is put back when the session ends */
	SWITCH_MERGES,	/* the same, and before that pages that KSM merged meanwhile are unmerged */
	SWITCH_ACTS,	/* something is done at once: nothing can be read, nothing is put back */
	SWITCH_AT_BOOT, /* it can be read only */
};

struct switch_row {
	const char *name, *path, *meaning;
	enum switch_manner manner;
};

/* All that this kernel may have, in the order of the table; then those of the sizes of huge pages
 * ("thp-64k", "shmem_thp-2m"; Linux 6.8) that it has.  The list is made once and stays. */
const struct switch_row *switches_all(size_t *count);

/* The file that holds it; static. */
const char *switch_path(enum kernel_switch which);

/* Are /proc and /sys there, and does a switch lie in /proc (else in /sys)? */
bool proc_is_mounted(void);
bool sys_is_mounted(void);
bool switch_in_proc(enum kernel_switch which);

/* What it is set to: the word in brackets where all choices are
 * listed, else the line.  0 or -errno; -ENOENT on a kernel that has
 * none such, -ENODEV where the file system it lies in is not there. */
int switch_read(enum kernel_switch which, struct text *value);
int switch_read_row(const struct switch_row *row, struct text *value);

/* All that the file says: "always [madvise] never".  0 or -errno. */
int switch_read_choice(const struct switch_row *row, struct text *choice);

/* Set it, with the keeper's promise to put back what was there.  0 or -errno; -EIO: it was written,
 * and reads as something else. */
int switch_set(struct keeper *keeper, const struct switch_row *row, const char *value);

/* Does a switch that reads 'found' do what 'wanted'
 * says?  Files say "true" or "Y" for 1, 0x0007 for 7. */
bool switch_means(const char *wanted, const char *found);

/* Is 'word' one of the words that the switch 'name' can be set to, on any kernel?  A switch of a
 * size, such as "thp-64k", need not be there. */
bool switch_takes_word(const char *name, const char *word);

/* Has this session set it? */
bool switch_was_set(const struct keeper *keeper, const struct switch_row *row);

/* May this process write to such a file?  0 or -errno; -EROFS in most containers. */
int switch_writable(const char *path);

/* The file that sets the pool of huge pages of 'size' bytes of a node, added to 'path'. */
void huge_pool_path(unsigned node, uint64_t size, struct text *path);

/* The file that sets the nodes of the outermost cgroup above this process (or its own) that allows
 * fewer than the cgroup around it, added to 'path'.  0, or -errno where it cannot be found, as from
 * within most containers. */
int cpuset_limiting_path(struct text *path);

#endif
