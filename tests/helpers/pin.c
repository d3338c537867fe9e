/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pin PID shm|FILE PAGE: hold a reference to one page of another process's shared memory, so that
 * it cannot migrate, until PID ends.
 *
 * 'shm' is the first SysV segment that PID made; FILE is the start of the name that a memory file
 * or tmpfs file has in /proc/PID/fd, such as /memfd: or /dev/shm/.  Waits until the page is there,
 * without bringing it there; takes the reference by vmsplice(2), and no mapping remains.  Says
 * 'pinned' then.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FAILED	 125
#define PAUSE_US 1000
#define PATIENCE 60000 /* of PAUSE_US */

static _Noreturn void __attribute__((format(printf, 1, 2))) die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("pin: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(FAILED);
}

static bool
alive(int pid)
{
	char path[64], line[256] = "", *state;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	state = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
	fclose(file);
	return state && state[1] && state[2] != 'Z' && state[2] != 'X';
}

/* The id of the first SysV segment that 'pid' made, or -1. */
static int
shm_of(int pid)
{
	FILE *file = fopen("/proc/sysvipc/shm", "r");
	char line[512];
	int found = -1;

	if (!file)
		die("/proc/sysvipc/shm: %s", strerror(errno));
	while (found < 0 && fgets(line, sizeof(line), file)) {
		int id, creator;

		if (sscanf(line, "%*d %d %*o %*u %d", &id, &creator) == 2 && creator == pid)
			found = id;
	}
	fclose(file);
	return found;
}

/* A descriptor for the first open file of 'pid' whose name starts so, or -1. */
static int
file_of(int pid, const char *start)
{
	char folder[64], path[400], target[512];
	struct dirent *entry;
	int found = -1;
	DIR *open_files;

	snprintf(folder, sizeof(folder), "/proc/%d/fd", pid);
	open_files = opendir(folder);
	if (!open_files)
		return -1;
	while (found < 0 && (entry = readdir(open_files))) {
		ssize_t length;

		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		length = readlink(path, target, sizeof(target) - 1);
		if (length < 0)
			continue;
		target[length] = '\0';
		if (strncmp(target, start, strlen(start)) == 0)
			found = open(path, O_RDWR | O_CLOEXEC);
	}
	closedir(open_files);
	return found;
}

/* Map the segment; NULL while there is none. */
static char *
attach(int pid, const char *what, size_t length)
{
	void *address;

	if (strcmp(what, "shm") == 0) {
		int id = shm_of(pid);

		if (id < 0)
			return NULL;
		address = shmat(id, NULL, 0);
	} else {
		int file = file_of(pid, what);
		struct stat about;

		if (file < 0)
			return NULL;
		if (fstat(file, &about) < 0 || (size_t)about.st_size < length) {
			close(file);
			return NULL;
		}
		address = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
		close(file);
	}
	return address == (void *)-1 ? NULL : address;
}

static void
detach(const char *what, char *address, size_t length)
{
	if (strcmp(what, "shm") == 0)
		shmdt(address);
	else
		munmap(address, length);
}

/* Whether the page is in memory already, for whoever maps it. */
static bool
page_is_there(char *page, size_t size)
{
	unsigned char state = 0;

	return mincore(page, size, &state) == 0 && (state & 1);
}

int
main(int argc, char **argv)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE), page, length;
	char *address = NULL;
	int pid, ends[2], waited = 0;

	if (argc != 4 || (pid = atoi(argv[1])) <= 0)
		die("usage: pin PID shm|FILE PAGE");
	page = strtoul(argv[3], NULL, 0);
	length = (page + 1) * size;
	if (pipe(ends) < 0)
		die("pipe: %s", strerror(errno));
	for (;; usleep(PAUSE_US)) {
		if (!alive(pid))
			die("process %d has ended", pid);
		if (waited++ > PATIENCE)
			die("page %zu never came", page);
		if (!address)
			address = attach(pid, argv[2], length);
		if (address && page_is_there(address + page * size, size))
			break;
	}

	struct iovec where = { .iov_base = address + page * size, .iov_len = size };

	if (vmsplice(ends[1], &where, 1, 0) != (ssize_t)size)
		die("vmsplice: %s", strerror(errno));
	detach(argv[2], address, length);
	puts("pinned");
	fflush(stdout);
	while (alive(pid))
		usleep(PAUSE_US);
	return 0;
}
