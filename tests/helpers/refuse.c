/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refuse SYSCALL[,SYSCALL]... ERRNO COMMAND [ARG]...: run COMMAND in a world where the kernel
 * answers those system calls with that error, as the filters of containers do.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <seccomp.h>

#define FAILED 125 /* neither COMMAND's status nor memtoy's */

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "refuse: %s: %s\n", what, why);
	exit(FAILED);
}

/* The number of an error such as "EPERM". */
static int
errno_number(const char *name)
{
	for (int number = 1; number < 256; number++) {
		const char *known = strerrorname_np(number);

		if (known && strcmp(known, name) == 0)
			return number;
	}
	die(name, "no such error");
	return 0;
}

static void
refuse_call(scmp_filter_ctx filter, const char *name, int error)
{
	int call = seccomp_syscall_resolve_name(name);
	int result;

	if (call == __NR_SCMP_ERROR)
		die(name, "no such system call");
	result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(error), call, 0);
	if (result < 0)
		die(name, strerror(-result));
}

int
main(int argc, char **argv)
{
	scmp_filter_ctx filter;
	int error, result;

	if (argc < 4)
		die("usage", "refuse SYSCALL[,SYSCALL]... ERRNO COMMAND [ARG]...");
	filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		die("filter", "cannot make one");
	error = errno_number(argv[2]);
	for (char *name = strtok(argv[1], ","); name; name = strtok(NULL, ","))
		refuse_call(filter, name, error);
	result = seccomp_load(filter);
	if (result < 0)
		die("filter", strerror(-result));
	seccomp_release(filter);
	execvp(argv[3], argv + 3);
	die(argv[3], strerror(errno));
}
