/* What memtoy is measured against, each as a good program would do it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <numa.h>
#include <numaif.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/peers.h"

#define PAGEMAP_ENTRY sizeof(uint64_t)

int
peer_get_mempolicy(struct stage *stage, const struct contestant *self, double *seconds)
{
	double start = clock_now();
	int node;

	(void)self;
	for (size_t offset = 0; offset < stage->size; offset += stage->step) {
		if (get_mempolicy(&node, NULL, 0, stage->own + offset, MPOL_F_NODE | MPOL_F_ADDR))
			return stage_failed(stage, -errno, "get_mempolicy: %s", strerror(errno));
	}
	*seconds = clock_now() - start;
	return 0;
}

struct batch {
	void **pages;
	int *nodes, *status;
	size_t capacity;
};

static int
batch_make(struct batch *batch, const struct stage *stage, size_t capacity)
{
	size_t all = stage->size / stage->step;

	batch->capacity = capacity && capacity < all ? capacity : all;
	batch->pages = malloc(batch->capacity * sizeof(*batch->pages));
	batch->nodes = malloc(batch->capacity * sizeof(*batch->nodes));
	batch->status = malloc(batch->capacity * sizeof(*batch->status));
	return batch->pages && batch->nodes && batch->status ? 0 : -ENOMEM;
}

static void
batch_release(struct batch *batch)
{
	free(batch->pages);
	free(batch->nodes);
	free(batch->status);
}

/* One call for each batch of memtoy's pages, to 'target', or to look if that is negative. */
static int
move_batches(struct stage *stage, struct batch *batch, int target)
{
	size_t all = stage->size / stage->step;

	for (size_t i = 0; target >= 0 && i < batch->capacity; i++)
		batch->nodes[i] = target;
	for (size_t first = 0; first < all; first += batch->capacity) {
		size_t count = all - first < batch->capacity ? all - first : batch->capacity;

		for (size_t i = 0; i < count; i++)
			batch->pages[i] = stage->address + (first + i) * stage->step;
		if (move_pages(stage->subject.pid, count, batch->pages,
			       target < 0 ? NULL : batch->nodes, batch->status,
			       target < 0 ? 0 : MPOL_MF_MOVE) < 0)
			return stage_failed(stage, -errno, "move_pages: %s", strerror(errno));
	}
	return 0;
}

static int
timed_batches(struct stage *stage, size_t capacity, int target, double *seconds)
{
	struct batch batch;
	double start;
	int result = batch_make(&batch, stage, capacity);

	if (!result) {
		start = clock_now();
		result = move_batches(stage, &batch, target);
		*seconds = clock_now() - start;
	}
	batch_release(&batch);
	return result;
}

int
peer_move_pages_look(struct stage *stage, const struct contestant *self, double *seconds)
{
	return timed_batches(stage, self->batch, -1, seconds);
}

static int
open_proc(struct stage *stage, const char *name)
{
	char path[64];
	int file;

	snprintf(path, sizeof(path), "/proc/%d/%s", stage->subject.pid, name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	return file < 0 ? stage_failed(stage, -errno, "%s: %s", path, strerror(errno)) : file;
}

int
peer_numa_maps(struct stage *stage, const struct contestant *self, double *seconds)
{
	static char buffer[1 << 16];
	double start = clock_now();
	int file = open_proc(stage, "numa_maps");
	ssize_t got;

	(void)self;
	if (file < 0)
		return file;
	do {
		got = read(file, buffer, sizeof(buffer));
	} while (got > 0);
	close(file);
	*seconds = clock_now() - start;
	return got < 0 ? stage_failed(stage, -EIO, "cannot read numa_maps") : 0;
}

/* Entries are read and not looked at, 'batch' bytes a call. */
int
peer_pagemap(struct stage *stage, const struct contestant *self, double *seconds)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	off_t next = (off_t)((uintptr_t)stage->address / page * PAGEMAP_ENTRY);
	off_t end = next + (off_t)(stage->size / page * PAGEMAP_ENTRY);
	char *buffer = malloc(self->batch);
	double start = clock_now();
	int file = open_proc(stage, "pagemap"), result = 0;

	while (file >= 0 && next < end) {
		size_t left = (size_t)(end - next);
		ssize_t got = pread(file, buffer, left < self->batch ? left : self->batch, next);

		if (got <= 0) {
			result = stage_failed(stage, -EIO, "cannot read pagemap");
			break;
		}
		next += got;
	}
	*seconds = clock_now() - start;
	if (file >= 0)
		close(file);
	free(buffer);
	return file < 0 ? file : result;
}

static _Noreturn void
become_program(int program, const char *const *words, int output)
{
	char *const *arguments = (char *const *)(uintptr_t)words;

	dup2(output, STDOUT_FILENO);
	if (program >= 0)
		fexecve(program, arguments, environ);
	else
		execvp(words[0], arguments);
	_exit(127);
}

/* Keep the start of what comes, and wait for the end of it. */
static void
drain(int from, char *output, size_t size)
{
	char buffer[4096];
	size_t kept = 0;
	ssize_t got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		size_t fits = size - kept ? size - kept - 1 : 0;

		fits = (size_t)got < fits ? (size_t)got : fits;
		if (output) {
			memcpy(output + kept, buffer, fits);
			kept += fits;
		}
	}
	if (output)
		output[kept] = '\0';
}

int
peer_program(struct stage *stage, int program, const char *const *words, char *output, size_t size,
	     double *seconds)
{
	double start;
	int status, ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return stage_failed(stage, -errno, "no pipe: %s", strerror(errno));
	fflush(stdout);
	start = clock_now();
	child = vfork();
	if (child == 0)
		become_program(program, words, ends[1]);
	close(ends[1]);
	drain(ends[0], output, output ? size : 0);
	close(ends[0]);
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return stage_failed(stage, -errno, "cannot run %s: %s", words[0], strerror(errno));
	*seconds = clock_now() - start;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return stage_failed(stage, -ENOENT, "no %s here", words[0]);
	return status ? stage_failed(stage, -EIO, "%s failed", words[0]) : 0;
}

int
peer_numastat(struct stage *stage, const struct contestant *self, double *seconds)
{
	char pid[16];
	const char *words[] = { "numastat", "-p", pid, NULL };

	(void)self;
	snprintf(pid, sizeof(pid), "%d", stage->subject.pid);
	return peer_program(stage, -1, words, NULL, 0, seconds);
}

int
stage_other(const struct stage *stage, int node)
{
	const int *nodes = stage->bench->nodes;

	return node == nodes[0] ? nodes[1] : nodes[0];
}

int
stage_arrived(struct stage *stage, bool own, int node)
{
	char *start = own ? stage->own : stage->address;
	/* The last small page of a huge one tells whether it was one, which moved as a whole. */
	size_t step = stage->step, small = step - (size_t)sysconf(_SC_PAGESIZE);
	size_t middle = stage->pages / 2 * step + small, last = (stage->pages - 1) * step + small;
	void *pages[] = { start, start + middle, start + last };
	int status[] = { -1, -1, -1 };

	move_pages(own ? 0 : stage->subject.pid, 3, pages, NULL, status, 0);
	if (status[0] == node && status[1] == node && status[2] == node)
		return 0;
	return stage_failed(stage, -EIO, "pages did not arrive on node %d", node);
}

int
peer_mbind(struct stage *stage, const struct contestant *self, double *seconds)
{
	int target = stage_other(stage, stage->own_node);
	unsigned long mask = 1UL << target;
	double start = clock_now();

	(void)self;
	if (mbind(stage->own, stage->size, MPOL_BIND, &mask, sizeof(mask) * CHAR_BIT,
		  MPOL_MF_MOVE) < 0)
		return stage_failed(stage, -errno, "mbind: %s", strerror(errno));
	*seconds = clock_now() - start;
	stage->own_node = target;
	return stage_arrived(stage, true, target);
}

int
peer_move_pages(struct stage *stage, const struct contestant *self, double *seconds)
{
	int target = stage_other(stage, stage->node);
	int result = timed_batches(stage, self->batch, target, seconds);

	stage->node = target;
	return result ? result : stage_arrived(stage, false, target);
}

int
peer_migratepages(struct stage *stage, const struct contestant *self, double *seconds)
{
	char pid[16], from[16], to[16];
	const char *words[] = { "migratepages", pid, from, to, NULL };
	int result, target = stage_other(stage, stage->node);

	(void)self;
	snprintf(pid, sizeof(pid), "%d", stage->subject.pid);
	snprintf(from, sizeof(from), "%d", stage->node);
	snprintf(to, sizeof(to), "%d", target);
	result = peer_program(stage, -1, words, NULL, 0, seconds);
	if (result)
		return result;
	stage->node = target;
	return stage_arrived(stage, false, target);
}

/* It says its time in hundredths of a second, but its rate, in MiB a second, to four figures. */
int
peer_migspeed(struct stage *stage, const struct contestant *self, double *seconds)
{
	char pages[32], from[16], to[16], output[4096];
	const char *words[] = { "migspeed", "-p", pages, from, to, NULL }, *rate;
	int result;

	(void)self;
	snprintf(pages, sizeof(pages), "%zu", stage->size / (size_t)sysconf(_SC_PAGESIZE));
	snprintf(from, sizeof(from), "%d", stage->bench->nodes[0]);
	snprintf(to, sizeof(to), "%d", stage->bench->nodes[1]);
	result = peer_program(stage, -1, words, output, sizeof(output), seconds);
	if (result)
		return result;
	rate = strstr(output, "secs.");
	if (!rate || strtod(rate + 5, NULL) <= 0)
		return stage_failed(stage, -EIO, "migspeed says no rate");
	*seconds = (double)stage->size / (1 << 20) / strtod(rate + 5, NULL);
	return 0;
}

int
peer_numactl(struct stage *stage, const struct contestant *self, double *seconds)
{
	const char *words[] = { "numactl", "--show", NULL };

	(void)self;
	return peer_program(stage, -1, words, NULL, 0, seconds);
}

int
peer_true(struct stage *stage, const struct contestant *self, double *seconds)
{
	const char *words[] = { "true", NULL };

	(void)self;
	return peer_program(stage, -1, words, NULL, 0, seconds);
}
