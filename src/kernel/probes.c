/* Trying what the kernel lets this process do.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/bits.h"
#include "kernel/access.h"
#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "kernel/mempolicy.h"
#include "kernel/migrate.h"
#include "kernel/nodes.h"
#include "kernel/pagemap.h"
#include "kernel/probes.h"
#include "kernel/seen.h"
#include "kernel/trace.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447 /* Linux 5.14; the same number everywhere */
#endif

/* userfaultfd(2): faults of the kernel are not wanted (Linux 5.11). */
enum { USER_FAULTS_ONLY = 1 };

/* Run 'probe' on a page of our own that is in memory, and give the page back. */
static int
on_page(int (*probe)(uintptr_t page, const void *argument), const void *argument)
{
	struct mapping mapping = { .length = base_page_size(),
				   .fd = -1,
				   .protection = PROT_READ | PROT_WRITE };
	uintptr_t page;
	int result = mapping_make(&mapping, &page);

	if (result)
		return result;
	access_touch(page, base_page_size(), 1, true);
	result = probe(page, argument);
	mapping_drop(page, mapping.length);
	return result;
}

/* A descriptor that was only tried for. */
static int
close_tried(long fd)
{
	if (fd < 0)
		return -errno;
	close((int)fd);
	return 0;
}

int
probe_get_mempolicy(unsigned node)
{
	(void)node;
	return nodes_probe();
}

int
probe_set_mempolicy(unsigned node)
{
	/* No such mode: whoever knows the call answers so, and changes nothing. */
	int result = mempolicy_set_task(MEMPOLICY_MODE_FLAGS - 1, NULL, 0);

	(void)node;
	return result == -EINVAL ? 0 : result;
}

struct wanted {
	int mode;
	unsigned node;
};

static int
bind_page(uintptr_t page, const void *argument)
{
	const struct wanted *wanted = argument;
	unsigned long nodes[BITS_LONGS(MOST_NODES)] = { 0 };

	bits_add(nodes, wanted->node);
	return mempolicy_bind(page, base_page_size(), wanted->mode, nodes,
			      wanted->mode == MPOL_DEFAULT ? 0 : wanted->node + 1UL, 0);
}

int
probe_policy(int mode, unsigned node)
{
	return on_page(bind_page, &(struct wanted){ mode, node });
}

int
probe_mbind(unsigned node)
{
	return probe_policy(MPOL_DEFAULT, node);
}

static int
query_page(uintptr_t page, const void *argument)
{
	void *address = (void *)page;
	int status;

	(void)argument;
	return migrate_query(0, 1, &address, &status);
}

int
probe_move_pages(unsigned node)
{
	(void)node;
	return on_page(query_page, NULL);
}

int
probe_migrate_pages(unsigned node)
{
	unsigned long from[BITS_LONGS(MOST_NODES)] = { 0 }, to[BITS_LONGS(MOST_NODES)] = { 0 };
	long left;

	/* From no node at all: nothing is found to move. */
	bits_add(to, node);
	left = migrate_process(0, node + 1UL, from, to);
	return left < 0 ? (int)left : 0;
}

static int
home_page(uintptr_t page, const void *argument)
{
	const unsigned *node = argument;

	/* No bytes of the page: nothing gets a home. */
	return mempolicy_home(page, 0, *node);
}

int
probe_home_node(unsigned node)
{
	return on_page(home_page, &node);
}

static int
page_frame(uintptr_t page, const void *argument)
{
	int fd = pagemap_open(0), result;
	uint64_t entry = 0;

	(void)argument;
	if (fd < 0)
		return fd;
	result = pagemap_read(fd, page, base_page_size(), 1, &entry);
	close(fd);
	if (!result && !(entry & PAGEMAP_FRAME))
		result = -EPERM;
	return result;
}

int
probe_frames(void)
{
	return on_page(page_frame, NULL);
}

static int
scan_page(uintptr_t page, const void *argument)
{
	int fd = pagemap_open(0), result;
	uintptr_t first, last;

	(void)argument;
	if (fd < 0)
		return fd;
	result = pagemap_find(fd, page, page + base_page_size(), 1, &first, &last);
	close(fd);
	return result;
}

int
probe_page_scan(void)
{
	return on_page(scan_page, NULL);
}

int
probe_frame_file(const char *name)
{
	char path[40];
	uint64_t entry;
	int fd, result = 0;

	snprintf(path, sizeof(path), "/proc/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (pread(fd, &entry, sizeof(entry), 0) < 0)
		result = -errno;
	close(fd);
	return result;
}

int
probe_tracing(void)
{
	struct text path = { 0 };
	int result = trace_find(&path);

	text_add(&path, "/events/migrate/mm_migrate_pages/enable");
	if (!result)
		result = close_tried(open(text_string(&path), O_WRONLY | O_CLOEXEC));
	text_release(&path);
	return result;
}

static long
userfaultfd(int flags)
{
	return SEEN(syscall(SYS_userfaultfd, flags), SYS_userfaultfd, (unsigned long)flags);
}

int
probe_userfaultfd(bool user_only)
{
	return close_tried(userfaultfd(O_CLOEXEC | (user_only ? USER_FAULTS_ONLY : 0)));
}

int
probe_io_uring(void)
{
	struct io_uring_params parameters = { 0 };

	return close_tried(
		SEEN(syscall(SYS_io_uring_setup, 1, &parameters), SYS_io_uring_setup, 1));
}

int
probe_secret_memory(void)
{
	return close_tried(SEEN(syscall(SYS_memfd_secret, 0), SYS_memfd_secret, 0));
}

int
probe_tmpfs(const char *folder)
{
	int fd = tmpfs_make(folder, base_page_size());

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}
