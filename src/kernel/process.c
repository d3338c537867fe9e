/* Other processes: held while they are looked at, and what /proc tells of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/process.h"
#include "kernel/rights.h"

/* Before glibc 2.36 there is no pidfd_open(3); the number is the same everywhere. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static const char *
status_line(const struct text *status, const char *label)
{
	const char *line = file_line(text_string(status), label);

	return line ? line : "";
}

static int
read_status(pid_t pid, struct text *status)
{
	int result = file_read(status, "/proc/%d/status", (int)pid);

	if (result == -ENOENT)
		return kill(pid, 0) == 0 || errno == EPERM ? -EACCES : -ESRCH;
	return result;
}

int
process_facts_read(pid_t pid, struct process_facts *facts)
{
	struct text status = { 0 };
	int result = read_status(pid, &status);
	const char *name = status_line(&status, "Name:");

	*facts = (struct process_facts){ .group = atoi(status_line(&status, "Tgid:")),
					 .parent = atoi(status_line(&status, "PPid:")),
					 .state = *status_line(&status, "State:"),
					 .user = (uid_t)strtoul(status_line(&status, "Uid:"), NULL,
								10) };
	snprintf(facts->name, sizeof(facts->name), "%.*s", (int)strcspn(name, "\n"), name);
	/* What has no memory, and has not just ended, is the kernel's. */
	facts->kernel_thread = !strchr("ZX", facts->state) && !*status_line(&status, "VmSize:");
	text_release(&status);
	return result;
}

static bool
has_ended(const struct process *process)
{
	struct pollfd poll_for = { .fd = process->pidfd, .events = POLLIN };

	return process->pidfd >= 0 && poll(&poll_for, 1, 0) == 1;
}

int
process_hold(struct process *process, pid_t pid)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	*process = (struct process){ .pid = pid,
				     .pidfd = (int)syscall(SYS_pidfd_open, pid, 0),
				     .maps = open(path, O_RDONLY | O_CLOEXEC) };
	if (process->maps < 0) {
		int result = errno == ENOENT ? -ESRCH : -errno;

		process_release(process);
		return result;
	}
	/* Else the descriptors may belong to two processes that had the same id. */
	if (process_check(process) != PROCESS_SAME) {
		process_release(process);
		return -ESRCH;
	}
	return 0;
}

void
process_release(struct process *process)
{
	if (process->pidfd >= 0)
		close(process->pidfd);
	if (process->maps >= 0)
		close(process->maps);
	process->pidfd = process->maps = -1;
}

enum process_state
process_check(const struct process *process)
{
	char byte;

	if (has_ended(process))
		return PROCESS_ENDED;
	if (pread(process->maps, &byte, sizeof(byte), 0) == sizeof(byte))
		return PROCESS_SAME;
	/* It may have ended between these two looks. */
	if (has_ended(process))
		return PROCESS_ENDED;
	return process->pidfd >= 0 ? PROCESS_EXECUTED : PROCESS_LOST;
}

/* Are all three ids of a status line ("real effective saved filesystem") this one? */
static bool
ids_are(const char *line, unsigned id)
{
	unsigned real, effective, saved;

	return sscanf(line, "%u %u %u", &real, &effective, &saved) == 3 && real == id &&
	       effective == id && saved == id;
}

static uint64_t
capabilities_of(const struct text *status, const char *label)
{
	return strtoull(status_line(status, label), NULL, 16);
}

enum process_bar
process_bar(pid_t pid)
{
	struct text theirs = { 0 }, ours = { 0 };
	enum process_bar bar = BAR_MODULE;
	char path[40];
	struct stat file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	if (rights_has_capability("sys_ptrace") == 1 || read_status(pid, &theirs) ||
	    read_status(getpid(), &ours))
		bar = BAR_MODULE;
	else if (!ids_are(status_line(&theirs, "Uid:"), geteuid()) ||
		 !ids_are(status_line(&theirs, "Gid:"), getegid()))
		bar = BAR_USER;
	else if (capabilities_of(&theirs, "CapPrm:") & ~capabilities_of(&ours, "CapEff:"))
		bar = BAR_CAPABILITIES;
	/* The files of an undumpable process belong to root. */
	else if (stat(path, &file) == 0 && file.st_uid != geteuid())
		bar = BAR_UNDUMPABLE;
	text_release(&theirs);
	text_release(&ours);
	return bar;
}

void
process_nodes_allowed(pid_t pid, struct text *list)
{
	struct text status = { 0 };
	const char *line;

	read_status(pid, &status);
	line = status_line(&status, "Mems_allowed_list:");
	text_add(list, "%.*s", (int)strcspn(line, "\n"), line);
	text_release(&status);
}

int
processes_visit(void (*visit)(pid_t pid, pid_t parent, void *argument), void *argument)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	struct process_facts facts;

	if (!folder)
		return -errno;
	while ((entry = readdir(folder))) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && process_facts_read(pid, &facts) == 0)
			visit(pid, facts.parent, argument);
	}
	closedir(folder);
	return 0;
}
