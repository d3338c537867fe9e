/* The kernel's memory policy calls, and its names for modes and flags.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Node masks are arrays of unsigned long with 'bits' valid bits.  The kernel's own 'maxnode' is
 * one more than the bits it uses (it decrements what it is given: mm/mempolicy.c, get_nodes());
 * the functions below add that one, so that callers count bits.  0 bits are no mask at all: a
 * maxnode of 0 would wrap there, and be refused. */
#ifndef KERNEL_MEMPOLICY_H
#define KERNEL_MEMPOLICY_H

#include <numaif.h>
#include <stdint.h>
#include <sys/syscall.h>

/* What older headers do not have yet (uapi/linux/mempolicy.h). */
#ifndef MPOL_PREFERRED_MANY
#define MPOL_PREFERRED_MANY 5 /* Linux 5.15 */
#endif
#ifndef MPOL_WEIGHTED_INTERLEAVE
#define MPOL_WEIGHTED_INTERLEAVE 6 /* Linux 6.9 */
#endif
#ifndef MPOL_F_STATIC_NODES
#define MPOL_F_STATIC_NODES   (1 << 15)
#define MPOL_F_RELATIVE_NODES (1 << 14)
#endif
#ifndef MPOL_F_NUMA_BALANCING
#define MPOL_F_NUMA_BALANCING (1 << 13) /* Linux 5.12 for BIND */
#endif

#ifndef SYS_set_mempolicy_home_node
#define SYS_set_mempolicy_home_node 450 /* Linux 5.17; the same number everywhere */
#endif

/* All the bits of a mode that are flags. */
enum { MEMPOLICY_MODE_FLAGS = MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES | MPOL_F_NUMA_BALANCING };

/* mbind(2) on 'length' bytes at 'start'; 'flags' are MPOL_MF_*.  0 or -errno.  Without
 * MPOL_MF_STRICT the kernel answers 0 even where pages could not be moved. */
int mempolicy_bind(uintptr_t start, uint64_t length, int mode, const unsigned long *nodes,
		   unsigned long bits, unsigned flags);

/* The policy of the mapping at 'address'; 'mode' includes its flags.  A mapping without a policy
 * of its own answers MPOL_DEFAULT, whatever the task's policy is.  0 or -errno. */
int mempolicy_at(uintptr_t address, int *mode, unsigned long *nodes, unsigned long bits);

/* The task's policy.  0 or -errno. */
int mempolicy_task(int *mode, unsigned long *nodes, unsigned long bits);
int mempolicy_set_task(int mode, const unsigned long *nodes, unsigned long bits);

/* set_mempolicy_home_node(2): where bind and preferred-many look first.  The kernel passes over
 * mappings without a policy, and answers -ENOENT where there are no others; at the first with
 * another policy it ends with -EOPNOTSUPP, and those before keep the new home node.  No call reads
 * it back.  0 or -errno; -ENOSYS before Linux 5.17. */
int mempolicy_home(uintptr_t start, uint64_t length, unsigned node);

#endif
