/* The kernel's memory policy calls.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/bits.h"
#include "kernel/mempolicy.h"
#include "kernel/seen.h"

static int
answer(long result)
{
	return result < 0 ? -errno : 0;
}

int
mempolicy_bind(uintptr_t start, uint64_t length, int mode, const unsigned long *nodes,
	       unsigned long bits, unsigned flags)
{
	return answer(SEEN(syscall(SYS_mbind, start, length, mode, bits ? nodes : NULL,
				   bits ? bits + 1 : 0, flags),
			   SYS_mbind, start, length, (unsigned long)mode,
			   (unsigned long)(bits ? nodes : NULL), bits ? bits + 1 : 0, flags));
}

int
mempolicy_at(uintptr_t address, int *mode, unsigned long *nodes, unsigned long bits)
{
	memset(nodes, 0, BITS_LONGS(bits) * sizeof(*nodes));
	return answer(SEEN(syscall(SYS_get_mempolicy, mode, nodes, bits + 1, address, MPOL_F_ADDR),
			   SYS_get_mempolicy, (unsigned long)mode, (unsigned long)nodes, bits + 1,
			   address, MPOL_F_ADDR));
}

int
mempolicy_task(int *mode, unsigned long *nodes, unsigned long bits)
{
	memset(nodes, 0, BITS_LONGS(bits) * sizeof(*nodes));
	return answer(SEEN(syscall(SYS_get_mempolicy, mode, nodes, bits + 1, NULL, 0),
			   SYS_get_mempolicy, (unsigned long)mode, (unsigned long)nodes, bits + 1,
			   0, 0));
}

int
mempolicy_set_task(int mode, const unsigned long *nodes, unsigned long bits)
{
	return answer(
		SEEN(syscall(SYS_set_mempolicy, mode, bits ? nodes : NULL, bits ? bits + 1 : 0),
		     SYS_set_mempolicy, (unsigned long)mode, (unsigned long)(bits ? nodes : NULL),
		     bits ? bits + 1 : 0));
}

int
mempolicy_home(uintptr_t start, uint64_t length, unsigned node)
{
	return answer(
		SEEN(syscall(SYS_set_mempolicy_home_node, start, length, (unsigned long)node, 0UL),
		     SYS_set_mempolicy_home_node, start, length, (unsigned long)node, 0));
}
