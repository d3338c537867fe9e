/* System calls on memory that memtoy makes and that can be watched, besides those a user may make as
 * they are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#include "memory/syscalls.h"

static const struct keyword protections[] = {
	{ "none", PROT_NONE, false, NULL },
	{ "read", PROT_READ, false, NULL },
	{ "write", PROT_WRITE, false, NULL },
	{ "exec", PROT_EXEC, false, NULL },
	{ 0 },
};

static const struct keyword mapping_flags[] = {
	{ "shared", MAP_SHARED, false, NULL },
	{ "private", MAP_PRIVATE, false, NULL },
	{ "fixed", MAP_FIXED, false, NULL },
	{ "anonymous", MAP_ANONYMOUS, false, NULL },
	{ "noreserve", MAP_NORESERVE, false, NULL },
	{ "populate", MAP_POPULATE, false, NULL },
	{ "hugetlb", MAP_HUGETLB, false, NULL },
	{ "fixed_noreplace", MAP_FIXED_NOREPLACE, false, NULL },
	{ 0 },
};

static const struct keyword remapping_flags[] = {
	{ "maymove", MREMAP_MAYMOVE, false, NULL },
	{ 0 },
};

static const struct keyword shared_commands[] = {
	{ "IPC_RMID", IPC_RMID, false, NULL },
	{ "SHM_LOCK", SHM_LOCK, false, NULL },
	{ "SHM_UNLOCK", SHM_UNLOCK, false, NULL },
	{ 0 },
};

static const struct keyword ring_operations[] = {
	{ "register_buffers", IORING_REGISTER_BUFFERS, false, NULL },
	{ "unregister_buffers", IORING_UNREGISTER_BUFFERS, false, NULL },
	{ 0 },
};

const struct syscall_row watched_syscalls[] = {
	{ "mmap",
	  SYS_mmap,
	  NULL,
	  { { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL },
	    { PARAMETER_NUMBER, "protection", protections, NULL },
	    { PARAMETER_NUMBER, "flags", mapping_flags, NULL },
	    { PARAMETER_PID, "fd", NULL, NULL },
	    { PARAMETER_LENGTH, "offset", NULL, NULL } } },
	{ "mremap",
	  SYS_mremap,
	  NULL,
	  { { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL },
	    { PARAMETER_LENGTH, "new length", NULL, NULL },
	    { PARAMETER_NUMBER, "flags", remapping_flags, NULL } } },
	{ "munmap",
	  SYS_munmap,
	  NULL,
	  { { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL } } },
	{ "mprotect",
	  SYS_mprotect,
	  NULL,
	  { { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL },
	    { PARAMETER_NUMBER, "protection", protections, NULL } } },
	{ "mlock",
	  SYS_mlock,
	  NULL,
	  { { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL } } },
	{ "munlock",
	  SYS_munlock,
	  NULL,
	  { { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL } } },
	{ "shmget",
	  SYS_shmget,
	  NULL,
	  { { PARAMETER_NUMBER, "key", NULL, NULL },
	    { PARAMETER_LENGTH, "size", NULL, NULL },
	    { PARAMETER_NUMBER, "flags", NULL, NULL } } },
	{ "shmat",
	  SYS_shmat,
	  NULL,
	  { { PARAMETER_PID, "id", NULL, NULL },
	    { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_NUMBER, "flags", NULL, NULL } } },
	{ "shmdt", SYS_shmdt, NULL, { { PARAMETER_START, "address", NULL, NULL } } },
	{ "shmctl",
	  SYS_shmctl,
	  NULL,
	  { { PARAMETER_PID, "id", NULL, NULL },
	    { PARAMETER_NUMBER, "command", shared_commands, NULL } } },
	{ "memfd_create",
	  SYS_memfd_create,
	  NULL,
	  { { PARAMETER_STRING, "name", NULL, NULL }, { PARAMETER_NUMBER, "flags", NULL, NULL } } },
	{ "memfd_secret", SYS_memfd_secret, NULL, { { PARAMETER_NUMBER, "flags", NULL, NULL } } },
	{ "vmsplice",
	  SYS_vmsplice,
	  NULL,
	  { { PARAMETER_PID, "fd", NULL, NULL },
	    { PARAMETER_VECTOR, "memory", NULL, NULL },
	    { PARAMETER_NUMBER, "count", NULL, NULL },
	    { PARAMETER_NUMBER, "flags", NULL, NULL } } },
	{ "io_uring_register",
	  SYS_io_uring_register,
	  NULL,
	  { { PARAMETER_PID, "fd", NULL, NULL },
	    { PARAMETER_NUMBER, "operation", ring_operations, NULL },
	    { PARAMETER_VECTOR, "memory", NULL, NULL },
	    { PARAMETER_NUMBER, "count", NULL, NULL } } },
	{ "io_uring_setup",
	  SYS_io_uring_setup,
	  NULL,
	  { { PARAMETER_NUMBER, "entries", NULL, NULL } } },
	{ "mincore",
	  SYS_mincore,
	  NULL,
	  { { PARAMETER_START, "address", NULL, NULL },
	    { PARAMETER_LENGTH, "length", NULL, NULL } } },
	{ "userfaultfd", SYS_userfaultfd, NULL, { { PARAMETER_NUMBER, "flags", NULL, NULL } } },
	/* Pages that both then have; clone(2). */
	{ "fork", SYS_clone, NULL, { { 0 } } },
	{ 0 },
};
